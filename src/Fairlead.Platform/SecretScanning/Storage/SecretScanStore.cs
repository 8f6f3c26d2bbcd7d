using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>A project as it was looked through last.</summary>
internal sealed record ProjectRow
{
    public string ProjectId { get; init; } = "";

    public string ProjectKey { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>UTC. When that look began; <see langword="null"/>: there was none that came to its end.</summary>
    public DateTimeOffset? ScannedAt { get; init; }

    /// <summary>UTC. When all issues that the account sees were listed last; <see langword="null"/>: never for a look that came to its end.</summary>
    public DateTimeOffset? ListedAt { get; init; }

    public string? RulesVersion { get; init; }

    public long Issues { get; init; }
}

/// <summary>How a scan ended.</summary>
internal sealed record EndedScan
{
    public int State { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset FinishedAt { get; init; }

    public string? RulesVersion { get; init; }

    public bool HasFailed => State == (int)SecretScanState.Failed;
}

/// <summary>How a scan began.</summary>
internal sealed record BegunScan
{
    public string? RulesVersion { get; init; }

    public DateTimeOffset? ListedAt { get; init; }
}

internal sealed record SkipRow
{
    public SecretScanId ScanId { get; init; }

    public int Cause { get; init; }

    public long Places { get; init; }
}

/// <summary>Scans that were asked for, and how projects stand.</summary>
internal sealed class SecretScanStore(Database database)
{
    private static readonly SqlText InsertSql = new(typeof(SecretScanStore), "Scan.Insert");
    private static readonly SqlText StandingSql = new(typeof(SecretScanStore), "Scan.Standing");
    private static readonly SqlText GetSql = new(typeof(SecretScanStore), "Scan.Get");
    private static readonly SqlText ListSql = new(typeof(SecretScanStore), "Scan.List");
    private static readonly SqlText DueSql = new(typeof(SecretScanStore), "Scan.Due");
    private static readonly SqlText BeginSql = new(typeof(SecretScanStore), "Scan.Begin");
    private static readonly SqlText PlanSql = new(typeof(SecretScanStore), "Scan.Plan");
    private static readonly SqlText WaitSql = new(typeof(SecretScanStore), "Scan.Wait");
    private static readonly SqlText InsertShardSql = new(typeof(SecretScanStore), "Shard.Insert");
    private static readonly SqlText ClaimShardSql = new(typeof(SecretScanStore), "Shard.Claim");
    private static readonly SqlText KeepShardSql = new(typeof(SecretScanStore), "Shard.Keep");
    private static readonly SqlText AdvanceShardSql = new(typeof(SecretScanStore), "Shard.Advance");
    private static readonly SqlText RestShardsSql = new(typeof(SecretScanStore), "Shard.Rest");
    private static readonly SqlText ReleaseShardSql = new(typeof(SecretScanStore), "Shard.Release");
    private static readonly SqlText DeleteShardSql = new(typeof(SecretScanStore), "Shard.Delete");
    private static readonly SqlText ClearShardsSql = new(typeof(SecretScanStore), "Shard.Clear");
    private static readonly SqlText CountShardsSql = new(typeof(SecretScanStore), "Shard.Count");
    private static readonly SqlText AdvanceSql = new(typeof(SecretScanStore), "Scan.Advance");
    private static readonly SqlText EndSql = new(typeof(SecretScanStore), "Scan.End");
    private static readonly SqlText ForgetSql = new(typeof(SecretScanStore), "Scan.Forget");
    private static readonly SqlText ForgetSkipsSql = new(typeof(SecretScanStore), "Scan.ForgetSkips");
    private static readonly SqlText SkipSql = new(typeof(SecretScanStore), "Scan.Skip");
    private static readonly SqlText SkipsOfSql = new(typeof(SecretScanStore), "Scan.SkipsOf");
    private static readonly SqlText LastSql = new(typeof(SecretScanStore), "Scan.Last");
    private static readonly SqlText ListProjectsSql = new(typeof(SecretScanStore), "Project.List");
    private static readonly SqlText NoteProjectSql = new(typeof(SecretScanStore), "Project.Note");
    private static readonly SqlText JoinSql = new(typeof(SecretScanStore), "Scan.Join");
    private static readonly SqlText WakeSql = new(typeof(SecretScanStore), "Scan.Wake");
    private static readonly SqlText WakeShardsSql = new(typeof(SecretScanStore), "Shard.Wake");
    private static readonly SqlText BeganSql = new(typeof(SecretScanStore), "Scan.Began");
    private static readonly SqlText PutProjectSql = new(typeof(SecretScanStore), "Project.Put");
    private static readonly SqlText GetProjectSql = new(typeof(SecretScanStore), "Project.Get");

    /// <summary>
    /// Asks for a scan. One that waits or is at work and does as much is taken instead, so that asking twice is one scan; one that Fairlead asked for by itself, and that does not
    /// look at all that the account sees, does less than a person asks for.
    /// </summary>
    public static async Task<SecretScanId> AskAsync(
        UnitOfWork work, SecretScanId id, ConnectionId connection, string projectId, string projectKey, string? issueKey, bool forced, string by, DateTimeOffset now, CancellationToken ct)
    {
        var isPersonal = by != Actor.System.Name;
        var standing = await work.QueryAsync<ScanRow>(StandingSql, new { connection, projectId }, ct);
        // One that has begun may be past what is asked for.
        if (standing.FirstOrDefault(scan => (scan.IssueKey is null || scan.IssueKey == issueKey) && (scan.Forced || !forced) && scan is { State: (int)SecretScanState.Waiting, StartedAt: null }) is { } same)
        {
            if (isPersonal)
                await work.ExecuteAsync(JoinSql, new { id = same.Id, by, system = Actor.System.Name }, ct);
            return same.Id;
        }

        bool DoesAsMuch(ScanRow scan) => !isPersonal || forced || scan.RequestedBy != Actor.System.Name || scan.ListedAt is not null;
        if (issueKey is null && standing.FirstOrDefault(scan => scan.IssueKey is null && scan.Forced == forced && DoesAsMuch(scan)) is { } running)
        {
            // What it waits for may be mended: a person who asks again wants it tried.
            if (isPersonal && await work.ExecuteAsync(WakeSql, new { id = running.Id }, ct) > 0)
                await work.ExecuteAsync(WakeShardsSql, new { id = running.Id }, ct);
            return running.Id;
        }

        if (await work.ExecuteAsync(InsertSql, new { id, connection, projectId, projectKey, issueKey, forced, by, now }, ct) == 0)
            return await AskAsync(work, id, connection, projectId, projectKey, issueKey, forced, by, now, ct);
        await work.ExecuteAsync(InsertShardSql, new { id, no = 0, issues = (byte[]?)null, owner = (Guid?)null, until = (DateTimeOffset?)null }, ct);
        return id;
    }

    public async Task<SecretScan?> FindAsync(SecretScanId id, CancellationToken ct) =>
        await database.FirstAsync<ScanRow>(GetSql, new { id }, ct) is { } row ? row.ToScan((await SkipsAsync([id], ct)).GetValueOrDefault(id)) : null;

    /// <summary>The one that was asked for last first.</summary>
    public async Task<IReadOnlyList<SecretScan>> ListAsync(ConnectionId connection, int limit, CancellationToken ct)
    {
        var rows = await database.QueryAsync<ScanRow>(ListSql, new { connection, limit }, ct);
        var skips = await SkipsAsync([.. rows.Select(row => row.Id)], ct);
        return [.. rows.Select(row => row.ToScan(skips.GetValueOrDefault(row.Id)))];
    }

    private async Task<Dictionary<SecretScanId, IReadOnlyDictionary<SkipCause, long>>> SkipsAsync(IReadOnlyList<SecretScanId> scans, CancellationToken ct) =>
        (await database.QueryAsync<SkipRow>(SkipsOfSql, new { scans = StoredIds.Of(database.Engine, scans) }, ct))
            .GroupBy(row => row.ScanId)
            .ToDictionary(skips => skips.Key, skips => (IReadOnlyDictionary<SkipCause, long>)skips.ToDictionary(skip => (SkipCause)skip.Cause, skip => skip.Places));

    /// <summary>What waits, or was left behind by a run that stopped.</summary>
    public Task<IReadOnlyList<DueShard>> DueAsync(DateTimeOffset now, bool onlyIssues, CancellationToken ct) =>
        database.QueryAsync<DueShard>(DueSql, new { now, onlyIssues = onlyIssues ? 1 : 0 }, ct);

    /// <summary>Forgets scans of single issues, of which each change in Jira makes one.</summary>
    public async Task ForgetIssuesAsync(DateTimeOffset before, CancellationToken ct)
    {
        if (await database.ExecuteAsync(ForgetSql, new { before }, ct) > 0)
            await database.ExecuteAsync(ForgetSkipsSql, null, ct);
    }

    /// <returns><see langword="null"/>: another run has it by now, or the scan is over.</returns>
    public async Task<SecretShard?> ClaimAsync(DueShard due, Guid owner, DateTimeOffset now, DateTimeOffset until, CancellationToken ct)
    {
        var (id, no) = (due.ScanId, due.No);
        await using var work = await database.BeginAsync(ct);
        // The scan's row first, here as everywhere: whoever holds it has the scan's parts for himself.
        if (await work.ExecuteAsync(BeginSql, new { id, now }, ct) != 1 || await work.FirstAsync<ShardRow>(ClaimShardSql, new { id, no, owner, now, until }, ct) is not { } row)
            return null;
        await work.CommitAsync(ct);
        return row.Of(id);
    }

    /// <summary>In place of the part that found out which issues there are come those that look through them; the caller has the first of them.</summary>
    /// <param name="rulesVersion">Under which these are the issues that must be read: where they change until the end, the project is read again.</param>
    /// <returns><see langword="null"/>: there is nothing to do.</returns>
    /// <exception cref="ScanLostException"/>
    public static async Task<SecretShard?> PlanAsync(UnitOfWork work, SecretShard planner, Guid owner, ReadingPlan plan, int size, DateTimeOffset until, string rulesVersion, CancellationToken ct)
    {
        var (id, issues) = (planner.Scan, plan.Issues);
        if (await work.ExecuteAsync(PlanSql, new { id, total = issues.Length, listedAt = plan.ListedAt, rulesVersion }, ct) != 1 || await work.ExecuteAsync(DeleteShardSql, new { id, no = planner.No, owner }, ct) != 1)
            throw new ScanLostException();

        foreach (var (index, part) in issues.Chunk(size).Index())
        {
            var (holder, held) = index == 0 ? (owner, until) : ((Guid?)null, (DateTimeOffset?)null);
            await work.ExecuteAsync(InsertShardSql, new { id, no = index + 1, issues = ShardRow.BytesOf(part), owner = holder, until = held }, ct);
        }

        return issues.Length == 0 ? null : new SecretShard(id, 1, issues[..Math.Min(size, issues.Length)], 0);
    }

    /// <summary>A sign of life in the middle of a long step.</summary>
    /// <returns><see langword="false"/>: the run has no part of the scan any more.</returns>
    public async Task<bool> KeepAsync(SecretScanId id, Guid owner, DateTimeOffset until, CancellationToken ct) => await database.ExecuteAsync(KeepShardSql, new { id, owner, until }, ct) > 0;

    /// <exception cref="ScanLostException">Nothing of this transaction may be kept.</exception>
    public static async Task AdvanceAsync(
        UnitOfWork work, SecretShard shard, Guid owner, long reached, ScanProgress step, DateTimeOffset until, string rulesVersion, CancellationToken ct)
    {
        var id = shard.Scan;
        var advanced = new
        {
            id,
            issues = step.Issues,
            texts = step.Texts,
            bytes = step.Bytes,
            matches = step.Matches,
            attachments = step.Attachments,
            rulesVersion,
        };
        if (await work.ExecuteAsync(AdvanceSql, advanced, ct) != 1 || await work.ExecuteAsync(AdvanceShardSql, new { id, no = shard.No, owner, reached, until }, ct) != 1)
            throw new ScanLostException();

        foreach (var (cause, places) in step.Skipped)
            await work.ExecuteAsync(SkipSql, new { id, cause = (int)cause, places }, ct);
    }

    /// <summary>A part is done.</summary>
    /// <returns>Whether it was the last one; then the caller ends the scan.</returns>
    /// <exception cref="ScanLostException">Nothing of this transaction may be kept.</exception>
    public static async Task<bool> FinishAsync(UnitOfWork work, SecretShard shard, Guid owner, DateTimeOffset now, CancellationToken ct)
    {
        var id = shard.Scan;
        // Two that finish at once wait for each other here, so that the second one sees that it is the last.
        if (await work.ExecuteAsync(BeginSql, new { id, now }, ct) != 1 || await work.ExecuteAsync(DeleteShardSql, new { id, no = shard.No, owner }, ct) != 1)
            throw new ScanLostException();
        return await work.FirstAsync<long>(CountShardsSql, new { id }, ct) == 0;
    }

    /// <summary>A part goes on later.</summary>
    /// <param name="retryAt">UTC. <see langword="null"/>: at once.</param>
    /// <exception cref="ScanLostException"/>
    public static async Task WaitAsync(UnitOfWork work, SecretShard shard, Guid owner, string? problem, DateTimeOffset? retryAt, CancellationToken ct)
    {
        if (await work.ExecuteAsync(WaitSql, new { id = shard.Scan, problem }, ct) != 1
            || await work.ExecuteAsync(ReleaseShardSql, new { id = shard.Scan, no = shard.No, owner, until = retryAt }, ct) != 1)
            throw new ScanLostException();
    }

    /// <summary>A part goes on later, and so do those that nobody works on: what keeps this one keeps them too. Nothing that was done is lost.</summary>
    /// <exception cref="ScanLostException"/>
    public static async Task RestAsync(UnitOfWork work, SecretShard shard, Guid owner, string problem, DateTimeOffset retryAt, CancellationToken ct)
    {
        await WaitAsync(work, shard, owner, problem, retryAt, ct);
        await work.ExecuteAsync(RestShardsSql, new { id = shard.Scan, until = retryAt }, ct);
    }

    /// <summary>A part cannot be done, and with it the scan.</summary>
    /// <exception cref="ScanLostException"/>
    public static async Task FailAsync(UnitOfWork work, SecretShard shard, Guid owner, string problem, DateTimeOffset now, CancellationToken ct)
    {
        await EndAsync(work, shard.Scan, SecretScanState.Failed, problem, null, now, ct);
        if (await work.ExecuteAsync(DeleteShardSql, new { id = shard.Scan, no = shard.No, owner }, ct) != 1)
            throw new ScanLostException();
        await work.ExecuteAsync(ClearShardsSql, new { id = shard.Scan }, ct);
    }

    /// <param name="rulesVersion">Under which rules it was done.</param>
    /// <param name="givenUp">Which of them took too much and were given up; <see langword="null"/>: none.</param>
    public static Task DoneAsync(UnitOfWork work, SecretScanId id, string rulesVersion, string? givenUp, DateTimeOffset now, CancellationToken ct) =>
        EndAsync(work, id, SecretScanState.Done, givenUp, rulesVersion, now, ct);

    private static async Task EndAsync(UnitOfWork work, SecretScanId id, SecretScanState state, string? problem, string? rulesVersion, DateTimeOffset finishedAt, CancellationToken ct)
    {
        if (await work.ExecuteAsync(EndSql, new { id, state = (int)state, problem, finishedAt, rulesVersion }, ct) != 1)
            throw new ScanLostException();
    }

    /// <summary>Under which rules a scan began, and when all issues of its project were listed for it.</summary>
    /// <returns><see langword="null"/> while nothing was looked through, and where not all were listed.</returns>
    public static async Task<(string? RulesVersion, DateTimeOffset? ListedAt)> BeganAsync(UnitOfWork work, SecretScanId id, CancellationToken ct) =>
        await work.FirstAsync<BegunScan>(BeganSql, new { id }, ct) is { } begun ? (begun.RulesVersion, begun.ListedAt) : (null, null);

    /// <summary>What waits or is at work in a project.</summary>
    public async Task<IReadOnlyList<SecretScan>> StandingAsync(ConnectionId connection, string projectId, CancellationToken ct) =>
        [.. (await database.QueryAsync<ScanRow>(StandingSql, new { connection, projectId }, ct)).Select(row => row.ToScan())];

    /// <summary>The scan of all of a project, or of just one issue, that was over last.</summary>
    /// <returns><see langword="null"/> when there was none.</returns>
    public Task<EndedScan?> LastAsync(ConnectionId connection, string projectId, string? issueKey, CancellationToken ct) =>
        database.FirstAsync<EndedScan>(LastSql, new { connection, projectId, issueKey = issueKey ?? "" }, ct);

    public Task<ProjectRow?> ProjectAsync(ConnectionId connection, string projectId, CancellationToken ct) =>
        database.FirstAsync<ProjectRow>(GetProjectSql, new { connection, projectId }, ct);

    /// <summary>Those that were scanned, and those that are known not to be new.</summary>
    public Task<IReadOnlyList<ProjectRow>> ProjectsAsync(ConnectionId connection, CancellationToken ct) =>
        database.QueryAsync<ProjectRow>(ListProjectsSql, new { connection }, ct);

    /// <summary>Notes one that nobody has scanned.</summary>
    public static Task NoteProjectAsync(UnitOfWork work, ConnectionId connection, string projectId, string projectKey, string name, CancellationToken ct) =>
        work.ExecuteAsync(NoteProjectSql, new { connection, projectId, projectKey, name }, ct);

    public static Task PutProjectAsync(
        UnitOfWork work, ConnectionId connection, string projectId, string projectKey, string name, DateTimeOffset scannedAt, DateTimeOffset? listedAt, string rulesVersion, long issues,
        CancellationToken ct) =>
        work.ExecuteAsync(PutProjectSql, new { connection, projectId, projectKey, name, scannedAt, listedAt, rulesVersion, issues }, ct);
}

/// <summary>What a step of a scan did.</summary>
internal sealed record ScanProgress(long Issues, long Texts, long Bytes, long Matches, long Attachments, IReadOnlyDictionary<SkipCause, long> Skipped)
{
    public static ScanProgress Of(IReadOnlyList<ScannedIssue> issues)
    {
        var attachments = issues.SelectMany(issue => issue.Attachments).ToList();
        var skipped = issues.SelectMany(issue => issue.Skipped).Concat(attachments.SelectMany(attachment => attachment.Skipped));
        return new(
            issues.Count,
            issues.Sum(issue => issue.Texts) + attachments.Sum(attachment => attachment.Texts),
            issues.Sum(issue => issue.Bytes) + attachments.Sum(attachment => attachment.Bytes),
            issues.Sum(issue => issue.Sightings.Count) + attachments.Sum(attachment => attachment.Sightings.Count),
            attachments.Count,
            skipped.GroupBy(place => place.Cause).ToDictionary(cause => cause.Key, cause => (long)cause.Count()));
    }
}
