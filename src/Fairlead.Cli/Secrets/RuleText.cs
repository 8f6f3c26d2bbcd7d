using System.Globalization;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Secrets;
using Fairlead.Secrets.Proof;

namespace Fairlead.Cli.Secrets;

/// <summary>A rule for a person and for a script.</summary>
internal static class RuleText
{
    private const int ListedWords = 12;

    public static object Summary(SecretRule rule) => new
    {
        rule.Id,
        rule.Vendor,
        rule.Title,
        Severity = Words.Of(rule.Severity),
        On = rule.IsOnByDefault && !rule.IsTrial,
        State = StateOf(rule),
    };

    public static object Whole(SecretRule rule) => new
    {
        rule.Id,
        rule.Vendor,
        rule.Title,
        Severity = Words.Of(rule.Severity),
        On = rule.IsOnByDefault && !rule.IsTrial,
        State = StateOf(rule),
        LooksFor = LooksFor(rule.Shape),
        Pattern = PatternOf(rule.Shape),
        rule.Entropy,
        rule.Check,
        OnFailure = rule.Check is null ? null : rule.RejectsFailed ? "reject" : "doubt",
        Generic = rule.IsGeneric,
        rule.Revoke,
        rule.Source,
        rule.Aliases,
        rule.ApiName,
        Examples = rule.Examples.Select(Filled),
        Counterexamples = rule.Counterexamples.Select(Filled),
    };

    public static string StateOf(SecretRule rule) => rule.IsTrial ? "trial" : rule.IsOnByDefault ? "on" : "off";

    public static void Write(Screen screen, SecretRule rule)
    {
        Answers.Facts(
            screen,
            ("Rule", rule.Id),
            ("Title", rule.Title),
            ("Vendor", rule.Vendor),
            ("Severity", Words.Of(rule.Severity)),
            ("State", StateOf(rule) switch
            {
                "trial" => "on trial: what it finds is counted and not shown, unless it is named with --only",
                "on" => "on",
                _ => "off by default; --all or --only turns it on",
            }),
            ("Looks for", LooksFor(rule.Shape)),
            ("Pattern", PatternOf(rule.Shape)),
            ("Entropy", rule.Entropy > 0 ? string.Create(CultureInfo.InvariantCulture, $"at least {rule.Entropy:0.0#} bits for each character") : null),
            ("Check", CheckOf(rule)),
            ("Generic", rule.IsGeneric ? "counts only where no other rule finds anything" : null),
            ("Also called", string.Join(", ", rule.Aliases.Prepend(rule.ApiName))),
            ("Revoke", rule.Revoke),
            ("Source", rule.Source));
        WriteTexts(screen, "Found in", rule.Examples);
        WriteTexts(screen, "Not found in", rule.Counterexamples);
    }

    private static void WriteTexts(Screen screen, string heading, IReadOnlyList<string> texts)
    {
        screen.Out.WriteLine();
        screen.Out.WriteLine($"{heading}:".In(Colour.Bold, screen));
        foreach (var text in texts)
        {
            foreach (var line in Filled(text).TrimEnd('\n').Split('\n').Select((line, number) => (number == 0 ? "  " : "    ") + InertText.OneLine(line)))
                screen.Out.WriteLine(line);
        }
    }

    /// <summary>A rule of somebody's own may hold a filler that is none; its test tells that.</summary>
    private static string Filled(string text)
    {
        try
        {
            return ExampleText.Fill(text);
        }
        catch (FormatException)
        {
            return text;
        }
    }

    private static string? CheckOf(SecretRule rule) => rule.Check is null
        ? null
        : $"{rule.Check}; where it fails, {(rule.RejectsFailed ? "it is no match" : "the severity is one step lower")}";

    private static string? PatternOf(SecretShape shape) => shape switch
    {
        SecretShape.Token { Lead: { } lead } token => lead + token.Pattern,
        SecretShape.Token token => token.Pattern,
        SecretShape.Value value => value.Pattern,
        SecretShape.Regex regex => regex.Pattern,
        _ => null,
    };

    private static string LooksFor(SecretShape shape) => shape switch
    {
        SecretShape.Token { Lead: not null } => "a token that begins with text of its own, with what stands directly before it",
        SecretShape.Token => "a token that begins with text of its own",
        SecretShape.Value value => ValueText(value),
        SecretShape.Regex regex => $"what its pattern takes, near one of: {List(regex.Keywords)}",
        SecretShape.Algorithm algorithm => $"what {algorithm.Name} of Fairlead's own code finds",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string ValueText(SecretShape.Value value)
    {
        var with = value.With.Count > 0 ? $", together with one of: {List(value.With)}" : "";
        var place = value.NeedsOperator ? "directly after an operator (= : > , | and the like)" : "with or without an operator before it";
        return $"a value {place}, up to {SecretShape.Value.ContextBytes} bytes after one of: {List(value.Keywords)}{with}";
    }

    private static string List(IReadOnlyList<string> words) =>
        string.Join(", ", words.Take(ListedWords)) + (words.Count > ListedWords ? $" and {words.Count - ListedWords} more" : "");
}
