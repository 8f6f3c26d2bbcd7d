using System.CommandLine;
using Fairlead.Cli.Terminal;

namespace Fairlead.Cli.Commands;

/// <summary>What a command is given: what was typed, where to write, the clock.</summary>
internal sealed record Invocation(ParseResult Typed, Screen Screen, TimeProvider Clock)
{
    public T? Get<T>(Option<T> option) => Typed.GetValue(option);

    public T Get<T>(Argument<T> argument) => Typed.GetValue(argument)!;

    /// <summary>The option as typed, else the environment variable, else null; an empty value counts as none.</summary>
    public string? Get(Option<string?> option, string environmentVariable) =>
        NullIfEmpty(Typed.GetValue(option)) ?? NullIfEmpty(Environment.GetEnvironmentVariable(environmentVariable));

    public bool WasTyped(Option option) => Typed.GetResult(option) is { Implicit: false };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
