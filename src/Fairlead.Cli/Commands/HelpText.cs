using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text;
using Fairlead.Cli.Terminal;

namespace Fairlead.Cli.Commands;

/// <summary>Writes one command's help: what it does, how it is typed, examples, then everything it takes.</summary>
internal sealed class HelpText(int width)
{
    private const int Gap = 2;
    private const int WidestFirstColumn = 30;
    private readonly StringBuilder _text = new();

    public static string Of(CommandResult result, int width) => new HelpText(width).Write(result);

    private string Write(CommandResult result)
    {
        var command = result.Command;
        var taught = command as TaughtCommand;
        Paragraph(command.Description ?? "");
        foreach (var note in taught?.Notes ?? [])
        {
            _text.Append('\n');
            Paragraph(note);
        }

        Heading("Usage");
        Line($"  {Usage(result)}");
        Examples(command is RootCommand ? FairleadCommand.Examples : taught?.Examples ?? []);
        Rows("Commands", [.. command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, FirstSentence(c.Description)))]);
        Rows("Arguments", [.. command.Arguments.Where(a => !a.Hidden).Select(a => (a.Name, a.Description ?? ""))]);
        var server = taught?.ServerOptions ?? [];
        Rows("Options", [.. command.Options.Where(o => !o.Hidden && !server.Contains(o) && o is not HelpOption).Select(Row), ("-h, --help", "Show this help")]);
        Rows("Server", [.. server.Select(Row)]);
        if (command is RootCommand)
        {
            _text.Append('\n');
            Paragraph("Every command has --help with examples. Exit codes: 0 done, 1 done in part, 64 and above failed; docs/cli.md lists them.");
        }

        return _text.ToString();
    }

    private static string Usage(CommandResult result)
    {
        var usage = new StringBuilder(UsageErrors.FullName(result));
        foreach (var argument in result.Command.Arguments.Where(a => !a.Hidden))
        {
            var name = argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}…" : argument.Name;
            usage.Append(argument.Arity.MinimumNumberOfValues == 0 ? $" [{name}]" : $" {name}");
        }

        if (result.Command.Subcommands.Count > 0)
            usage.Append(" COMMAND");
        foreach (var required in result.Command.Options.Where(o => o.Required))
            usage.Append($" {Longest(required)} {required.HelpName}");
        return usage.Append(" [options]").ToString();
    }

    private void Examples(IReadOnlyList<Example> examples)
    {
        if (examples.Count == 0)
            return;
        Heading("Examples");
        foreach (var example in examples)
        {
            foreach (var line in TextWidth.Wrap(example.Purpose, width - 4))
                Line($"  # {line}");
            Line($"  {example.Line}");
        }
    }

    private static (string, string) Row(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).Distinct().OrderBy(n => n.Length));
        var value = option.ValueType == typeof(bool) ? "" : $" {option.HelpName ?? "VALUE"}";
        var required = option.Required ? " (required)" : "";
        return (names + value, (option.Description ?? "") + required);
    }

    private static string FirstSentence(string? text) =>
        text?.IndexOf(". ", StringComparison.Ordinal) is { } end and > 0 ? text[..(end + 1)] : text ?? "";

    private static string Longest(Option option) => option.Aliases.Append(option.Name).MaxBy(n => n.Length)!;

    private void Rows(string heading, IReadOnlyList<(string Name, string Text)> rows)
    {
        if (rows.Count == 0)
            return;
        Heading(heading);
        var first = Math.Min(WidestFirstColumn, rows.Max(r => r.Name.Length)) + Gap;
        var stacked = width < first + 30;
        foreach (var (name, text) in rows)
        {
            var indent = stacked ? 6 : 2 + first;
            var lines = TextWidth.Wrap(text, Math.Max(10, width - indent));
            var beside = !stacked && name.Length + Gap <= first;
            Line(beside ? $"  {name.PadRight(first)}{(lines.Count > 0 ? lines[0] : "")}".TrimEnd() : $"  {name}");
            foreach (var line in beside ? lines.Skip(1) : lines)
                Line($"{new string(' ', indent)}{line}");
        }
    }

    private void Heading(string heading) => _text.Append('\n').Append(heading).Append(":\n");

    private void Line(string line) => _text.Append(line).Append('\n');

    private void Paragraph(string text)
    {
        foreach (var line in TextWidth.Wrap(text, width))
            Line(line);
    }
}
