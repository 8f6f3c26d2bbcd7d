using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Secrets.Lanes;
using Fairlead.Secrets.Rules;

namespace Fairlead.Secrets;

/// <summary>Rules in order: where two find the same text, the more specific counts, then the earlier.</summary>
public sealed class SecretRuleSet
{
    /// <summary>Of the engine: another number where it finds something else by the same rules, so that what was looked through before is looked through again. EngineRevisionTests tells when.</summary>
    internal const int EngineRevision = 3;

    private static readonly Lazy<SecretRuleSet> BuiltInSet = new(ReadBuiltIn);

    private static readonly Lazy<SecretRuleSet> DefaultSet = new(() => new SecretRuleSet([.. BuiltIn.Rules.Where(rule => rule.IsOnByDefault)]));

    private readonly Dictionary<string, SecretRule> _byName;

    private readonly Lazy<string> _version;

    /// <exception cref="ArgumentException">Two rules have the same id or alias, or all together more keywords than the engine takes.</exception>
    public SecretRuleSet(IReadOnlyList<SecretRule> rules)
    {
        Rules = rules;
        _version = new Lazy<string>(() => VersionOf(rules, EngineRevision));
        _byName = new Dictionary<string, SecretRule>(StringComparer.OrdinalIgnoreCase);
        foreach (var rule in rules)
        {
            foreach (var name in (string[])[rule.Id, rule.ApiName, .. rule.Aliases])
            {
                if (_byName.TryGetValue(name, out var other) && !ReferenceEquals(other, rule))
                    throw new ArgumentException($"Two rules are called {name}: {other.Id} and {rule.Id}.", nameof(rules));

                _byName[name] = rule;
            }
        }

        var words = rules.Select(rule => rule.Shape).OfType<SecretShape.Value>().SelectMany(value => value.Keywords.Concat(value.With)).Distinct().Count();
        if (words > ContextWords.MaxWords)
            throw new ArgumentException($"The rules have {words} different keywords; the engine takes {ContextWords.MaxWords}.", nameof(rules));
    }

    /// <summary>The rules that ship with Fairlead.</summary>
    public static SecretRuleSet BuiltIn => BuiltInSet.Value;

    /// <summary>The rules that are used where nobody has said otherwise.</summary>
    public static SecretRuleSet Default => DefaultSet.Value;

    public IReadOnlyList<SecretRule> Rules { get; }

    /// <summary>Another one where any rule, or the engine, finds something else or finds it otherwise: what was looked through under the old one is outdated.</summary>
    public string Version => _version.Value;

    /// <param name="name">The id, the name in the scanner API, or an alias; in any case.</param>
    public SecretRule? Find(string name) => _byName.GetValueOrDefault(name);

    /// <param name="engine">Its revision.</param>
    internal static string VersionOf(IReadOnlyList<SecretRule> rules, int engine)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"engine {engine}\n")));
        foreach (var rule in rules)
        {
            string?[] told = [rule.Id, .. Told(rule.Shape), rule.Entropy.ToString(CultureInfo.InvariantCulture), rule.Check, $"{rule.RejectsFailed} {rule.IsTrial} {rule.IsGeneric} {rule.Severity}", .. rule.Allow.SelectMany(list => list.Told())];
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\0', told) + '\n'));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static string?[] Told(SecretShape shape) => shape switch
    {
        SecretShape.Token token => [token.Pattern, token.Lead],
        SecretShape.Value value => [value.Pattern, .. value.Keywords, "with", .. value.With, $"{value.NeedsOperator} {value.LettersAllowed}"],
        SecretShape.Regex regex => [regex.Pattern, .. regex.Keywords, regex.Window.ToString(CultureInfo.InvariantCulture), .. regex.Written?.Nearby ?? [], regex.Written?.Needs?.ToString()],
        SecretShape.Algorithm algorithm => [algorithm.Name],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static SecretRuleSet ReadBuiltIn()
    {
        var assembly = Assembly.GetExecutingAssembly();
        string[] names = [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith("rules/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        var rules = new IReadOnlyList<SecretRule>[names.Length];
        Parallel.For(0, names.Length, file =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(names[file])!);
            rules[file] = RuleFileReader.Read(names[file], reader);
        });
        return new SecretRuleSet([.. rules.SelectMany(file => file)]);
    }
}
