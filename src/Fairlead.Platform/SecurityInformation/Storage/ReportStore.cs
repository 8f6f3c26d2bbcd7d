using Fairlead.Storage;

namespace Fairlead.Platform.SecurityInformation.Storage;

/// <summary>A provider of which Findings does not know all yet.</summary>
internal sealed record DueReport
{
    public long No { get; init; }

    public string Key { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary><see langword="null"/> until there was something to tell.</summary>
    public string? Scanner { get; init; }

    /// <summary>How far it has written.</summary>
    public long Revision { get; init; }

    /// <summary>How far Findings was told.</summary>
    public long Reported { get; init; }
}

/// <summary>One vulnerability to tell Findings of.</summary>
internal sealed record ToldVulnerability
{
    /// <summary>Of a removal.</summary>
    public long No { get; init; }

    public string VulnerabilityId { get; init; } = "";

    public string ContainerId { get; init; } = "";

    public string Body { get; init; } = "";

    public long? PropertySetNo { get; init; }

    /// <summary>Of a removal: stored again in the same container.</summary>
    public bool IsBack { get; init; }
}

/// <summary>A provider of which Findings could not be told.</summary>
internal sealed record FailedReport
{
    public string Name { get; init; } = "";

    public string Problem { get; init; } = "";
}

/// <summary>A vulnerability that cannot be a finding.</summary>
internal sealed record UnfitVulnerability(string VulnerabilityId, string Problem);

/// <summary>One of them, as health tells it.</summary>
internal sealed record LeftOutVulnerability
{
    public long ProviderNo { get; init; }

    public string Name { get; init; } = "";

    public string VulnerabilityId { get; init; } = "";

    public string Problem { get; init; } = "";

    /// <summary>How many the provider has in all.</summary>
    public long LeftOut { get; init; }
}

/// <summary>What of the providers Findings is to be told, and how far that is.</summary>
internal sealed class ReportStore(Database database)
{
    private static readonly SqlText DueSql = new(typeof(ReportStore), "Report.Due");
    private static readonly SqlText ClaimSql = new(typeof(ReportStore), "Report.Claim");
    private static readonly SqlText KeepSql = new(typeof(ReportStore), "Report.Keep");
    private static readonly SqlText NameSql = new(typeof(ReportStore), "Report.Name");
    private static readonly SqlText UptoSql = new(typeof(ReportStore), "Report.Upto");
    private static readonly SqlText ChangedSql = new(typeof(ReportStore), "Report.Changed");
    private static readonly SqlText RemovedSql = new(typeof(ReportStore), "Report.Removed");
    private static readonly SqlText PropertiesSql = new(typeof(ReportStore), "Property.Of");
    private static readonly SqlText ForgetSql = new(typeof(ReportStore), "Report.Forget");
    private static readonly SqlText AdvanceSql = new(typeof(ReportStore), "Report.Advance");
    private static readonly SqlText EndSql = new(typeof(ReportStore), "Report.End");
    private static readonly SqlText FailedSql = new(typeof(ReportStore), "Report.Failed");
    private static readonly SqlText NoteUnfitSql = new(typeof(ReportStore), "Report.NoteUnfit");
    private static readonly SqlText LeftOutSql = new(typeof(ReportStore), "Report.LeftOut");

    public Task<IReadOnlyList<DueReport>> DueAsync(DateTimeOffset now, CancellationToken ct) => database.QueryAsync<DueReport>(DueSql, new { now }, ct);

    /// <returns>As it stands now; <see langword="null"/>: another run has it.</returns>
    public async Task<DueReport?> ClaimAsync(DueReport due, Guid owner, DateTimeOffset now, DateTimeOffset until, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var claimed = await work.QueryAsync<DueReport>(ClaimSql, new { no = due.No, owner, now, until }, ct);
        await work.CommitAsync(ct);
        return claimed.SingleOrDefault();
    }

    /// <summary>Goes on holding it. No other run, and no write of the provider, comes in between until the work ends.</summary>
    /// <returns><see langword="false"/>: another run has it.</returns>
    public static async Task<bool> KeepAsync(UnitOfWork work, DueReport due, Guid owner, DateTimeOffset until, CancellationToken ct) =>
        await work.ExecuteAsync(KeepSql, new { no = due.No, owner, until }, ct) == 1;

    /// <summary>The same by itself.</summary>
    /// <inheritdoc cref="KeepAsync(UnitOfWork, DueReport, Guid, DateTimeOffset, CancellationToken)"/>
    public async Task<bool> KeepAsync(DueReport due, Guid owner, DateTimeOffset until, CancellationToken ct) =>
        await database.ExecuteAsync(KeepSql, new { no = due.No, owner, until }, ct) == 1;

    /// <returns><see langword="false"/>: another provider has the name.</returns>
    public async Task<bool> NameAsync(DueReport due, string scanner, CancellationToken ct) =>
        await database.ExecuteAsync(NameSql, new { no = due.No, scanner }, ct) == 1;

    /// <returns>The last of the next writes that hold about <paramref name="limit"/> vulnerabilities together.</returns>
    public async Task<long> UptoAsync(DueReport due, int limit, CancellationToken ct) =>
        await database.FirstAsync<long?>(UptoSql, new { no = due.No, reported = due.Reported, revision = due.Revision, limit }, ct) ?? due.Revision;

    /// <summary>In the order in which they were written; a read connection is held meanwhile.</summary>
    public IAsyncEnumerable<ToldVulnerability> ChangedAsync(DueReport due, long upto, CancellationToken ct) =>
        database.StreamAsync<ToldVulnerability>(ChangedSql, new { no = due.No, reported = due.Reported, upto }, ct);

    public Task<IReadOnlyList<ToldVulnerability>> RemovedAsync(DueReport due, int limit, CancellationToken ct) =>
        database.QueryAsync<ToldVulnerability>(RemovedSql, new { no = due.No, revision = due.Revision, limit }, ct);

    public async Task<IReadOnlyDictionary<string, string>> PropertiesAsync(long set, CancellationToken ct) =>
        (await database.QueryAsync<PropertyRow>(PropertiesSql, new { sets = new[] { set } }, ct)).ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);

    /// <summary>Findings was told, in the transaction that notes whatever else follows from it.</summary>
    /// <param name="removals">Of which it was told, too.</param>
    public static async Task AdvanceAsync(UnitOfWork work, DueReport due, Guid owner, long upto, IReadOnlyList<ToldVulnerability> removals, CancellationToken ct)
    {
        foreach (var chunk in removals.Chunk(1_000))
            await work.ExecuteAsync(ForgetSql, new { removals = chunk.Select(r => r.No).ToArray(), revision = due.Revision }, ct);
        await SecurityStore.ForgetSetsAsync(work, removals.Select(r => r.PropertySetNo).OfType<long>(), ct);
        await work.ExecuteAsync(AdvanceSql, new { no = due.No, owner, upto }, ct);
    }

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    /// <param name="problem">Why Findings was not told; <see langword="null"/>: it was.</param>
    /// <param name="retryAt"><see langword="null"/>: when more is written, at once.</param>
    public Task EndAsync(DueReport due, Guid owner, string? problem, DateTimeOffset? retryAt, CancellationToken ct) =>
        database.ExecuteAsync(EndSql, new { no = due.No, owner, problem, until = retryAt }, ct);

    public Task<IReadOnlyList<FailedReport>> FailedAsync(CancellationToken ct) => database.QueryAsync<FailedReport>(FailedSql, null, ct);

    /// <summary>Those that cannot be findings are known until they are written again, or deleted.</summary>
    public static async Task NoteUnfitAsync(UnitOfWork work, DueReport due, long upto, IReadOnlyList<UnfitVulnerability> unfit, CancellationToken ct)
    {
        if (unfit.Count > 0)
            await work.ExecuteAsync(NoteUnfitSql, unfit.Select(u => new { no = due.No, upto, vulnerabilityId = u.VulnerabilityId, problem = u.Problem }).ToList(), ct);
    }

    /// <param name="most">Of each provider.</param>
    public Task<IReadOnlyList<LeftOutVulnerability>> LeftOutAsync(int most, CancellationToken ct) => database.QueryAsync<LeftOutVulnerability>(LeftOutSql, new { most }, ct);

    private sealed record PropertyRow
    {
        public string Name { get; init; } = "";

        public string Value { get; init; } = "";
    }
}
