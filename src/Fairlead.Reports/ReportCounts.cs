namespace Fairlead.Reports;

/// <summary>The numbers of a report that was read to its end. Findings that the source set aside are counted too.</summary>
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
