using System.Globalization;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Limits;

/// <summary>Counts requests as the edition does and says 429 with its headers.</summary>
internal sealed class RateLimiter(Site site)
{
    private static readonly TimeSpan ShortWindow = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongWindow = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenBucket> _buckets = [];
    private readonly Dictionary<string, Queue<DateTimeOffset>> _issueWrites = [];

    /// <param name="issue">The issue that the path names; null for none.</param>
    /// <param name="headers">What every answer carries, refused or not.</param>
    /// <returns>The refusal, or null.</returns>
    public JiraAnswer? Check(
        string method, JiraRoute route, string? issue, string account, Dictionary<string, string> headers)
    {
        lock (_gate)
        {
            return site.IsCloud
                ? OnCloud(method, route, issue, headers)
                : OnDataCenter(route, account, headers);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _buckets.Clear();
            _issueWrites.Clear();
        }
    }

    private JiraAnswer? OnCloud(string method, JiraRoute route, string? issue, Dictionary<string, string> headers)
    {
        if (site.Options.Limits.CloudBurst is { } burst)
        {
            var limit = method switch
            {
                "GET" when route.Template.EndsWith("/issue/{issueIdOrKey}", StringComparison.Ordinal) => burst.GetIssue,
                "GET" => burst.Get,
                "PUT" => burst.Put,
                "DELETE" => burst.Delete,
                _ => burst.Post,
            };
            var bucket = Bucket($"{method} {route.Template}", limit);
            var isTaken = bucket.TryTake(site.Clock.GetUtcNow(), limit);
            AddCloudHeaders(headers, limit, bucket.Whole);
            if (!isTaken)
                return TooMany("jira-burst-based", TimeSpan.FromSeconds(1), limit);
        }

        if (issue is not null && method != "GET" && site.Options.Limits.CloudIssueWrites is { } writes)
            return CheckIssue(issue, writes);
        return null;
    }

    private JiraAnswer? CheckIssue(string idOrKey, CloudIssueWriteLimit limit)
    {
        var name = site.Issues.Find(idOrKey) is { } found ? $"{found.Id}" : idOrKey;
        if (!_issueWrites.TryGetValue(name, out var times))
            _issueWrites[name] = times = [];
        var now = site.Clock.GetUtcNow();
        while (times.TryPeek(out var oldest) && now - oldest >= LongWindow)
            times.Dequeue();
        if (times.Count >= limit.PerThirtySeconds)
            return TooMany("jira-per-issue-on-write", times.Peek() + LongWindow - now, limit.PerThirtySeconds);
        var recent = times.Where(t => now - t < ShortWindow).ToList();
        if (recent.Count >= limit.PerTwoSeconds)
            return TooMany("jira-per-issue-on-write", recent[0] + ShortWindow - now, limit.PerTwoSeconds);
        times.Enqueue(now);
        return null;
    }

    private JiraAnswer? OnDataCenter(JiraRoute route, string account, Dictionary<string, string> headers)
    {
        if (site.Options.Limits.DataCenter is not { } limit || route.IsUnlimited)
            return null;
        var bucket = Bucket(account, limit.BucketSize);
        var isTaken = bucket.TryTake(site.Clock.GetUtcNow(), limit.FillRate / (double)limit.IntervalSeconds);
        headers["X-RateLimit-Limit"] = $"{limit.BucketSize}";
        headers["X-RateLimit-Remaining"] = $"{bucket.Whole}";
        headers["X-RateLimit-Interval-Seconds"] = $"{limit.IntervalSeconds}";
        headers["X-RateLimit-FillRate"] = $"{limit.FillRate}";
        headers["Retry-After"] = isTaken ? "0" : $"{limit.IntervalSeconds}";
        return isTaken ? null : new JiraAnswer(429, new JsonObject { ["message"] = "Rate limit exceeded." });
    }

    private TokenBucket Bucket(string name, double size)
    {
        if (!_buckets.TryGetValue(name, out var bucket))
            _buckets[name] = bucket = new TokenBucket(size, site.Clock.GetUtcNow());
        return bucket;
    }

    private static void AddCloudHeaders(Dictionary<string, string> headers, int limit, int remaining)
    {
        headers["X-RateLimit-Limit"] = $"{limit}";
        headers["X-RateLimit-Remaining"] = $"{remaining}";
        if (remaining < limit / 5)
            headers["X-RateLimit-NearLimit"] = "true";
    }

    private JiraAnswer TooMany(string reason, TimeSpan wait, int limit)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        var reset = site.Clock.GetUtcNow().AddSeconds(seconds);
        return JiraAnswer.Of(new JiraRefusal(429, "Rate limit exceeded."))
            .With("Retry-After", $"{seconds}")
            .With("X-RateLimit-Limit", $"{limit}")
            .With("X-RateLimit-Remaining", "0")
            .With("X-RateLimit-Reset", reset.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            .With("RateLimit-Reason", reason);
    }

    private sealed class TokenBucket(double size, DateTimeOffset start)
    {
        private double _taken;
        private DateTimeOffset _filledAt = start;

        public int Whole => (int)(size - _taken);

        public bool TryTake(DateTimeOffset now, double perSecond)
        {
            _taken = Math.Max(0, _taken - ((now - _filledAt).TotalSeconds * perSecond));
            _filledAt = now;
            if (size - _taken < 1)
                return false;
            _taken++;
            return true;
        }
    }
}
