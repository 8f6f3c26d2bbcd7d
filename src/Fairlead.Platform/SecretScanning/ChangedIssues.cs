using System.Globalization;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecretScanning;

/// <summary>
/// Asks for scans of issues that webhooks told of, in projects that are kept up to date. A webhook is a hint: only Jira itself is believed. What is
/// missed here, <see cref="AutoScan"/> finds.
/// </summary>
internal sealed class ChangedIssues(
    Database database, EventLog events, SecretSettingsStore settings, SecretScanStore scans, ToldDeletionStore deletions, ConnectionDirectory connections, JiraSites sites,
    TimeProvider clock, ILogger<ChangedIssues> log)
{
    private const string Reader = "secret-scans";
    private const int Batch = 1_000;

    /// <summary>Of more issues in a project than these its changes are read together, which costs Jira less.</summary>
    private const int MaxAlone = 20;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>So long a Jira may be away until what was told of it is given up; the next look through a project finds it all the same.</summary>
    private static readonly TimeSpan DeletionsKept = TimeSpan.FromDays(30);

    /// <returns>How many scans were asked for.</returns>
    public async Task<int> HearAsync(CancellationToken ct)
    {
        var isOn = (await settings.GetAsync(ct)).AutoScan;
        var position = await events.PositionAsync(Reader, ct);
        var asked = 0;
        for (var batch = await events.ReadAfterAsync(position, Batch, ct); batch.Count > 0; batch = await events.ReadAfterAsync(position, Batch, ct))
        {
            var told = Told(isOn ? batch : []).ToList();
            foreach (var changed in told.Where(one => !one.IsDeleted).ToLookup(one => one.Issue.Connection, one => one.Issue.IssueId))
                asked += await AskAsync(changed.Key, [.. changed.Distinct()], ct);

            position = batch[^1].Number;
            await using var work = await database.BeginAsync(ct);
            // Of a change that is missed here Jira's search tells later; of an issue that is gone nothing does.
            foreach (var (issue, _) in told.Where(one => one.IsDeleted))
                await ToldDeletionStore.PutAsync(work, issue.Connection, long.Parse(issue.IssueId, CultureInfo.InvariantCulture), clock.GetUtcNow(), ct);
            await EventLog.AdvanceAsync(work, Reader, position, ct);
            await work.CommitAsync(ct);
        }

        foreach (var told in await deletions.ListAsync(ct))
            await SettleAsync(told.Key, [.. told], ct);
        return asked;
    }

    /// <summary>Forgets what was heard.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        await events.ForgetAsync(EventLog.IssueChanged, clock.GetUtcNow() - Kept, ct);
        await events.ForgetAsync(EventLog.IssueDeleted, clock.GetUtcNow() - Kept, ct);
        await deletions.ForgetAsync(clock.GetUtcNow() - DeletionsKept, ct);
    }

    private static IEnumerable<(IssueTold Issue, bool IsDeleted)> Told(IReadOnlyList<Event> batch)
    {
        foreach (var one in batch.Where(one => one.Kind is EventLog.IssueChanged or EventLog.IssueDeleted))
        {
            if (IssueTold.Parse(one.Subject) is { } issue && long.TryParse(issue.IssueId, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                yield return (issue, one.Kind == EventLog.IssueDeleted);
        }
    }

    private async Task<int> AskAsync(ConnectionId id, IReadOnlyList<string> issues, CancellationToken ct)
    {
        var known = await KnownAsync(id, ct);
        if (known.Count == 0 || await connections.FindAsync(id, ct) is not { IsEnabled: true } connection)
            return 0;
        try
        {
            var jira = await sites.ClientForAsync(id, ct);
            var found = await jira.Issues.FetchAsync(issues, IssueSelection.Of("project"), ct);
            return await AskAsync(id, [.. found.Issues.Where(issue => issue.Project is { } project && known.Contains(project.Id))], ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or ConnectionUnusableException)
        {
            log.AutoScanPutOff(connection.Name, e.Message);
            return 0;
        }
    }

    /// <summary>Asks Jira whether they are gone. As long as it does not answer they wait.</summary>
    private async Task SettleAsync(ConnectionId id, IReadOnlyList<long> told, CancellationToken ct)
    {
        var connection = await connections.FindAsync(id, ct);
        if (connection is { IsEnabled: false })
            return;
        List<long> gone = [];
        if (connection is not null && (await KnownAsync(id, ct)).Count > 0)
        {
            try
            {
                var jira = await sites.ClientForAsync(id, ct);
                var found = (await jira.Issues.FetchAsync([.. told.Select(Text)], IssueSelection.RefOnly, ct)).Issues.Select(issue => issue.Id).ToHashSet(StringComparer.Ordinal);
                foreach (var issue in told)
                {
                    // Data Center lists by an index that may not know it yet.
                    if (!found.Contains(Text(issue)) || (jira.Site.Edition == JiraEdition.DataCenter && await jira.Issues.IsGoneAsync(Text(issue), ct)))
                        gone.Add(issue);
                }
            }
            catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or ConnectionUnusableException)
            {
                log.AutoScanPutOff(connection.Name, e.Message);
                return;
            }
        }

        await using var work = await database.BeginAsync(ct);
        if (gone.Count > 0)
            await SecretFindingStore.DropAsync(work, id, gone, clock, ct);
        await ToldDeletionStore.SettleAsync(work, id, told, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>Ids of projects that were looked through.</summary>
    private async Task<HashSet<string>> KnownAsync(ConnectionId id, CancellationToken ct) =>
        (await scans.ProjectsAsync(id, ct)).Where(project => project.ScannedAt is not null).Select(project => project.ProjectId).ToHashSet(StringComparer.Ordinal);

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

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
