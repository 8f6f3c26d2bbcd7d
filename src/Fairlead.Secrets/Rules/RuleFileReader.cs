using System.Globalization;
using System.Text;
using Fairlead.Kernel;
using Fairlead.Secrets.Checks;
using Fairlead.Secrets.Dialects;
using Fairlead.Secrets.Filters;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Rules;

/// <summary>Reads a rule file: what it says of its vendor, and its rules. A rule without examples and counterexamples is refused.</summary>
public sealed class RuleFileReader
{
    private const int MaxPatternLength = 2_000;
    private const int MinTokenBytes = 16;
    private const int MinValueBytes = 8;
    private const int MinKeyword = 3;
    private const int DefaultWindow = 1_024;
    private const int MaxWindow = 65_536;

    /// <summary>What stands beside a vendor's name where a value is a credential.</summary>
    public static readonly IReadOnlyList<string> CredentialWords = [.. Lanes.RuleWords.Anywhere];

    private static readonly string[] FileKeys = ["vendor", "revoke", "source", "rules"];

    private static readonly string[] RuleKeys =
    [
        "id", "title", "severity", "token", "lead", "value", "keywords", "with", "operator", "letters", "pattern", "window", "algorithm",
        "entropy", "check", "onFailure", "revoke", "source", "maturity", "aliases", "generic", "examples", "counterexamples", "notSecret",
        "enabled", "regex", "dialect", "group", "minDigits", "minUpper", "minLower", "minSpecial",
        "allow",
    ];

    /// <summary>What only a regular expression of another dialect has.</summary>
    private static readonly string[] DialectKeys = ["dialect", "group", "minDigits", "minUpper", "minLower", "minSpecial"];

    private readonly string _file;
    private readonly RuleValues _values;
    private readonly RuleLimits? _limits;
    private string _vendor = "";
    private RuleYaml? _revoke;
    private RuleYaml? _source;

    private RuleFileReader(string file, RuleLimits? limits)
    {
        _file = file;
        _values = new RuleValues(file);
        _limits = limits;
    }

    /// <param name="file">The name by which errors tell it.</param>
    /// <param name="limits">
    /// What rules of others may take; a pattern whose table would be too large is then refused here, with its line. <see langword="null"/>: they are those that ship, which a test
    /// holds to it.
    /// </param>
    /// <exception cref="SecretRuleException">Says what is wrong, in which line.</exception>
    public static IReadOnlyList<SecretRule> Read(string file, TextReader text, RuleLimits? limits = null) =>
        new RuleFileReader(file, limits).ReadFile(RuleYaml.Read(file, text));

    private List<SecretRule> ReadFile(RuleYaml document)
    {
        var map = _values.Map(document, "The file", FileKeys);
        _vendor = _values.Text(map, "vendor", document);
        map.TryGetValue("revoke", out _revoke);
        map.TryGetValue("source", out _source);
        if (!map.TryGetValue("rules", out var rules) || rules.List is not { Count: > 0 } list)
            throw Wrong(document, "'rules' is missing: a list of rules.");

        return [.. list.Select(ReadRule)];
    }

    private SecretRule ReadRule(RuleYaml yaml)
    {
        var map = _values.Map(yaml, "A rule", RuleKeys);
        var id = _values.Text(map, "id", yaml);
        if (!id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || id.Length > 80)
            throw Wrong(map["id"], $"The id '{id}' is not lower case letters, digits and hyphens, 80 at most.");

        var examples = Texts(map, "examples");
        var counterexamples = Texts(map, "counterexamples");
        // A regular expression that comes from another scanner has none; who adds it shows a text in which it finds something.
        if (!map.ContainsKey("regex") && (examples.Length == 0 || counterexamples.Length == 0))
            throw Wrong(yaml, $"The rule {id} has no {(examples.Length == 0 ? "examples" : "counterexamples")}: a rule without proof of both is not loaded.");

        var check = map.TryGetValue("check", out var named) ? named.Text : null;
        if (check is not null && !SecretChecks.Names.Contains(check))
            throw Wrong(named!, $"'{check}' is no check; there are {string.Join(", ", SecretChecks.Names.Order(StringComparer.Ordinal))}.");

        return new SecretRule(
            id, _vendor, _values.Text(map, "title", yaml), SeverityOf(map, yaml), Shape(map, yaml, id), Entropy(map), check,
            _values.Word(map, "onFailure", "doubt", "doubt", "reject") == "reject",
            (map.GetValueOrDefault("revoke") ?? _revoke)?.Text ?? throw Wrong(yaml, $"The rule {id} says nowhere how to revoke it ('revoke')."),
            (map.GetValueOrDefault("source") ?? _source)?.Text ?? throw Wrong(yaml, $"The rule {id} names no 'source' of its facts."),
            _values.Word(map, "maturity", "default", "default", "trial") == "trial",
            _values.Flag(map, "generic", false), _values.Flag(map, "enabled", true), Texts(map, "aliases"), examples, counterexamples)
        {
            Limits = _limits,
            Allow = map.TryGetValue("allow", out var allow) ? AllowListReader.Read(_file, allow, id, _limits) : [],
        };
    }

    private SecretShape Shape(IReadOnlyDictionary<string, RuleYaml> map, RuleYaml yaml, string id)
    {
        string[] shapes = ["token", "value", "pattern", "regex", "algorithm"];
        var given = shapes.Where(map.ContainsKey).ToList();
        if (given.Count != 1)
            throw Wrong(yaml, $"The rule {id} has {(given.Count == 0 ? "none" : string.Join(" and ", given))} of token, value, pattern, regex and algorithm; it needs exactly one.");
        if (given[0] != "regex" && DialectKeys.FirstOrDefault(map.ContainsKey) is { } stray)
            throw Wrong(map[stray], $"'{stray}' belongs to a rule with 'regex'; this one has '{given[0]}'.");

        return given[0] switch
        {
            "token" => Token(map),
            "value" => Value(map),
            "pattern" => Regex(map, yaml, id),
            "regex" => Written(map),
            _ => Algorithm(map["algorithm"]),
        };
    }

    private SecretShape.Token Token(IReadOnlyDictionary<string, RuleYaml> map)
    {
        var pattern = Parsed(map["token"]);
        var prefixes = Prefixes.Of(pattern);
        if (prefixes.Count == 0 || prefixes.Any(prefix => prefix.Length < 2))
            throw Wrong(map["token"], "A token begins with literal text of 2 characters and more.");
        if (pattern.MinLength < MinTokenBytes)
            throw Wrong(map["token"], $"A token is {MinTokenBytes} characters long or longer; this one can be {pattern.MinLength}.");

        if (map.TryGetValue("lead", out var lead))
            Parsed(lead, isReversed: true);
        return new SecretShape.Token(map["token"].Text!, lead?.Text);
    }

    private SecretShape.Value Value(IReadOnlyDictionary<string, RuleYaml> map)
    {
        var pattern = Parsed(map["value"]);
        if (pattern.MinLength < MinValueBytes)
            throw Wrong(map["value"], $"A value is {MinValueBytes} characters long or longer; this one can be {pattern.MinLength}.");

        return new SecretShape.Value(
            map["value"].Text!, Keywords(map, map["value"]), map.ContainsKey("with") ? Texts(map, "with") : CredentialWords,
            _values.Flag(map, "operator", true), _values.Flag(map, "letters", false));
    }

    private SecretShape.Regex Regex(IReadOnlyDictionary<string, RuleYaml> map, RuleYaml yaml, string id)
    {
        var text = map["pattern"].Text ?? throw Wrong(map["pattern"], "'pattern' is a text.");
        var keywords = Keywords(map, yaml);
        if (keywords.FirstOrDefault(keyword => Encoding.UTF8.GetByteCount(keyword) < MinKeyword) is { } shortOne)
            throw Wrong(map["keywords"], $"The keyword '{shortOne}' has less than {MinKeyword} characters: it would stand nearly everywhere.");

        try
        {
            // Making a regular expression takes milliseconds; those that ship are held to it by a test.
            if (_limits is not null)
                Lanes.WindowRegex.Check(text);
        }
        catch (ArgumentException e)
        {
            throw Wrong(map["pattern"], $"The pattern of {id} cannot be taken: {e.Message.Split(" (Parameter", 2)[0]}");
        }

        var window = DefaultWindow;
        if (map.TryGetValue("window", out var wide) &&
            (!int.TryParse(wide.Text, NumberStyles.None, CultureInfo.InvariantCulture, out window) || window is < 64 or > MaxWindow))
            throw Wrong(wide, $"'window' is a number of bytes from 64 to {MaxWindow}.");

        return new SecretShape.Regex(text, keywords, window);
    }

    private SecretShape.Regex Written(IReadOnlyDictionary<string, RuleYaml> map)
    {
        if (_limits is null)
            throw Wrong(map["regex"], "'regex' is for rules of your own; those of Fairlead have a 'pattern'.");
        if (map.TryGetValue("window", out var window))
            throw Wrong(window, "'window' belongs to a rule with 'pattern'; how far a 'regex' reaches is told from itself.");

        var text = map["regex"].Text ?? throw Wrong(map["regex"], "'regex' is a text.");
        var dialect = _values.Dialect(map);
        var group = map.TryGetValue("group", out var named) ? named.Text : null;
        try
        {
            var needs = new CharacterNeeds(Number(map, "minDigits"), Number(map, "minUpper"), Number(map, "minLower"), Number(map, "minSpecial"));
            return Written(text, dialect, group, Texts(map, "keywords"), needs);
        }
        catch (PatternException e)
        {
            throw Wrong(map["regex"], $"The regular expression cannot be taken at its character {e.Position + 1}: {e.Message}");
        }
    }

    /// <param name="nearby">Words of which one stands in every text in which it counts; none: no matter.</param>
    /// <exception cref="PatternException">Says what cannot be taken, at which character, and what to do.</exception>
    internal static SecretShape.Regex Written(string text, RegexDialect dialect, string? group, IReadOnlyList<string> nearby, CharacterNeeds needs)
    {
        var translated = RegexTranslation.Of(text, dialect, group);
        return new SecretShape.Regex(translated.Pattern, translated.Literals, translated.Reach)
        {
            Written = new WrittenRegex(text, dialect, group, translated.Back, nearby, needs is { Digits: 0, Upper: 0, Lower: 0, Special: 0 } ? null : needs),
        };
    }

    private int Number(IReadOnlyDictionary<string, RuleYaml> map, string key)
    {
        if (!map.TryGetValue(key, out var value))
            return 0;
        return int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1_000 ? number : throw Wrong(value, $"'{key}' is a number from 0 to 1000.");
    }

    private SecretShape.Algorithm Algorithm(RuleYaml name) =>
        Algorithms.SecretAlgorithms.Names.Contains(name.Text ?? "")
            ? new SecretShape.Algorithm(name.Text!)
            : throw Wrong(name, $"'{name.Text}' is no algorithm; there are {string.Join(", ", Algorithms.SecretAlgorithms.Names)}.");

    private PatternNode Parsed(RuleYaml yaml, bool isReversed = false)
    {
        var text = yaml.Text ?? throw Wrong(yaml, "A pattern is a text.");
        if (text.Length > MaxPatternLength)
            throw Wrong(yaml, $"A pattern has at most {MaxPatternLength} characters; this one has {text.Length}.");

        try
        {
            var pattern = PatternParser.Parse(text);
            if (_limits is not null)
                new Automaton(isReversed ? pattern.Reversed() : pattern).Validate();
            return pattern;
        }
        catch (PatternException e)
        {
            throw Wrong(yaml, $"The pattern cannot be read at its character {e.Position + 1}: {e.Message}");
        }
    }

    private string[] Keywords(IReadOnlyDictionary<string, RuleYaml> map, RuleYaml near)
    {
        var keywords = Texts(map, "keywords");
        if (keywords.Length == 0)
            throw Wrong(near, "'keywords' is missing: the words by which this is found.");
        if (keywords.FirstOrDefault(keyword => keyword.Length < 2 || keyword.Any(char.IsUpper)) is { } odd)
            throw Wrong(map["keywords"], $"The keyword '{odd}' is not at least 2 characters in lower case.");

        return keywords;
    }

    private Severity SeverityOf(IReadOnlyDictionary<string, RuleYaml> map, RuleYaml yaml)
    {
        if (_values.Flag(map, "notSecret", false))
            return Severity.Informational;

        var word = _values.Text(map, "severity", yaml);
        return word switch
        {
            "critical" => Severity.Critical,
            "high" => Severity.High,
            "medium" => Severity.Medium,
            "low" => Severity.Low,
            "informational" => Severity.Informational,
            _ => throw Wrong(map["severity"], $"The severity '{word}' is none of critical, high, medium, low, informational."),
        };
    }

    private double Entropy(IReadOnlyDictionary<string, RuleYaml> map)
    {
        if (!map.TryGetValue("entropy", out var entropy))
            return map.ContainsKey("value") ? DefaultValueEntropy : 0;

        return double.TryParse(entropy.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var bits) && bits is >= 0 and <= 8
            ? bits
            : throw Wrong(entropy, "'entropy' is a number of bits for each character, 0 to 8.");
    }

    /// <summary>Random hexadecimal text of 20 characters has 3.0 bits and more in 97 of 100 cases; words repeated have less.</summary>
    private const double DefaultValueEntropy = 2.5;

    private SecretRuleException Wrong(RuleYaml at, string message) => _values.Wrong(at, message);

    private string[] Texts(IReadOnlyDictionary<string, RuleYaml> map, string key) => [.. _values.Texts(map, key).Select(item => item.Text!)];
}
