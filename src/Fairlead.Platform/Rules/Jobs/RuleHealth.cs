using Fairlead.Platform.Operations;
using Fairlead.Platform.Rules.Storage;
using Fairlead.Platform.Rules.Writing;

namespace Fairlead.Platform.Rules.Jobs;

/// <summary>Tells of rules that end soon, or have ended although they are enabled.</summary>
internal sealed class RuleHealth(RuleStore store, TimeProvider clock) : IHealthReason
{
    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return
        [
            .. (await store.AllAsync(ct)).Where(r => r.EndsSoon(now)).Select(r => new HealthReason(
                "rule_ends",
                $"Rule {r.Name} {(r.ActsAt(now) ? "acts for the last time" : "ended")} on {RuleCheck.LastDayOf(r.ExpiresAt)}. Renew it (fairlead rule renew), or disable it.",
                IsBlocking: false, r.Name)),
        ];
    }
}
