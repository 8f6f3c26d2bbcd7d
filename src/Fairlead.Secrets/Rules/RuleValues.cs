using Fairlead.Kernel.Text;
using Fairlead.Secrets.Dialects;

namespace Fairlead.Secrets.Rules;

/// <summary>Reads the values of rule files and allow lists. What is wrong is told with file and line.</summary>
/// <param name="file">The name by which errors tell it.</param>
internal sealed class RuleValues(string file)
{
    /// <param name="what">What the map is, as a sentence begins.</param>
    /// <param name="known">The keys that it may have.</param>
    /// <exception cref="SecretRuleException">It is none, or has another key.</exception>
    public IReadOnlyDictionary<string, RuleYaml> Map(RuleYaml yaml, string what, string[] known)
    {
        var map = yaml.Map ?? throw Wrong(yaml, $"{what} is a map of keys and values.");
        if (map.Keys.FirstOrDefault(key => !known.Contains(key)) is { } stranger)
            throw Wrong(map[stranger], $"'{stranger}' is not known here; {(NearMiss.Of(stranger, known) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", known)}.")}");

        return map;
    }

    /// <exception cref="SecretRuleException">It is missing, or blank.</exception>
    public string Text(IReadOnlyDictionary<string, RuleYaml> map, string key, RuleYaml near) =>
        map.TryGetValue(key, out var value) && !string.IsNullOrWhiteSpace(value.Text) ? value.Text : throw Wrong(near, $"'{key}' is missing.");

    /// <returns>None where the key is missing.</returns>
    /// <exception cref="SecretRuleException">It is no list of texts.</exception>
    public IReadOnlyList<RuleYaml> Texts(IReadOnlyDictionary<string, RuleYaml> map, string key)
    {
        if (!map.TryGetValue(key, out var value))
            return [];

        var items = value.List ?? throw Wrong(value, $"'{key}' is a list of texts.");
        return items.FirstOrDefault(item => item.Text is null) is { } odd ? throw Wrong(odd, $"'{key}' is a list of texts.") : items;
    }

    /// <exception cref="SecretRuleException">It is none of the words.</exception>
    public string Word(IReadOnlyDictionary<string, RuleYaml> map, string key, string otherwise, params ReadOnlySpan<string> words)
    {
        if (!map.TryGetValue(key, out var value))
            return otherwise;

        return words.Contains(value.Text ?? "") ? value.Text! : throw Wrong(value, $"'{key}' is {string.Join(" or ", words!)}.");
    }

    public bool Flag(IReadOnlyDictionary<string, RuleYaml> map, string key, bool otherwise) =>
        Word(map, key, otherwise ? "true" : "false", "true", "false") == "true";

    public RegexDialect Dialect(IReadOnlyDictionary<string, RuleYaml> map) =>
        Word(map, "dialect", "java", "java", "go", "rust") switch { "java" => RegexDialect.Java, "go" => RegexDialect.Go, _ => RegexDialect.Rust };

    public SecretRuleException Wrong(RuleYaml at, string message) => new(file, at.Line, message);
}
