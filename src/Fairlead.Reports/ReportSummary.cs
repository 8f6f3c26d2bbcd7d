namespace Fairlead.Reports;

/// <summary>What <c>report read</c> shows: a report as it was understood, without importing it.</summary>
public static class ReportSummary
{
    /// <summary>
    /// Writes <c>{format, scanner, findings, counts}</c> as one JSON object, finding by finding. Up to 16 MiB of it are held back
    /// until the report is known to be readable, so that an unreadable report of ordinary size leaves no half an answer.
    /// </summary>
    /// <exception cref="ReportException">The file cannot be read as a report.</exception>
    public static Task<ReportCounts> WriteJsonAsync(
        Stream report, ReportFormat? declared, Stream output, ReportOptions options, CancellationToken ct) =>
        throw new NotSupportedException();

    /// <summary>Reads the whole report for its counts; <paramref name="each"/> sees every item on the way.</summary>
    /// <exception cref="ReportException">The file cannot be read as a report.</exception>
    public static Task<ReportCounts> CountAsync(
        Stream report, ReportFormat? declared, Action<ReportItem>? each, ReportOptions options, CancellationToken ct) =>
        throw new NotSupportedException();
}

/// <summary>The numbers of a report that was read to its end.</summary>
public sealed record ReportCounts(
    ReportHeader Header,
    ReportTrailer Trailer,
    long Critical,
    long High,
    long Medium,
    long Low,
    long Informational,
    long Unknown)
{
    public long Total => Critical + High + Medium + Low + Informational + Unknown;
}
