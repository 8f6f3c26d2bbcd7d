using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Reports;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Findings;

namespace Fairlead.Cli.Findings;

/// <summary>Takes reports in. Importing the same file again changes nothing.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Reports, or - for standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Format = One("--format", "FORMAT", "What the reports are; recognised by content when left out");
    private static readonly Option<string?> Asset = One("--asset", "NAME", "What was scanned, under a name that stays the same from scan to scan");
    private static readonly Option<string?> Scanner = One("--scanner", "NAME", "Which tool made the report; read from it when left out");
    private static readonly Option<string?> Branch = One("--branch", "NAME", "Branch or target; findings of one branch say nothing about another");
    private static readonly Option<string?> Kind = One("--report-kind", "NAME", "Tells apart several kinds of scan by one scanner over the same asset");
    private static readonly Option<bool> Stale = new("--allow-stale") { Description = "Take in a report older than the last one" };
    private static readonly Option<bool> Confirm = new("--confirm-closes") { Description = "Close all that is absent, however much it is" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "import",
            "Import scanner reports. What is new becomes findings; what is absent from a complete report closes step by step; importing the same file again changes nothing.",
            new Example("One report", "fairlead import trivy.json"),
            new Example("Under a name that stays the same", "fairlead import trivy.json --asset registry.example/shop --branch main"),
            new Example("Straight from a scanner", "trivy image --format json registry.example/shop:1.4 | fairlead import - --asset registry.example/shop"),
            new Example("All of a CI job", "fairlead import reports/*.sarif --asset github.com/team/shop --branch \"$BRANCH\""))
        {
            Notes =
            [
                "If a report would close unusually many findings, the closes are held until somebody looks: fairlead imports confirm-closes ID. The exit code is then 1.",
            ],
        }
            .Takes(Files, Format, Asset, Scanner, Branch, Kind, Stale, Confirm, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(ImportAsync);

    private static async Task<ExitCode> ImportAsync(Invocation invocation, CancellationToken ct)
    {
        var files = invocation.Get(Files);
        ReportInput.Format(invocation.Get(Format));
        foreach (var file in files)
        {
            // Before any work: a name that is typed wrongly should not be found out after an hour.
            if (file != ReportInput.StandardInput)
                await ReportInput.Open(file).DisposeAsync();
        }

        return await ServerSession.UseAsync(invocation, session => ImportAllAsync(invocation, session, files, ct), ct);
    }

    private static async Task<ExitCode> ImportAllAsync(
        Invocation invocation, ServerSession session, string[] files, CancellationToken ct)
    {
        var uploads = new List<UploadResponse>();
        CommandFailedException? firstFailure = null;
        foreach (var file in files)
        {
            try
            {
                var upload = await UploadAsync(invocation, session, file, ct);
                uploads.Add(upload);
                if (!invocation.Get(CommonOptions.Json))
                    ImportText.Write(invocation.Screen, file, upload);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && files.Length > 1 && Failures.Explain(e) is { } failure)
            {
                // One file's trouble is that file's; the others are imported.
                invocation.Screen.Note($"fairlead: {file}: {failure.Message}");
                firstFailure ??= failure;
            }
        }

        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, uploads);
        if (firstFailure is not null)
            return uploads.Count == 0 ? firstFailure.ExitCode : ExitCode.DonePartly;
        return uploads.Any(u => u.Import.Counts.Held > 0 || u.Import.Counts.Unreadable > 0) ? ExitCode.DonePartly : ExitCode.Done;
    }

    private static async Task<UploadResponse> UploadAsync(
        Invocation invocation, ServerSession session, string file, CancellationToken ct)
    {
        await using var report = ReportInput.Open(file);
        var isFile = file != ReportInput.StandardInput;
        var options = new UploadOptions(
            invocation.Get(Format)?.ToLowerInvariant(),
            invocation.Get(Asset),
            invocation.Get(Scanner),
            invocation.Get(Branch),
            invocation.Get(Kind),
            isFile ? Path.GetFileName(file) : null,
            invocation.Get(Stale),
            invocation.Get(Confirm));
        return await Progress.ShowAsync(
            invocation.Screen,
            isFile ? $"Importing {Path.GetFileName(file)}" : "Importing standard input",
            isFile ? report.Length : null,
            progress => session.Client.Findings.UploadAsync(new WatchedStream(report, progress), options, ct));
    }

    private static Option<string?> One(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
