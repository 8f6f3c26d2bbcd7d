using System.Globalization;
using System.Runtime.CompilerServices;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Connections;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>
/// Looks through a project: the numbers of its issues, then a hundred issues to a call, and after them their history, fewer where they hold much. Each part is stored
/// with how far the scan came, so that one that was stopped anywhere goes on there.
/// </summary>
internal sealed class ProjectCrawler(
    Database database, SecretScanStore scans, SecretAttachmentStore attachments, SecretFindingStore findings, JiraSites sites, IssueLook look, AttachmentScanner contents, ScannerInUse inUse, ReadingPlanner planner,
    SecretRules ownRules, IOptions<SecretScanningOptions> options, TimeProvider clock)
{
    /// <summary>Issues whose lists come with them, to a call of Cloud.</summary>
    private const int Step = 100;

    /// <summary>Issues that one node looks through before it takes others.</summary>
    private const int ShardSize = 1_000;

    /// <summary>Of attachments that are fetched between two times that something is stored.</summary>
    private const long GroupBytes = 64L << 20;

    /// <summary>Issues of one part that are asked for alone, to say why they did not come.</summary>
    private const int MaxAsked = 20;

    private readonly ByteBudget _large = new(1);

    /// <exception cref="ScanLostException">Another run has the scan by now.</exception>
    /// <exception cref="JiraUnavailableException">It goes on where it stopped when Jira can be reached again.</exception>
    /// <exception cref="JiraRefusedException">The account may not see the project, or not any more.</exception>
    /// <exception cref="ProjectLostException">It sees the project no more.</exception>
    /// <exception cref="ConnectionUnusableException">It is disabled or gone.</exception>
    /// <param name="goesOn">Called with the part that is worked on, when the one that was given has found out which there are.</param>
    public async Task CrawlAsync(SecretScan scan, SecretShard shard, Guid owner, Action<SecretShard> goesOn, CancellationToken ct)
    {
        var startedAt = scan.StartedAt ?? clock.GetUtcNow();
        var jira = await sites.ClientForAsync(scan.Connection, ct);
        var selection = ReadSelection.Of(await jira.Fields.ListAsync(ct));
        var rules = (await inUse.CurrentAsync(ct)).In(scan.Connection, scan.ProjectId, clock.GetUtcNow());
        var known = await scans.ProjectAsync(scan.Connection, scan.ProjectId, ct);
        var name = scan.IssueKey is null ? known?.Name ?? (await jira.Projects.GetAsync(scan.ProjectId, ct))?.Name ?? scan.ProjectKey : "";
        if (shard.Issues is null)
        {
            var plan = await planner.PlanAsync(jira, scan, known, rules.Version, ct);
            scan = scan with { Total = plan.Issues.Length };
            await using var planned = await database.BeginAsync(ct);
            var first = await SecretScanStore.PlanAsync(planned, shard, owner, plan, ShardSize, clock.GetUtcNow() + ShardHold.Lifetime, rules.Version, ct);
            if (plan.Gone.Count > 0)
                await SecretFindingStore.DropAsync(planned, scan.Connection, plan.Gone, clock, ct);
            await UnsettledStore.PutOffAsync(planned, scan.Connection, plan.Absent, clock.GetUtcNow(), ct);
            if (first is null)
                await EndAsync(planned, scan, name, startedAt, rules, givenUp: null, ct);
            await planned.CommitAsync(ct);
            if (first is null)
                return;
            goesOn(shard = first);
        }

        var run = new Run(scan, shard, owner, jira, selection, rules);
        await foreach (var read in ReadAsync(jira, [.. shard.Issues!.Where(id => id > shard.Reached)], selection, ct))
            await ScanAsync(run, read.Ids, read.Issues!, read.Histories, ct);

        var givenUp = await ownRules.NoteGivenUpAsync(rules, ct);
        await using var work = await database.BeginAsync(ct);
        if (await SecretScanStore.FinishAsync(work, shard, owner, clock.GetUtcNow(), ct))
            await EndAsync(work, scan, name, startedAt, rules, givenUp, ct);
        await work.CommitAsync(ct);
    }

    private async Task EndAsync(UnitOfWork work, SecretScan scan, string name, DateTimeOffset startedAt, RulesInUse rules, string? givenUp, CancellationToken ct)
    {
        // One that went on after a stop began under those of then.
        var (began, listedAt) = await SecretScanStore.BeganAsync(work, scan.Id, ct);
        var version = began ?? rules.Version;
        if (scan.IssueKey is null)
            await SecretScanStore.PutProjectAsync(work, scan.Connection, scan.ProjectId, scan.ProjectKey, name, startedAt, listedAt, version, scan.Total ?? 0, ct);
        await SecretScanStore.DoneAsync(work, scan.Id, version, givenUp, clock.GetUtcNow(), ct);
    }

    /// <summary>
    /// Several parts are on their way at once; they come in their order. One that is too much to be held comes in halves, one after another, and the parts behind it
    /// are smaller: what is held is bounded, however much was written on the issues.
    /// </summary>
    private async IAsyncEnumerable<ReadPart> ReadAsync(JiraClient jira, long[] ids, ReadSelection selection, [EnumeratorCancellation] CancellationToken ct)
    {
        var step = Step;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var underWay = new Queue<Task<ReadPart>>();
        try
        {
            for (var next = 0; next < ids.Length || underWay.Count > 0;)
            {
                while (next < ids.Length && underWay.Count < options.Value.MaxConcurrentReads)
                {
                    var part = ids[next..Math.Min(ids.Length, next + step)];
                    next += part.Length;
                    underWay.Enqueue(IssueReader.PartAsync(jira, part, selection, stop.Token));
                }

                var read = await underWay.Peek();
                _ = underWay.Dequeue();
                var left = new Stack<long[]>();
                while (true)
                {
                    if (read.Issues is null)
                    {
                        step = Math.Max(1, Math.Min(step, read.Ids.Length / 2));
                        left.Push(read.Ids[(read.Ids.Length / 2)..]);
                        left.Push(read.Ids[..(read.Ids.Length / 2)]);
                    }
                    else
                    {
                        step = Math.Min(Step, step + Math.Max(1, step / 4));
                        yield return read;
                    }

                    if (!left.TryPop(out var half))
                        break;
                    read = await IssueReader.PartAsync(jira, half, selection, stop.Token);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var read in underWay)
                await read.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Stores them in groups, so that what was fetched of attachments is not fetched again after a stop.</summary>
    /// <exception cref="ProjectLostException">The account does not see the project any more.</exception>
    private async Task ScanAsync(Run run, long[] part, ReadIssues issues, ReadHistories histories, CancellationToken ct)
    {
        var known = await attachments.KnownAsync(run.Scan.Connection, part, ct);
        var missing = await MissingAsync(run, [.. part.Except(issues.Issues.Select(NumberOf)).Except(issues.TooLarge)], ct);
        var reads = issues.Issues.Select(issue => ReadOf(run, issue, [.. known[NumberOf(issue)]], histories)).Concat(issues.TooLarge.Select(IssueRead.Large)).OrderBy(read => read.Id).ToList();
        for (var done = 0; ;)
        {
            var group = reads[done..(done + GroupOf(reads, done))];
            done += group.Count;
            var isLast = done == reads.Count;
            var scanned = group is [{ Issue: null }] ? await ScanLargeAsync(run, group[0].Id, known, ct) : await ScanAsync(run, group, ct);
            await StoreAsync(run, isLast ? part[^1] : group[^1].Id, isLast ? [.. scanned, .. missing] : scanned, ct);
            if (isLast)
                return;
        }
    }

    /// <summary>
    /// Issues that were there when they were listed, and do not come any more. What was found in them stands until it is known that they are gone; they are told, and asked for
    /// again later, which no change of theirs would bring about.
    /// </summary>
    /// <exception cref="ProjectLostException">All are missing, because the account does not see the project any more.</exception>
    private async Task<List<ScannedIssue>> MissingAsync(Run run, long[] ids, CancellationToken ct)
    {
        var missing = new List<ScannedIssue>();
        if (ids.Length == 0)
            return missing;
        if (await run.Jira.Projects.GetAsync(run.Scan.ProjectId, ct) is null)
            throw new ProjectLostException();

        var keys = await findings.KeysAsync(run.Scan.Connection, ids, ct);
        foreach (var (i, id) in ids.Index())
            missing.Add(ScannedIssue.NotRead(new(Text(id), keys.GetValueOrDefault(id) ?? Text(id)), i < MaxAsked ? await WhyAsync(run.Jira, Text(id), ct) : SkipCause.NotGiven));
        return missing;
    }

    /// <summary>Cloud says that there is no such issue, whatever is the case; Data Center tells which.</summary>
    private static async Task<SkipCause> WhyAsync(JiraClient jira, string id, CancellationToken ct) =>
        jira.Site.Edition == JiraEdition.Cloud || await jira.Issues.IsGoneAsync(id, ct) ? SkipCause.Gone : SkipCause.Forbidden;

    /// <summary>One at a time in this process, because each takes much memory.</summary>
    private async Task<List<ScannedIssue>> ScanLargeAsync(Run run, long id, ILookup<long, KnownAttachment> known, CancellationToken ct)
    {
        using var turn = await _large.TakeAsync(1, ct);
        if (await IssueReader.LargeAsync(run.Jira, id, run.Selection, ct) is not { } large)
            return await MissingAsync(run, [id], ct);

        var scanned = await ScanAsync(run, [ReadOf(run, large.Value, [.. known[id]], null) with { TooLarge = large.Skipped }], ct);
        // Which attachments there are is not known then: what was known of them stands.
        return large.Skipped.Contains(ReadSelection.Attachments) ? [.. scanned.Select(issue => issue with { Kept = [.. known[id].Select(row => row.AttachmentId)] })] : scanned;
    }

    /// <summary>Which attachments are to be looked through; their contents never change, so what was looked through under the same rules is known.</summary>
    /// <param name="histories"><see langword="null"/>: its history is still to be read.</param>
    private IssueRead ReadOf(Run run, JiraIssue issue, List<KnownAttachment> known, ReadHistories? histories)
    {
        var isOn = options.Value.AttachmentContents;
        var kept = known
            .Where(row => row.ProjectId == run.Scan.ProjectId && row.IssueKey == issue.Key && (!isOn || (!run.Scan.IsForced && row.RulesVersion == run.Rules.Version)))
            .Select(row => row.AttachmentId).Intersect(issue.Attachments.Select(attachment => attachment.Id)).ToHashSet();
        return new IssueRead(
            NumberOf(issue), issue, isOn ? [.. issue.Attachments.Where(attachment => !kept.Contains(attachment.Id)).DistinctBy(attachment => attachment.Id)] : [], kept, histories);
    }

    private static int GroupOf(List<IssueRead> reads, int from)
    {
        var (count, bytes) = (0, 0L);
        while (from + count < reads.Count && bytes < GroupBytes && (count == 0 || reads[from + count].Issue is not null))
        {
            bytes += reads[from + count].Attachments.Sum(AttachmentScanner.CostOf);
            if (reads[from + count++].Issue is null)
                break;
        }

        return count;
    }

    private async Task<List<ScannedIssue>> ScanAsync(Run run, List<IssueRead> group, CancellationToken ct)
    {
        var scanned = await look.ThroughAsync(run.Jira, run.Scan, run.Selection, run.Rules, group, ct);
        var wanted = group.SelectMany((read, i) => scanned[i].IsUnread ? [] : read.Attachments.Select(attachment => (i, attachment)));
        var contentsOf = await ContentsAsync(run, [.. wanted], ct);
        return [.. scanned.Select((issue, i) => issue with { Attachments = [.. contentsOf[i]] })];
    }

    /// <summary>Several at a time.</summary>
    /// <returns>By the number of the issue in its group.</returns>
    private async Task<ILookup<int, ScannedAttachment>> ContentsAsync(Run run, List<(int Issue, JiraAttachment Attachment)> wanted, CancellationToken ct)
    {
        var scanned = new ScannedAttachment[wanted.Count];
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = options.Value.MaxConcurrentReads, CancellationToken = ct };
        await Parallel.ForEachAsync(Enumerable.Range(0, wanted.Count), atOnce, async (i, stop) => scanned[i] = await contents.ScanAsync(run.Rules, run.Jira, wanted[i].Attachment, stop));
        return Enumerable.Range(0, wanted.Count).ToLookup(i => wanted[i].Issue, i => scanned[i]);
    }

    private async Task StoreAsync(Run run, long reached, List<ScannedIssue> issues, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await SecretScanStore.AdvanceAsync(work, run.Shard, run.Owner, reached, ScanProgress.Of(issues), clock.GetUtcNow() + ShardHold.Lifetime, run.Rules.Version, ct);
        var latest = await SeenIssueStore.PutAsync(work, run.Scan.Connection, run.Scan.ProjectId, issues, ct);
        await UnsettledStore.PutAsync(work, run.Scan.Connection, run.Scan.ProjectId, latest, clock.GetUtcNow(), ct);
        await SecretFindingStore.ReplaceAsync(work, run.Scan.Connection, run.Scan.ProjectId, run.Rules.Version, run.Rules.Silent, latest, clock, ct);
        await work.CommitAsync(ct);
    }

    private static long NumberOf(JiraIssue issue) => long.Parse(issue.Id, CultureInfo.InvariantCulture);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>One run of a scan.</summary>
    private sealed record Run(SecretScan Scan, SecretShard Shard, Guid Owner, JiraClient Jira, ReadSelection Selection, RulesInUse Rules);
}

/// <summary>The account does not see the project any more, after a part of it was looked through.</summary>
internal sealed class ProjectLostException() : Exception("Jira does not show the project to the connection's account any more. What was found until then is kept.");

/// <summary>Another run has the scan by now.</summary>
internal sealed class ScanLostException : Exception;
