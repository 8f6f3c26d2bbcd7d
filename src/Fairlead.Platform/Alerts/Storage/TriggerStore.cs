using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.Alerts.Storage;

/// <summary>Triggers, and what they let through.</summary>
internal sealed class TriggerStore(Database database)
{
    /// <summary>As many ids as one statement takes.</summary>
    public const int IdBatch = 500;

    private static readonly SqlText AllSql = new(typeof(TriggerStore), "Trigger.All");
    private static readonly SqlText EndedSql = new(typeof(TriggerStore), "Trigger.Ended");
    private static readonly SqlText ByNamesSql = new(typeof(TriggerStore), "Trigger.ByNames");
    private static readonly SqlText InsertSql = new(typeof(TriggerStore), "Trigger.Insert");
    private static readonly SqlText UpdateSql = new(typeof(TriggerStore), "Trigger.Update");
    private static readonly SqlText DeleteSql = new(typeof(TriggerStore), "Trigger.Delete");
    private static readonly SqlText ForgetSql = new(typeof(TriggerStore), "Trigger.Forget");
    private static readonly SqlText DeleteReleasesSql = new(typeof(TriggerStore), "Release.DeleteOfTrigger");
    private static readonly SqlText ClaimSql = new(typeof(TriggerStore), "Trigger.Claim");
    private static readonly SqlText HoldSql = new(typeof(TriggerStore), "Trigger.Hold");
    private static readonly SqlText UnclaimSql = new(typeof(TriggerStore), "Trigger.Unclaim");
    private static readonly SqlText ProblemSql = new(typeof(TriggerStore), "Trigger.Problem");
    private static readonly SqlText RanSql = new(typeof(TriggerStore), "Trigger.Ran");
    private static readonly SqlText TellingHeldSql = new(typeof(TriggerStore), "Trigger.TellingHeld");
    private static readonly SqlText HeldToldSql = new(typeof(TriggerStore), "Trigger.HeldTold");
    private static readonly SqlText InsertReleaseSql = new(typeof(TriggerStore), "Release.Insert");
    private static readonly SqlText WaitingSql = new(typeof(TriggerStore), "Release.Waiting");
    private static readonly SqlText RepeatedSql = new(typeof(TriggerStore), "Release.Repeated");
    private static readonly SqlText ToldSql = new(typeof(TriggerStore), "Release.Told");
    private static readonly SqlText CountSinceSql = new(typeof(TriggerStore), "Release.CountSince");
    private static readonly SqlText HeldSql = new(typeof(TriggerStore), "Release.Held");
    private static readonly SqlText KnownSql = new(typeof(TriggerStore), "Release.Known");
    private static readonly SqlText ReleasersSql = new(typeof(TriggerStore), "Release.Releasers");
    private static readonly SqlText StandingsSql = new(typeof(TriggerStore), "Release.Standings");

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<AlertTrigger>> AllAsync(CancellationToken ct) =>
        [.. (await database.QueryAsync<TriggerRow>(AllSql, null, ct)).Select(t => t.ToTrigger())];

    /// <summary>Those that were deleted, and of which a finding may still say that they hold something back.</summary>
    public async Task<IReadOnlyList<AlertTrigger>> EndedAsync(CancellationToken ct) =>
        [.. (await database.QueryAsync<TriggerRow>(EndedSql, null, ct)).Select(t => t.ToTrigger())];

    /// <param name="names">Whatever their case; at most <see cref="IdBatch"/>.</param>
    public async Task<IReadOnlyList<AlertTrigger>> ByNamesAsync(IReadOnlyCollection<string> names, CancellationToken ct) =>
        [.. (await database.QueryAsync<TriggerRow>(ByNamesSql, new { keys = names.Select(TriggerRow.KeyOf).ToArray() }, ct)).Select(t => t.ToTrigger())];

    /// <returns><see langword="false"/> when the name is taken.</returns>
    public static async Task<bool> InsertAsync(UnitOfWork work, AlertTrigger trigger, CancellationToken ct) =>
        await work.ExecuteAsync(InsertSql, TriggerRow.Of(trigger), ct) == 1;

    /// <returns><see langword="false"/> when somebody else changed it since.</returns>
    public static async Task<bool> UpdateAsync(UnitOfWork work, AlertTrigger trigger, CancellationToken ct) =>
        await work.ExecuteAsync(UpdateSql, TriggerRow.Of(trigger), ct) == 1;

    /// <summary>Frees its name and drops what waits. What it let through stays its own, for what other triggers tell of the same alerts.</summary>
    public static async Task DeleteAsync(UnitOfWork work, AlertTriggerId id, CancellationToken ct)
    {
        await work.ExecuteAsync(DeleteReleasesSql, new { id }, ct);
        await work.ExecuteAsync(DeleteSql, new { id, enabled = false }, ct);
        await ForgetAsync(work, ct);
    }

    /// <summary>Forgets deleted triggers of which no alert is left.</summary>
    public static Task ForgetAsync(UnitOfWork work, CancellationToken ct) => work.ExecuteAsync(ForgetSql, null, ct);

    /// <returns><see langword="false"/> when another run works on it, or it is disabled or gone.</returns>
    public async Task<bool> ClaimAsync(TriggerClaim claim, DateTimeOffset now, bool isEnabled, CancellationToken ct) =>
        await database.ExecuteAsync(ClaimSql, new { id = claim.Id, owner = claim.Owner, now, until = TriggerClaim.Until(now), enabled = isEnabled }, ct) == 1;

    /// <summary>Claims on. What is written in the same transaction is written only by who has the claim.</summary>
    /// <exception cref="ClaimLostException">It is another's by now.</exception>
    public static async Task HoldAsync(UnitOfWork work, TriggerClaim claim, DateTimeOffset now, CancellationToken ct)
    {
        if (await work.ExecuteAsync(HoldSql, new { id = claim.Id, owner = claim.Owner, until = TriggerClaim.Until(now) }, ct) != 1)
            throw new ClaimLostException();
    }

    /// <returns>Whether it is still this one's.</returns>
    public async Task<bool> KeepAsync(TriggerClaim claim, DateTimeOffset now, CancellationToken ct) =>
        await database.ExecuteAsync(HoldSql, new { id = claim.Id, owner = claim.Owner, until = TriggerClaim.Until(now) }, ct) == 1;

    /// <param name="problem">Why the run could not be finished; null when it was.</param>
    public Task UnclaimAsync(TriggerClaim claim, string? problem, CancellationToken ct) =>
        database.ExecuteAsync(UnclaimSql, new { id = claim.Id, owner = claim.Owner, problem }, ct);

    /// <summary>Says why a run failed, whoever works on it by now.</summary>
    public Task NoteProblemAsync(AlertTriggerId id, string problem, CancellationToken ct) => database.ExecuteAsync(ProblemSql, new { id, problem }, ct);

    public static Task RanAsync(UnitOfWork work, AlertTriggerId id, DateTimeOffset ranAt, DateTimeOffset repeatedAt, long heldTold, CancellationToken ct) =>
        work.ExecuteAsync(RanSql, new { id, ranAt, repeatedAt, heldTold }, ct);

    /// <summary>It is about to be told that something is held back.</summary>
    public static Task TellingHeldAsync(UnitOfWork work, AlertTriggerId id, CancellationToken ct) => work.ExecuteAsync(TellingHeldSql, new { id }, ct);

    /// <summary>It is told that nothing is held back. When it ran stays: somebody may enable it just then.</summary>
    public static Task NoneHeldToldAsync(UnitOfWork work, AlertTriggerId id, CancellationToken ct) => work.ExecuteAsync(HeldToldSql, new { id }, ct);

    /// <summary>Behind a trigger that is enabled an alert waits from then on, unless it knows it.</summary>
    public static Task AddAsync(UnitOfWork work, AlertTriggerId trigger, AlertId alert, CancellationToken ct) =>
        work.ExecuteAsync(InsertReleaseSql, new { trigger, alert }, ct);

    /// <summary>Those that were not let through yet, the worst first.</summary>
    public Task<IReadOnlyList<AlertRow>> WaitingAsync(AlertTriggerId trigger, int limit, CancellationToken ct) =>
        database.QueryAsync<AlertRow>(WaitingSql, new { trigger, limit }, ct);

    /// <summary>Those that came again since they were told, in the order of their ids.</summary>
    public Task<IReadOnlyList<AlertRow>> RepeatedAsync(AlertTriggerId trigger, AlertId after, int limit, CancellationToken ct) =>
        database.QueryAsync<AlertRow>(RepeatedSql, new { trigger, after, limit }, ct);

    public static Task ToldAsync(UnitOfWork work, AlertTriggerId trigger, AlertRow alert, DateTimeOffset now, CancellationToken ct) =>
        work.ExecuteAsync(ToldSql, new { trigger, alert = alert.Id, seen = alert.Seen, now }, ct);

    public Task<long> CountSinceAsync(AlertTriggerId trigger, DateTimeOffset since, CancellationToken ct) =>
        database.FirstAsync<long>(CountSinceSql, new { trigger, since }, ct);

    public async Task<HeldRow> HeldAsync(AlertTriggerId trigger, CancellationToken ct) =>
        await database.FirstAsync<HeldRow>(HeldSql, new { trigger }, ct) ?? new HeldRow();

    /// <summary>Behind which triggers the alerts wait, or through which they went.</summary>
    public async Task<IReadOnlySet<(AlertId Alert, AlertTriggerId Trigger)>> KnownAsync(IReadOnlyList<AlertId> alerts, CancellationToken ct)
    {
        var known = new HashSet<(AlertId, AlertTriggerId)>();
        foreach (var chunk in alerts.Chunk(IdBatch))
            known.UnionWith((await database.QueryAsync<KnownRow>(KnownSql, ListOf(chunk), ct)).Select(r => (r.AlertId, r.TriggerId)));
        return known;
    }

    /// <summary>Which triggers let the alerts through, by alert.</summary>
    public async Task<ILookup<AlertId, ReleaserRow>> ReleasersAsync(IReadOnlyList<AlertId> alerts, CancellationToken ct)
    {
        var rows = new List<ReleaserRow>();
        foreach (var chunk in alerts.Chunk(IdBatch))
            rows.AddRange(await database.QueryAsync<ReleaserRow>(ReleasersSql, ListOf(chunk), ct));
        return rows.ToLookup(r => r.AlertId);
    }

    public async Task<IReadOnlyDictionary<AlertTriggerId, StandingRow>> StandingsAsync(CancellationToken ct) =>
        (await database.QueryAsync<StandingRow>(StandingsSql, null, ct)).ToDictionary(s => s.TriggerId);

    /// <summary>A list parameter goes to the driver element by element and past the type handlers.</summary>
    private object ListOf(AlertId[] ids) => database.Engine == DatabaseEngine.Sqlite
        ? new { alerts = ids.Select(i => i.ToString()).ToArray() }
        : new { alerts = ids.Select(i => i.Value).ToArray() };
}
