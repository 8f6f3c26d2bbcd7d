using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings.Importing;
using Fairlead.Platform.Findings.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Findings;

/// <summary>What a decision on several findings changed of one of them; enough to take it back.</summary>
/// <param name="Before"><see langword="null"/>: the sources alone decided.</param>
/// <param name="After"><see langword="null"/>: they do again.</param>
/// <param name="Revision">Of the finding before it: says whether anything happened to it since where <paramref name="After"/> does not.</param>
internal sealed record DecisionChange(FindingId Finding, FindingDecision? Before, FindingDecision? After, long Revision)
{
    /// <summary>Whether the finding stands as it was decided, and nobody decided since.</summary>
    public bool Stands(FindingDecision? now, long revision) =>
        After is null ? now is null && revision == Revision + 1 : After.IsSame(now);
}

/// <summary>What a word on the severity of several findings changed of one of them; enough to take it back.</summary>
/// <param name="Before"><see langword="null"/>: the scanner's counted.</param>
internal sealed record SeverityChange(FindingId Finding, SeverityDecision? Before, SeverityDecision After);

/// <summary>When something was said: what was decided later stays, also that a decision was taken back.</summary>
/// <param name="At">UTC.</param>
/// <param name="Passes">Whether a decision says nothing against it, however late it was made; <see langword="null"/>: none does.</param>
internal sealed record SaidAt(DateTimeOffset At, Func<FindingId, FindingDecision, bool>? Passes = null)
{
    /// <summary>Counts only where nobody's decision stands, whenever that was made; one that was taken back does not stand.</summary>
    public static SaidAt BeforeAnyDecision { get; } = new(DateTimeOffset.UnixEpoch);

    /// <summary>Clocks that differ by less are not told apart, and what answers a new issue at once is not to be lost.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(5);

    /// <summary>It was not there yet when that was said.</summary>
    public bool IsOlderThan(FindingRow row) => this != BeforeAnyDecision && IsFoundAfter(row, At);

    public bool IsOverruledBy(FindingRow row) => (row.DecisionAt > At && !IsPassed(row)) || (row.TakenBackAt > At && this != BeforeAnyDecision);

    /// <summary>Whether what was decided was said before, in the same place: another end, or that it is something else, counts although the finding is not open any more.</summary>
    public bool IsLaterWordOn(FindingRow row) => row.DecisionAt <= At && IsPassed(row);

    /// <param name="saidAt">UTC.</param>
    public static bool IsFoundAfter(FindingRow row, DateTimeOffset saidAt) => row.FirstSeenAt > saidAt + Doubt;

    private bool IsPassed(FindingRow row) => row.Decision is { } decision && Passes?.Invoke(row.Id, decision) == true;
}

/// <summary>
/// Decides on many findings at once, in the transaction of whoever asks, and takes such decisions back. The caller tells the audit
/// trail, which knows more of why.
/// </summary>
internal sealed class FindingDecisions(Database database, EventLog events, TimeProvider clock)
{
    private const int Batch = 500;

    private static readonly SqlText LockSql = new(typeof(FindingRow), "Finding.Lock");

    /// <summary>
    /// Takes the rows before anything else of a transaction that may append to the event log or the audit trail before it decides:
    /// imports take rows, events and audit trail in this order, and another one would have either lose against the other.
    /// </summary>
    public async Task LockAsync(UnitOfWork work, IEnumerable<FindingId> ids, CancellationToken ct)
    {
        foreach (var batch in ids.Distinct().OrderBy(id => id.Value).Chunk(Batch))
            await work.QueryAsync<FindingRow>(LockSql, DecisionRows.IdList(database, batch), ct);
    }

    /// <summary>
    /// Those that are open, and were there when that was said; those on which somebody decided, where the decision is to be taken back
    /// (<see cref="FindingStatus.Active"/>); and those where this is the later word in the same place. What already is as wanted stays untouched.
    /// </summary>
    /// <param name="said"><see langword="null"/>: now.</param>
    /// <exception cref="ArgumentException">The decision cannot be made, by <see cref="EditRules"/>.</exception>
    public async Task<IReadOnlyList<DecisionChange>> DecideAsync(
        UnitOfWork work, IReadOnlyCollection<FindingId> ids, FindingEdit edit, SaidAt? said, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToStoredResolution();
        if (EditRules.Check(edit, now) is { } invalid)
            throw new ArgumentException($"{invalid.Field}: {invalid.Message}", nameof(edit));
        // Of two words the later one counts, whichever is heard first; Jira's clock may be ahead of ours.
        var at = said is null || said == SaidAt.BeforeAnyDecision || said.At > now ? now : said.At.ToStoredResolution();
        var changes = new List<DecisionChange>();
        await EachAsync(work, ids, now, async row =>
        {
            if (said?.IsOverruledBy(row) == true || (edit.Status != FindingStatus.Active && said?.IsOlderThan(row) == true))
                return false;
            if (edit.Status == FindingStatus.Active ? row.DecisionStatus is null : !(((FindingStatus)row.Status).IsOpen || said?.IsLaterWordOn(row) == true) || IsAlready(row, edit))
                return false;
            if (!await DecisionRows.EditAsync(work, row, edit, at, ct))
                return false;
            changes.Add(new(row.Id, row.Decision, EditRules.DecisionAfter(edit, row, at), row.Revision));
            return true;
        }, ct);
        return changes;
    }

    /// <summary>Takes back what still stands as it was decided; what somebody decided since then stays.</summary>
    /// <returns>How many were taken back.</returns>
    public async Task<int> TakeBackAsync(UnitOfWork work, IReadOnlyCollection<DecisionChange> changes, CancellationToken ct)
    {
        var byFinding = changes.ToDictionary(c => c.Finding);
        var count = 0;
        await EachAsync(work, byFinding.Keys, clock.GetUtcNow().ToStoredResolution(), async row =>
        {
            var change = byFinding[row.Id];
            if (!change.Stands(row.Decision, row.Revision))
                return false;
            // One that ended in the meantime has nothing to come back to.
            var before = change.Before is { ExpiresAt: { } end } && end <= clock.GetUtcNow() ? null : change.Before;
            if (!await DecisionRows.RestoreAsync(work, row, before, clock.GetUtcNow(), ct))
                return false;
            count++;
            return true;
        }, ct);
        return count;
    }

    /// <summary>Gives those that are open a severity, unless the worst of them has it already. Repeating changes nothing.</summary>
    /// <param name="edit">With a severity and nothing else to do.</param>
    /// <param name="saidAt">UTC. When that was said: what was said of a severity later stays.</param>
    public async Task<IReadOnlyList<SeverityChange>> SetSeverityAsync(
        UnitOfWork work, IReadOnlyCollection<FindingId> ids, FindingEdit edit, DateTimeOffset saidAt, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToStoredResolution();
        // Of two words the later one counts, whichever is heard first; Jira's clock may be ahead of ours.
        var at = saidAt < now ? saidAt.ToStoredResolution() : now;
        var changes = new List<SeverityChange>();
        if (await WorstAsync(work, ids, IsOpenThen, ct) == edit.Severity)
            return changes;
        await EachAsync(work, ids, now, async row =>
        {
            if (!IsOpenThen(row) || row.Severity == edit.Severity || row.SeverityDecision?.At > saidAt)
                return false;
            if (!await DecisionRows.EditAsync(work, row, edit, at, ct))
                return false;
            changes.Add(new(row.Id, row.SeverityDecision, EditRules.SeverityAfter(edit, row, at)!));
            return true;
        }, ct);
        return changes;

        // What somebody closed with words that were written later, and heard first, was open then; what was found later was not.
        bool IsOpenThen(FindingRow row) => !SaidAt.IsFoundAfter(row, saidAt)
            && (((FindingStatus)row.Status).IsOpen || (row.Decision is { } closed && closed.At > saidAt && (int)closed.Status == row.Status));
    }

    /// <inheritdoc cref="TakeBackAsync"/>
    public async Task<int> TakeSeverityBackAsync(UnitOfWork work, IReadOnlyCollection<SeverityChange> changes, CancellationToken ct)
    {
        var byFinding = changes.ToDictionary(c => c.Finding);
        var count = 0;
        await EachAsync(work, byFinding.Keys, clock.GetUtcNow().ToStoredResolution(), async row =>
        {
            var change = byFinding[row.Id];
            if (!change.After.IsSame(row.SeverityDecision) || !await DecisionRows.RestoreSeverityAsync(work, row, change.Before, ct))
                return false;
            count++;
            return true;
        }, ct);
        return count;
    }

    /// <returns>The worst severity of those that are open; <see langword="null"/> when none is.</returns>
    public Task<Severity?> WorstOpenAsync(UnitOfWork work, IReadOnlyCollection<FindingId> ids, CancellationToken ct) =>
        WorstAsync(work, ids, row => ((FindingStatus)row.Status).IsOpen, ct);

    private async Task<Severity?> WorstAsync(UnitOfWork work, IReadOnlyCollection<FindingId> ids, Func<FindingRow, bool> counts, CancellationToken ct)
    {
        Severity? worst = null;
        foreach (var batch in ids.Chunk(Batch))
        {
            var rows = await work.QueryAsync<FindingRow>(LockSql, DecisionRows.IdList(database, batch), ct);
            foreach (var severity in rows.Where(counts).Select(r => r.Severity))
                worst = worst > severity ? worst : severity;
        }

        return worst;
    }

    private async Task EachAsync(
        UnitOfWork work, IReadOnlyCollection<FindingId> ids, DateTimeOffset now, Func<FindingRow, Task<bool>> changeAsync, CancellationToken ct)
    {
        var first = (FindingId?)null;
        foreach (var batch in ids.Chunk(Batch))
        {
            var changed = new List<long>();
            foreach (var row in await work.QueryAsync<FindingRow>(LockSql, DecisionRows.IdList(database, batch), ct))
            {
                if (!await changeAsync(row))
                    continue;
                changed.Add(row.No);
                first ??= row.Id;
            }

            if (changed.Count > 0)
                await FindingStates.DeriveAsync(work, changed, now, ct);
        }

        if (first is { } any)
            await events.AppendAsync(work, ImportPublisher.EventKind, any.ToString(), ct);
    }

    private static bool IsAlready(FindingRow row, FindingEdit edit) =>
        row.DecisionStatus == (int?)edit.Status && row.DecisionExpiresAt == edit.ExpiresAt?.ToUniversalTime();
}
