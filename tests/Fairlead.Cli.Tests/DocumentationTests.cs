using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Fairlead.Cli.Commands;

namespace Fairlead.Cli.Tests;

/// <summary>What the documentation tells people to type can be typed, and what it points to is there.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Documents =>
    [
        "README.md", "SECURITY.md", "CONTRIBUTING.md",
        .. Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, "docs"), "*.md").Select(f => $"docs/{Path.GetFileName(f)}"),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_command_line_is_one_that_can_be_typed(string document)
    {
        var root = ProgramCommands.Root;
        foreach (Match match in CommandLine().Matches(Read(document)))
        {
            var line = match.Groups["line"].Value.Split('#')[0].Split('|')[0].Split("&&")[0];
            var args = CommandLineParser.SplitCommandLine(line).Skip(1)
                .Select(a => a == "ID" ? "0199f0c2-0000-7000-8000-000000000000" : a).ToList();
            if (args is [] or ["COMMAND", ..] or ["…"] || args.Contains("--help"))
                continue;
            var typed = root.Parse(args);
            Assert.True(UsageErrors.Of(typed, args) is null, $"{line}: {UsageErrors.Of(typed, args)}");
            // As the help spells it: other spellings are for people who know them from elsewhere.
            Assert.All(typed.CommandResult.Children.OfType<OptionResult>().Where(o => o.IdentifierToken?.Value.StartsWith("--", StringComparison.Ordinal) == true),
                o => Assert.Equal(o.Option.Name, o.IdentifierToken!.Value));
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_within_the_repository_leads_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(SharedData.RepositoryRoot, document))!;
        foreach (Match match in Link().Matches(Read(document)))
        {
            var target = match.Groups["target"].Value.Split('#')[0];
            if (!target.Contains("://", StringComparison.Ordinal))
                Assert.True(Path.Exists(Path.Combine(folder, target)), $"{document} points to {target}");
        }
    }

    [Fact]
    public void Every_exit_code_is_explained()
    {
        var text = Read("docs/cli.md");
        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Matches($@"\| (130, )?{(int)code}(, 143)? \|", text));
    }

    /// <summary>Next steps, examples and whatever else the program says; a user in Jira is called fairlead too.</summary>
    [Fact]
    public void Every_command_that_the_program_names_is_there()
    {
        var said = Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => NamedCommand().Matches(File.ReadAllText(file))).ToList();
        Assert.True(said.Count > 400);
        foreach (var match in said)
        {
            Command command = ProgramCommands.Root;
            foreach (var word in match.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(_ => command.Subcommands.Count > 0))
            {
                var named = command.Subcommands.SingleOrDefault(c => c.Name == word);
                Assert.True(named is not null, match.Value);
                command = named;
            }

            // The rest is put together elsewhere.
            if (command.Subcommands.Count > 0)
                continue;
            var options = command.Options.Concat(ProgramCommands.Root.Options.Where(o => o.Recursive)).Select(o => o.Name).ToHashSet();
            Assert.All(match.Groups["option"].Captures.Select(c => c.Value), option => Assert.True(options.Contains(option), $"{match.Value}: {option}"));
        }
    }

    private static string Read(string document) => File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, document));

    [GeneratedRegex(@"(?<line>\./fairlead\b[^`\n]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"\bfairlead(?! (in|with) )(?<words>( [a-z][a-z-]*)+)([^\n"";,.)&]*? (?<option>--[a-z][a-z-]*))*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedCommand();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
