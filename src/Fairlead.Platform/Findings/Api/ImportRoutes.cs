using System.Diagnostics;
using System.Security.Claims;
using Fairlead.Client.Findings;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Reports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Findings.Api;

/// <summary>Handlers of <c>/api/v1/imports</c>.</summary>
internal static class ImportRoutes
{
    private static readonly QueryParameter<string?> Format = QueryParameter.Text(
        "format", $"One of {string.Join(", ", ReportReaders.Formats)}; recognised by content when absent.", 50);

    private static readonly QueryParameter<string?> Asset = QueryParameter.Text(
        "asset", "What was scanned, under a name that stays the same from scan to scan.", 500);

    private static readonly QueryParameter<string?> Scanner = QueryParameter.Text("scanner", "The scanner, where the report names none or another.", 200);
    private static readonly QueryParameter<string?> Branch = QueryParameter.Text("branch", "Branch or target.", 200);
    private static readonly QueryParameter<string?> ReportKind = QueryParameter.Text(
        "reportKind", "What kind of scan, where one scanner makes several over the same asset.", 200);

    private static readonly QueryParameter<string?> FileName = QueryParameter.Text("fileName", "For people.", 255);
    private static readonly QueryParameter<bool?> AllowStale = QueryParameter.Flag("allowStale", "Takes in a report older than the latest one; it closes nothing.");
    private static readonly QueryParameter<bool?> ConfirmCloses = QueryParameter.Flag("confirmCloses", "The close guard holds nothing.");

    public static IReadOnlyList<QueryParameter> Options { get; } =
        [Format, Asset, Scanner, Branch, ReportKind, FileName, AllowStale, ConfirmCloses];

    public static async Task<Results<Created<UploadResponse>, Ok<UploadResponse>, ProblemHttpResult>> Upload(
        QueryValues query, HttpContext http, ClaimsPrincipal principal, FindingImports imports, IOptions<FindingsOptions> options, CancellationToken ct)
    {
        var request = new ImportRequest
        {
            Format = FormatOf(query.Get(Format)),
            Asset = query.Get(Asset),
            Scanner = query.Get(Scanner),
            Branch = query.Get(Branch),
            ReportKind = query.Get(ReportKind),
            FileName = query.Get(FileName),
            AllowStale = query.Get(AllowStale) ?? false,
            ConfirmCloses = query.Get(ConfirmCloses) ?? false,
            IdempotencyKey = Http.IdempotencyKey.Of(http.Request),
            By = Caller.Of(principal).Actor,
        };
        var reports = ReportUpload.ReadAsync(http, options.Value.MaxUploadBytes, ct);
        return await imports.ImportAsync(reports, request, progress: null, ct) switch
        {
            ImportOutcome.Accepted { Replayed: false } accepted => TypedResults.Created(
                $"{ApiRoutes.Root}/imports/{accepted.Import.Id}", new UploadResponse(ImportVerdict.Accepted, Response(accepted.Import))),
            ImportOutcome.Accepted again => TypedResults.Ok(new UploadResponse(ImportVerdict.Replayed, Response(again.Import))),
            ImportOutcome.AlreadyImported same => TypedResults.Ok(new UploadResponse(ImportVerdict.AlreadyImported, Response(same.Import))),
            ImportOutcome.Stale stale => new Problem(
                ProblemKind.StaleReport,
                $"The report is of {stale.ReportedAt:u}; the latest one of this scope is of {stale.LatestAt:u}. Set allowStale (--allow-stale on the command line) to take it in; it closes nothing.").ToResult(),
            ImportOutcome.Refused refused => RefusalOf(refused).ToResult(),
            _ => throw new UnreachableException(),
        };
    }

    public static async Task<Ok<ImportPage>> List(
        QueryValues query, HttpContext http, Cursors cursors, FindingImports imports, CancellationToken ct)
    {
        var page = await imports.ListAsync(cursors.Read<string>(http), query.Get(QueryParameter.Size), ct);
        return TypedResults.Ok(new ImportPage(
            [.. page.Items.Select(Response)], page.Next is { } next ? cursors.Write(http, next) : null));
    }

    public static async Task<Results<Ok<ImportResponse>, ProblemHttpResult>> Get(ImportId id, FindingImports imports, CancellationToken ct) =>
        await imports.GetAsync(id, ct) is { } import ? TypedResults.Ok(Response(import)) : Missing();

    public static async Task<Results<Ok<ConfirmClosesResponse>, ProblemHttpResult>> Confirm(
        ImportId id, ClaimsPrincipal principal, FindingImports imports, CancellationToken ct) =>
        await imports.ConfirmClosesAsync(id, Caller.Of(principal).Actor, ct) switch
        {
            ConfirmOutcome.Confirmed confirmed => TypedResults.Ok(new ConfirmClosesResponse(confirmed.Import, confirmed.Closed)),
            ConfirmOutcome.Unknown => Missing(),
            ConfirmOutcome.Superseded superseded => new Problem(
                ProblemKind.Conflict, $"Import {superseded.By} came after it and speaks for the scope now; look at what that one holds.").ToResult(),
            _ => throw new UnreachableException(),
        };

    private static ReportFormat? FormatOf(string? name)
    {
        if (name is null)
            return null;
        return ReportFormat.TryParse(name, out var format)
            ? format
            : throw QueryParameter.Refused("format", $"{Problem.Quote(name)} is none of {string.Join(", ", ReportReaders.Formats)}");
    }

    private static Problem RefusalOf(ImportOutcome.Refused refused)
    {
        var kind = ProblemKind.All.FirstOrDefault(k => k.Slug == refused.Slug) ?? ProblemKind.InvalidReportContent;
        var place = refused.Place is null ? "" : $" ({refused.Place})";
        return new Problem(kind, $"{refused.Message}{place} {refused.NextStep}");
    }

    private static ProblemHttpResult Missing() => new Problem(ProblemKind.NotFound, "There is no such import.").ToResult();

    private static ImportResponse Response(Import import) => new(
        import.Id,
        Enum.Parse<ImportProgressState>(import.State.ToString()),
        import.Format,
        import.ContentSha256,
        import.Bytes,
        import.StartedAt,
        new ImportCountsResponse(
            import.Counts.Read,
            import.Counts.Repeated,
            import.Counts.Created,
            import.Counts.Seen,
            import.Counts.Changed,
            import.Counts.Reopened,
            import.Counts.AwaitingVerification,
            import.Counts.Fixed,
            import.Counts.Held,
            import.Counts.Unreadable),
        [.. import.RowErrors.Select(e => new ImportRowErrorResponse(e.Place, e.Message, e.Line))],
        import.Warnings,
        import.FileName,
        import.ReportedAt,
        import.FinishedAt,
        import.Incomplete,
        import.Failure is { } failure ? new ImportFailureResponse(failure.Reason, failure.NextStep) : null);
}
