using Fairlead.Jira.Limits;

namespace Fairlead.Jira.Tests.Limits;

public sealed class LimitHeadersReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("30", 30)]
    [InlineData("3600", 3600)]
    [InlineData("1.5", 1.5)]
    [InlineData("0.1", 0.5)]
    [InlineData("99999999999999", 3600)]
    [InlineData("1e300", 3600)]
    [InlineData("-5", -1)]
    [InlineData("0", -1)]
    [InlineData("NaN", -1)]
    [InlineData("soon", -1)]
    [InlineData("", -1)]
    [InlineData("Thu, 01 Jan 2026 12:00:20 GMT", 20)]
    [InlineData("Thu, 01 Jan 2026 11:00:00 GMT", -1)]
    [InlineData("Fri, 01 Jan 2027 12:00:00 GMT", 3600)]
    public void E6_retry_after_is_clamped(string text, double seconds) => Assert.Equal(
        seconds < 0 ? null : TimeSpan.FromSeconds(seconds), LimitHeadersReader.RetryAfter(text, Now));

    [Fact]
    public void Everything_that_Cloud_says_is_read_against_its_own_clock()
    {
        using var response = new HttpResponseMessage();
        void Add(string name, string value) => response.Headers.TryAddWithoutValidation(name, value);
        Add("Date", "Thu, 01 Jan 2026 13:00:00 GMT");
        Add("X-RateLimit-Limit", "350");
        Add("X-RateLimit-Remaining", "0");
        Add("X-RateLimit-Reset", "2026-01-01T13:30Z");
        Add("X-RateLimit-NearLimit", "true");
        Add("RateLimit-Reason", "jira-burst-based");
        Add("Beta-RateLimit", "\"global-app-quota\";r=12;t=340");
        Assert.Equal(
            new LimitHeaders(null, 350, 0, TimeSpan.FromMinutes(30), true, "jira-burst-based", null, null, 12, TimeSpan.FromSeconds(340)),
            LimitHeadersReader.Read(response.Headers, Now));
    }

    [Fact]
    public void Data_Centers_bucket_is_read_and_nonsense_is_absent()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("X-RateLimit-Interval-Seconds", "60");
        response.Headers.TryAddWithoutValidation("X-RateLimit-FillRate", "5");
        response.Headers.TryAddWithoutValidation("X-RateLimit-Remaining", "lots");
        response.Headers.TryAddWithoutValidation("RateLimit-Reason", "<script>");
        response.Headers.TryAddWithoutValidation("Retry-After", "0");
        Assert.Equal(
            new LimitHeaders(Interval: TimeSpan.FromSeconds(60), FillRate: 5), LimitHeadersReader.Read(response.Headers, Now));
        using var plain = new HttpResponseMessage();
        Assert.Same(LimitHeaders.None, LimitHeadersReader.Read(plain.Headers, Now));
    }
}
