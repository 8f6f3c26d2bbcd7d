namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>When a finding is to be mended. Pure.</summary>
internal static class Deadline
{
    /// <param name="days">That its severity allows.</param>
    /// <returns>In UTC: first sight, the days, and those for which it stood accepted until an end that is over.</returns>
    public static DateOnly DayOf(DateTimeOffset firstSeenAt, int days, TimeSpan acceptedFor) =>
        DateOnly.FromDateTime(firstSeenAt.UtcDateTime).AddDays(days + DaysOf(acceptedFor));

    /// <summary>Whole days; a part of one counts whole, so that an acceptance takes nothing from the time to mend it.</summary>
    public static int DaysOf(TimeSpan acceptedFor) => (int)Math.Ceiling(acceptedFor.TotalDays);
}
