using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>Who writes to a connection's Jira, who reads there, and whether writing rests.</summary>
internal sealed record Lane
{
    public ConnectionId ConnectionId { get; init; }

    public long Epoch { get; init; }

    /// <summary>UTC. Until when no other process enters to write; <see langword="null"/> when it may at once.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Of whoever reads; never the same as that of whoever writes.</summary>
    public long ReadingEpoch { get; init; }

    public long InstanceEpoch { get; init; }

    public PauseCause? Pause { get; init; }

    public string? PauseReason { get; init; }

    public DateTimeOffset? PausedAt { get; init; }

    public DateTimeOffset? ResumeAt { get; init; }

    public DateTimeOffset? SweptAt { get; init; }

    public DateTimeOffset? ReconciledAt { get; init; }

    /// <summary>Issues that the last reading did not see any more, where that were too many to be believed; else <see langword="null"/>.</summary>
    public int? Vanished { get; init; }

    /// <summary>How many that reading asked for.</summary>
    public int? VanishedOf { get; init; }

    /// <summary>UTC. For which Jira, by when it became the known one, every link was proven; <see langword="null"/> until the first.</summary>
    public DateTimeOffset? ProvenFor { get; init; }

    /// <summary>How many looks at what changed failed in a row; <see langword="null"/> when the last one did not.</summary>
    public int? LookFailures { get; init; }

    /// <summary>UTC. When the last of them failed; <see langword="null"/> when the next need not wait.</summary>
    public DateTimeOffset? LookTriedAt { get; init; }

    /// <summary>When the last look at recently changed issues began.</summary>
    public DateTimeOffset? PolledAt { get; init; }
}

internal sealed class LaneStore(Database database, TimeProvider clock)
{
    private static readonly SqlText EnterSql = new(typeof(LaneStore), "Lane.Enter");
    private static readonly SqlText EnterReadingSql = new(typeof(LaneStore), "Lane.EnterReading");
    private static readonly SqlText HoldSql = new(typeof(LaneStore), "Lane.Hold");
    private static readonly SqlText WroteSql = new(typeof(LaneStore), "Lane.Wrote");
    private static readonly SqlText LookFailedSql = new(typeof(LaneStore), "Lane.LookFailed");
    private static readonly SqlText LookAgainSql = new(typeof(LaneStore), "Lane.LookAgain");
    private static readonly SqlText GetSql = new(typeof(LaneStore), "Lane.Get");
    private static readonly SqlText PausedSql = new(typeof(LaneStore), "Lane.Paused");
    private static readonly SqlText RestoredSql = new(typeof(LaneStore), "Lane.Restored");
    private static readonly SqlText PauseSql = new(typeof(LaneStore), "Lane.Pause");
    private static readonly SqlText PauseLongerSql = new(typeof(LaneStore), "Lane.PauseLonger");
    private static readonly SqlText ResumeSql = new(typeof(LaneStore), "Lane.Resume");
    private static readonly SqlText SweptSql = new(typeof(LaneStore), "Lane.Swept");
    private static readonly SqlText ReconciledSql = new(typeof(LaneStore), "Lane.Reconciled");
    private static readonly SqlText ProvenSql = new(typeof(LaneStore), "Lane.Proven");
    private static readonly SqlText PolledSql = new(typeof(LaneStore), "Lane.Polled");

    /// <summary>Whether several processes may work on the database. On SQLite one has the file, so that what another left there is nobody's.</summary>
    public bool IsShared => database.Engine == DatabaseEngine.Postgres;

    /// <summary>Raises the epoch: from here on, only who entered last may write.</summary>
    /// <returns><see langword="null"/> while another process holds the lane.</returns>
    public Task<Lane?> EnterAsync(UnitOfWork work, ConnectionId connection, long instanceEpoch, CancellationToken ct) =>
        work.FirstAsync<Lane>(EnterSql, Entry(connection, instanceEpoch), ct);

    /// <summary>The same for reading, which stops nobody who writes.</summary>
    public Task<Lane?> EnterReadingAsync(UnitOfWork work, ConnectionId connection, long instanceEpoch, CancellationToken ct) =>
        work.FirstAsync<Lane>(EnterReadingSql, Entry(connection, instanceEpoch), ct);

    /// <summary>Keeps others out for a while longer.</summary>
    /// <param name="until"><see langword="null"/>: lets them in.</param>
    /// <returns><see langword="false"/> when another has entered since.</returns>
    public async Task<bool> HoldAsync(ConnectionId connection, long epoch, DateTimeOffset? until, CancellationToken ct) =>
        await database.ExecuteAsync(HoldSql, new { connection, epoch, until }, ct) == 1;

    public Task WroteAsync(ConnectionId connection, DateTimeOffset at, CancellationToken ct) =>
        database.ExecuteAsync(WroteSql, new { connection, at }, ct);

    /// <summary>Notes that a look at what changed failed, since when it does, and what to do about it.</summary>
    /// <param name="trouble"><see langword="null"/>: the look succeeded.</param>
    public Task LookFailedAsync(ConnectionId connection, LookTrouble? trouble, CancellationToken ct) => database.ExecuteAsync(
        LookFailedSql, new { connection, reason = trouble?.Reason, nextStep = trouble?.NextStep, waits = trouble is { IsPartial: false }, at = clock.GetUtcNow() }, ct);

    /// <summary>A look that failed need not wait any longer.</summary>
    public Task LookAgainAsync(ConnectionId connection, CancellationToken ct) => database.ExecuteAsync(LookAgainSql, new { connection }, ct);

    public Task<Lane?> GetAsync(ConnectionId connection, CancellationToken ct) => database.FirstAsync<Lane>(GetSql, new { connection }, ct);

    public Task<IReadOnlyList<Lane>> PausedAsync(IEnumerable<PauseCause> causes, CancellationToken ct) =>
        database.QueryAsync<Lane>(PausedSql, new { causes = causes.Select(c => (int)c).ToArray() }, ct);

    public static Task RestoredAsync(UnitOfWork work, ConnectionId connection, long instanceEpoch, CancellationToken ct) =>
        work.ExecuteAsync(RestoredSql, new { connection, instanceEpoch }, ct);

    /// <returns><see langword="false"/> where a pause stands whose place this one does not take.</returns>
    public async Task<bool> PauseAsync(
        UnitOfWork work, ConnectionId connection, PauseCause cause, string reason, DateTimeOffset? resumeAt, CancellationToken ct) =>
        await work.ExecuteAsync(PauseSql, new { connection, pause = (int)cause, reason, pausedAt = clock.GetUtcNow(), resumeAt }, ct) == 1;

    /// <param name="lane">As it was read, paused.</param>
    /// <returns><see langword="false"/> when it is not paused any more as it was read.</returns>
    public async Task<bool> PauseLongerAsync(UnitOfWork work, Lane lane, DateTimeOffset resumeAt, CancellationToken ct) =>
        await work.ExecuteAsync(
            PauseLongerSql,
            new { connection = lane.ConnectionId, pause = (int?)lane.Pause, asOf = lane.PausedAt, pausedAt = clock.GetUtcNow(), resumeAt },
            ct) == 1;

    /// <inheritdoc cref="PauseLongerAsync"/>
    public static async Task<bool> ResumeAsync(UnitOfWork work, Lane lane, CancellationToken ct) =>
        await work.ExecuteAsync(ResumeSql, new { connection = lane.ConnectionId, pause = (int?)lane.Pause, asOf = lane.PausedAt }, ct) == 1;

    /// <summary>Nothing where another worker has entered since.</summary>
    public Task SweptAsync(ConnectionId connection, long epoch, DateTimeOffset at, CancellationToken ct) =>
        database.ExecuteAsync(SweptSql, new { connection, epoch, at }, ct);

    /// <inheritdoc cref="SweptAsync"/>
    /// <param name="vanished">Issues that were not seen any more, where that were too many to be believed; else <see langword="null"/>.</param>
    /// <param name="of">How many were asked for.</param>
    public Task ReconciledAsync(ConnectionId connection, long epoch, DateTimeOffset at, int? vanished, int of, int missed, CancellationToken ct) =>
        database.ExecuteAsync(ReconciledSql, new { connection, epoch, at, vanished, of = vanished is null ? null : (int?)of, missed }, ct);

    /// <inheritdoc cref="SweptAsync"/>
    public Task PolledAsync(ConnectionId connection, long epoch, DateTimeOffset at, CancellationToken ct) =>
        database.ExecuteAsync(PolledSql, new { connection, epoch, at }, ct);

    /// <summary>Every link is proven for the Jira that is known since then; all of it is swept anew.</summary>
    public static Task ProvenAsync(UnitOfWork work, ConnectionId connection, long epoch, DateTimeOffset since, CancellationToken ct) =>
        work.ExecuteAsync(ProvenSql, new { connection, epoch, since }, ct);

    private object Entry(ConnectionId connection, long instanceEpoch)
    {
        var now = clock.GetUtcNow();
        return new { connection, instanceEpoch, until = IsShared ? now + LaneHold.Lifetime : (DateTimeOffset?)null, over = IsShared ? now : DateTimeOffset.MaxValue };
    }
}
