using System.CommandLine;
using System.CommandLine.Parsing;
using Fairlead.Cli.Terminal;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Commands;

/// <summary>Says in one line what was typed wrongly, what was probably meant and where help is.</summary>
internal static class UsageErrors
{
    private const int QuotedCharacters = 80;

    /// <returns>The line; null when what was typed is a complete command.</returns>
    public static string? Of(ParseResult typed, IReadOnlyList<string> args) =>
        What(typed, args) is { } what
            ? $"usage: {what}{(what.EndsWith('?') ? "" : ".")} See: {FullName(typed.CommandResult)} --help"
            : null;

    public static string FullName(CommandResult result)
    {
        var names = new List<string>();
        for (var at = result; at is not null; at = at.Parent as CommandResult)
            names.Insert(0, at.Command is RootCommand ? "fairlead" : at.Command.Name);
        return string.Join(' ', names);
    }

    private static string? What(ParseResult typed, IReadOnlyList<string> args)
    {
        var result = typed.CommandResult;
        var command = result.Command;
        return NotUtf8(args)
            ?? OptionTakenForArgument(result, args)
            ?? (typed.UnmatchedTokens.Count > 0 ? Unmatched(typed.UnmatchedTokens[0], result) : null)
            ?? TypedTwice(result)
            ?? NeedsCommand(command)
            ?? Missing(typed)
            ?? (typed.Errors.Count > 0 ? InertText.OneLine(typed.Errors[0].Message, 300).TrimEnd('.', ' ') : null);
    }

    /// <summary>The runtime puts U+FFFD where an argument is not UTF-8, so the name meant can no longer be looked up.</summary>
    private static string? NotUtf8(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i].Contains('\uFFFD'))
                return $"argument {i + 1} is not valid UTF-8";
        }

        return null;
    }

    private static string Unmatched(string token, CommandResult typed)
    {
        var command = typed.Command;
        if (LooksLikeOption(token))
            return NoOption(token, typed);
        if (command.Subcommands.Count == 0)
            return $"{Quoted(token)} is one argument too many";
        var meant = NearMiss.Of(token, command.Subcommands.Select(c => c.Name));
        return $"there is no command {Quoted(token)}{DidYouMean(meant)}";
    }

    /// <summary>The parser takes an unknown option for an argument where one is still missing.</summary>
    private static string? OptionTakenForArgument(CommandResult result, IReadOnlyList<string> args)
    {
        if (args.Contains("--"))
            return null;
        var token = result.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).FirstOrDefault(t => LooksLikeOption(t.Value));
        return token is null ? null : NoOption(token.Value, result);
    }

    private static string? TypedTwice(CommandResult result)
    {
        var twice = result.Children.OfType<OptionResult>()
            .FirstOrDefault(o => o.IdentifierTokenCount > 1 && o.Option.Arity.MaximumNumberOfValues <= 1);
        return twice is null ? null : $"{twice.Option.Name} is given {twice.IdentifierTokenCount} times, and can be given once";
    }

    private static string? NeedsCommand(Command command) =>
        command.Subcommands.Count > 0
            ? $"{(command is RootCommand ? "fairlead" : command.Name)} needs a command: {string.Join(", ", command.Subcommands.Select(c => c.Name))}"
            : null;

    private static string? Missing(ParseResult typed)
    {
        var result = typed.CommandResult;
        var argument = result.Command.Arguments
            .FirstOrDefault(a => typed.GetResult(a) is { Tokens.Count: > 0 } given ? given.Tokens.Any(IsBlank) : a.Arity.MinimumNumberOfValues > 0);
        if (argument is not null)
            return $"{argument.Name} is missing ({Lowered(argument.Description)})";
        var withoutValue = result.Children.OfType<OptionResult>()
            .FirstOrDefault(o => !o.Implicit && o.Option.Arity.MinimumNumberOfValues > 0 && (o.Tokens.Count == 0 || HasBlank(o)));
        if (withoutValue is not null)
            return $"{withoutValue.Option.Name} needs a value: {withoutValue.Option.Name} {withoutValue.Option.HelpName ?? "VALUE"}";
        var option = result.Command.Options.FirstOrDefault(o => o.Required && typed.GetResult(o) is null or { Implicit: true });
        return option is null ? null : $"{option.Name} {option.HelpName} is missing ({Lowered(option.Description)})";
    }

    private static string NoOption(string token, CommandResult typed)
    {
        var command = typed.Command;
        var name = token.Split('=')[0];
        // The parser takes an option only after the command that knows it.
        if (command.Options.FirstOrDefault(o => !o.Hidden && (o.Name == name || o.Aliases.Contains(name))) is { } early)
        {
            var value = early.Arity.MinimumNumberOfValues > 0 ? $" {early.HelpName ?? "VALUE"}" : "";
            return $"{name} comes after the command: {FullName(typed)} {name}{value}";
        }

        var meant = NearMiss.Of(name, command.Options.Where(o => !o.Hidden).Select(o => o.Name));
        return $"there is no option {Quoted(name)}{DidYouMean(meant)}";
    }

    /// <summary>Nothing in the place of a value is a variable that is not set, never what was meant.</summary>
    private static bool HasBlank(OptionResult option) => option.Option is not ClearingOption && option.Tokens.Any(IsBlank);

    private static bool IsBlank(Token token) => string.IsNullOrWhiteSpace(token.Value);

    private static bool LooksLikeOption(string token) => token.Length > 1 && token[0] == '-';

    private static string DidYouMean(string? meant) => meant is null ? "" : $"; did you mean {meant}?";

    private static string Lowered(string? text) =>
        string.IsNullOrEmpty(text) ? "" : char.ToLowerInvariant(text[0]) + text[1..];

    private static string Quoted(string token) => $"\"{InertText.OneLine(token, QuotedCharacters)}\"";
}
