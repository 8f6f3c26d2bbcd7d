using System.CommandLine;
using System.Globalization;
using System.Text;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Reports;
using Fairlead.Cli.Secrets.Explaining;
using Fairlead.Cli.Terminal;
using Fairlead.Secrets;
using Fairlead.Secrets.Filters;

namespace Fairlead.Cli.Secrets;

internal static class SecretExplainCommand
{
    private const int LargestText = 64 * 1024;
    private static readonly Argument<string> Text = new("TEXT") { Description = "The text, or - for standard input, where nobody else sees it" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "explain",
            "Tell which rules find something in a text, and which nearly do and why not.",
            new Example("Why is this found, or not?", "tail -n 1 .env | fairlead secrets rules explain -"),
            new Example("With rules of yours", "tail -n 1 .env | fairlead secrets rules explain - --rules my-rules.yaml"))
            .Takes(Text, OwnRules.Option)
            .Does(ExplainAsync);

    private static async Task<ExitCode> ExplainAsync(Invocation invocation, CancellationToken ct)
    {
        var rules = await OwnRules.WithBuiltInAsync(invocation.Get(OwnRules.Option) ?? [], ct);
        var typed = invocation.Get(Text);
        var text = typed == ReportInput.StandardInput ? await StandardInput.ReadAsync(LargestText, "Give the lines in question alone.", ct) : Encoding.UTF8.GetBytes(typed);
        var matches = new SecretMatches { ShowsTrials = true };
        new SecretScanner(rules).Scan(text, matches);
        var found = matches.All.ToArray();
        if (found.Length > 0 && typed != ReportInput.StandardInput)
            invocation.Screen.Warn("other users and the shell's history can see a secret in an argument; use - and standard input.");

        var near = NearMatches.Of(text, rules, found, ct);
        Write(invocation.Screen, text, found, near);
        return ExitCode.Done;
    }

    private static void Write(Screen screen, byte[] text, SecretMatch[] found, IReadOnlyList<Considered> near)
    {
        screen.Out.WriteLine(found.Length == 0 ? "No rule finds anything." : "Found:".In(Colour.Bold, screen));
        foreach (var match in found)
            Write(screen, text, match);
        if (near.Count == 0)
            return;

        screen.Out.WriteLine();
        screen.Out.WriteLine("Considered, and not told:".In(Colour.Bold, screen));
        foreach (var one in near)
        {
            screen.Out.WriteLine($"  {one.Rule.Id}: {PlaceOf(text, one.Start)}, {SecretMask.Of(text.AsSpan(one.Start, one.Length))}");
            foreach (var why in one.Why)
                screen.Out.WriteLine($"    {InertText.OneLine(why)}");
        }
    }

    private static void Write(Screen screen, byte[] text, SecretMatch match)
    {
        var rule = match.Rule;
        var secret = match.SecretIn(text);
        var encoded = match.Encoding == SecretEncoding.Plain ? "" : $" in {Words.Of(match.Encoding)} of {match.Length:N0} bytes";
        screen.Out.WriteLine(
            $"  {rule.Id}: {InertText.OneLine(rule.Title)}, {Words.Of(match.Severity).In(Colouring.OfSeverity(match.Severity.ToString()), screen)}" +
            (RuleText.StateOf(rule) switch { "off" => " (off by default)", "trial" => " (on trial: not shown by a scan)", _ => "" }));
        screen.Out.WriteLine($"    secret: {PlaceOf(text, match.Start)}, {InertText.OneLine(SecretMask.Of(secret))}{encoded}");
        var least = rule.Entropy > 0 ? $"at least {rule.Entropy:0.0#} is asked for" : "none is asked for";
        screen.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    entropy: {Entropy.Of(secret):0.00} bits for each character; {least}"));
        screen.Out.WriteLine("    check: " + match.CheckHolds switch
        {
            true => $"{rule.Check} holds",
            false => $"{rule.Check} fails, so the severity is one step lower than {Words.Of(rule.Severity)}",
            null when rule.Check is not null => $"{rule.Check} says nothing of this form",
            null => "the kind has none",
        });
        screen.Out.WriteLine($"    boundary: {Neighbour(text, match.Start - 1, "the beginning")} before it, {Neighbour(text, match.End, "the end")} after it");
    }

    private static string PlaceOf(byte[] text, int start)
    {
        var (line, column) = new LineCounter(text).At(start);
        return $"line {line}, column {column}";
    }

    private static string Neighbour(byte[] text, int at, string none) => at < 0 || at >= text.Length ? none : text[at] switch
    {
        (byte)' ' => "a blank",
        (byte)'\n' or (byte)'\r' => "a line break",
        (byte)'\t' => "a tab",
        > 0x20 and < 0x7F and var value => $"\"{(char)value}\"",
        _ => "another character",
    };
}
