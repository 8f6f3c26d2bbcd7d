using System.Globalization;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecretScanning;

/// <summary>
/// Asks for scans of issues that webhooks told of, in projects that are kept up to date. A webhook is a hint: only Jira itself is believed. What is
/// missed here, <see cref="AutoScan"/> finds.
/// </summary>
internal sealed class ChangedIssues(
    Database database, EventLog events, SecretSettingsStore settings, SecretScanStore scans, ConnectionDirectory connections, JiraSites sites,
    TimeProvider clock, ILogger<ChangedIssues> log)
{
    private const string Reader = "secret-scans";
    private const int Batch = 1_000;

    /// <summary>Of more issues in a project than these its changes are read together, which costs Jira less.</summary>
    private const int MaxAlone = 20;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <returns>How many scans were asked for.</returns>
    public async Task<int> HearAsync(CancellationToken ct)
    {
        var isOn = (await settings.GetAsync(ct)).AutoScan;
        var position = await events.PositionAsync(Reader, ct);
        var asked = 0;
        for (var batch = await events.ReadAfterAsync(position, Batch, ct); batch.Count > 0; batch = await events.ReadAfterAsync(position, Batch, ct))
        {
            foreach (var told in Told(isOn ? batch : []).ToLookup(one => one.Issue.Connection))
                asked += await AskAsync(told.Key, [.. told.Select(one => one.Issue.IssueId).Distinct()], [.. told.Where(one => one.IsDeleted).Select(one => one.Issue.IssueId)], ct);

            position = batch[^1].Number;
            await using var work = await database.BeginAsync(ct);
            await EventLog.AdvanceAsync(work, Reader, position, ct);
            await work.CommitAsync(ct);
        }

        return asked;
    }

    /// <summary>Forgets what was heard.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        await events.ForgetAsync(EventLog.IssueChanged, clock.GetUtcNow() - Kept, ct);
        await events.ForgetAsync(EventLog.IssueDeleted, clock.GetUtcNow() - Kept, ct);
    }

    private static IEnumerable<(IssueTold Issue, bool IsDeleted)> Told(IReadOnlyList<Event> batch)
    {
        foreach (var one in batch.Where(one => one.Kind is EventLog.IssueChanged or EventLog.IssueDeleted))
        {
            if (IssueTold.Parse(one.Subject) is { } issue)
                yield return (issue, one.Kind == EventLog.IssueDeleted);
        }
    }

    private async Task<int> AskAsync(ConnectionId id, IReadOnlyList<string> issues, HashSet<string> deleted, CancellationToken ct)
    {
        var known = (await scans.ProjectsAsync(id, ct)).Where(project => project.ScannedAt is not null).ToDictionary(project => project.ProjectId, StringComparer.Ordinal);
        if (known.Count == 0 || await connections.FindAsync(id, ct) is not { IsEnabled: true } connection)
            return 0;
        try
        {
            var jira = await sites.ClientForAsync(id, ct);
            var found = await jira.Issues.FetchAsync(issues, IssueSelection.Of("project"), ct);
            await DropAsync(id, [.. found.Missing.Where(deleted.Contains)], ct);
            return await AskAsync(id, [.. found.Issues.Where(issue => issue.Project is { } project && known.ContainsKey(project.Id))], ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or ConnectionUnusableException)
        {
            log.AutoScanPutOff(connection.Name, e.Message);
            return 0;
        }
    }

    private async Task<int> AskAsync(ConnectionId connection, IReadOnlyList<JiraIssue> issues, CancellationToken ct)
    {
        var asked = 0;
        await using var work = await database.BeginAsync(ct);
        foreach (var ofProject in issues.GroupBy(issue => issue.Project!.Id))
        {
            List<string?> alone = [.. ofProject.Select(issue => issue.Key)];
            foreach (var issueKey in alone.Count > MaxAlone ? [null] : alone)
            {
                await SecretScanStore.AskAsync(
                    work, SecretScanId.New(clock), connection, ofProject.Key, ofProject.First().Project!.Key, issueKey, false, Actor.System.Name, clock.GetUtcNow(), ct);
                asked++;
            }
        }

        await work.CommitAsync(ct);
        return asked;
    }

    /// <summary>What stood in issues that are no more stands nowhere.</summary>
    private async Task DropAsync(ConnectionId connection, IReadOnlyList<string> issues, CancellationToken ct)
    {
        if (issues.Count == 0)
            return;
        var gone = issues.Select(id => new ScannedIssue(long.Parse(id, CultureInfo.InvariantCulture), "", 0, 0, [], [])).ToList();
        await using var work = await database.BeginAsync(ct);
        await SecretFindingStore.ReplaceAsync(work, connection, "", "", [], gone, clock, ct);
        await work.CommitAsync(ct);
    }
}
