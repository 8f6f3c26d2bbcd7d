using System.CommandLine;
using Fairlead.Cli.Commands;

namespace Fairlead.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. All(ProgramCommands.Root, "")];

    [Fact]
    public async Task The_whole_help_is_reviewed()
    {
        using var fairlead = new FairleadProcess();
        var text = new System.Text.StringBuilder();
        foreach (var command in All(ProgramCommands.Root, ""))
        {
            var help = (await fairlead.RunAsync([.. Words(command), "--help"])).Succeeded();
            text.Append($"$ fairlead {command} --help".Replace("  ", " ")).Append('\n').Append(help).Append('\n');
        }

        Snapshot.Match(text.ToString());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_says_what_it_does_and_shows_how(string path)
    {
        Command command = ProgramCommands.Root;
        foreach (var word in Words(path))
            command = command.Subcommands.Single(c => c.Name == word);
        Assert.EndsWith(".", command.Description);
        Assert.All(command.Options.Where(o => o is not System.CommandLine.Help.HelpOption), o => Assert.NotEmpty(o.Description!));
        Assert.All(command.Arguments, a => Assert.NotEmpty(a.Description!));
        var examples = command is TaughtCommand taught ? taught.Examples : FairleadCommand.Examples;
        Assert.NotEmpty(examples);
        Assert.All(examples, e => Assert.False(e.Purpose.EndsWith('.'), e.Purpose));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_example_is_a_command_that_can_be_typed(string path)
    {
        var root = ProgramCommands.Root;
        Command command = root;
        foreach (var word in Words(path))
            command = command.Subcommands.Single(c => c.Name == word);
        var examples = command is TaughtCommand taught ? taught.Examples : FairleadCommand.Examples;
        foreach (var line in examples.Select(e => e.Line).Where(l => l.StartsWith("fairlead ", StringComparison.Ordinal)))
        {
            var own = line.Split(" | ")[0].Split(" > ")[0].Split(" && ")[0].Replace(" ID", " 0199f0c2-0000-7000-8000-000000000000");
            var args = System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(own).Skip(1).ToList();
            var typed = root.Parse(args);
            if (!args.Contains("--help"))
                Assert.Null(UsageErrors.Of(typed, args));
        }
    }

    private static IEnumerable<string> All(Command command, string path)
    {
        yield return path;
        foreach (var below in command.Subcommands.SelectMany(c => All(c, $"{path} {c.Name}".Trim())))
            yield return below;
    }

    private static string[] Words(string path) => path.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
