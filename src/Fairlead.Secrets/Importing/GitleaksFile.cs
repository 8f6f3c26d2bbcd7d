using Fairlead.Kernel;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Dialects;
using Fairlead.Secrets.Filters;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Patterns;
using Fairlead.Secrets.Rules;

namespace Fairlead.Secrets.Importing;

/// <summary>Reads gitleaks.toml: rules with their allow lists, and allow lists of all of them.</summary>
public sealed class GitleaksFile
{
    private const string Scanner = "gitleaks";

    private readonly string _file;
    private readonly RuleLimits _limits;
    private readonly List<NotImported> _left = [];

    private GitleaksFile(string file, RuleLimits limits) => (_file, _limits) = (file, limits);

    /// <param name="file">The name by which rules tell where they come from.</param>
    /// <exception cref="SecretRuleException">It is no TOML, or holds neither rules nor allow lists.</exception>
    public static ImportedRules Read(string file, string text, RuleLimits limits) => new GitleaksFile(file, limits).Read(RuleToml.Read(file, text));

    private ImportedRules Read(RuleYaml document)
    {
        var rules = new List<SecretRule>();
        foreach (var yaml in document.Items("rules"))
        {
            if (Rule(yaml) is not { } rule)
                continue;
            if (rules.Exists(other => other.Id == rule.Id))
                Left(yaml.Text("id"), yaml.Line, "another rule of the file has this id", isWhole: true);
            else
                rules.Add(rule);
        }

        if (document.Map!.TryGetValue("extend", out var extend))
        {
            Left(null, extend.Line, "'extend' takes rules from elsewhere, which are not here; name that file too", isWhole: false);
            foreach (var id in extend.Texts("disabledRules"))
                Left(id, extend.LineOf("disabledRules"), "it is switched off of the rules that 'extend' takes; rules of Fairlead are left out with --without", isWhole: false);
        }

        var allow = document.Items("allowlists").Concat(document.Items("allowlist")).Select(yaml => AllowOf(yaml, null)).OfType<AllowList>().ToList();
        return rules.Count + allow.Count + _left.Count > 0
            ? new ImportedRules(rules, allow, _left)
            : throw new SecretRuleException(_file, 1, "It holds neither rules ([[rules]]) nor an allow list ([allowlist]).");
    }

    private SecretRule? Rule(RuleYaml yaml)
    {
        if (yaml.Text("id") is not { Length: > 0 } id)
        {
            Left(null, yaml.Line, "a rule has no id", isWhole: true);
            return null;
        }

        if (yaml.Text("regex") is not { Length: > 0 } regex)
        {
            Left(id, yaml.Line, yaml.Text("path") is null ? "it has no regex" : "it finds files by their names alone, and names are not looked at", isWhole: true);
            return null;
        }

        if (yaml.Text("path") is not null)
        {
            Left(id, yaml.LineOf("path"), "it is for files of some names only ('path'), and would find in all of them", isWhole: true);
            return null;
        }

        if (yaml.Items("required").Count > 0)
            Left(id, yaml.LineOf("required"), "what else must stand near it ('required') is not asked for", isWhole: false);
        try
        {
            var group = yaml.Text("secretGroup") is { } number and not "0" ? number : null;
            var shape = RuleFileReader.Written(regex, RegexDialect.Go, group, [.. yaml.Texts("keywords").Where(word => word.Length > 0)], new CharacterNeeds(0, 0, 0, 0));
            return new SecretRule(
                ImportedValues.IdOf(Scanner, id), Scanner, yaml.Text("description") ?? id, Severity.High, shape, yaml.Number("entropy") ?? 0, null, false,
                "Replace it where it was issued; the rule that found it says no more.", _file, false, false, true, [], [], [])
            {
                Limits = _limits,
                Allow = [.. yaml.Items("allowlists").Concat(yaml.Items("allowlist")).Select(allow => AllowOf(allow, id)).OfType<AllowList>()],
            };
        }
        catch (PatternException e)
        {
            Left(id, yaml.LineOf("regex"), $"its regular expression cannot be taken at its character {e.Position + 1}: {e.Message.TrimEnd('.')}", isWhole: true);
            return null;
        }
    }

    /// <param name="rule">Whose it is; <see langword="null"/>: of all.</param>
    private AllowList? AllowOf(RuleYaml yaml, string? rule)
    {
        var needsAll = yaml.Text("condition")?.ToUpperInvariant() is "AND" or "&&";
        if (yaml.Items("commits").Count > 0)
        {
            Left(rule, yaml.LineOf("commits"), "an allow list names commits, which texts do not have", isWhole: false);
            // What must hold with a commit would allow too much without it.
            if (needsAll)
                return null;
        }

        IReadOnlyList<AllowPattern> Patterns(string key) => [.. yaml.Items(key).Select(item => Pattern(item, rule)).OfType<AllowPattern>()];
        var regexes = Patterns("regexes");
        var paths = Patterns("paths");
        if (needsAll && (regexes.Count < yaml.Items("regexes").Count && regexes.Count == 0 || paths.Count < yaml.Items("paths").Count && paths.Count == 0))
            return null;

        var target = yaml.Text("regexTarget") ?? "";
        if (target is not ("" or "secret" or "match" or "line"))
        {
            Left(rule, yaml.LineOf("regexTarget"), $"there is no regexTarget '{target}'; the list is left out", isWhole: false);
            return null;
        }

        var list = new AllowList(yaml.Text("description") is { Length: > 0 } name ? name : rule is null ? _file : $"{_file}, {rule}")
        {
            Secret = target is "" or "secret" ? regexes : [],
            Match = target == "match" ? regexes : [],
            Line = target == "line" ? regexes : [],
            Path = paths,
            Words = [.. yaml.Texts("stopwords").Where(word => word.Length > 0)],
            Rules = [.. yaml.Texts("targetRules").Select(id => ImportedValues.IdOf(Scanner, id))],
            NeedsAll = needsAll,
        };
        return list.IsEmpty ? null : list;
    }

    private AllowPattern? Pattern(RuleYaml yaml, string? rule)
    {
        try
        {
            return yaml.Text is { Length: > 0 } text ? new AllowPattern(text, RegexDialect.Go) : null;
        }
        catch (PatternException e)
        {
            Left(rule, yaml.Line, $"a regular expression of its allow list cannot be taken at its character {e.Position + 1}: {e.Message.TrimEnd('.')}", isWhole: false);
            return null;
        }
    }

    private void Left(string? rule, long line, string reason, bool isWhole) => _left.Add(new NotImported(rule, line, reason, isWhole));
}
