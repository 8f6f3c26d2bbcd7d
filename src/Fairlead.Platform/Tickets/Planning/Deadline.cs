using Fairlead.Kernel;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>When findings are to be mended. Pure.</summary>
internal static class Deadline
{
    /// <summary>The day in UTC from which the days of a finding's severity count: first sight, and the days for which it stood accepted until an end that is over.</summary>
    public static DateOnly StartOf(DateTimeOffset firstSeenAt, TimeSpan acceptedFor) =>
        DateOnly.FromDateTime(firstSeenAt.UtcDateTime).AddDays(DaysOf(acceptedFor));

    /// <summary>Whole days; a part of one counts whole, so that an acceptance takes nothing from the time to mend it.</summary>
    public static int DaysOf(TimeSpan acceptedFor) => (int)Math.Ceiling(acceptedFor.TotalDays);

    /// <returns>The earliest start of each severity.</returns>
    public static IReadOnlyDictionary<Severity, DateOnly> EarliestOf(IEnumerable<(Severity Severity, DateOnly Start)> starts)
    {
        var earliest = new Dictionary<Severity, DateOnly>();
        foreach (var (severity, start) in starts)
        {
            if (!earliest.TryGetValue(severity, out var known) || start < known)
                earliest[severity] = start;
        }

        return earliest;
    }

    /// <param name="days">That each severity allows.</param>
    /// <returns>The day on which the first is due; <see langword="null"/> when none of the severities has days.</returns>
    public static DateOnly? DayOf(IReadOnlyDictionary<Severity, DateOnly> earliest, IEnumerable<SeverityDays> days) =>
        days.Where(d => earliest.ContainsKey(d.Severity)).Min(d => (DateOnly?)earliest[d.Severity].AddDays(d.Days));
}
