using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Dialects;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Rules;

/// <summary>Reads allow lists: the <c>allow</c> of a rule, and files that hold nothing else.</summary>
public static class AllowListReader
{
    private static readonly string[] Keys = ["name", "secret", "match", "line", "path", "words", "rules", "all", "dialect"];

    /// <param name="file">The name by which errors tell it.</param>
    /// <exception cref="SecretRuleException">Says what is wrong, in which line.</exception>
    /// <param name="limits">How much each pattern may take; <see langword="null"/>: as much as a rule.</param>
    public static IReadOnlyList<AllowList> Read(string file, TextReader text, RuleLimits? limits = null)
    {
        var document = RuleYaml.Read(file, text);
        if (document.Map is not { Count: 1 } map || !map.TryGetValue("allow", out var allow))
            throw new SecretRuleException(file, document.Line, "The file is one list, 'allow'.");

        return Read(file, allow, file, limits);
    }

    /// <param name="name">What lists without a name are called.</param>
    internal static IReadOnlyList<AllowList> Read(string file, RuleYaml yaml, string name, RuleLimits? limits = null) =>
        yaml.List is { Count: > 0 } lists
            ? [.. lists.Select(list => One(file, list, name, limits))]
            : throw new SecretRuleException(file, yaml.Line, "'allow' is a list of what may stand.");

    private static AllowList One(string file, RuleYaml yaml, string name, RuleLimits? limits)
    {
        var values = new RuleValues(file);
        var map = values.Map(yaml, "What may stand", Keys);
        var dialect = values.Dialect(map);
        var list = new AllowList(map.TryGetValue("name", out var named) && named.Text is { Length: > 0 } told ? told : name)
        {
            Secret = Patterns(values, map, "secret", dialect, limits),
            Match = Patterns(values, map, "match", dialect, limits),
            Line = Patterns(values, map, "line", dialect, limits),
            Path = Patterns(values, map, "path", dialect, limits),
            Words = [.. Texts(values, map, "words").Select(item => item.Text!)],
            Rules = [.. Texts(values, map, "rules").Select(item => item.Text!)],
            NeedsAll = values.Flag(map, "all", false),
        };
        return list.IsEmpty ? throw values.Wrong(yaml, "It says nothing of what may stand: 'secret', 'match', 'line', 'path' or 'words' is missing.") : list;
    }

    private static List<AllowPattern> Patterns(RuleValues values, IReadOnlyDictionary<string, RuleYaml> map, string key, RegexDialect dialect, RuleLimits? limits)
    {
        var patterns = new List<AllowPattern>();
        foreach (var item in Texts(values, map, key))
        {
            try
            {
                patterns.Add(new AllowPattern(item.Text!, dialect, limits));
            }
            catch (PatternException e)
            {
                throw values.Wrong(item, $"The regular expression cannot be taken at its character {e.Position + 1}: {e.Message}");
            }
        }

        return patterns;
    }

    /// <summary>One text needs no list; an empty one would allow everything.</summary>
    private static IReadOnlyList<RuleYaml> Texts(RuleValues values, IReadOnlyDictionary<string, RuleYaml> map, string key)
    {
        var items = map.TryGetValue(key, out var value) && value.Text is not null ? [value] : values.Texts(map, key);
        return items.FirstOrDefault(item => item.Text!.Length == 0) is { } empty ? throw values.Wrong(empty, $"'{key}' is a list of texts.") : items;
    }
}
