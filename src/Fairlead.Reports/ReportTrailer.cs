namespace Fairlead.Reports;

/// <summary>What is known once the whole report was read.</summary>
/// <param name="Findings">Findings handed out.</param>
/// <param name="Problems">Entries that could not be read.</param>
/// <param name="NotFindings">Entries that are no weaknesses: passed checks, informational results, results absent since a baseline.</param>
/// <param name="Warnings">What single entries were taken in with although it was not understood, each text once with its first place and how often; then remarks on the report as a whole. At most 100.</param>
public sealed record ReportTrailer(
    long Findings,
    long Problems,
    long NotFindings,
    Completeness Completeness,
    IReadOnlyList<string> Warnings);

/// <summary>Whether the absence of a finding from a report means anything.</summary>
public abstract record Completeness
{
    private Completeness()
    {
    }

    public sealed record Complete : Completeness;

    /// <summary>The scan failed, was cut short, or an entry could not be read: absence means nothing, and nothing may be closed.</summary>
    public sealed record Partial(string Reason) : Completeness;
}
