using System.CommandLine;

namespace Fairlead.Cli.Commands;

/// <summary>A command whose help teaches by example.</summary>
internal sealed class TaughtCommand(string name, string description, params IReadOnlyList<Example> examples)
    : Command(name, description)
{
    public IReadOnlyList<Example> Examples { get; } = examples;

    /// <summary>Paragraphs under the description; empty for none.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Shown under a heading of its own, after the command's own options.</summary>
    public IReadOnlyList<Option> ServerOptions { get; private set; } = [];

    /// <summary>Makes the command act; what it returns is the exit code.</summary>
    public TaughtCommand Does(Func<Invocation, CancellationToken, Task<ExitCode>> act)
    {
        Act = act;
        return this;
    }

    public Func<Invocation, CancellationToken, Task<ExitCode>>? Act { get; private set; }

    public TaughtCommand Takes(params IReadOnlyList<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                Add(argument);
            else
                Add((Option)symbol);
        }

        return this;
    }

    public TaughtCommand TakesServer(IReadOnlyList<Option> options)
    {
        foreach (var option in options)
            Add(option);
        ServerOptions = options;
        return this;
    }

    public TaughtCommand Has(params IReadOnlyList<Command> commands)
    {
        foreach (var command in commands)
            Add(command);
        return this;
    }
}
