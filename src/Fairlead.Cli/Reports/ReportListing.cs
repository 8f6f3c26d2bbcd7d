using Fairlead.Cli.Terminal;
using Fairlead.Reports;

namespace Fairlead.Cli.Reports;

/// <summary>A report for a person: the first findings, then the counts and whatever was odd.</summary>
internal sealed class ReportListing(Screen screen)
{
    private const int ShownFindings = 200;
    private const int ShownProblems = 20;

    public async Task<ReportCounts> WriteAsync(Stream report, ReportFormat? format, CancellationToken ct)
    {
        var findings = new Listing(screen, "SEVERITY", "RULE", "PLACE", "TITLE") { KeepEndOf = ["RULE", "PLACE"] };
        var problems = new List<ReportProblem>();
        var counts = await ReportSummary.CountAsync(
            report,
            format,
            item =>
            {
                if (item is ReportFinding finding && findings.Count < ShownFindings)
                    Add(findings, finding);
                if (item is ReportProblem problem && problems.Count < ShownProblems)
                    problems.Add(problem);
            },
            ReportOptions.Default,
            ct);
        findings.Write();
        if (findings.Count > 0)
            screen.Out.WriteLine();
        if (counts.Total > findings.Count)
            screen.Out.WriteLine($"… and {counts.Total - findings.Count:N0} more; --json prints all of them.\n");
        WriteCounts(counts);
        WriteOddities(counts, problems);
        return counts;
    }

    private static void Add(Listing findings, ReportFinding finding)
    {
        var severity = finding.Severity.ToString();
        findings.Row(severity, finding.RuleId, Place(finding), finding.Title).Painted(0, Colouring.OfSeverity(severity));
    }

    private static string Place(ReportFinding finding) =>
        finding.Package is { } package
            ? $"{package} {finding.PackageVersion}".TrimEnd()
            : finding.StartLine is { } line
                ? $"{finding.Location}:{line}"
                : finding.Location ?? finding.Asset ?? "";

    private void WriteCounts(ReportCounts counts)
    {
        var scanner = InertText.OneLine(counts.Header.Scanner);
        screen.Out.WriteLine($"{counts.Header.Format} report of {scanner}: {counts.Total:N0} {(counts.Total == 1 ? "finding" : "findings")}");
        (string Name, long Count)[] severities =
        [
            ("Critical", counts.Critical), ("High", counts.High), ("Medium", counts.Medium), ("Low", counts.Low),
            ("Informational", counts.Informational), ("Unknown", counts.Unknown),
        ];
        foreach (var (name, count) in severities.Where(s => s.Count > 0))
            screen.Out.WriteLine($"  {name.In(Colouring.OfSeverity(name), screen)}: {count:N0}");
    }

    private void WriteOddities(ReportCounts counts, List<ReportProblem> problems)
    {
        foreach (var problem in problems)
            screen.Out.WriteLine($"not read: {InertText.OneLine(problem.Place)}: {InertText.OneLine(problem.Message)}");
        if (counts.Trailer.Problems > problems.Count)
            screen.Out.WriteLine($"… and {counts.Trailer.Problems - problems.Count:N0} more that could not be read.");
        if (counts.Trailer.NotFindings > 0)
            screen.Out.WriteLine(counts.Trailer.NotFindings == 1
                ? "1 entry is no finding (passed or informational)."
                : $"{counts.Trailer.NotFindings:N0} entries are no findings (passed or informational).");
        if (counts.Trailer.Completeness is Completeness.Partial partial)
            screen.Out.WriteLine($"incomplete: {InertText.OneLine(partial.Reason).TrimEnd('.')}. An import would close nothing.");
        foreach (var warning in counts.Trailer.Warnings)
            screen.Out.WriteLine($"warning: {InertText.OneLine(warning)}");
    }
}
