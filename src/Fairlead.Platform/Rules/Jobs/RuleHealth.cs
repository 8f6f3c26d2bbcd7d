using Fairlead.Platform.Operations;
using Fairlead.Platform.Rules.Storage;
using Fairlead.Platform.Rules.Writing;

namespace Fairlead.Platform.Rules.Jobs;

/// <summary>Tells of rules that end soon, or have ended although they are enabled.</summary>
internal sealed class RuleHealth(RuleStore store, TimeProvider clock) : IHealthReason
{
    private static readonly TimeSpan Warning = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return
        [
            .. (await store.AllAsync(ct)).Where(r => r.Enabled && !r.ActsAt(now + Warning)).Select(r => new HealthReason(
                "rule_ends",
                $"Rule {r.Name} {(r.ActsAt(now) ? "acts for the last time" : "ended")} on {RuleCheck.LastDayOf(r.ExpiresAt)}. Renew it (fairlead rule renew), or disable it.",
                IsBlocking: false, r.Name)),
        ];
    }
}
