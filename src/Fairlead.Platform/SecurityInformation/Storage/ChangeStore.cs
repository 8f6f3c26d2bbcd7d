using Fairlead.Kernel.Identity;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.SecurityInformation.Storage;

/// <summary>A finding of which something changed that sites show.</summary>
internal sealed record NotedChange
{
    /// <summary>Not in the order in which they are seen: one with a lower number may come later.</summary>
    public long No { get; init; }

    public FindingId FindingId { get; init; }
}

/// <summary>Which findings may have to be submitted to a site: those that changed, that are new, and of which something is to be done whether they change or not.</summary>
internal sealed class ChangeStore(Database database)
{
    private const int DeletedAtOnce = 1_000;

    /// <summary>All ids come after it.</summary>
    public static readonly FindingId Before = new(Guid.Empty);

    private static readonly SqlText AnySql = new(typeof(ChangeStore), "Change.Any");
    private static readonly SqlText PageSql = new(typeof(ChangeStore), "Change.Page");
    private static readonly SqlText DeleteSql = new(typeof(ChangeStore), "Change.Delete");
    private static readonly SqlText ForgetSql = new(typeof(ChangeStore), "Change.Forget");
    private static readonly SqlText CountSql = new(typeof(ChangeStore), "Change.Count");
    private static readonly SqlText EndSql = new(typeof(ChangeStore), "New.End");
    private static readonly SqlText OwedSql = new(typeof(ChangeStore), "Submission.Owed");
    private static readonly SqlText WithdrawnSql = new(typeof(ChangeStore), "Submission.Withdrawn");
    private static readonly SqlText WithdrawSql = new(typeof(ChangeStore), "Submission.Withdraw");
    private static readonly SqlText TakeBackSql = new(typeof(ChangeStore), "Submission.TakeBack");
    private static readonly SqlText BeginWholeSql = new(typeof(ChangeStore), "Site.BeginWhole");
    private static readonly SqlText CompareAllSql = new(typeof(ChangeStore), "Site.CompareAll");
    private static readonly SqlText AdvanceSql = new(typeof(ChangeStore), "Site.Advance");

    /// <summary>Something changed since all was compared, is to be tried again, or was begun and has no answer. Reads a few rows, however many findings there are.</summary>
    public async Task<bool> HasWorkAsync(ProviderSite site, DateTimeOffset now, CancellationToken ct) =>
        (await database.QueryAsync<int>(AnySql, new { clientKey = site.ClientKey, seenNo = site.SeenNo }, ct)).Count > 0
        || (await OwedAsync(site, Before, now, 1, ct)).Count > 0
        || (await WithdrawnAsync(site, now, 1, ct)).Count > 0;

    /// <summary>What changed, each time.</summary>
    public Task<IReadOnlyList<NotedChange>> PageAsync(ProviderSite site, long after, int limit, CancellationToken ct) =>
        database.QueryAsync<NotedChange>(PageSql, new { clientKey = site.ClientKey, after, limit }, ct);

    /// <summary>The number behind those of all findings that can be seen, as of now.</summary>
    public Task<long> EndAsync(CancellationToken ct) => database.FirstAsync<long>(EndSql, null, ct);

    /// <summary>What is to be sent whether or not it changes, by id.</summary>
    public Task<IReadOnlyList<FindingId>> OwedAsync(ProviderSite site, FindingId after, DateTimeOffset now, int limit, CancellationToken ct) =>
        IdsAsync(OwedSql, new { clientKey = site.ClientKey, after, now, limit }, ct);

    /// <summary>What is to be deleted on the site now, by id.</summary>
    public Task<IReadOnlyList<FindingId>> WithdrawnAsync(ProviderSite site, DateTimeOffset now, int limit, CancellationToken ct) =>
        IdsAsync(WithdrawnSql, new { clientKey = site.ClientKey, now, limit }, ct);

    /// <summary>These are to be deleted on the site.</summary>
    /// <param name="ids">At most 1,000.</param>
    public Task WithdrawAsync(ProviderSite site, IReadOnlyCollection<FindingId> ids, CancellationToken ct) =>
        database.ExecuteAsync(WithdrawSql, new { clientKey = site.ClientKey, ids = StoredIds.Of(database.Engine, ids) }, ct);

    /// <summary>These were to be deleted on the site and are not withdrawn any more.</summary>
    /// <param name="ids">At most 1,000.</param>
    public Task TakeBackAsync(ProviderSite site, IReadOnlyCollection<FindingId> ids, CancellationToken ct) =>
        database.ExecuteAsync(TakeBackSql, new { clientKey = site.ClientKey, ids = StoredIds.Of(database.Engine, ids) }, ct);

    /// <summary>Begins to compare all findings. What was noted so far is seen by that.</summary>
    /// <returns><see langword="false"/>: another server submits to the site.</returns>
    public async Task<bool> BeginWholeAsync(ProviderSite site, string settings, DateTimeOffset now, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        if (await work.ExecuteAsync(BeginWholeSql, new { clientKey = site.ClientKey, installation = site.Installation, owner = site.Owner, settings, now }, ct) == 0)
            return false;
        await work.ExecuteAsync(ForgetSql, new { clientKey = site.ClientKey }, ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>All that was read up to here is submitted, or noted to be.</summary>
    /// <returns><see langword="false"/>: another server submits to the site, which reads it again.</returns>
    public async Task<bool> AdvanceAsync(ProviderSite site, IReadOnlyCollection<long> noted, long seenNo, long? wholeNo, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        if (await work.ExecuteAsync(AdvanceSql, new { clientKey = site.ClientKey, installation = site.Installation, owner = site.Owner, seenNo, wholeNo }, ct) == 0)
            return false;
        foreach (var nos in noted.Chunk(DeletedAtOnce))
            await work.ExecuteAsync(DeleteSql, new { nos }, ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>Notes of changes that nobody looks at do not grow without end, as where a site has no connection: beyond some all findings are compared instead.</summary>
    public async Task PruneAsync(ProviderSite site, int most, CancellationToken ct)
    {
        if (await database.FirstAsync<long>(CountSql, new { clientKey = site.ClientKey, limit = most + 1 }, ct) <= most)
            return;
        await using var work = await database.BeginAsync(ct);
        await work.ExecuteAsync(CompareAllSql, new { clientKey = site.ClientKey }, ct);
        await work.ExecuteAsync(ForgetSql, new { clientKey = site.ClientKey }, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>Nothing is to be submitted to a site any more.</summary>
    public static Task ForgetAsync(UnitOfWork work, string clientKey, CancellationToken ct) => work.ExecuteAsync(ForgetSql, new { clientKey }, ct);

    private async Task<IReadOnlyList<FindingId>> IdsAsync(SqlText sql, object parameters, CancellationToken ct) =>
        [.. (await database.QueryAsync<IdRow>(sql, parameters, ct)).Select(r => r.Id)];

    private sealed record IdRow
    {
        public FindingId Id { get; init; }
    }
}
