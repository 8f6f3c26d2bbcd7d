using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning;

/// <summary>Which rules are in use, where somebody has said otherwise than we do.</summary>
internal sealed class SecretRules(Database database, ActivityLog activity)
{
    public async Task SwitchAsync(SecretRule rule, bool isEnabled, Actor actor, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        if (!await SecretSettingsStore.SwitchRuleAsync(work, rule.Id, isEnabled, ct))
            return;

        await activity.AppendAsync(work, actor, "secrets.rule-switched", rule.Id, $"{rule.Title}: {(isEnabled ? "on" : "off")}", ct);
        await work.CommitAsync(ct);
    }
}
