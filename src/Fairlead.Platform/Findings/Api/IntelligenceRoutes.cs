using System.Diagnostics;
using System.Security.Claims;
using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Platform.Access;
using Fairlead.Platform.Findings.Intelligence;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fairlead.Platform.Findings.Api;

/// <summary>Handlers of <c>/api/v1/intelligence</c>.</summary>
internal static class IntelligenceRoutes
{
    public static async Task<Ok<IntelligenceResponse>> Status(ThreatIntelligence intelligence, CancellationToken ct) =>
        TypedResults.Ok(new IntelligenceResponse([.. (await intelligence.SourcesAsync(ct)).Select(Response)]));

    public static async Task<Results<Ok<IntelligenceImportResponse>, ProblemHttpResult>> Import(
        HttpContext http, ClaimsPrincipal principal, ThreatIntelligence intelligence, CancellationToken ct)
    {
        IntelligenceOutcome? outcome = null;
        await foreach (var part in ReportUpload.ReadAsync(http, FileContent.MaxBytes, ct))
        {
            if (outcome is not null)
                return new Problem(ProblemKind.MalformedMultipart, "Send one file at a time; the first was taken in.").ToResult();
            outcome = await intelligence.ImportAsync(part.Content, Caller.Of(principal).Actor, ct);
        }

        return outcome switch
        {
            IntelligenceOutcome.Taken taken => TypedResults.Ok(new IntelligenceImportResponse(Response(taken.Source), taken.IsChanged)),
            IntelligenceOutcome.Refused refused => new Problem(
                ProblemKind.InvalidReportContent, refused.Line is { } line ? $"Line {line}: {refused.Message}" : refused.Message)
            {
                Errors = refused.Line is null ? [] : [new ProblemError(refused.Message, Line: refused.Line)],
            }.ToResult(),
            IntelligenceOutcome.Outdated outdated => new Problem(
                ProblemKind.StaleReport,
                $"The file is of {outdated.DatedAt:yyyy-MM-dd HH:mm} UTC; the one in force is of {outdated.InForce.DatedAt:yyyy-MM-dd HH:mm} UTC. Nothing was changed.").ToResult(),
            _ => throw new UnreachableException(),
        };
    }

    private static IntelligenceSourceResponse Response(IntelligenceSource source) => new(
        Enum.Parse<Client.Findings.IntelligenceKind>(source.Kind.ToString()), source.Version, source.DatedAt, source.Entries, source.ImportedAt, source.ImportedBy);
}
