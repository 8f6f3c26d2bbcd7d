using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Rules.Storage;

/// <summary>Rules, and on which findings they acted.</summary>
internal sealed class RuleStore(Database database)
{
    /// <summary>As many ids as one statement takes.</summary>
    public const int IdBatch = 500;

    private static readonly SqlText AllSql = new(typeof(RuleStore), "Rule.All");
    private static readonly SqlText InsertSql = new(typeof(RuleStore), "Rule.Insert");
    private static readonly SqlText UpdateSql = new(typeof(RuleStore), "Rule.Update");
    private static readonly SqlText DeleteSql = new(typeof(RuleStore), "Rule.Delete");
    private static readonly SqlText ProblemSql = new(typeof(RuleStore), "Rule.Problem");
    private static readonly SqlText HoldSql = new(typeof(RuleStore), "Rule.Hold");
    private static readonly SqlText PutHitSql = new(typeof(RuleStore), "Hit.Put");
    private static readonly SqlText HitsSql = new(typeof(RuleStore), "Hit.OfFindings");
    private static readonly SqlText DeleteHitsSql = new(typeof(RuleStore), "Hit.DeleteOfRule");
    private static readonly SqlText StandingsSql = new(typeof(RuleStore), "Hit.Standings");

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<FindingRule>> AllAsync(CancellationToken ct) =>
        [.. (await database.QueryAsync<RuleRow>(AllSql, null, ct)).Select(r => r.ToRule())];

    /// <returns><see langword="false"/> when the name is taken.</returns>
    public static async Task<bool> InsertAsync(UnitOfWork work, FindingRule rule, CancellationToken ct) =>
        await work.ExecuteAsync(InsertSql, RuleRow.Of(rule), ct) == 1;

    /// <returns><see langword="false"/> when somebody else changed it since.</returns>
    public static async Task<bool> UpdateAsync(UnitOfWork work, FindingRule rule, CancellationToken ct) =>
        await work.ExecuteAsync(UpdateSql, RuleRow.Of(rule), ct) == 1;

    public static async Task DeleteAsync(UnitOfWork work, FindingRuleId id, CancellationToken ct)
    {
        await work.ExecuteAsync(DeleteHitsSql, new { id }, ct);
        await work.ExecuteAsync(DeleteSql, new { id }, ct);
    }

    /// <param name="problem">Why its run could not be finished; null when it was.</param>
    public Task NoteProblemAsync(FindingRuleId id, string? problem, CancellationToken ct) => database.ExecuteAsync(ProblemSql, new { id, problem }, ct);

    /// <returns><see langword="false"/> when somebody changed or deleted it since it was read.</returns>
    public static async Task<bool> HoldAsync(UnitOfWork work, FindingRule rule, CancellationToken ct) =>
        await work.ExecuteAsync(HoldSql, new { id = rule.Id, revision = rule.Revision }, ct) == 1;

    /// <returns><see langword="false"/> when it acted on the finding before, since that was reported.</returns>
    public static async Task<bool> HitAsync(UnitOfWork work, FindingRuleId rule, FindingSummary finding, DateTimeOffset now, CancellationToken ct) =>
        await work.ExecuteAsync(PutHitSql, new { rule, finding = finding.Id, reportedAt = finding.ReportedAt, now }, ct) == 1;

    /// <summary>Those on which the rule did not act since they were reported.</summary>
    /// <param name="findings">At most <see cref="IdBatch"/>.</param>
    public async Task<IReadOnlyList<FindingSummary>> FreshAsync(FindingRuleId rule, IReadOnlyCollection<FindingSummary> findings, CancellationToken ct)
    {
        var ids = StoredIds.Of(database.Engine, findings.Select(f => f.Id));
        var hits = (await database.QueryAsync<RuleHitRow>(HitsSql, new { rule, findings = ids }, ct)).ToDictionary(h => h.FindingId, h => h.ReportedAt);
        return [.. findings.Where(f => !hits.TryGetValue(f.Id, out var at) || at < f.ReportedAt)];
    }

    public async Task<IReadOnlyDictionary<FindingRuleId, RuleStandingRow>> StandingsAsync(CancellationToken ct) =>
        (await database.QueryAsync<RuleStandingRow>(StandingsSql, null, ct)).ToDictionary(s => s.RuleId);
}
