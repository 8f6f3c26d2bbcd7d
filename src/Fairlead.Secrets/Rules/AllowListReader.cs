using Fairlead.Kernel.Text;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Dialects;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Rules;

/// <summary>Reads allow lists: the <c>allow</c> of a rule, and files that hold nothing else.</summary>
public static class AllowListReader
{
    private static readonly string[] Keys = ["name", "secret", "match", "line", "path", "words", "rules", "all", "dialect"];

    /// <param name="file">The name by which errors tell it.</param>
    /// <exception cref="SecretRuleException">Says what is wrong, in which line.</exception>
    public static IReadOnlyList<AllowList> Read(string file, TextReader text)
    {
        var document = RuleYaml.Read(file, text);
        if (document.Map is not { Count: 1 } map || !map.TryGetValue("allow", out var allow))
            throw new SecretRuleException(file, document.Line, "The file is one list, 'allow'.");

        return Read(file, allow, file);
    }

    /// <param name="name">What lists without a name are called.</param>
    internal static IReadOnlyList<AllowList> Read(string file, RuleYaml yaml, string name) =>
        yaml.List is { Count: > 0 } lists
            ? [.. lists.Select(list => One(file, list, name))]
            : throw new SecretRuleException(file, yaml.Line, "'allow' is a list of what may stand.");

    private static AllowList One(string file, RuleYaml yaml, string name)
    {
        var map = yaml.Map ?? throw new SecretRuleException(file, yaml.Line, "What may stand is a map of keys and values.");
        if (map.Keys.FirstOrDefault(key => !Keys.Contains(key)) is { } stranger)
            throw new SecretRuleException(file, map[stranger].Line, $"'{stranger}' is not known here; {(NearMiss.Of(stranger, Keys) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", Keys)}.")}");

        var dialect = Word(file, map, "dialect", "java", "java", "go", "rust") switch { "java" => RegexDialect.Java, "go" => RegexDialect.Go, _ => RegexDialect.Rust };
        var list = new AllowList(map.TryGetValue("name", out var named) && named.Text is { Length: > 0 } told ? told : name)
        {
            Secret = Patterns(file, map, "secret", dialect),
            Match = Patterns(file, map, "match", dialect),
            Line = Patterns(file, map, "line", dialect),
            Path = Patterns(file, map, "path", dialect),
            Words = [.. Texts(file, map, "words").Select(item => item.Text!)],
            Rules = [.. Texts(file, map, "rules").Select(item => item.Text!)],
            NeedsAll = Word(file, map, "all", "false", "true", "false") == "true",
        };
        return list.IsEmpty ? throw new SecretRuleException(file, yaml.Line, "It says nothing of what may stand: 'secret', 'match', 'line', 'path' or 'words' is missing.") : list;
    }

    private static List<AllowPattern> Patterns(string file, IReadOnlyDictionary<string, RuleYaml> map, string key, RegexDialect dialect)
    {
        var patterns = new List<AllowPattern>();
        foreach (var item in Texts(file, map, key))
        {
            try
            {
                patterns.Add(new AllowPattern(item.Text!, dialect));
            }
            catch (PatternException e)
            {
                throw new SecretRuleException(file, item.Line, $"The regular expression cannot be taken at its character {e.Position + 1}: {e.Message}");
            }
        }

        return patterns;
    }

    private static IReadOnlyList<RuleYaml> Texts(string file, IReadOnlyDictionary<string, RuleYaml> map, string key)
    {
        if (!map.TryGetValue(key, out var value))
            return [];

        IReadOnlyList<RuleYaml> items = value.List ?? [value];
        return items.FirstOrDefault(item => string.IsNullOrEmpty(item.Text)) is { } odd ? throw new SecretRuleException(file, odd.Line, $"'{key}' is a list of texts.") : items;
    }

    private static string Word(string file, IReadOnlyDictionary<string, RuleYaml> map, string key, string otherwise, params string[] words)
    {
        if (!map.TryGetValue(key, out var value))
            return otherwise;

        return value.Text is { } text && words.Contains(text) ? text : throw new SecretRuleException(file, value.Line, $"'{key}' is {string.Join(" or ", words)}.");
    }
}
