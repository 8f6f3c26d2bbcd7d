using System.CommandLine;
using System.Text;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Secrets.Output;
using Fairlead.Cli.Secrets.Scanning;
using Fairlead.Cli.Terminal;
using Fairlead.Kernel;
using Fairlead.Secrets;
using Fairlead.Secrets.Allowing;

namespace Fairlead.Cli.Secrets;

internal static class SecretsScanCommand
{
    private const string KeyVariable = "FAIRLEAD_FINGERPRINT_KEY";
    private const string Lines = "jsonl";
    private static readonly string[] Severities = ["critical", "high", "medium", "low", "informational"];

    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Files and folders, or - for standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Format = new("--format")
    {
        Description = "text, or jsonl: lines of JSON with the id and the text of one text each; text when left out",
        HelpName = "FORMAT",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print a line of JSON for each secret" };

    private static readonly Option<bool> Sarif = new("--sarif") { Description = "Print SARIF 2.1.0" };

    private static readonly Option<string?> Minimum = new("--severity") { Description = $"This severity and worse: {string.Join(", ", Severities)}", HelpName = "SEVERITY" };

    private static readonly Option<string[]> Allow = new("--allow") { Description = "What may stand: a file of allow lists, or gitleaks.toml", HelpName = "FILE" };

    private static readonly Option<string?> Known = new("--baseline") { Description = "Do not tell again what an earlier scan wrote into this file with --json", HelpName = "FILE" };

    private static readonly Option<int> Threads = CommonOptions.Number(
        ["--threads"], "COUNT", "So many files at once; as many as there are processors when left out", Environment.ProcessorCount, 1, 256);

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "scan",
            "Find secrets in files, folders and standard input. Ends with 3 when there are any; they are always shown masked.",
            new Example("Everything below this folder", "fairlead secrets scan ."),
            new Example("What a change adds, before it is committed", "git diff --cached | fairlead secrets scan -"),
            new Example("Texts out of a database, a line of JSON each", "fairlead secrets scan texts.jsonl --format jsonl --json"),
            new Example("Tell only what is new since an earlier scan", "fairlead secrets scan . --json > known.jsonl; fairlead secrets scan . --baseline known.jsonl"),
            new Example("Make tickets of what is found", "fairlead secrets scan . --sarif > secrets.sarif; fairlead import secrets.sarif --asset shop"))
        {
            Notes =
            [
                "A secret that may stand where it stands is allowed by a comment on its line: fairlead:allow.",
                "Folders such as .git and node_modules, what builds make, binary files and links are left out; the summary says how many.",
            ],
        }
            .Takes(Paths, Format, Json, Sarif, Minimum, RuleChoice.Only, RuleChoice.Without, RuleChoice.All, OwnRules.Option, Allow, Known, Threads)
            .Does(ScanAsync);

    private static async Task<ExitCode> ScanAsync(Invocation invocation, CancellationToken ct)
    {
        var asLines = Words.OneOf(invocation.Get(Format), "format", ["text", Lines]) == Lines;
        var minimum = Words.OneOf(invocation.Get(Minimum), "severity", Severities) is { } word ? Enum.Parse<Severity>(word, ignoreCase: true) : Severity.Unknown;
        if (invocation.Get(Json) && invocation.Get(Sarif))
            throw new CommandFailedException(ExitCode.Usage, $"usage: {Json.Name} and {Sarif.Name} exclude each other. See: fairlead secrets scan --help");

        var input = new ScanInput(invocation.Get(Paths), asLines);
        input.Check();
        var rules = await RuleChoice.OfAsync(invocation, ct);
        IReadOnlyList<AllowList> allow = [.. rules.Allow, .. await AllowFiles.ReadAsync(invocation.Get(Allow) ?? [], ct)];
        var baseline = invocation.Get(Known) is { } path ? await Baseline.ReadAsync(path, ct) : Baseline.Empty;
        var filter = new FindingFilter(minimum, baseline);
        var scanner = new SecretScanner(rules.Rules);
        var key = Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable(KeyVariable) ?? "");
        var threads = invocation.Get(Threads);
        // Lines are handed out a megabyte at a time, files by their paths.
        var work = new ScanWork(() => new TextScan(scanner, filter, key, allow), ScanSizes.Default, threads, asLines ? 4 * threads : 512);
        return await RunAsync(invocation, work, input, asLines ? ("text", "texts") : ("file", "files"), ct);
    }

    private static async Task<ExitCode> RunAsync(Invocation invocation, ScanWork work, ScanInput input, (string One, string Many) texts, CancellationToken ct)
    {
        var screen = invocation.Screen;
        FindingOutput output = invocation.Get(Json) ? new JsonOutput(screen) : invocation.Get(Sarif) ? new SarifOutput(screen) : new TextOutput(screen);
        var tally = new ScanTally();
        var begun = invocation.Clock.GetTimestamp();

        // Progress is drawn over by what is written to the same terminal meanwhile.
        List<FoundSecret>? held = screen is { OutIsTerminal: true, ErrorIsTerminal: true } ? [] : null;
        try
        {
            await Progress.ShowAsync(screen, "Looking for secrets", null, async progress =>
            {
                await work.RunAsync(input.ItemsAsync(CancellationToken.None), outcome => Take(outcome), ct);
                return true;
            });
        }
        catch (NobodyReadsException)
        {
            return tally.ExitCode;
        }
        finally
        {
            if (held is { Count: > 0 })
                output.Write(held);
        }

        tally.Add(input);
        output.End(tally);
        await screen.FlushAsync();
        tally.Write(screen, input, texts, invocation.Clock.GetElapsedTime(begun));
        return tally.ExitCode;

        void Take(ScanOutcome outcome)
        {
            tally.Add(outcome);
            if (outcome.Found.Count == 0)
                return;

            if (held is not null)
                held.AddRange(outcome.Found);
            else if (screen.IsUnread)
                throw new NobodyReadsException();
            else
                output.Write(outcome.Found);
        }
    }

    /// <summary>Standard output is a pipe whose reader has enough: the end of the work, not a failure of it.</summary>
    private sealed class NobodyReadsException : Exception;
}
