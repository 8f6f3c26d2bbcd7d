using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Reports;

namespace Fairlead.Cli.Reports;

internal static class ReportReadCommand
{
    private static readonly Argument<string> File = new("FILE") { Description = "The report, or - for standard input" };

    private static readonly Option<string?> Format = new("--format")
    {
        Description = "What the report is; recognised by its content when left out",
        HelpName = "FORMAT",
    };

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "Write to this file instead of standard output; it appears whole or not at all",
        HelpName = "PATH",
    };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "read",
            "Show what Fairlead understands of a scanner report. Nothing is imported and no server is needed.",
            new Example("A summary and the findings", "fairlead report read trivy.json"),
            new Example("Straight from a scanner", "trivy image --format json alpine | fairlead report read -"),
            new Example("Everything that was understood, for a script", "fairlead report read scan.sarif --json | jq .counts"),
            new Example("Say what it is, so that nothing has to be guessed", "fairlead report read export.csv --format generic-csv"))
        {
            Notes = [$"Formats: {string.Join(", ", ReportReaders.Formats.Select(f => f.Name))}."],
        }
            .Takes(File, Format, Output, CommonOptions.Json)
            .Does(ReadAsync);

    private static async Task<ExitCode> ReadAsync(Invocation invocation, CancellationToken ct)
    {
        var format = ReportInput.Format(invocation.Get(Format));
        await using var report = await ReportInput.OpenAsync(invocation.Get(File), ct);
        await using var output = OutputTarget.Open(invocation.Get(Output), invocation.Screen);
        var counts = await ReadAsync(invocation, report, format, output, ct);
        await output.CompleteAsync();
        return counts.Trailer.Problems > 0 ? ExitCode.DonePartly : ExitCode.Done;
    }

    private static async Task<ReportCounts> ReadAsync(Invocation invocation, Stream report, ReportFormat? format, OutputTarget output, CancellationToken ct)
    {
        try
        {
            return invocation.Get(CommonOptions.Json)
                ? await ReportSummary.WriteJsonAsync(report, format, output.Stream, ReportOptions.Default, ct)
                : await new ReportListing(output.Screen).WriteAsync(report, format, ct);
        }
        catch (ReportException e)
        {
            throw ReportInput.Refused(invocation.Get(File), e);
        }
    }
}
