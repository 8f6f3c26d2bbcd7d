using System.Globalization;
using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Http;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tickets;

/// <summary>Filters as people write them, for this room and those above it.</summary>
internal static class TicketFilters
{
    /// <param name="at">JSON pointer of the body.</param>
    /// <param name="check">Takes what is wrong.</param>
    public static TicketFilter Read(TicketFilterBody? body, string at, Validation check)
    {
        var faults = new FaultList();
        var filter = new DraftCheck(faults).Filter(body);
        foreach (var (path, message, fix) in faults.Problems)
            check.Add(at + path["filter".Length..].Replace('.', '/').Replace("[", "/").Replace("]", ""), fix is null ? message : $"{message}; {fix}");
        return filter;
    }

    /// <returns><see langword="null"/> where it allows everything.</returns>
    public static TicketFilterBody? Write(TicketFilter filter) => filter == TicketFilter.Everything ? null : new TicketFilterBody(
        filter.MinimumSeverity == Severity.Unknown ? null : filter.MinimumSeverity,
        Any(filter.Kinds),
        Any(filter.Scanners),
        Any(filter.Assets),
        Any(filter.Rules),
        Any(filter.Labels),
        Any<string>([.. filter.Statuses.Select(TicketMapping.Word)]),
        filter.Fixable,
        filter.FirstSeenFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        filter.MinimumAgeDays,
        filter.MinimumEpss,
        filter.Kev,
        filter.ExploitMaturity,
        Any(filter.Severities));

    private static IReadOnlyList<T>? Any<T>(IReadOnlyList<T> values) => values.Count == 0 ? null : values;

    /// <summary>Says of findings whether they pass.</summary>
    /// <param name="now">UTC; age is counted up to it.</param>
    public static Predicate<FindingSummary> Match(TicketFilter filter, DateTimeOffset now)
    {
        var match = new FilterMatch(filter, now);
        return finding => match.Accepts(CatalogFindings.ToPlanned(finding));
    }
}
