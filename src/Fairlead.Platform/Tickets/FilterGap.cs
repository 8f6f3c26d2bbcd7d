using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets;

/// <summary>What a filter asks for and Fairlead was never told.</summary>
/// <param name="Key">Of the filter, such as <c>minimumEpss</c>.</param>
internal sealed record FilterGap(string Key, string Message, string Fix)
{
    private const string Give = "give them with: fairlead intelligence import FILE";

    /// <param name="known">The files of threat intelligence in force.</param>
    public static IEnumerable<FilterGap> Of(TicketFilter filter, IReadOnlyCollection<IntelligenceSource> known)
    {
        if (filter.MinimumEpss is not null && !Has(IntelligenceKind.Epss))
            yield return new("minimumEpss", "no EPSS scores were imported, so that no finding passes", Give);
        if (filter.Kev is not null && !Has(IntelligenceKind.Kev))
            yield return new("kev", "the entries of the KEV catalogue were not imported, so that no finding is in it", Give);
        if (filter.ExploitMaturity is not null && !Has(IntelligenceKind.ExploitMaturity) && !Has(IntelligenceKind.Kev))
        {
            yield return new(
                "exploitMaturity", "neither exploit maturities nor the entries of the KEV catalogue were imported, so that only what scanners say counts", Give);
        }

        bool Has(IntelligenceKind kind) => known.Any(s => s.Kind == kind);
    }
}
