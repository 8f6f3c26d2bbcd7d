using System.Globalization;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Connections;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary>How up to date the findings of a project or an issue are.</summary>
/// <param name="ScanState">SCHEDULED, SCANNING, UP_TO_DATE, OUTDATED, UNSCANNED or ERROR.</param>
/// <param name="UpToDateContent">Nothing changed in Jira since it was looked through.</param>
/// <param name="UpToDateSettings">The rules, and what is allowed, are those under which it was looked through.</param>
internal sealed record ScanAnswer(string ScanState, bool UpToDateContent, bool UpToDateSettings)
{
    /// <summary>As whoever asks for a scan is told it: up to date as of the scan that comes. How it is until then, a page of findings tells.</summary>
    public ScanAnswer Asked() => this with { UpToDateContent = true, UpToDateSettings = true };
}

/// <summary>Tells it from what was scanned, what waits, and what Jira says of the latest change.</summary>
internal sealed class ScanStanding(SecretScanStore scans, SeenIssueStore seen, JiraSites sites, ConnectionDirectory connections, ScannerInUse inUse, TimeProvider clock)
{
    /// <summary>Of a project in which more issues changed since the last look through all of it, and were looked through one by one, another look is due.</summary>
    private const int MaxChanged = 1_000;

    private const int Batch = 100;

    public async Task<ScanAnswer> OfProjectAsync(Connection connection, JiraProject project, CancellationToken ct)
    {
        var known = await scans.ProjectAsync(connection.Id, project.Id, ct);
        var standing = (await scans.StandingAsync(connection.Id, project.Id, ct)).Where(scan => scan.IssueKey is null);
        var last = await scans.LastAsync(connection.Id, project.Id, null, ct);
        var isUnderRules = known?.RulesVersion == await VersionAsync(connection, project, ct);
        if (known?.ScannedAt is not { } since)
            return Answer(standing, last, wasScanned: false, isCurrent: false, isUnderRules);
        try
        {
            var isCurrent = await IsSameAccountAsync(connection, since, ct) && !await HasChangedAsync(connection, project, since, ct);
            return Answer(standing, last, wasScanned: true, isCurrent, isUnderRules);
        }
        catch (JiraRefusedException e) when (e.Cause != JiraRefusalCause.RateLimited)
        {
            // The connection's account does not see the project any more, or may not sign in: what was found is known all the same.
            return Answer(standing, last, wasScanned: true, isCurrent: false, isUnderRules, isRefused: true);
        }
    }

    /// <param name="issue">With the field updated.</param>
    public async Task<ScanAnswer> OfIssueAsync(Connection connection, JiraProject project, JiraIssue issue, CancellationToken ct)
    {
        var known = await scans.ProjectAsync(connection.Id, project.Id, ct);
        var standing = (await scans.StandingAsync(connection.Id, project.Id, ct)).Where(scan => scan.IssueKey is null || scan.IssueKey == issue.Key);
        var alone = await scans.LastAsync(connection.Id, project.Id, issue.Key, ct);
        var whole = await scans.LastAsync(connection.Id, project.Id, null, ct);
        var last = alone is not null && (whole is null || alone.FinishedAt > whole.FinishedAt) ? alone : whole;

        // The later of the two looks at it is the one that counts.
        var (at, rules) = alone is { HasFailed: false } && (known?.ScannedAt is not { } scannedAt || alone.StartedAt > scannedAt)
            ? (alone.StartedAt, alone.RulesVersion)
            : (known?.ScannedAt, known?.RulesVersion);
        return Answer(standing, last, at is not null, at is { } then && await IsSameAccountAsync(connection, then, ct) && await IsSeenAsync(connection, project, [issue], ct), rules == await VersionAsync(connection, project, ct));
    }

    private async Task<string> VersionAsync(Connection connection, JiraProject project, CancellationToken ct) =>
        (await inUse.CurrentAsync(ct)).In(connection.Id, project.Id, clock.GetUtcNow()).Version;

    private async Task<bool> IsSameAccountAsync(Connection connection, DateTimeOffset then, CancellationToken ct) =>
        ReadingPlanner.IsSameAccount(await connections.AccountsAsync(connection.Id, ct), then);

    private static ScanAnswer Answer(IEnumerable<SecretScan> standing, EndedScan? last, bool wasScanned, bool isCurrent, bool isUnderRules, bool isRefused = false)
    {
        var states = standing.Select(scan => scan.State).ToList();
        var state = states.Contains(SecretScanState.AtWork) ? "SCANNING"
            : states.Count > 0 ? "SCHEDULED"
            : isRefused || last is { HasFailed: true } ? "ERROR"
            : !wasScanned ? "UNSCANNED"
            : isCurrent && isUnderRules ? "UP_TO_DATE"
            : "OUTDATED";
        return new ScanAnswer(state, wasScanned && isCurrent, wasScanned && isUnderRules);
    }

    /// <summary>
    /// By what Jira says changed lately, and as of which change each of that was looked through: its clock and ours need not agree, and a change that its search
    /// told of too late for a look is seen by the next. What was deleted is not seen so.
    /// </summary>
    private async Task<bool> HasChangedAsync(Connection connection, JiraProject project, DateTimeOffset since, CancellationToken ct)
    {
        var jira = await sites.ClientForAsync(connection.Id, ct);
        var query = Jql.Field("project").InNumbers(long.Parse(project.Id, CultureInfo.InvariantCulture))
            .And(Jql.Field("updated").Within(ReadingPlanner.Age(clock.GetUtcNow() - since))).OrderBy("updated", descending: true);
        var count = 0;
        await foreach (var issues in jira.Search.IssuesAsync(new SearchRequest(query, IssueSelection.Of("updated")), ct).Chunk(Batch).WithCancellation(ct))
        {
            if ((count += issues.Length) > MaxChanged || !await IsSeenAsync(connection, project, issues, ct))
                return true;
        }

        return false;
    }

    /// <summary>Whether all of them were looked through as they are.</summary>
    private async Task<bool> IsSeenAsync(Connection connection, JiraProject project, JiraIssue[] issues, CancellationToken ct)
    {
        var updates = await seen.OfAsync(connection.Id, project.Id, [.. issues.Select(NumberOf)], ct);
        return issues.All(issue => updates.TryGetValue(NumberOf(issue), out var updated) && issue.UpdatedAt == updated);
    }

    private static long NumberOf(JiraIssue issue) => long.Parse(issue.Id, CultureInfo.InvariantCulture);
}
