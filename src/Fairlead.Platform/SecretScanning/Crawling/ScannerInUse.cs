using System.Security.Cryptography;
using System.Text;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>Rules that are in use together.</summary>
/// <param name="Version">Another one where any rule finds something else: what was looked through under the old one is outdated.</param>
internal sealed record RulesInUse(long Revision, SecretRuleSet Rules, SecretScanner Scanner, string Version);

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
        return _latest = new RulesInUse(revision, rules, new SecretScanner(rules), VersionOf(rules));
    }

    private static string VersionOf(SecretRuleSet rules)
    {
        var text = new StringBuilder();
        foreach (var rule in rules.Rules)
            text.Append(rule.Id).Append('\n').Append(rule.Shape).Append('\n').Append(rule.Entropy).Append(rule.Check).Append(rule.Severity).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
