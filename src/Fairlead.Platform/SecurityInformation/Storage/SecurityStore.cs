using Fairlead.Storage;

namespace Fairlead.Platform.SecurityInformation.Storage;

/// <summary>What providers told: workspaces, vulnerabilities and the properties that they can be deleted by.</summary>
internal sealed class SecurityStore(Database database)
{
    private static readonly SqlText ProviderSql = new(typeof(SecurityStore), "Provider.Write");
    private static readonly SqlText WorkspacesSql = new(typeof(SecurityStore), "Workspace.List");
    private static readonly SqlText WorkspaceSql = new(typeof(SecurityStore), "Workspace.Get");
    private static readonly SqlText LinkSql = new(typeof(SecurityStore), "Workspace.Link");
    private static readonly SqlText UnlinkSql = new(typeof(SecurityStore), "Workspace.Unlink");
    private static readonly SqlText GetSql = new(typeof(SecurityStore), "Vulnerability.Get");
    private static readonly SqlText KnownSql = new(typeof(SecurityStore), "Vulnerability.Known");
    private static readonly SqlText PutSql = new(typeof(SecurityStore), "Vulnerability.Put");
    private static readonly SqlText NoteRemovalSql = new(typeof(SecurityStore), "Removal.Note");
    private static readonly SqlText NoteRemovedSetSql = new(typeof(SecurityStore), "Removal.NoteSet");
    private static readonly SqlText DeleteSql = new(typeof(SecurityStore), "Vulnerability.Delete");
    private static readonly SqlText DeleteBySetSql = new(typeof(SecurityStore), "Vulnerability.DeleteBySet");
    private static readonly SqlText NoteAllRemovedSql = new(typeof(SecurityStore), "Removal.NoteAll");
    private static readonly SqlText DeleteAllSql = new(typeof(SecurityStore), "Vulnerability.DeleteAll");
    private static readonly SqlText AssociationsGoneSql = new(typeof(SecurityStore), "Association.Gone");
    private static readonly SqlText AssociationsOfSetsGoneSql = new(typeof(SecurityStore), "Association.GoneSets");
    private static readonly SqlText AllAssociationsGoneSql = new(typeof(SecurityStore), "Association.GoneAll");
    private static readonly SqlText PutSetSql = new(typeof(SecurityStore), "PropertySet.Put");
    private static readonly SqlText FindSetSql = new(typeof(SecurityStore), "PropertySet.Find");
    private static readonly SqlText PutPropertySql = new(typeof(SecurityStore), "Property.Put");
    private static readonly SqlText SetsWithSql = new(typeof(SecurityStore), "PropertySet.With");
    private static readonly SqlText ForgetPropertiesSql = new(typeof(SecurityStore), "Property.Forget");
    private static readonly SqlText ForgetSetsSql = new(typeof(SecurityStore), "PropertySet.Forget");
    private static readonly SqlText SetOfSql = new(typeof(SecurityStore), "PropertySet.Of");
    private static readonly SqlText SetsOfProviderSql = new(typeof(SecurityStore), "PropertySet.OfProvider");

    /// <summary>Makes the provider known and keeps other writes of it waiting until the transaction ends.</summary>
    public static async Task<HeldProvider> HoldAsync(UnitOfWork work, SecurityProvider provider, DateTimeOffset now, CancellationToken ct) =>
        (await work.FirstAsync<HeldProvider>(ProviderSql, new { provider.Key, provider.Name, now }, ct))!;

    public Task<IReadOnlyList<string>> WorkspacesAsync(string provider, CancellationToken ct) =>
        database.QueryAsync<string>(WorkspacesSql, new { provider }, ct);

    /// <returns>When it was linked; <see langword="null"/>: it is not.</returns>
    public Task<DateTimeOffset?> WorkspaceAsync(string provider, string workspaceId, CancellationToken ct) =>
        database.FirstAsync<DateTimeOffset?>(WorkspaceSql, new { provider, workspaceId }, ct);

    /// <returns>How many were not linked before.</returns>
    public static Task<int> LinkAsync(UnitOfWork work, long providerNo, IEnumerable<string> workspaceIds, DateTimeOffset now, CancellationToken ct) =>
        work.ExecuteAsync(LinkSql, workspaceIds.Select(workspaceId => new { providerNo, workspaceId, now }).ToList(), ct);

    public static Task<int> UnlinkAsync(UnitOfWork work, long providerNo, IReadOnlyList<string> workspaceIds, CancellationToken ct) =>
        work.ExecuteAsync(UnlinkSql, new { providerNo, workspaceIds }, ct);

    public async Task<StoredVulnerability?> GetAsync(string provider, string vulnerabilityId, CancellationToken ct) =>
        (await database.FirstAsync<VulnerabilityRow>(GetSql, new { provider, vulnerabilityId }, ct))?.ToVulnerability();

    /// <returns>Those that are stored, by id.</returns>
    public static async Task<Dictionary<string, StoredVulnerability>> KnownAsync(UnitOfWork work, long providerNo, string[] ids, CancellationToken ct) =>
        (await work.QueryAsync<VulnerabilityRow>(KnownSql, new { providerNo, ids }, ct)).ToDictionary(r => r.VulnerabilityId, r => r.ToVulnerability(), StringComparer.Ordinal);

    /// <summary>Stores each as it is given.</summary>
    /// <param name="moved">Ids of those that were in another container.</param>
    public static async Task PutAsync(
        UnitOfWork work, HeldProvider provider, IReadOnlyCollection<StoredVulnerability> vulnerabilities, string[] moved, DateTimeOffset now, CancellationToken ct)
    {
        if (moved.Length > 0)
            await work.ExecuteAsync(NoteRemovalSql, new { providerNo = provider.No, ids = moved }, ct);
        var rows = vulnerabilities.Select(v => VulnerabilityRow.Of(v, provider, now)).ToList();

        // SQLite runs a prepared statement for each row; to PostgreSQL each would be a round trip, so it gets columns.
        await work.ExecuteAsync(
            PutSql,
            work.Engine == DatabaseEngine.Sqlite
                ? rows
                : new
                {
                    providerNo = provider.No,
                    revision = provider.Revision,
                    receivedAt = now,
                    vulnerabilityIds = rows.Select(r => r.VulnerabilityId).ToArray(),
                    containerIds = rows.Select(r => r.ContainerId).ToArray(),
                    sequenceNumbers = rows.Select(r => r.SequenceNumber).ToArray(),
                    bodies = rows.Select(r => r.Body).ToArray(),
                    propertySets = rows.Select(r => r.PropertySetNo).ToArray(),
                    associations = rows.Select(r => r.Associations).ToArray(),
                    associationNumbers = rows.Select(r => r.AssociationsSequenceNumber).ToArray(),
                    associationDates = rows.Select(r => r.AssociationsLastUpdated).ToArray(),
                    takenBacks = rows.Select(r => r.TakenBack).ToArray(),
                },
            ct);
    }

    public static async Task<int> DeleteAsync(UnitOfWork work, long providerNo, string vulnerabilityId, CancellationToken ct)
    {
        var sets = await work.QueryAsync<long>(SetOfSql, new { providerNo, vulnerabilityId }, ct);
        await work.ExecuteAsync(NoteRemovalSql, new { providerNo, ids = new[] { vulnerabilityId } }, ct);
        await work.ExecuteAsync(AssociationsGoneSql, new { providerNo, vulnerabilityId }, ct);
        var deleted = await work.ExecuteAsync(DeleteSql, new { providerNo, vulnerabilityId }, ct);
        await ForgetSetsAsync(work, sets, ct);
        return deleted;
    }

    /// <summary>Deletes all of a provider that has no workspace.</summary>
    /// <returns>How many that were.</returns>
    public static async Task<int> DeleteWithoutWorkspaceAsync(UnitOfWork work, long providerNo, CancellationToken ct)
    {
        await work.ExecuteAsync(NoteAllRemovedSql, new { providerNo }, ct);
        await work.ExecuteAsync(AllAssociationsGoneSql, new { providerNo }, ct);
        var deleted = await work.ExecuteAsync(DeleteAllSql, new { providerNo }, ct);
        if (deleted > 0)
            await ForgetSetsAsync(work, await work.QueryAsync<long>(SetsOfProviderSql, new { providerNo }, ct), ct);
        return deleted;
    }

    /// <returns>The number of the set of these properties, which is made when it is new.</returns>
    /// <param name="digest">SHA-256 over the sorted properties.</param>
    public static async Task<long> PropertySetAsync(
        UnitOfWork work, long providerNo, byte[] digest, IReadOnlyDictionary<string, string> properties, CancellationToken ct)
    {
        if (await work.FirstAsync<long?>(FindSetSql, new { providerNo, digest }, ct) is { } known)
            return known;
        var setNo = await work.FirstAsync<long>(PutSetSql, new { providerNo, digest }, ct);
        foreach (var (name, value) in properties)
            await work.ExecuteAsync(PutPropertySql, new { setNo, name, value }, ct);
        return setNo;
    }

    /// <summary>Deletes those of the sets that nothing has any more. The work must hold their provider: another write may be about to use them.</summary>
    public static async Task ForgetSetsAsync(UnitOfWork work, IEnumerable<long> sets, CancellationToken ct)
    {
        foreach (var chunk in sets.Distinct().Chunk(500))
        {
            await work.ExecuteAsync(ForgetPropertiesSql, new { sets = chunk }, ct);
            await work.ExecuteAsync(ForgetSetsSql, new { sets = chunk }, ct);
        }
    }

    /// <returns>How many vulnerabilities had all of the properties, and are gone.</returns>
    public static async Task<int> DeleteAsync(UnitOfWork work, long providerNo, IEnumerable<KeyValuePair<string, string>> properties, CancellationToken ct)
    {
        HashSet<long>? sets = null;
        foreach (var (name, value) in properties)
        {
            var having = await work.QueryAsync<long>(SetsWithSql, new { providerNo, name, value }, ct);
            sets = sets is null ? [.. having] : [.. sets.Intersect(having)];
        }

        var deleted = 0;
        foreach (var chunk in (sets ?? []).Chunk(500))
        {
            await work.ExecuteAsync(NoteRemovedSetSql, new { sets = chunk }, ct);
            await work.ExecuteAsync(AssociationsOfSetsGoneSql, new { providerNo, sets = chunk }, ct);
            deleted += await work.ExecuteAsync(DeleteBySetSql, new { sets = chunk }, ct);
            await ForgetSetsAsync(work, chunk, ct);
        }

        return deleted;
    }
}

/// <summary>A provider of which this transaction writes.</summary>
internal sealed record HeldProvider
{
    public long No { get; init; }

    /// <summary>Of this write.</summary>
    public long Revision { get; init; }
}
