using System.Reflection;
using Fairlead.Secrets.Rules;

namespace Fairlead.Secrets;

/// <summary>Rules in order: where two find the same text, the more specific counts, then the earlier.</summary>
public sealed class SecretRuleSet
{
    private static readonly Lazy<SecretRuleSet> BuiltInSet = new(ReadBuiltIn);

    private static readonly Lazy<SecretRuleSet> DefaultSet = new(() => new SecretRuleSet([.. BuiltIn.Rules.Where(rule => rule.IsOnByDefault)]));

    private readonly Dictionary<string, SecretRule> _byName;

    /// <exception cref="ArgumentException">Two rules have the same id or alias.</exception>
    public SecretRuleSet(IReadOnlyList<SecretRule> rules)
    {
        Rules = rules;
        _byName = new Dictionary<string, SecretRule>(StringComparer.OrdinalIgnoreCase);
        foreach (var rule in rules)
        {
            foreach (var name in (string[])[rule.Id, rule.ApiName, .. rule.Aliases])
            {
                if (_byName.TryGetValue(name, out var other) && other.Id != rule.Id)
                    throw new ArgumentException($"Two rules are called {name}: {other.Id} and {rule.Id}.", nameof(rules));

                _byName[name] = rule;
            }
        }
    }

    /// <summary>The rules that ship with Fairlead.</summary>
    public static SecretRuleSet BuiltIn => BuiltInSet.Value;

    /// <summary>The rules that are used where nobody has said otherwise.</summary>
    public static SecretRuleSet Default => DefaultSet.Value;

    public IReadOnlyList<SecretRule> Rules { get; }

    /// <param name="name">The id, the name in the scanner API, or an alias; in any case.</param>
    public SecretRule? Find(string name) => _byName.GetValueOrDefault(name);

    private static SecretRuleSet ReadBuiltIn()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var rules = new List<SecretRule>();
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            rules.AddRange(RuleFileReader.Read(name, reader));
        }

        return new SecretRuleSet(rules);
    }
}
