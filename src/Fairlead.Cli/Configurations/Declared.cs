using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client;

namespace Fairlead.Cli.Configurations;

/// <summary>Commands for what is known by a name of its own: triggers and rules, which a YAML file declares, and receivers.</summary>
/// <param name="Noun">As the command is called, such as <c>trigger</c>.</param>
internal sealed record Declared(string Noun)
{
    private readonly Argument<string[]> _names = new("NAME") { Description = $"Names of {Noun}s", Arity = ArgumentArity.OneOrMore };

    /// <param name="none">Said when there is nothing to list.</param>
    public TaughtCommand List<T>(
        string description, string none, Func<FairleadClient, CancellationToken, Task<IReadOnlyList<T>>> readAsync, Func<Screen, IReadOnlyList<T>, Listing> listing) =>
        new TaughtCommand("list", description, new Example("Which there are", $"fairlead {Noun} list"))
            .Takes(CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var screen = invocation.Screen;
                    Answers.List(screen, invocation.Get(CommonOptions.Json), await readAsync(session.Client, ct), none, items => listing(screen, items));
                    return ExitCode.Done;
                },
                ct));

    /// <param name="write">Says what became of each.</param>
    public TaughtCommand Apply<T>(Func<FairleadClient, string, CancellationToken, Task<IReadOnlyList<T>>> applyAsync, Action<Screen, IReadOnlyList<T>> write) =>
        new TaughtCommand(
            "apply",
            $"Create or replace the {Noun}s in a YAML file. All of the file is applied, or nothing.",
            new Example("Put them in force; safe to repeat", $"fairlead {Noun} apply -f {Noun}s.yaml"))
        {
            Notes = [YamlFile.EveryMistake],
        }
            .Takes(YamlFile.Option, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(async (invocation, ct) =>
            {
                var file = await YamlFile.ReadAsync(invocation, ct);
                return await ServerSession.UseAsync(
                    invocation,
                    async session =>
                    {
                        var applied = await file.ApplyAsync(invocation.Screen, yaml => applyAsync(session.Client, yaml, ct));
                        if (invocation.Get(CommonOptions.Json))
                            Answers.Json(invocation.Screen, applied);
                        else if (applied.Count == 0)
                            file.NoteNothing(invocation.Screen, Noun);
                        else
                            write(invocation.Screen, applied);
                        return ExitCode.Done;
                    },
                    ct);
            });

    /// <param name="verb">Such as <c>enable</c>.</param>
    /// <param name="examples">Names to show.</param>
    public TaughtCommand Many(
        string verb, string description, string examples, Func<FairleadClient, IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<string>>> actAsync) =>
        new TaughtCommand(verb, $"{description} All that are named, or none.", new Example("Several at once", $"fairlead {Noun} {verb} {examples}"))
            .Takes(_names)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    invocation.Screen.Note($"{string.Join(", ", await actAsync(session.Client, invocation.Get(_names), ct))}: {verb}d.");
                    return ExitCode.Done;
                },
                ct));
}
