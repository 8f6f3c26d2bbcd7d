using System.Globalization;
using Fairlead.Kernel;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Dialects;
using Fairlead.Secrets.Filters;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Patterns;
using Fairlead.Secrets.Rules;

namespace Fairlead.Secrets.Importing;

/// <summary>Reads a rule file of Kingfisher.</summary>
public sealed class KingfisherFile
{
    private const string Scanner = "kingfisher";

    /// <summary>What is not asked for here; a rule is taken without it.</summary>
    private static readonly (string Key, string Reason)[] NotCarried =
    [
        ("validation", "whether a secret still works ('validation') is never asked of its vendor"),
        ("revocation", "'revocation' is left to people"),
        ("depends_on_rule", "what another rule finds ('depends_on_rule') is not used"),
    ];

    private readonly string _file;
    private readonly RuleLimits _limits;
    private readonly List<NotImported> _left = [];

    private KingfisherFile(string file, RuleLimits limits) => (_file, _limits) = (file, limits);

    /// <summary>Whether a file of rules is one of Kingfisher: ours names the vendor.</summary>
    internal static bool Is(RuleYaml document) =>
        document.Map is { } map && !map.ContainsKey("vendor") && map.TryGetValue("rules", out var rules) && rules.List is { Count: > 0 } list && list[0].Map?.ContainsKey("name") == true;

    /// <inheritdoc cref="GitleaksFile.Read(string, string, RuleLimits)"/>
    /// <exception cref="SecretRuleException">It is no YAML, or holds no rules.</exception>
    public static ImportedRules Read(string file, string text, RuleLimits limits) => new KingfisherFile(file, limits).Read(RuleYaml.Read(file, new StringReader(text)));

    private ImportedRules Read(RuleYaml document)
    {
        var all = document.Items("rules");
        if (all.Count == 0)
            throw new SecretRuleException(_file, 1, "It holds no rules.");

        var rules = new List<SecretRule>();
        foreach (var yaml in all)
        {
            if (Rule(yaml) is not { } rule)
                continue;
            if (rules.Exists(other => other.Id == rule.Id))
                Left(yaml.Text("id"), yaml.Line, "another rule of the file has this id", isWhole: true);
            else
                rules.Add(rule);
        }

        return new ImportedRules(rules, [], _left);
    }

    private SecretRule? Rule(RuleYaml yaml)
    {
        if (yaml.Text("id") is not { Length: > 0 } id || yaml.Text("pattern") is not { Length: > 0 } pattern)
        {
            Left(yaml.Text("id"), yaml.Line, "a rule has no id or no pattern", isWhole: true);
            return null;
        }

        foreach (var (key, reason) in NotCarried.Where(known => yaml.Map!.ContainsKey(known.Key)))
            Left(id, yaml.LineOf(key), reason, isWhole: false);
        try
        {
            var asked = yaml.Map!.GetValueOrDefault("pattern_requirements");
            var shape = RuleFileReader.Written(pattern, RegexDialect.Rust, null, [], Needs(id, asked));
            // A part of another secret, or a name, is no secret by itself.
            var isPart = yaml.Text("visible") == "false";
            return new SecretRule(
                ImportedValues.IdOf(Scanner, id), Scanner, yaml.Text("name") ?? id, isPart ? Severity.Informational : SeverityOf(yaml.Text("confidence")), shape, yaml.Number("min_entropy") ?? 0, null, false,
                "Replace it where it was issued; the rule that found it says no more.", yaml.Texts("references") is [var source, ..] ? source : _file, false, false, !isPart, [], [], [])
            {
                Limits = _limits,
                Allow = asked?.Texts("ignore_if_contains") is { Count: > 0 } words ? [new AllowList($"{_file}, {id}") { Words = words }] : [],
            };
        }
        catch (PatternException e)
        {
            Left(id, yaml.LineOf("pattern"), $"its pattern cannot be taken at its character {e.Position + 1}: {e.Message.TrimEnd('.')}", isWhole: true);
            return null;
        }
    }

    private CharacterNeeds Needs(string id, RuleYaml? asked)
    {
        int Count(string key) => int.TryParse(asked?.Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
        foreach (var key in (string[])["checksum", "special_chars"])
        {
            if (asked?.Map?.TryGetValue(key, out var there) == true)
                Left(id, there.Line, $"'{key}' is not asked for", isWhole: false);
        }

        return new CharacterNeeds(Count("min_digits"), Count("min_uppercase"), Count("min_lowercase"), Count("min_special_chars"));
    }

    private static Severity SeverityOf(string? confidence) => confidence switch { "low" => Severity.Low, "medium" => Severity.Medium, _ => Severity.High };

    private void Left(string? rule, long line, string reason, bool isWhole) => _left.Add(new NotImported(rule, line, reason, isWhole));
}
