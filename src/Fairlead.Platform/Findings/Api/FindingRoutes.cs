using System.Diagnostics;
using System.Security.Claims;
using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fairlead.Platform.Findings.Api;

/// <summary>Handlers of <c>/api/v1/findings</c>.</summary>
internal static class FindingRoutes
{
    public static async Task<Ok<FindingPage>> Search(
        QueryValues query, HttpContext http, Cursors cursors, FindingCatalog catalog, CancellationToken ct)
    {
        var page = await catalog.SearchAsync(
            FindingQueries.FilterOf(query), FindingQueries.OrderOf(query), cursors.Read<string>(http), query.Get(QueryParameter.Size), ct);
        return TypedResults.Ok(new FindingPage(
            [.. page.Items.Select(FindingResponses.Item)],
            page.Next is { } next ? cursors.Write(http, next) : null));
    }

    public static async Task<Ok<FindingCountsResponse>> Count(QueryValues query, FindingCatalog catalog, CancellationToken ct) =>
        TypedResults.Ok(FindingResponses.Counts(await catalog.CountAsync(FindingQueries.FilterOf(query), ct)));

    public static async Task<Results<Ok<FindingResponse>, ProblemHttpResult>> Get(
        FindingId id, FindingCatalog catalog, CancellationToken ct) =>
        await catalog.GetAsync(id, ct) is { } finding
            ? TypedResults.Ok(FindingResponses.Whole(finding, await catalog.OccurrencesAsync(id, ct)))
            : Missing();

    public static async Task<Results<Ok<FindingResponse>, ProblemHttpResult>> Change(
        FindingId id, JsonBody<ChangeFindingRequest> body, ClaimsPrincipal principal, FindingCatalog catalog, CancellationToken ct)
    {
        var change = body.Value;
        new Validation()
            .Text("/reason", change.Reason, FindingEdit.MaxReasonLength, isMultiLine: true)
            .Check(change.Status is not null || change.Severity is not null || change.ClearSeverity, "", "nothing is changed")
            .ThrowIfAny();
        var edit = new FindingEdit
        {
            Status = change.Status is { } state ? FindingResponses.StatusOf(state) : null,
            Reason = change.Reason,
            ExpiresAt = change.ExpiresAt,
            Severity = change.Severity,
            ClearSeverity = change.ClearSeverity,
            Revision = change.Revision,
            By = Caller.Of(principal).Actor,
        };
        return await catalog.EditAsync(id, edit, ct) switch
        {
            EditOutcome.Edited edited =>
                TypedResults.Ok(FindingResponses.Whole(edited.Finding, await catalog.OccurrencesAsync(id, ct))),
            EditOutcome.Unknown => Missing(),
            EditOutcome.Outdated outdated => new Problem(
                ProblemKind.Conflict, $"The finding was changed in between; it is at revision {outdated.Revision} now. Read it again.")
            {
                Code = "changed_meanwhile",
            }.ToResult(),
            EditOutcome.Invalid invalid => Problem.Invalid(new ProblemError(invalid.Message, Pointer: $"/{invalid.Field}")).ToResult(),
            _ => throw new UnreachableException(),
        };
    }

    private static ProblemHttpResult Missing() => new Problem(ProblemKind.NotFound, "There is no such finding.").ToResult();
}
