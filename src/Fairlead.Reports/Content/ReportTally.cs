using Fairlead.Kernel;

namespace Fairlead.Reports.Content;

/// <summary>Counts findings by severity while they pass.</summary>
internal sealed class ReportTally
{
    private readonly long[] _bySeverity = new long[(int)Severity.Critical + 1];

    public void Count(ReportFinding finding) => _bySeverity[(int)finding.Severity]++;

    public ReportCounts ToCounts(ReportReading reading) => new(
        reading.Header,
        reading.Trailer,
        this[Severity.Critical],
        this[Severity.High],
        this[Severity.Medium],
        this[Severity.Low],
        this[Severity.Informational],
        this[Severity.Unknown]);

    private long this[Severity severity] => _bySeverity[(int)severity];
}
