using System.Globalization;
using System.Net.Http.Headers;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Limits;

/// <summary>
/// Reads the limit headers of both editions from an answer. Lenient: what cannot be understood is absent. Retry-After is read by
/// hand because .NET gives nothing for <c>-5</c>, <c>1.5</c> and numbers beyond int (reliability fact E6).
/// </summary>
internal static class LimitHeadersReader
{
    public static readonly TimeSpan MinPause = TimeSpan.FromSeconds(0.5);
    public static readonly TimeSpan MaxPause = TimeSpan.FromHours(1);

    public static LimitHeaders Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        // Against the answer's own clock, so that a wrong clock on either side does not matter.
        var serverNow = headers.Date ?? now;
        var quota = Structured(First(headers, "RateLimit") ?? First(headers, "Beta-RateLimit"));
        var read = new LimitHeaders(
            RetryAfter(First(headers, "Retry-After"), serverNow),
            Whole(First(headers, "X-RateLimit-Limit")),
            Whole(First(headers, "X-RateLimit-Remaining")),
            Until(First(headers, "X-RateLimit-Reset"), serverNow),
            string.Equals(First(headers, "X-RateLimit-NearLimit"), "true", StringComparison.OrdinalIgnoreCase),
            Reason(First(headers, "RateLimit-Reason")),
            Seconds(Whole(First(headers, "X-RateLimit-Interval-Seconds"))),
            Whole(First(headers, "X-RateLimit-FillRate")),
            quota.Remaining,
            Seconds(quota.ResetSeconds));
        return read == LimitHeaders.None ? LimitHeaders.None : read;
    }

    /// <returns>Clamped to 0.5 s … 1 h; <see langword="null"/> when it is neither a number nor a date, or not in the future.</returns>
    internal static TimeSpan? RetryAfter(string? text, DateTimeOffset serverNow)
    {
        if (text is null)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return seconds > 0 ? Clamp(seconds) : null;
        return DateTimeOffset.TryParseExact(
            text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) && date > serverNow
            ? Clamp((date - serverNow).TotalSeconds)
            : null;
    }

    private static TimeSpan Clamp(double seconds) =>
        TimeSpan.FromSeconds(Math.Clamp(seconds, MinPause.TotalSeconds, MaxPause.TotalSeconds));

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;

    private static long? Whole(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? Seconds(long? seconds) => seconds is { } s ? TimeSpan.FromSeconds(Math.Min(s, 86_400)) : null;

    private static TimeSpan? Until(string? instant, DateTimeOffset serverNow) =>
        instant is not null && JiraJson.InstantOf(instant) is { } at && at > serverNow ? Clamp((at - serverNow).TotalSeconds) : null;

    /// <summary>Kept only when it looks like a reason: it is shown to people and kept in records.</summary>
    private static string? Reason(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? text : null;

    /// <summary><c>"global-app-quota";r=1200;t=340</c>; the first of several.</summary>
    private static (long? Remaining, long? ResetSeconds) Structured(string? text)
    {
        (long? Remaining, long? Reset) read = default;
        foreach (var part in (text ?? "").Split(',')[0].Split(';', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("r=", StringComparison.Ordinal))
                read.Remaining = Whole(part[2..]);
            else if (part.StartsWith("t=", StringComparison.Ordinal))
                read.Reset = Whole(part[2..]);
        }

        return read;
    }
}
