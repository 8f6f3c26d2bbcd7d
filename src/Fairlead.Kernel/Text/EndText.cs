using System.Globalization;

namespace Fairlead.Kernel.Text;

/// <summary>An end as people read it behind "until": an end at midnight, UTC, is told by the day before it, which it still holds for.</summary>
public static class EndText
{
    /// <param name="end">The first instant at which it holds no longer.</param>
    /// <returns>Such as <c>2027-02-28</c>, which is over at its end; an end within a day as <c>2027-02-28 14:23Z</c>.</returns>
    public static string Of(DateTimeOffset end) => end.UtcDateTime.TimeOfDay == TimeSpan.Zero && end > DateTimeOffset.MinValue
        ? end.AddTicks(-1).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : end.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
