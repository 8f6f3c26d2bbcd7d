using System.Buffers;
using System.Globalization;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>Reads an end as people write it in comments: a date, or how long from now.</summary>
internal static class UntilText
{
    private const int MaxNumber = 1_000;

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy/MM/dd", "d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d yyyy", "MMM d, yyyy", "MMMM d, yyyy"];

    private static readonly SearchValues<char> Separators = SearchValues.Create(" ,;.!)(");

    private static readonly string[] Months = ["MMM yyyy", "MMMM yyyy", "yyyy-MM"];

    /// <summary>
    /// A date holds to its end in UTC, a month to its last day; a month without a year is the next one of that name, this one too. Dates in digits are read
    /// only with the year first: 3/4/2027 is two days. What people write behind it is passed over.
    /// </summary>
    /// <returns><see langword="null"/> when it begins with none of these.</returns>
    public static DateTimeOffset? Read(string text, DateTimeOffset now)
    {
        var clean = text.Trim();
        foreach (var opening in (string[])["the end of ", "end of "])
        {
            if (clean.StartsWith(opening, StringComparison.OrdinalIgnoreCase))
                clean = clean[opening.Length..].TrimStart();
        }

        // The longest beginning that says an end: "31 Jan 2027 as agreed".
        for (var end = clean.Length; end > 0; end = clean.AsSpan(0, end - 1).LastIndexOfAny(Separators) + 1)
        {
            if (Whole(clean[..end].Trim().TrimEnd('.', ',', ';', '!', ')', '('), now) is { } until)
                return until;
        }

        return null;
    }

    private static DateTimeOffset? Whole(string text, DateTimeOffset now)
    {
        if (DateOnly.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out var date))
            return EndOf(date);
        if (DateOnly.TryParseExact(text, Months, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out var month))
            return EndOf(LastDayOf(month));
        if (DateOnly.TryParseExact(text, ["MMM", "MMMM"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var named))
        {
            var today = DateOnly.FromDateTime(now.UtcDateTime);
            return EndOf(LastDayOf(new DateOnly(named.Month < today.Month ? today.Year + 1 : today.Year, named.Month, 1)));
        }

        return Length(text, now);
    }

    private static DateOnly LastDayOf(DateOnly month) => new(month.Year, month.Month, DateTime.DaysInMonth(month.Year, month.Month));

    private static DateTimeOffset? EndOf(DateOnly date) =>
        date == DateOnly.MaxValue ? null : new DateTimeOffset(date.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

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
