using System.Globalization;
using System.Text.RegularExpressions;

namespace Fairlead.Sandbox.Search.Jql;

/// <summary>Dates as JQL writes them, read in the caller's time zone.</summary>
internal static partial class JqlDates
{
    private static readonly string[] Formats =
        ["yyyy/MM/dd HH:mm", "yyyy-MM-dd HH:mm", "yyyy/M/d H:mm", "yyyy-M-d H:mm", "yyyy/MM/dd", "yyyy-MM-dd", "yyyy/M/d", "yyyy-M-d"];

    /// <returns>Null when the text is no date.</returns>
    public static DateTimeOffset? Read(string text, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (DateTime.TryParseExact(text.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return Local(local, zone);
        var period = Period().Match(text.Trim());
        if (!period.Success)
            return null;
        var span = TimeSpan.Zero;
        foreach (var (number, unit) in period.Groups["number"].Captures.Zip(period.Groups["unit"].Captures))
        {
            if (!int.TryParse(number.ValueSpan, out var count) || count > 100_000)
                return null;
            span += unit.ValueSpan[0] switch
            {
                'w' => TimeSpan.FromDays(7 * count),
                'd' => TimeSpan.FromDays(count),
                'h' => TimeSpan.FromHours(count),
                _ => TimeSpan.FromMinutes(count),
            };
        }

        return period.Groups["sign"].Value == "-" ? now - span : now + span;
    }

    /// <returns>Null for a function that gives no time.</returns>
    public static DateTimeOffset? Call(JqlOperand.Function function, DateTimeOffset now, TimeZoneInfo zone)
    {
        var name = function.Name.ToLowerInvariant();
        if (name == "now")
            return now;
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        var by = function.Arguments is [var argument, ..] && Step().Match(argument) is { Success: true } step
            ? int.Parse(step.Groups["number"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : 0;
        DateTime? start = name switch
        {
            "startofday" => today.AddDays(by),
            "endofday" => today.AddDays(by + 1).AddMilliseconds(-1),
            "startofweek" => today.AddDays(-(int)today.DayOfWeek + (7 * by)),
            "endofweek" => today.AddDays(-(int)today.DayOfWeek + (7 * (by + 1))).AddMilliseconds(-1),
            "startofmonth" => new DateTime(today.Year, today.Month, 1).AddMonths(by),
            "endofmonth" => new DateTime(today.Year, today.Month, 1).AddMonths(by + 1).AddMilliseconds(-1),
            "startofyear" => new DateTime(today.Year, 1, 1).AddYears(by),
            "endofyear" => new DateTime(today.Year, 1, 1).AddYears(by + 1).AddMilliseconds(-1),
            _ => null,
        };
        return start is { } at ? Local(at, zone) : null;
    }

    /// <summary>The day around the instant, as the zone counts days.</summary>
    public static JqlWindow Day(DateTimeOffset at, TimeZoneInfo zone)
    {
        var day = TimeZoneInfo.ConvertTime(at, zone).Date;
        return new JqlWindow(Local(day, zone), Local(day.AddDays(1), zone));
    }

    private static DateTimeOffset Local(DateTime local, TimeZoneInfo zone) =>
        new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();

    [GeneratedRegex(@"^(?<sign>[+-])?\s*((?<number>\d{1,6})(?<unit>[wdhm])\s*)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Period();

    [GeneratedRegex(@"^(?<number>[+-]?\d{1,4})[yMwdhm]?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Step();
}
