using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings.Importing;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings.Storage;

/// <summary>Imports, the scopes that they speak for, and the other names of findings.</summary>
internal sealed class ImportStore(Database database, TimeProvider clock)
{
    private static readonly SqlText InsertSql = new(typeof(ImportStore), "Import.Insert");
    private static readonly SqlText ByIdSql = new(typeof(ImportStore), "Import.ById");
    private static readonly SqlText ByKeySql = new(typeof(ImportStore), "Import.ByKey");
    private static readonly SqlText LatestByDigestSql = new(typeof(ImportStore), "Import.LatestByDigest");
    private static readonly SqlText PageSql = new(typeof(ImportStore), "Import.Page");
    private static readonly SqlText UnfinishedSql = new(typeof(ImportStore), "Import.Unfinished");
    private static readonly SqlText FenceSql = new(typeof(ImportStore), "Import.Fence");
    private static readonly SqlText NextFindingNoSql = new(typeof(ImportStore), "Import.NextFindingNo");
    private static readonly SqlText ScopeByKeySql = new(typeof(ImportStore), "Scope.ByKey");
    private static readonly SqlText ScopesOfImportSql = new(typeof(ImportStore), "Scope.OfImport");
    private static readonly SqlText InsertScopeSql = new(typeof(ImportStore), "Scope.Insert");
    private static readonly SqlText SetOriginSql = new(typeof(ImportStore), "Scope.SetOrigin");
    private static readonly SqlText SpeakSql = new(typeof(ImportStore), "Scope.Speak");
    private static readonly SqlText CountSiblingsSql = new(typeof(ImportStore), "Scope.CountSiblings");
    private static readonly SqlText AnyAliasSql = new(typeof(ImportStore), "Alias.Any");
    private static readonly SqlText AliasesSql = new(typeof(ImportStore), "Alias.Of");
    private static readonly SqlText AddAliasSql = new(typeof(ImportStore), "Alias.Add");

    public async Task<ImportRow> BeginAsync(ImportRow row, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var no = await work.FirstAsync<long>(InsertSql, row, ct);
        await work.CommitAsync(ct);
        return row with { No = no };
    }

    public Task<ImportRow?> GetAsync(ImportId id, CancellationToken ct) => database.FirstAsync<ImportRow>(ByIdSql, new { id }, ct);

    public Task<ImportRow?> FindByKeyAsync(string key, CancellationToken ct) =>
        database.FirstAsync<ImportRow>(ByKeySql, new { key }, ct);

    /// <summary>The import of these bytes that is still the latest of all its scopes.</summary>
    public Task<ImportRow?> FindLatestByDigestAsync(byte[] digest, CancellationToken ct) =>
        database.FirstAsync<ImportRow>(LatestByDigestSql, new { digest }, ct);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<ImportRow>> PageAsync(long before, int limit, CancellationToken ct) =>
        database.QueryAsync<ImportRow>(PageSql, new { before, limit }, ct);

    public Task<IReadOnlyList<ImportRow>> UnfinishedAsync(CancellationToken ct) =>
        database.QueryAsync<ImportRow>(UnfinishedSql, null, ct);

    public Task<long> NextFindingNoAsync(CancellationToken ct) => database.FirstAsync<long>(NextFindingNoSql, null, ct);

    /// <exception cref="DatabaseUnavailableException">Another process has taken the import over.</exception>
    public static async Task FenceAsync(UnitOfWork work, ImportRow import, CancellationToken ct)
    {
        if (await work.ExecuteAsync(FenceSql, new { no = import.No, owner = import.Owner, state = import.State }, ct) != 1)
            throw new DatabaseUnavailableException(DatabaseFailure.Contended, "Another process has taken this import over.");
    }

    /// <summary>The scope, made if it is new, with a note that the import speaks for it.</summary>
    public async Task<ScopeRun> TakeScopeAsync(ImportRow import, ScopeKey key, CancellationToken ct)
    {
        var digest = key.Digest();
        await using var work = await database.BeginAsync(ct);
        await FenceAsync(work, import, ct);
        await work.ExecuteAsync(
            InsertScopeSql,
            new { id = ScopeId.New(clock), key = digest, asset = key.Asset, scanner = key.Scanner, branch = key.Branch, reportKind = key.ReportKind },
            ct);
        await work.ExecuteAsync(SetOriginSql, new { key = digest }, ct);
        var row = await work.FirstAsync<ScopeRow>(ScopeByKeySql, new { key = digest }, ct)
            ?? throw new InvalidOperationException("A scope that was just written is missing.");
        await work.ExecuteAsync(SpeakSql, new { importNo = import.No, scopeNo = row.No }, ct);
        var siblings = await work.FirstAsync<long>(CountSiblingsSql, new { scanner = row.Scanner, asset = row.Asset, no = row.No }, ct);
        await work.CommitAsync(ct);
        return new ScopeRun(key, row, isNew: row.LatestImportNo is null, mayShare: siblings > 0);
    }

    public Task<IReadOnlyList<ScopeRow>> ScopesOfAsync(long importNo, CancellationToken ct) =>
        database.QueryAsync<ScopeRow>(ScopesOfImportSql, new { no = importNo }, ct);

    public async Task<bool> AnyAliasAsync(CancellationToken ct) => await database.FirstAsync<long>(AnyAliasSql, null, ct) > 0;

    public async Task<IReadOnlyList<(Fingerprint Alias, Fingerprint Finding)>> AliasesAsync(
        IReadOnlyCollection<Fingerprint> fingerprints, CancellationToken ct)
    {
        if (fingerprints.Count == 0)
            return [];
        var found = await database.QueryAsync<AliasRow>(
            AliasesSql, new { fingerprints = fingerprints.Select(f => f.ToArray()).ToArray() }, ct);
        return [.. found.Select(a => (Findings.Fingerprint.From(a.Fingerprint), Findings.Fingerprint.From(a.FindingFingerprint)))];
    }

    public static async Task AddAliasesAsync(
        UnitOfWork work, IReadOnlyList<(Fingerprint Alias, Fingerprint Finding)> aliases, CancellationToken ct)
    {
        foreach (var (alias, finding) in aliases)
            await work.ExecuteAsync(AddAliasSql, new { alias = alias.ToArray(), finding = finding.ToArray() }, ct);
    }

    private sealed class AliasRow
    {
        public byte[] Fingerprint { get; init; } = [];

        public byte[] FindingFingerprint { get; init; } = [];
    }
}
