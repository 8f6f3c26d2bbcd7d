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
internal sealed record ScanAnswer(string ScanState, bool UpToDateContent, bool UpToDateSettings);

/// <summary>Tells it from what was scanned, what waits, and what Jira says of the latest change.</summary>
internal sealed class ScanStanding(SecretScanStore scans, JiraSites sites, ScannerInUse inUse, TimeProvider clock)
{
    /// <summary>Clocks of Jira and ours may differ.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    public async Task<ScanAnswer> OfProjectAsync(Connection connection, JiraProject project, CancellationToken ct)
    {
        var known = await scans.ProjectAsync(connection.Id, project.Id, ct);
        var standing = (await scans.StandingAsync(connection.Id, project.Id, ct)).Where(scan => scan.IssueKey is null);
        var last = await scans.LastAsync(connection.Id, project.Id, null, ct);
        var isCurrent = known?.ScannedAt is { } since && !await HasChangedAsync(connection, project, since, ct);
        return Answer(standing, last, known?.ScannedAt is not null, isCurrent, known?.RulesVersion == await VersionAsync(connection, project, ct));
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
        return Answer(standing, last, at is not null, at is { } since && issue.UpdatedAt is { } updated && updated <= since, rules == await VersionAsync(connection, project, ct));
    }

    private async Task<string> VersionAsync(Connection connection, JiraProject project, CancellationToken ct) =>
        (await inUse.CurrentAsync(ct)).In(connection.Id, project.Id, clock.GetUtcNow()).Version;

    private static ScanAnswer Answer(IEnumerable<SecretScan> standing, EndedScan? last, bool wasScanned, bool isCurrent, bool isUnderRules)
    {
        var states = standing.Select(scan => scan.State).ToList();
        var state = states.Contains(SecretScanState.AtWork) ? "SCANNING"
            : states.Count > 0 ? "SCHEDULED"
            : last is { HasFailed: true } ? "ERROR"
            : !wasScanned ? "UNSCANNED"
            : isCurrent && isUnderRules ? "UP_TO_DATE"
            : "OUTDATED";
        return new ScanAnswer(state, wasScanned && isCurrent, wasScanned && isUnderRules);
    }

    /// <summary>By the latest change, so that one issue decides it however many there are. What was deleted is not seen so.</summary>
    private async Task<bool> HasChangedAsync(Connection connection, JiraProject project, DateTimeOffset since, CancellationToken ct)
    {
        var jira = await sites.ClientForAsync(connection.Id, ct);
        var query = Jql.Field("project").InNumbers(long.Parse(project.Id, System.Globalization.CultureInfo.InvariantCulture))
            .And(Jql.Field("updated").Within(clock.GetUtcNow() - since + Overlap)).OrderBy("updated", descending: true);
        await foreach (var issue in jira.Search.IssuesAsync(new SearchRequest(query, IssueSelection.Of("updated")), ct))
            return issue.UpdatedAt is not { } updated || updated > since;
        return false;
    }
}
