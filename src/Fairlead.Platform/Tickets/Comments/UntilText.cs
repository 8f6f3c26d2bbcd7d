using System.Globalization;
using System.Text.RegularExpressions;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>Reads an end as people write it in comments: a date, or how long from now.</summary>
internal static partial class UntilText
{
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy/MM/dd", "d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d yyyy", "MMM d, yyyy", "MMMM d, yyyy"];

    /// <summary>A date holds to its end in UTC. Dates in digits are read only with the year first: 3/4/2027 is two days.</summary>
    /// <returns><see langword="null"/> when it is neither.</returns>
    public static DateTimeOffset? Read(string text, DateTimeOffset now)
    {
        var clean = text.Trim().TrimEnd('.', ',', ';', '!', ')');
        if (DateOnly.TryParseExact(clean, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out var date))
            return date == DateOnly.MaxValue ? null : new DateTimeOffset(date.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        if (Length().Match(clean) is not { Success: true } length || !int.TryParse(length.Groups[1].ValueSpan, out var number) || number > 10_000)
            return null;
        return char.ToLowerInvariant(length.Groups[2].Value[0]) switch
        {
            'd' => now.AddDays(number),
            'w' => now.AddDays(7 * number),
            'm' => now.AddMonths(number),
            _ => now.AddYears(Math.Min(number, 1_000)),
        };
    }

    [GeneratedRegex("^([0-9]{1,5}) ?(d|days?|w|weeks?|m|months?|y|years?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Length();
}
