using System.Globalization;
using System.Text;
using Fairlead.Client.Access;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary><c>export/…</c>: CSV (UTF-8 with a mark, so that spreadsheets read it), written while it is read.</summary>
internal static class Exports
{
    private const string MediaType = "text/csv";
    private const int MaxCell = 8_000;

    private static readonly string[] FindingColumns =
    [
        "project", "issue", "rule", "title", "severity", "matchText", "location", "locationId", "locationName", "line", "column", "historical",
        "reviewed", "reviewedBy", "reviewedAt", "firstSeen", "lastSeen", "id",
    ];

    private static readonly string[] ReviewColumns = ["project", "rule", "title", "matchText", "reviewedBy", "reviewedAt"];

    public static void MapExports(this RouteGroupBuilder group)
    {
        var reviewed = QueryParameter.Flag("reviewed", "Only findings that are reviewed, or only those that are not; both when left out.");
        group.MapGet("/export/project/{key}/findings", OfProject).Produces(StatusCodes.Status200OK, contentType: MediaType)
            .Describe("exportProject", "Findings of a project as CSV, one line for each place.", reviewed);
        group.MapGet("/export/project/{key}/reviewed", ReviewsOfProject).Produces(StatusCodes.Status200OK, contentType: MediaType)
            .Describe("exportReviews", "What was said to be fine in a project, as CSV.");
        group.MapGet("/export/findings", All).Produces(StatusCodes.Status200OK, contentType: MediaType)
            .Describe("exportAll", "Findings of all projects that the caller may work on, as CSV.", reviewed);
        // Seed 003 names this address for the findings of all projects.
        group.MapGet("/export/reviewed/findings", All).Produces(StatusCodes.Status200OK, contentType: MediaType)
            .Describe("exportReviewed", "The same under another name.", reviewed);
    }

    private static async Task<PushStreamHttpResult> OfProject(
        string key, ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretFindings findings, ScannerInUse inUse, CancellationToken ct)
    {
        var isReviewed = ScannerApi.Flag(request, "reviewed");
        var rules = (await inUse.CurrentAsync(ct)).All;
        var project = await access.ProjectAsync(caller, key, Role.Viewer, ct);
        await findings.NoteKeyAsync(caller.Connection.Id, project.Id, project.Key, ct);
        await findings.NoteExportAsync(caller.Connection, $"findings of {project.Key}", caller.Actor, ct);
        return File($"fairlead-secrets-{project.Key}.csv", FindingColumns, writer => WriteAsync(writer, caller, project.Id, project.Key, isReviewed, rules, findings, ct));
    }

    private static async Task<PushStreamHttpResult> All(
        ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretFindings findings, ScannerInUse inUse, CancellationToken ct)
    {
        var rules = (await inUse.CurrentAsync(ct)).All;
        var isReviewed = ScannerApi.Flag(request, "reviewed");
        var projects = await access.ProjectsAsync(caller, await findings.ProjectsAsync(caller.Connection.Id, ct), ct);
        foreach (var project in projects)
            await findings.NoteKeyAsync(caller.Connection.Id, project.ProjectId, project.ProjectKey, ct);
        await findings.NoteExportAsync(caller.Connection, $"findings of all {projects.Count} projects", caller.Actor, ct);
        return File("fairlead-secrets.csv", FindingColumns, async writer =>
        {
            foreach (var project in projects)
                await WriteAsync(writer, caller, project.ProjectId, project.ProjectKey, isReviewed, rules, findings, ct);
        });
    }

    private static async Task<PushStreamHttpResult> ReviewsOfProject(
        string key, ScannerCaller caller, ScannerAccess access, SecretFindings findings, ScannerInUse inUse, CancellationToken ct)
    {
        var rules = (await inUse.CurrentAsync(ct)).All;
        var project = await access.ProjectAsync(caller, key, Role.Viewer, ct);
        await findings.NoteExportAsync(caller.Connection, $"reviews of {project.Key}", caller.Actor, ct);
        return File($"fairlead-reviewed-{project.Key}.csv", ReviewColumns, async writer =>
        {
            foreach (var review in await findings.ReviewsAsync(caller.Connection.Id, project.Id, ct))
            {
                string?[] cells = [project.Key, NameOf(rules, review.Rule), TitleOf(rules, review.Rule), review.Masked, review.By, Text(review.At)];
                await writer.WriteAsync(CsvText.LineOf(cells, MaxCell));
            }
        });
    }

    private static async Task WriteAsync(
        StreamWriter writer, ScannerCaller caller, string projectId, string key, bool? isReviewed, SecretRuleSet rules, SecretFindings findings, CancellationToken ct)
    {
        await foreach (var finding in findings.StreamAsync(caller.Connection.Id, projectId, ct))
        {
            if (isReviewed is { } wanted && wanted != finding.Review is not null)
                continue;
            foreach (var place in finding.Places)
            {
                var location = FindingLocation.Of(place);
                string?[] cells =
                [
                    key, place.IssueKey, NameOf(rules, finding.Rule), TitleOf(rules, finding.Rule), finding.Severity.ToString().ToUpperInvariant(), finding.Masked, location.Type,
                    location.Id, location.Name, Text(place.Line), Text(place.Column), Text(place.IsHistorical), Text(finding.Review is not null), finding.Review?.By,
                    finding.Review is { } review ? Text(review.At) : null, Text(finding.FirstSeenAt), Text(finding.LastSeenAt), finding.Id.ToString(),
                ];
                await writer.WriteAsync(CsvText.LineOf(cells, MaxCell));
            }
        }
    }

    private static PushStreamHttpResult File(string name, string[] columns, Func<StreamWriter, Task> write) => TypedResults.Stream(
        async body =>
        {
            await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
            await writer.WriteAsync(CsvText.LineOf(columns, MaxCell));
            await write(writer);
        },
        MediaType,
        name);

    private static string NameOf(SecretRuleSet rules, string rule) => rules.Find(rule)?.ApiName ?? rule;

    private static string TitleOf(SecretRuleSet rules, string rule) => rules.Find(rule)?.Title ?? rule;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool flag) => flag ? "true" : "false";

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
