using System.Runtime.CompilerServices;
using Dapper;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;
using Fairlead.Platform.Findings.Importing;
using Fairlead.Platform.Findings.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Reports;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Findings;

/// <summary>Looks findings up, and takes people's decisions on them.</summary>
internal sealed class FindingCatalog(
    Database database, ThreatIntelligence intelligence, EventLog events, ActivityLog activity, TimeProvider clock)
{
    private const int MaxEndedAtOnce = 1000;
    private const int LookUpAtOnce = 500;

    private static readonly SqlText SearchSql = new(typeof(FindingRow), "Finding.Search");
    private static readonly SqlText CountSql = new(typeof(FindingRow), "Finding.Count");
    private static readonly SqlText ByIdsSql = new(typeof(FindingRow), "Finding.ByIds");
    private static readonly SqlText ByFingerprintSql = new(typeof(FindingRow), "Finding.ByFingerprint");
    private static readonly SqlText ClosedByFingerprintSql = new(typeof(FindingRow), "Finding.ClosedByFingerprint");
    private static readonly SqlText OccurrencesSql = new(typeof(FindingRow), "Occurrence.OfFindings");
    private static readonly SqlText OnItsWaySql = new(typeof(FindingRow), "Import.OnItsWay");
    private static readonly SqlText AnyExpiredSql = new(typeof(FindingRow), "Finding.AnyExpired");
    private static readonly SqlText EndExpiredSql = new(typeof(FindingRow), "Finding.EndExpired");

    /// <param name="after">The cursor of the page before, as <see cref="Page{T}.Next"/> gave it for the same order; null for the first.</param>
    /// <param name="size">1 to 1,000.</param>
    /// <exception cref="FormatException">The cursor is not one of this order.</exception>
    public async Task<Page<FindingSummary>> SearchAsync(
        FindingFilter filter, FindingOrder order, string? after, int size, CancellationToken ct)
    {
        var position = SearchPosition.Parse(order, after);
        var conditions = new FilterSql(filter);
        conditions.Parameters.Add("limit", size + 1);
        if (position is not null)
        {
            conditions.Parameters.Add("afterNo", position.No);
            conditions.Parameters.Add("afterSeverity", position.Severity);
        }

        var sql = conditions.ApplyTo(SearchSql, position is null ? "" : SearchPosition.Condition(order), SearchPosition.OrderBy(order));
        var rows = await database.QueryAsync<SummaryRow>(sql, conditions.Parameters, ct);
        var next = rows.Count > size ? SearchPosition.Of(rows[size - 1]).ToText(order) : null;
        var threats = await intelligence.CurrentAsync(ct);
        return new Page<FindingSummary>([.. rows.Take(size).Select(r => r.ToSummary(threats))], next);
    }

    public async Task<FindingCounts> CountAsync(FindingFilter filter, CancellationToken ct)
    {
        var conditions = new FilterSql(filter);
        var rows = await database.QueryAsync<CountRow>(conditions.ApplyTo(CountSql), conditions.Parameters, ct);
        return new FindingCounts(
            rows.Sum(r => r.Findings),
            rows.Where(r => ((FindingStatus)r.Status).IsOpen).Sum(r => r.Findings),
            Enum.GetValues<Severity>().ToDictionary(s => s, s => rows.Where(r => r.Severity == (int)s).Sum(r => r.Findings)),
            Enum.GetValues<FindingStatus>().ToDictionary(s => s, s => rows.Where(r => r.Status == (int)s).Sum(r => r.Findings)));
    }

    public async Task<Finding?> GetAsync(FindingId id, CancellationToken ct) => await GetManyAsync([id], ct) is [var finding] ? finding : null;

    /// <param name="ids">At most 1,000; unknown ones are left out.</param>
    public async Task<IReadOnlyList<Finding>> GetManyAsync(IReadOnlyCollection<FindingId> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
            return [];
        var values = Stored(ids);
        var rows = await database.QueryAsync<FindingRow>(ByIdsSql, values, ct);
        var seen = (await database.QueryAsync<OccurrenceRow>(OccurrencesSql, values, ct)).ToLookup(o => o.FindingNo);
        var threats = await intelligence.CurrentAsync(ct);
        return [.. rows.Select(r => r.ToFinding(seen[r.No].Select(o => (DateTimeOffset?)o.LastSeenAt).Max(), threats))];
    }

    /// <returns><see langword="null"/>: no such finding was reported.</returns>
    public async Task<FindingId?> OfReportedIdAsync(ReportedId id, CancellationToken ct) =>
        (await database.FirstAsync<IdRow>(ByFingerprintSql, new { fingerprint = FingerprintOf(id, new FindingHasher()).ToArray() }, ct))?.Id;

    /// <summary>Since when those of some findings are fixed that are. Reads no others, however many there are.</summary>
    public async Task<IReadOnlyDictionary<ReportedId, DateTimeOffset>> FixedAtAsync(IEnumerable<ReportedId> ids, CancellationToken ct)
    {
        var hasher = new FindingHasher();
        var fixedAt = new Dictionary<ReportedId, DateTimeOffset>();
        foreach (var chunk in ids.Distinct().Chunk(LookUpAtOnce))
        {
            var asked = chunk.ToLookup(i => FingerprintOf(i, hasher));
            var rows = await database.QueryAsync<ClosedRow>(
                ClosedByFingerprintSql, new { fingerprints = asked.Select(a => a.Key.ToArray()).ToArray(), status = (int)FindingStatus.Fixed }, ct);
            foreach (var row in rows)
            {
                foreach (var id in asked[Fingerprint.From(row.Fingerprint)])
                    fixedAt[id] = row.ClosedAt;
            }
        }

        return fixedAt;
    }

    /// <summary>The sources of one finding, open ones first.</summary>
    public async Task<IReadOnlyList<Occurrence>> OccurrencesAsync(FindingId id, CancellationToken ct) =>
        [.. (await database.QueryAsync<OccurrenceRow>(OccurrencesSql, Stored([id]), ct)).Select(o => o.ToOccurrence())];

    /// <summary>All that match, oldest first, one by one; a read connection is held meanwhile.</summary>
    public async IAsyncEnumerable<FindingSummary> StreamSummariesAsync(
        FindingFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        var conditions = new FilterSql(filter);
        conditions.Parameters.Add("limit", long.MaxValue);
        var sql = conditions.ApplyTo(SearchSql, order: SearchPosition.OrderBy(FindingOrder.OldestFirst));
        var threats = await intelligence.CurrentAsync(ct);
        await foreach (var row in database.StreamAsync<SummaryRow>(sql, conditions.Parameters, ct))
            yield return row.ToSummary(threats);
    }

    public async Task<EditOutcome> EditAsync(FindingId id, FindingEdit edit, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToStoredResolution();
        if (EditRules.Check(edit, now) is { } invalid)
            return invalid;

        await using (var work = await database.BeginAsync(ct))
        {
            if (await work.FirstAsync<FindingRow>(ByIdsSql, Stored([id]), ct) is not { } row)
                return new EditOutcome.Unknown();
            if (edit.Revision is { } seen && seen != row.Revision)
                return new EditOutcome.Outdated(row.Revision);
            if (!await DecisionRows.EditAsync(work, row, edit, now, ct))
                return new EditOutcome.Outdated(row.Revision + 1);
            await FindingStates.DeriveAsync(work, [row.No], now, ct);
            await events.AppendAsync(work, ImportPublisher.EventKind, id.ToString(), ct);
            await activity.AppendAsync(work, edit.By, "finding.edited", id.ToString(), EditRules.Describe(edit, row.Title), ct);
            await work.CommitAsync(ct);
        }

        return await GetAsync(id, ct) is { } finding ? new EditOutcome.Edited(finding) : new EditOutcome.Unknown();
    }

    /// <summary>
    /// Before when a finding was opened that could be seen at a time. An import's findings are opened as of its beginning, and are seen
    /// at its end.
    /// </summary>
    /// <returns>The time itself, or the beginning of the import that was on its way then: there is at most one.</returns>
    public async Task<DateTimeOffset> KnownAtAsync(DateTimeOffset at, CancellationToken ct) =>
        await database.QueryAsync<DateTimeOffset>(OnItsWaySql, new { at }, ct) is [var began] ? began : at;

    /// <summary>Ends the decisions whose time is over: the sources decide again.</summary>
    /// <returns>How many ended.</returns>
    public async Task<int> EndExpiredDecisionsAsync(CancellationToken ct)
    {
        var ended = 0;
        // Asked before every plan: without a transaction nobody waits for an import.
        while ((await database.QueryAsync<long>(AnyExpiredSql, new { now = clock.GetUtcNow() }, ct)).Count > 0)
        {
            await using var work = await database.BeginAsync(ct);
            var now = clock.GetUtcNow();
            var nos = await work.QueryAsync<long>(EndExpiredSql, new { now, limit = MaxEndedAtOnce }, ct);
            await FindingStates.DeriveAsync(work, [.. nos], now, ct);
            await events.AppendAsync(work, ImportPublisher.EventKind, "expired-decisions", ct);
            await activity.AppendAsync(work, Actor.System, "finding.decisions-ended", null, $"{nos.Count} decisions reached their end date", ct);
            await work.CommitAsync(ct);
            ended += nos.Count;
        }

        return ended;
    }

    private static Fingerprint FingerprintOf(ReportedId id, FindingHasher hasher) =>
        hasher.Identify(ReportScopes.OriginOf(id), null, [new IdentityKey("id", id.Id)]);

    private DynamicParameters Stored(IReadOnlyCollection<FindingId> ids) => DecisionRows.IdList(database, ids);

    private sealed class CountRow
    {
        public int Status { get; init; }

        public int Severity { get; init; }

        public long Findings { get; init; }
    }

    private sealed class ClosedRow
    {
        public byte[] Fingerprint { get; init; } = [];

        public DateTimeOffset ClosedAt { get; init; }
    }

    private sealed class IdRow
    {
        public FindingId Id { get; init; }
    }
}
