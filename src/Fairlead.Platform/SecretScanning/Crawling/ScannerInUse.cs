using System.Security.Cryptography;
using System.Text;
using Fairlead.Secrets;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>The scanner with the rules that are in use, and by what their set is known.</summary>
internal sealed class ScannerInUse
{
    private readonly Lazy<(SecretScanner Scanner, string Version)> _scanner = new(() =>
    {
        var rules = SecretRuleSet.Default;
        return (new SecretScanner(rules), VersionOf(rules));
    });

    public SecretScanner Scanner => _scanner.Value.Scanner;

    /// <summary>Another one where any rule finds something else: what was looked through under the old one is outdated.</summary>
    public string Version => _scanner.Value.Version;

    private static string VersionOf(SecretRuleSet rules)
    {
        var text = new StringBuilder();
        foreach (var rule in rules.Rules)
            text.Append(rule.Id).Append('\n').Append(rule.Shape).Append('\n').Append(rule.Entropy).Append(rule.Check).Append(rule.Severity).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
