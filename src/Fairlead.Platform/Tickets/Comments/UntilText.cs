using System.Globalization;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>Reads an end as people write it in comments: a date, or how long from now.</summary>
internal static class UntilText
{
    private const int MaxNumber = 1_000;

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy/MM/dd", "d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d yyyy", "MMM d, yyyy", "MMMM d, yyyy"];

    /// <summary>A date holds to its end in UTC. Dates in digits are read only with the year first: 3/4/2027 is two days.</summary>
    /// <returns><see langword="null"/> when it is neither.</returns>
    public static DateTimeOffset? Read(string text, DateTimeOffset now)
    {
        var clean = text.Trim().TrimEnd('.', ',', ';', '!', ')');
        if (DateOnly.TryParseExact(clean, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out var date))
            return date == DateOnly.MaxValue ? null : new DateTimeOffset(date.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return Length(clean, now);
    }

    private static DateTimeOffset? Length(string text, DateTimeOffset now)
    {
        var unit = text.TrimStart([.. "0123456789"]).Trim().ToLowerInvariant();
        if (!int.TryParse(text[..^unit.Length], NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) || number > MaxNumber)
            return null;
        return unit switch
        {
            "d" or "day" or "days" => now.AddDays(number),
            "w" or "week" or "weeks" => now.AddDays(7 * number),
            "m" or "month" or "months" => now.AddMonths(number),
            "y" or "year" or "years" => now.AddYears(number),
            _ => null,
        };
    }
}
