using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Reports;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Findings;
using Fairlead.Reports;

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
            "Import scanner reports. What is new becomes findings; what is absent from a complete report closes step by step; importing the same file again changes nothing. Several files are one import: what any of them holds is present, and all are taken in or none.",
            new Example("One report", "fairlead import trivy.json"),
            new Example("Under a name that stays the same", "fairlead import trivy.json --asset registry.example/shop --branch main"),
            new Example("Straight from a scanner", "trivy image --format json registry.example/shop:1.4 | fairlead import - --asset registry.example/shop"),
            new Example("All of a CI job", "fairlead import reports/*.sarif --asset github.com/team/shop --branch \"$BRANCH\""))
        {
            Notes =
            [
                "Name all reports of one scan in one command. In separate commands each one counts as complete, and closes what only the others found.",
                "If a report would close unusually many findings, or holds none at all, the closes are held until somebody looks: fairlead imports confirm-closes ID. The exit code is then 1.",
            ],
        }
            .Takes(Files, Format, Asset, Scanner, Branch, Kind, Stale, Confirm, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(ImportAsync);

    private static async Task<ExitCode> ImportAsync(Invocation invocation, CancellationToken ct)
    {
        ReportInput.Format(invocation.Get(Format));
        var reports = new List<ReportFile>();
        try
        {
            // Before any work: a name that is typed wrongly should not be found out after an hour. And once: a pipe opens once.
            foreach (var file in invocation.Get(Files))
                reports.Add(new ReportFile(await ReportInput.OpenAsync(file, ct), NameOf(file, invocation.Get(Files).Length)));
            if (reports.Find(r => r.Content is { CanSeek: true, Length: 0 }) is { } empty)
                throw reports.Count == 1 ? ReportInput.Refused(invocation.Get(Files)[0], ReportException.Empty(null)) : ReportException.Empty(empty.Name);
            return await ServerSession.UseAsync(invocation, session => ImportAsync(invocation, session, reports, ct), ct);
        }
        finally
        {
            foreach (var report in reports)
                await report.Content.DisposeAsync();
        }
    }

    private static async Task<ExitCode> ImportAsync(
        Invocation invocation, ServerSession session, IReadOnlyList<ReportFile> reports, CancellationToken ct)
    {
        var upload = await UploadAsync(invocation, session, reports, ct);
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, upload);
        else
            ImportText.Write(invocation.Screen, reports.Count == 1 ? invocation.Get(Files)[0] : $"{reports.Count:N0} reports", upload);
        return upload.Import.Counts.Held > 0 || upload.Import.Counts.Unreadable > 0 ? ExitCode.DonePartly : ExitCode.Done;
    }

    private static Task<UploadResponse> UploadAsync(
        Invocation invocation, ServerSession session, IReadOnlyList<ReportFile> reports, CancellationToken ct)
    {
        var options = new UploadOptions(
            invocation.Get(Format)?.ToLowerInvariant(),
            invocation.Get(Asset),
            invocation.Get(Scanner),
            invocation.Get(Branch),
            invocation.Get(Kind),
            FileName: null,
            invocation.Get(Stale),
            invocation.Get(Confirm));
        return Progress.ShowAsync(
            invocation.Screen,
            reports.Count == 1 ? $"Importing {reports[0].Name ?? "standard input"}" : $"Importing {reports.Count:N0} reports",
            reports.All(r => r.Content.CanSeek) ? reports.Sum(r => r.Content.Length) : null,
            progress => session.Client.Findings.UploadAsync(Watched(reports, progress), options, ct));
    }

    private static List<ReportFile> Watched(IReadOnlyList<ReportFile> reports, IProgress<long> progress)
    {
        var before = 0L;
        var watched = new List<ReportFile>();
        foreach (var report in reports)
        {
            watched.Add(report with { Content = new WatchedStream(report.Content, progress, before) });
            before += report.Content.CanSeek ? report.Content.Length : 0;
        }

        return watched;
    }

    /// <summary>As typed where there are several: reports of one name lie in different folders.</summary>
    private static string? NameOf(string file, int count) => file switch
    {
        ReportInput.StandardInput => count == 1 ? null : "standard input",
        _ when count == 1 => Path.GetFileName(file),
        _ => file,
    };

    private static Option<string?> One(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
