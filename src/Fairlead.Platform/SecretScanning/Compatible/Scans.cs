using System.Globalization;
using Fairlead.Client.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary><c>scan/…</c>, <c>project/{key}</c> and <c>issue/{key}</c>.</summary>
internal static class Scans
{
    private const int DefaultSize = 50;
    private const int MaxSize = 1_000;

    public static void MapScans(this RouteGroupBuilder group)
    {
        var force = QueryParameter.Flag("force", "Also what has not changed since it was looked through.");
        QueryParameter[] page =
        [
            QueryParameter.Integer("start", "The first finding, from 0.", 0, int.MaxValue, 0),
            QueryParameter.Integer("size", "How many at most.", 1, MaxSize, DefaultSize),
            QueryParameter.Flag("reviewed", "Only findings that are reviewed, or only those that are not; both when left out."),
        ];
        group.MapPost("/scan/all", All).Describe("scanAll", "Asks for a scan of every project that the caller may have scanned.", force);
        group.MapPost("/scan/project", Project).Describe("scanProject", "Asks for a scan of a project.", QueryParameter.Required("key", "Of the project."), force);
        group.MapPost("/scan/issue", Issue).Describe("scanIssue", "Asks for a scan of an issue.", QueryParameter.Required("key", "Of the issue."), force);
        group.MapGet("/project/{key}", OfProject).Describe("projectFindings", "Findings of a project, and how up to date they are.", page);
        group.MapGet("/issue/{key}", OfIssue).Describe("issueFindings", "Findings of an issue, and how up to date they are.", page);
        // How it was called before.
        group.MapGet("/scan/issue/{key}", OfIssue).Describe("scannedIssue", "The same under the name that it had before.", page);
    }

    private static async Task<Ok<AllScansAnswer>> All(ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretScans scans, CancellationToken ct)
    {
        var isForced = ScannerApi.Flag(request, "force") ?? false;
        var only = await access.AllProjectsAsync(caller, Role.Editor, ct);
        var asked = await scans.AskForAllAsync(caller.Connection, only, isForced, caller.Actor, ct);
        return TypedResults.Ok(new AllScansAnswer("SCHEDULED", true, true, [.. asked.Select(scan => scan.ProjectKey)]));
    }

    private static async Task<Ok<ScanAnswer>> Project(
        ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretScans scans, ScanStanding standing, CancellationToken ct)
    {
        var isForced = ScannerApi.Flag(request, "force") ?? false;
        var project = await access.ProjectAsync(caller, ScannerApi.Required(request, "key"), Role.Editor, ct);
        await scans.AskForProjectAsync(caller.Connection, project.Id, isForced, caller.Actor, ct);
        return TypedResults.Ok((await standing.OfProjectAsync(caller.Connection, project, ct)).Asked());
    }

    private static async Task<Ok<ScanAnswer>> Issue(
        ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretScans scans, ScanStanding standing, CancellationToken ct)
    {
        var isForced = ScannerApi.Flag(request, "force") ?? false;
        var (issue, project) = await access.IssueAsync(caller, ScannerApi.Required(request, "key"), Role.Editor, ct);
        await scans.AskForIssueAsync(caller.Connection, issue.Key, isForced, caller.Actor, ct);
        return TypedResults.Ok((await standing.OfIssueAsync(caller.Connection, project, issue, ct)).Asked());
    }

    private static async Task<Ok<FindingsAnswer>> OfProject(
        string key, ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretFindings findings, ScanStanding standing, ScannerInUse inUse, CancellationToken ct)
    {
        var page = PageOf(request);
        var project = await access.ProjectAsync(caller, key, Role.Viewer, ct);
        await findings.NoteKeyAsync(caller.Connection.Id, project.Id, project.Key, ct);
        var found = await findings.ListAsync(new SecretFindingQuery(caller.Connection.Id, project.Id, null, page.IsReviewed), page.Start, page.Size, ct);
        return TypedResults.Ok(Answer((await inUse.CurrentAsync(ct)).All, page, found, null, await standing.OfProjectAsync(caller.Connection, project, ct)));
    }

    private static async Task<Ok<FindingsAnswer>> OfIssue(
        string key, ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretFindings findings, ScanStanding standing, ScannerInUse inUse, CancellationToken ct)
    {
        var page = PageOf(request);
        var (issue, project) = await access.IssueAsync(caller, key, Role.Viewer, ct);
        await findings.NoteKeyAsync(caller.Connection.Id, project.Id, project.Key, ct);
        var id = long.Parse(issue.Id, CultureInfo.InvariantCulture);
        var found = await findings.ListAsync(new SecretFindingQuery(caller.Connection.Id, project.Id, id, page.IsReviewed), page.Start, page.Size, ct);
        return TypedResults.Ok(Answer((await inUse.CurrentAsync(ct)).All, page, found, id, await standing.OfIssueAsync(caller.Connection, project, issue, ct)));
    }

    private static Page PageOf(HttpRequest request) => new(
        ScannerApi.Number(request, "start", 0, int.MaxValue, 0), ScannerApi.Number(request, "size", 1, MaxSize, DefaultSize), ScannerApi.Flag(request, "reviewed"));

    private static FindingsAnswer Answer(SecretRuleSet rules, Page page, (IReadOnlyList<SecretFinding> Findings, long Total) found, long? issue, ScanAnswer scan) => new(
        page.Start, page.Size, found.Total, page.Start + (long)found.Findings.Count >= found.Total, [.. found.Findings.Select(f => FindingElement.Of(f, issue, rules))],
        scan.ScanState, scan.UpToDateContent, scan.UpToDateSettings);

    private sealed record Page(int Start, int Size, bool? IsReviewed);
}

/// <param name="Projects">Their keys.</param>
internal sealed record AllScansAnswer(string ScanState, bool UpToDateContent, bool UpToDateSettings, IReadOnlyList<string> Projects);

/// <summary>A page of findings, and how up to date they are.</summary>
internal sealed record FindingsAnswer(
    int Start, int Size, long Total, bool IsLast, IReadOnlyList<FindingElement> Values, string ScanState, bool UpToDateContent, bool UpToDateSettings);

/// <summary>A finding in the scanner API's shape: once for each value and rule, with the first of its places in front.</summary>
/// <param name="MatchText">Masked, never the value itself.</param>
internal sealed record FindingElement(
    Guid Id, string RuleName, string RuleTitle, string Severity, string MatchText, string? IssueKey, FindingLocation? Location, long? Line, long? Column,
    bool Historical, bool Reviewed, string? ReviewedBy, DateTimeOffset? ReviewedAt, DateTimeOffset FirstSeen, DateTimeOffset LastSeen,
    IReadOnlyList<FindingPlace> Places)
{
    /// <param name="issue">Only places in the issue with this number; <see langword="null"/>: all.</param>
    public static FindingElement Of(SecretFinding finding, long? issue, SecretRuleSet rules)
    {
        var rule = rules.Find(finding.Rule);
        var places = finding.Places.Where(place => issue is null || place.IssueId == issue).OrderBy(place => place.IsHistorical).Select(FindingPlace.Of).ToList();
        var first = places.FirstOrDefault();
        return new(
            finding.Id.Value, rule?.ApiName ?? finding.Rule, rule?.Title ?? finding.Rule, finding.Severity.ToString().ToUpperInvariant(), finding.Masked,
            first?.IssueKey, first?.Location, first?.Line, first?.Column, places.Count > 0 && places.TrueForAll(place => place.Historical),
            finding.Review is not null, finding.Review?.By, finding.Review?.At, finding.FirstSeenAt, finding.LastSeenAt, places);
    }
}

/// <param name="Column">In bytes of UTF-8, from 1; so is the line.</param>
internal sealed record FindingPlace(string IssueKey, FindingLocation Location, long Line, long Column, bool Historical)
{
    public static FindingPlace Of(SecretPlace place) => new(place.IssueKey, FindingLocation.Of(place), place.Line, place.Column, place.IsHistorical);
}

/// <param name="Type">As DESCRIPTION or COMMENT; with _HISTORY at its end where only the issue's history still shows it.</param>
/// <param name="Id">Of the field, comment, worklog or attachment.</param>
internal sealed record FindingLocation(string Type, string Id, string Name)
{
    public static FindingLocation Of(SecretPlace place) => new(
        System.Text.Json.JsonNamingPolicy.SnakeCaseUpper.ConvertName(place.Kind.ToString()) + (place.IsHistorical ? "_HISTORY" : ""), place.PlaceId, place.PlaceName);
}
