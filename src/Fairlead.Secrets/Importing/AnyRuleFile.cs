using System.Text.RegularExpressions;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Rules;

namespace Fairlead.Secrets.Importing;

/// <summary>Reads a file of rules, whichever scanner it is for: Fairlead's own, gitleaks.toml, Kingfisher's.</summary>
public static partial class AnyRuleFile
{
    /// <param name="file">The name by which errors and rules tell it.</param>
    /// <exception cref="SecretRuleException">Says what is wrong, in which line.</exception>
    public static ImportedRules Read(string file, string text, RuleLimits limits)
    {
        if (Tables().IsMatch(text))
            return GitleaksFile.Read(file, text, limits);

        return KingfisherFile.Is(RuleYaml.Read(file, new StringReader(text)))
            ? KingfisherFile.Read(file, text, limits)
            : new ImportedRules(RuleFileReader.Read(file, new StringReader(text), limits), [], []);
    }

    /// <summary>What a file says that may stand, whichever rule finds it: allow lists of ours, or those of all rules in gitleaks.toml.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<AllowList> ReadAllow(string file, string text)
    {
        if (!Tables().IsMatch(text))
            return AllowListReader.Read(file, new StringReader(text));

        return GitleaksFile.Read(file, text, RuleLimits.Default).Allow is { Count: > 0 } allow ? allow : throw new SecretRuleException(file, 1, "It holds no allow list of all rules ([allowlist]).");
    }

    /// <summary>What a file of TOML has and one of YAML never: a line in brackets that names one of gitleaks' tables.</summary>
    [GeneratedRegex(@"^[ \t]*\[\[?(?:rules|allowlists?|extend)\]\]?[ \t]*(?:#.*)?\r?$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Tables();
}
