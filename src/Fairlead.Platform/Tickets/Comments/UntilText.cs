using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>Reads an end as people write it in comments: a date, or how long from now.</summary>
internal static class UntilText
{
    private const int MaxNumber = 1_000;

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy/MM/dd", "d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d yyyy", "MMM d, yyyy", "MMMM d, yyyy"];

    private static readonly SearchValues<char> Separators = SearchValues.Create(" ,;.!)(");

    private static readonly string[] Months = ["MMM yyyy", "MMMM yyyy", "yyyy-MM"];

    private static readonly string[] Ordinals = ["st", "nd", "rd", "th"];

    /// <summary>
    /// A date holds to its end in UTC, a month to its last day; without a year it is the next one, this one too. Dates in digits are read only with the
    /// year first: 3/4/2027 is two days. What people write behind it is passed over, but a bare month ends where it is written, and no number follows
    /// what has no year: they may be a part of the date.
    /// </summary>
    /// <returns><see langword="null"/> when it begins with none of these.</returns>
    public static DateTimeOffset? Read(string text, DateTimeOffset now)
    {
        var clean = WithoutOrdinals(text.Trim());
        foreach (var opening in (string[])["the end of ", "end of "])
        {
            if (clean.StartsWith(opening, StringComparison.OrdinalIgnoreCase))
                clean = clean[opening.Length..].TrimStart();
        }

        // The longest beginning that says an end: "31 Jan 2027 as agreed".
        for (var end = clean.Length; end > 0; end = clean.AsSpan(0, end - 1).LastIndexOfAny(Separators) + 1)
        {
            var part = clean.AsSpan(0, end).TrimEnd(" ,;.!)(").Length;
            if (Whole(clean[..part], clean[part..], now) is { } until)
                return until;
        }

        return null;
    }

    /// <summary>The 5th is 5.</summary>
    private static string WithoutOrdinals(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            clean.Append(text[i]);
            if (char.IsAsciiDigit(text[i]) && i + 3 <= text.Length && Ordinals.Contains(text.Substring(i + 1, 2), StringComparer.OrdinalIgnoreCase)
                && (i + 3 == text.Length || !char.IsLetterOrDigit(text[i + 3])))
                i += 2;
        }

        return clean.ToString();
    }

    /// <param name="rest">What stands behind it.</param>
    private static DateTimeOffset? Whole(string text, string rest, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (DateOnly.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out var date))
            return EndOf(date);
        if (DateOnly.TryParseExact(text, Months, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out var month))
            return EndOf(LastDayOf(month));
        var next = rest.TrimStart(' ', ',');
        if (next.Length > 0 && char.IsAsciiDigit(next[0]))
            return null;
        // Read in a leap year, so that the 29th of February is a day.
        if (DateOnly.TryParseExact($"{text} 2000", Dates, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out var day))
            return NextOf(day, today);
        if ((rest.AsSpan().TrimStart() is not [var first, ..] || !char.IsLetterOrDigit(first))
            && DateOnly.TryParseExact(text, ["MMM", "MMMM"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var named))
            return EndOf(LastDayOf(new DateOnly(named.Month < today.Month ? today.Year + 1 : today.Year, named.Month, 1)));
        return Length(text, now);
    }

    private static DateTimeOffset? NextOf(DateOnly day, DateOnly today)
    {
        var year = (day.Month, day.Day).CompareTo((today.Month, today.Day)) < 0 ? today.Year + 1 : today.Year;
        return day.Day <= DateTime.DaysInMonth(year, day.Month) ? EndOf(new DateOnly(year, day.Month, day.Day)) : null;
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
