using System.Globalization;
using System.Runtime.CompilerServices;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Connections;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Fairlead.Storage;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>
/// Looks through a project: the numbers of its issues, then a hundred issues to a call and their history, a thousand to a call. Each hundred is stored
/// with how far the scan came, so that one that was stopped anywhere goes on there.
/// </summary>
internal sealed class ProjectCrawler(
    Database database, SecretScanStore scans, JiraSites sites, IssueScanner scanner, ScannerInUse inUse, IOptions<SecretScanningOptions> options, TimeProvider clock)
{
    /// <summary>Issues whose lists come with them, to a call of Cloud.</summary>
    private const int Step = 100;
    private const int HistoryStep = 1_000;
    private const int MaxHistoryFields = 10;

    /// <summary>Clocks of Jira and ours may differ, and its search lags behind.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>How long a claim holds without a sign of life; a step takes seconds.</summary>
    public static readonly TimeSpan ClaimLifetime = TimeSpan.FromMinutes(5);

    /// <exception cref="ScanLostException">Another run has the scan by now.</exception>
    /// <exception cref="JiraUnavailableException">It goes on where it stopped when Jira can be reached again.</exception>
    /// <exception cref="JiraRefusedException">The account may not see the project, or not any more.</exception>
    /// <exception cref="ConnectionUnusableException">It is disabled or gone.</exception>
    public async Task CrawlAsync(SecretScan scan, Guid owner, CancellationToken ct)
    {
        var startedAt = clock.GetUtcNow();
        var jira = await sites.ClientForAsync(scan.Connection, ct);
        var selection = ReadSelection.Of(await jira.Fields.ListAsync(ct));
        var rules = await inUse.CurrentAsync(ct);
        var known = await scans.ProjectAsync(scan.Connection, scan.ProjectId, ct);
        var ids = await IdsAsync(jira, scan, known, rules, ct);
        var rest = ids.Where(id => id > scan.Reached).ToArray();
        foreach (var block in rest.Chunk(HistoryStep))
        {
            var histories = await HistoriesAsync(jira, block, selection, ct);
            await foreach (var (part, issues) in ReadAsync(jira, block.Chunk(Step).ToList(), selection, ct))
                await StoreAsync(scan, owner, part[^1], ids.Length, await ScanAsync(rules.Scanner, jira, issues, histories, selection, ct), rules.Version, ct);
        }

        await using var work = await database.BeginAsync(ct);
        // One that went on after a stop began under those of then.
        var version = await SecretScanStore.RulesVersionAsync(work, scan.Id, ct) ?? rules.Version;
        if (scan.IssueKey is null)
        {
            var name = known?.Name ?? (await jira.Projects.GetAsync(scan.ProjectId, ct))?.Name ?? scan.ProjectKey;
            await SecretScanStore.PutProjectAsync(work, scan.Connection, scan.ProjectId, scan.ProjectKey, name, scan.StartedAt ?? startedAt, version, ids.Length, ct);
        }

        await SecretScanStore.EndAsync(work, scan.Id, owner, new ScanEnd(SecretScanState.Done, FinishedAt: clock.GetUtcNow(), RulesVersion: version), ct);
        await work.CommitAsync(ct);
    }

    /// <summary>All numbers, lowest first; of a project that was looked through under the same rules only those that changed since.</summary>
    private async Task<long[]> IdsAsync(JiraClient jira, SecretScan scan, ProjectRow? known, RulesInUse rules, CancellationToken ct)
    {
        var query = scan.IssueKey is { } key
            ? Jql.Field("issuekey").Equal(key)
            : Jql.Field("project").InNumbers(long.Parse(scan.ProjectId, CultureInfo.InvariantCulture));
        if (scan.IssueKey is null && !scan.IsForced && known?.ScannedAt is { } since && known.RulesVersion == rules.Version)
            query = query.And(Jql.Field("updated").Within(clock.GetUtcNow() - since + Overlap));

        var ids = new SortedSet<long>();
        await foreach (var issue in jira.Search.IdsAsync(query, ct))
            ids.Add(long.Parse(issue.Id, CultureInfo.InvariantCulture));
        return [.. ids];
    }

    private static async Task<ILookup<string, JiraChange>> HistoriesAsync(JiraClient jira, long[] ids, ReadSelection selection, CancellationToken ct)
    {
        var changes = new List<(string Issue, JiraChange Change)>();
        await foreach (var issue in jira.Changelog.FetchAsync([.. ids.Select(Text)], HistoryFields(jira, selection), ct))
            changes.AddRange(issue.Changes.Select(change => (issue.IssueId, change)));
        return changes.ToLookup(change => change.Issue, change => change.Change);
    }

    /// <summary>Cloud takes ten fields, and of more all changes come; the history of Data Center has no ids of fields to choose by.</summary>
    private static IReadOnlyCollection<string> HistoryFields(JiraClient jira, ReadSelection selection)
    {
        if (jira.Site.Edition == JiraEdition.DataCenter)
            return [];

        string[] fields = [ReadSelection.Summary, ReadSelection.Description, ReadSelection.Environment, .. selection.Fields.Select(field => field.Id)];
        return fields.Length <= MaxHistoryFields ? fields : [];
    }

    /// <summary>Several parts are on their way at once; they come in their order.</summary>
    private async IAsyncEnumerable<(long[] Part, IReadOnlyList<JiraIssue> Issues)> ReadAsync(
        JiraClient jira, IReadOnlyList<long[]> parts, ReadSelection selection, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var underWay = new Queue<(long[] Part, Task<JiraIssueBatch> Issues)>();
        try
        {
            for (var next = 0; next < parts.Count || underWay.Count > 0;)
            {
                while (next < parts.Count && underWay.Count < options.Value.MaxConcurrentReads)
                {
                    var part = parts[next++];
                    underWay.Enqueue((part, jira.Issues.FetchAsync([.. part.Select(Text)], selection.Selection, stop.Token)));
                }

                var (done, issues) = underWay.Peek();
                var batch = await issues;
                underWay.Dequeue();
                yield return (done, batch.Issues);
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var (_, issues) in underWay)
                await issues.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<List<ScannedIssue>> ScanAsync(
        SecretScanner secrets, JiraClient jira, IReadOnlyList<JiraIssue> issues, ILookup<string, JiraChange> histories, ReadSelection selection, CancellationToken ct)
    {
        var matches = new SecretMatches();
        var scanned = new List<ScannedIssue>(issues.Count);
        foreach (var issue in issues)
        {
            var comments = IssueTexts.NeedsAllComments(issue) ? await jira.Comments.RemarksAsync(issue.Id, ct).ToListAsync(ct) : null;
            var worklogs = IssueTexts.NeedsAllWorklogs(issue) ? await jira.Worklogs.RemarksAsync(issue.Id, ct).ToListAsync(ct) : null;
            var texts = IssueTexts.Of(issue, [.. histories[issue.Id]], selection, new IssueRest(comments, worklogs));
            scanned.Add(scanner.Scan(secrets, issue.Ref, texts, matches));
        }

        return scanned;
    }

    private async Task StoreAsync(SecretScan scan, Guid owner, long reached, long total, List<ScannedIssue> issues, string rulesVersion, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var step = new ScanProgress(issues.Count, issues.Sum(issue => issue.Texts), issues.Sum(issue => issue.Bytes), issues.Sum(issue => issue.Sightings.Count));
        if (!await SecretScanStore.AdvanceAsync(work, scan.Id, owner, reached, total, step, clock.GetUtcNow() + ClaimLifetime, rulesVersion, ct))
            throw new ScanLostException();

        await SecretFindingStore.ReplaceAsync(work, scan.Connection, scan.ProjectId, issues, clock, ct);
        await work.CommitAsync(ct);
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Another run has the scan by now.</summary>
internal sealed class ScanLostException : Exception;
