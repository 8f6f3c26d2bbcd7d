namespace Fairlead.Reports;

/// <summary>The readers that there are, and the way in: recognise a report by its content, and read it.</summary>
public static class ReportReaders
{
    /// <summary>Every format that can be read, in the order of the documentation.</summary>
    public static IReadOnlyList<ReportFormat> Formats { get; } =
        [ReportFormat.Sarif, ReportFormat.Trivy, ReportFormat.GenericJson, ReportFormat.GenericCsv];

    /// <summary>Recognises a format by the content's first 64 KiB, never by a file name.</summary>
    /// <param name="report">Must be seekable; its position is restored.</param>
    /// <exception cref="ReportException">Nothing that can be read; the message says what it looks like.</exception>
    public static Task<ReportFormat> DetectAsync(Stream report, CancellationToken ct) =>
        throw new NotSupportedException();

    /// <summary>
    /// Opens a report. Memory is bounded by <paramref name="options"/>, whatever the size; a stream that cannot seek is first
    /// copied to a temporary file. The stream is not disposed of.
    /// </summary>
    /// <param name="declared">What the caller says it is; null to recognise it. A contradiction with the content is refused.</param>
    /// <exception cref="ReportException">The file cannot be read as a report.</exception>
    public static Task<ReportReading> ReadAsync(
        Stream report, ReportFormat? declared, ReportOptions options, CancellationToken ct) =>
        throw new NotSupportedException();
}
