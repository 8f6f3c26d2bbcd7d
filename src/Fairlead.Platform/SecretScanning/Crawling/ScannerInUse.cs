using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>Rules that are in use together.</summary>
internal sealed record RulesInUse(long Revision, SecretRuleSet Rules, SecretScanner Scanner)
{
    /// <inheritdoc cref="SecretRuleSet.Version"/>
    public string Version => Rules.Version;
}

/// <summary>The scanner with the rules that are in use. Another node may switch them, so each scan asks.</summary>
internal sealed class ScannerInUse(SecretSettingsStore settings)
{
    private volatile RulesInUse? _latest;

    public async Task<RulesInUse> CurrentAsync(CancellationToken ct)
    {
        // The number first: what is switched meanwhile is seen by the next who asks.
        var revision = await settings.RulesRevisionAsync(ct);
        if (_latest is { } latest && latest.Revision == revision)
            return latest;

        var switched = await settings.SwitchedRulesAsync(ct);
        var rules = new SecretRuleSet([.. SecretRuleSet.BuiltIn.Rules.Where(rule => switched.TryGetValue(rule.Id, out var isEnabled) ? isEnabled : rule.IsOnByDefault)]);
        return _latest = new RulesInUse(revision, rules, new SecretScanner(rules));
    }
}
