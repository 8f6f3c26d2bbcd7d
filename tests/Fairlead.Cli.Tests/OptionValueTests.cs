using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;

namespace Fairlead.Cli.Tests;

/// <summary>BADINPUT CLI-01: every option and argument of every command with values that cannot be meant.</summary>
public sealed class OptionValueTests : IDisposable
{
    private const string Nowhere = "http://127.0.0.1:1";
    private static readonly string[] RuntimeWords = ["System.", "Exception", "Cannot parse", "2147483647", "expected type", "Parameter '"];
    private static readonly string Huge = new('x', 100_000);
    private static RootCommand Root => ProgramCommands.Root;
    private readonly Interruption _interruption = new();

    public void Dispose() => _interruption.Dispose();

    public static TheoryData<string> Commands => [.. Leaves(Root, "").Where(l => l.Command.Options.Count > 1).Select(l => l.Path)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Nothing_in_the_place_of_a_value_is_a_usage_error(string path)
    {
        var (command, words) = Found(path);
        foreach (var option in ValuesOf(command).Where(o => o is not ClearingOption))
        {
            foreach (var nothing in (string[])["", " ", "\t"])
                Assert.Contains($"{option.Name} needs a value", await ToldAsync([.. words, .. Others(command, option), option.Name, nothing], 64));
        }

        for (var i = 0; i < command.Arguments.Count; i++)
        {
            var typed = Arguments(command);
            typed[i] = "";
            Assert.Contains($"{command.Arguments[i].Name} is missing", await ToldAsync([.. words, .. Required(command, null), .. typed], 64));
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_number_or_a_date_that_is_none_is_a_usage_error(string path)
    {
        var (command, words) = Found(path);
        string[] wrong = ["x", "-1", "1.5", "1e3", "0x10", "99999999999", "2147483648", "+5", "2027-13-45", "31.01.2027", "tomorrow", Huge];
        foreach (var option in ValuesOf(command).Where(o => o.ValueType == typeof(int) || o.ValueType == typeof(DateTimeOffset?)))
        {
            foreach (var value in wrong.Where(w => w != "+5" || option.ValueType != typeof(int)))
                Assert.Contains($"{option.Name} is ", await ToldAsync([.. words, .. Others(command, option), option.Name, value], 64));
        }
    }

    /// <summary>Whatever it is: one line, a code of docs/cli.md that is no mistake of Fairlead's, and nothing done.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public async Task No_value_is_too_long_or_too_strange_to_be_answered(string path)
    {
        var (command, words) = Found(path);
        string[] unusable = [Huge, "/dev/null/x"];
        string[] strange = [.. unusable, "\u00fc\u202e\e[31m", "a\nb", "%00", "{{", "=", "::"];
        foreach (var option in ValuesOf(command).Where(o => o is not Option<string> { Name: "--allowed-host" }))
        {
            // Almost every name is a good one for a file or a folder.
            foreach (var value in option.Name is "--data" or "--output" ? unusable : strange)
                await ToldAsync([.. words, .. Others(command, option), $"{option.Name}={value}"], null);
        }
    }

    private async Task<string> ToldAsync(string[] args, int? exitCode)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        await using var screen = Screen.For(output, error);
        var code = (int)await new CommandRun(Root, screen, TimeProvider.System).RunAsync(args, _interruption);
        var said = Encoding.UTF8.GetString(error.ToArray());
        var about = $"{string.Join(' ', args.Select(a => a.Length > 60 ? a[..60] + "…" : a))}: {code} {said}";
        Assert.True(exitCode is null ? code is 64 or 65 or 66 or 69 or 73 or 77 or 78 : code == exitCode, about);
        Assert.True(output.Length == 0, about);
        var failure = Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => !l.StartsWith("warning: ", StringComparison.Ordinal));
        Assert.True(failure.StartsWith("fairlead: ", StringComparison.Ordinal) && failure.Length <= 1_050, about);
        Assert.DoesNotContain(RuntimeWords, failure.Contains);
        Assert.DoesNotContain(failure, char.IsControl);
        return failure;
    }

    internal static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(c => Leaves(c, $"{path} {c.Name}".Trim()));

    private static (Command Command, string[] Words) Found(string path) =>
        (Leaves(Root, "").Single(l => l.Path == path).Command, path.Split(' '));

    private static IEnumerable<Option> ValuesOf(Command command) =>
        command.Options.Where(o => o is not HelpOption && o.Arity.MinimumNumberOfValues > 0);

    /// <summary>What else must be typed, so that only the one value is wrong; no command reaches a server or starts one.</summary>
    private static string[] Others(Command command, Option tried) => [.. Required(command, tried), .. Arguments(command)];

    private static string[] Required(Command command, Option? tried)
    {
        var typed = new List<string>();
        foreach (var option in command.Options.Where(o => o != tried && (o.Required || o.Name == "--token-env")))
            typed.AddRange([option.Name, option.Name == "--site" ? "https://jira.example" : "HOME"]);
        if (tried?.Name is "--token-file" or "--token-from" or "--token")
            typed.RemoveRange(typed.IndexOf("--token-env"), 2);
        if (tried?.Name is not ("--url" or "--data") && command.Options.Any(o => o.Name == "--url"))
            typed.AddRange(["--url", Nowhere]);
        if (tried?.Name is not ("--api-token" or "--api-token-file" or "--data") && command.Options.Any(o => o.Name == "--api-token"))
            typed.AddRange(["--api-token", "t"]);
        // Not this machine's: the server does not start, whatever else is right.
        if (tried?.Name != "--listen" && command.Options.Any(o => o.Name == "--listen"))
            typed.AddRange(["--listen", "http://192.0.2.1:1"]);
        return [.. typed];
    }

    private static string[] Arguments(Command command) => [.. command.Arguments.Select(a => a.Name switch
    {
        "ID" => "0199f0c2-0000-7000-8000-000000000000",
        "FILE" => Path.Combine(SharedData.RepositoryRoot, "samples", "reports", "ledger-1.sarif"),
        "STATUS" => "false-positive",
        _ => "SEC-1",
    })];
}
