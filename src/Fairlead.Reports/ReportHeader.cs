namespace Fairlead.Reports;

/// <summary>What a report says of itself before its findings; complete before the first finding is handed out.</summary>
/// <param name="Runs">One per scan in the report (SARIF may hold several tools); empty where the report holds no scan at all.</param>
/// <param name="ReportedAt">UTC, as stated in the report; null where it states none.</param>
public sealed record ReportHeader(ReportFormat Format, IReadOnlyList<ReportRun> Runs, DateTimeOffset? ReportedAt)
{
    /// <summary>The first run's scanner, or the format's name where the report names none.</summary>
    public string Scanner => Runs.Count > 0 ? Runs[0].Scanner : Format.Name;
}

/// <summary>One scan in a report: what its findings, and their absence, can speak for.</summary>
/// <param name="Asset">What was scanned; null where the report does not say.</param>
/// <param name="ScanKind">
/// What kind of scan, where one scanner makes several kinds over the same asset (<c>container_image</c>, a SARIF category);
/// null where the report does not say.
/// </param>
public sealed record ReportRun(
    string Scanner,
    string? ScannerVersion,
    string? Asset,
    string? Branch,
    string? Revision,
    string? ScanKind);
