namespace Fairlead.Jira.Limits;

/// <summary>What an answer said about limits, as far as it could be read. Everything is <see langword="null"/> where absent.</summary>
/// <param name="RetryAfter">From Retry-After, against the answer's own Date when that is a date; clamped to 0.5 s … 1 h.</param>
/// <param name="Limit">Cloud: points or calls of the window. Data Center: size of the bucket.</param>
/// <param name="ResetAfter">Cloud: until the window ends, against the answer's own Date.</param>
/// <param name="Reason">Cloud: RateLimit-Reason.</param>
/// <param name="Interval">Data Center: the bucket gets <paramref name="FillRate"/> tokens each interval.</param>
/// <param name="QuotaRemaining">Cloud: r of (Beta-)RateLimit.</param>
/// <param name="QuotaResetAfter">Cloud: t of (Beta-)RateLimit.</param>
public sealed record LimitHeaders(
    TimeSpan? RetryAfter = null,
    long? Limit = null,
    long? Remaining = null,
    TimeSpan? ResetAfter = null,
    bool NearLimit = false,
    string? Reason = null,
    TimeSpan? Interval = null,
    long? FillRate = null,
    long? QuotaRemaining = null,
    TimeSpan? QuotaResetAfter = null)
{
    public static LimitHeaders None { get; } = new();
}
