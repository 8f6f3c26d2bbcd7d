using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Kernel;
using Fairlead.Platform.Findings.Intelligence;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Findings.Storage;

/// <summary>Threat intelligence as rows; a file replaces all rows of its kind.</summary>
internal sealed class IntelligenceStore(Database database)
{
    /// <summary>As many rows as one statement writes.</summary>
    private const int WriteBatch = 20_000;

    private static readonly SqlText SourcesSql = new(typeof(IntelligenceStore), "Intelligence.Sources");
    private static readonly SqlText PutSourceSql = new(typeof(IntelligenceStore), "Intelligence.PutSource");
    private static readonly SqlText AllScoresSql = new(typeof(IntelligenceStore), "Epss.All");
    private static readonly SqlText ClearScoresSql = new(typeof(IntelligenceStore), "Epss.Clear");
    private static readonly SqlText AddScoresSql = new(typeof(IntelligenceStore), "Epss.Add");
    private static readonly SqlText AllExploitedSql = new(typeof(IntelligenceStore), "Kev.All");
    private static readonly SqlText ClearExploitedSql = new(typeof(IntelligenceStore), "Kev.Clear");
    private static readonly SqlText AddExploitedSql = new(typeof(IntelligenceStore), "Kev.Add");

    private static readonly SqlText AllMaturitiesSql = new(typeof(IntelligenceStore), "Maturity.All");
    private static readonly SqlText ClearMaturitiesSql = new(typeof(IntelligenceStore), "Maturity.Clear");
    private static readonly SqlText AddMaturitiesSql = new(typeof(IntelligenceStore), "Maturity.Add");

    /// <summary>At most one of each kind.</summary>
    public async Task<IReadOnlyList<IntelligenceSource>> SourcesAsync(CancellationToken ct) =>
        [.. (await database.QueryAsync<SourceRow>(SourcesSql, null, ct)).Select(r => r.ToSource())];

    /// <summary>As the transaction sees them.</summary>
    public static async Task<IReadOnlyList<IntelligenceSource>> SourcesAsync(UnitOfWork work, CancellationToken ct) =>
        [.. (await work.QueryAsync<SourceRow>(SourcesSql, null, ct)).Select(r => r.ToSource())];

    public static Task PutSourceAsync(UnitOfWork work, IntelligenceSource source, CancellationToken ct) => work.ExecuteAsync(
        PutSourceSql,
        new { kind = (int)source.Kind, source.Version, source.DatedAt, source.Entries, source.Sha256, source.ImportedAt, source.ImportedBy, source.Revision },
        ct);

    public static Task ReplaceAsync(UnitOfWork work, IntelligenceFile file, CancellationToken ct) => file switch
    {
        IntelligenceFile.Epss epss => ReplaceAsync(work, ClearScoresSql, AddScoresSql, epss.Scores, ct),
        IntelligenceFile.Kev kev => ReplaceAsync(
            work, ClearExploitedSql, AddExploitedSql,
            kev.Entries.Select(e => new ExploitedRow { Cve = e.Cve, DueOn = e.DueOn.ToString("O"), Ransomware = e.Ransomware }), ct),
        IntelligenceFile.Maturity list => ReplaceAsync(
            work, ClearMaturitiesSql, AddMaturitiesSql, list.Entries.Select(e => new MaturityRow { Cve = e.Cve, Maturity = (int)e.Maturity }), ct),
        _ => throw new UnreachableException(),
    };

    public async Task<ThreatMap> MapAsync(CancellationToken ct)
    {
        var scores = new List<EpssScore>();
        await foreach (var row in database.StreamAsync<ScoreRow>(AllScoresSql, null, ct))
            scores.Add(new(row.Cve, row.Score, row.Percentile));
        var exploited = await database.QueryAsync<ExploitedRow>(AllExploitedSql, null, ct);
        var maturities = new List<MaturityEntry>();
        await foreach (var row in database.StreamAsync<MaturityRow>(AllMaturitiesSql, null, ct))
            maturities.Add(new(row.Cve, (ExploitMaturity)row.Maturity));
        return new(scores, exploited.Select(r => new KevEntry(r.Cve, DateOnly.ParseExact(r.DueOn, "O"), r.Ransomware)), maturities);
    }

    private static async Task ReplaceAsync<T>(UnitOfWork work, SqlText clear, SqlText add, IEnumerable<T> rows, CancellationToken ct)
    {
        await work.ExecuteAsync(clear, null, ct);
        foreach (var batch in rows.Chunk(WriteBatch))
            await work.ExecuteAsync(add, new { rows = new JsonText(JsonSerializer.Serialize(batch)) }, ct);
    }

    private sealed class SourceRow
    {
        public IntelligenceKind Kind { get; init; }

        public string Version { get; init; } = "";

        public DateTimeOffset DatedAt { get; init; }

        public long Entries { get; init; }

        public string Sha256 { get; init; } = "";

        public DateTimeOffset ImportedAt { get; init; }

        public string ImportedBy { get; init; } = "";

        public long Revision { get; init; }

        public IntelligenceSource ToSource() => new(Kind, Version, DatedAt, Entries, Sha256, ImportedAt, ImportedBy, Revision);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct ScoreRow
    {
        public long Cve { get; init; }

        public double Score { get; init; }

        public double Percentile { get; init; }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct MaturityRow
    {
        public long Cve { get; init; }

        public int Maturity { get; init; }
    }

    private sealed class ExploitedRow
    {
        public long Cve { get; init; }

        public string DueOn { get; init; } = "";

        public bool Ransomware { get; init; }
    }
}
