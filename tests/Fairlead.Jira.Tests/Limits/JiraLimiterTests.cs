using Fairlead.Jira.Limits;

namespace Fairlead.Jira.Tests.Limits;

public sealed class JiraLimiterTests
{
    private static readonly LimitKey Get = new("GET /issue/{issueIdOrKey}", null);
    private static readonly LimitKey Search = new("POST /search/jql", null);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);
    private readonly TestClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_more_calls_than_allowed_are_in_flight()
    {
        using var limiter = Limiter(new() { MaxConcurrentCalls = 2, ReservedForInteractive = 0 });
        var first = await Granted(limiter, Get);
        var second = await Granted(limiter, Get);
        var third = Ask(limiter, Get);
        Assert.False(third.IsCompleted);
        Assert.Equal((2, 1), (limiter.Snapshot().InFlight, limiter.Snapshot().Waiting));
        limiter.Release(first, 200, LimitHeaders.None);
        Assert.True((await third).IsGranted);
        limiter.Release(second, 200, LimitHeaders.None);
        limiter.Release(Get, 200, LimitHeaders.None);
        Assert.Equal((0, 0), (limiter.Snapshot().InFlight, limiter.Snapshot().Waiting));
    }

    [Fact]
    public async Task People_come_before_jobs_and_find_a_free_slot()
    {
        using var limiter = Limiter(new() { MaxConcurrentCalls = 2, ReservedForInteractive = 1 });
        Assert.True((await Ask(limiter, Get, JiraCallPriority.Background)).IsGranted);
        var job = Ask(limiter, Get, JiraCallPriority.Background);
        Assert.False(job.IsCompleted);
        Assert.True((await Ask(limiter, Get)).IsGranted);
        var person = Ask(limiter, Get);
        limiter.Release(Get, 200, LimitHeaders.None);
        Assert.True((await person).IsGranted);
        Assert.False(job.IsCompleted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(3600)]
    public async Task F036_nothing_goes_before_the_time_and_other_endpoints_go_on(int seconds)
    {
        using var limiter = Limiter();
        await Limited(limiter, Search, new(RetryAfter: TimeSpan.FromSeconds(seconds), Reason: "jira-burst-based"));
        var paused = Ask(limiter, Search);
        Assert.True((await Ask(limiter, Get)).IsGranted);
        _clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(paused.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((await paused).IsGranted);
    }

    [Fact]
    public async Task F037_without_a_time_the_pause_starts_at_5_s_and_doubles_up_to_an_hour()
    {
        using var limiter = Limiter();
        var pauses = new List<double>();
        for (var i = 0; i < 14; i++)
        {
            await Limited(limiter, Search, LimitHeaders.None);
            var until = Assert.Single(limiter.Snapshot().Pauses).Until;
            pauses.Add((until - _clock.GetUtcNow()).TotalSeconds);
            _clock.Advance(until - _clock.GetUtcNow());
        }

        Assert.Equal([5, 10, 20, 40, 80], pauses.Take(5));
        Assert.Equal(3600, pauses[^1]);
        Assert.True((await Ask(limiter, Search)).IsGranted);
        limiter.Release(Search, 200, LimitHeaders.None);
        await Limited(limiter, Search, LimitHeaders.None);
        Assert.Equal(5, (Assert.Single(limiter.Snapshot().Pauses).Until - _clock.GetUtcNow()).TotalSeconds);
    }

    [Theory]
    [InlineData("jira-quota-global-based", LimitScope.Connection)]
    [InlineData("jira-quota-tenant-based", LimitScope.Connection)]
    [InlineData("jira-burst-based", LimitScope.Endpoint)]
    [InlineData("jira-per-issue-on-write", LimitScope.Issue)]
    [InlineData("jira-cost-based", LimitScope.Endpoint)]
    [InlineData(null, LimitScope.Endpoint)]
    public async Task F038_the_reason_says_what_pauses(string? reason, LimitScope scope)
    {
        using var limiter = Limiter();
        var key = new LimitKey("PUT /issue/{issueIdOrKey}", "SEC-1");
        await Limited(limiter, key, new(RetryAfter: TimeSpan.FromSeconds(10), Reason: reason));
        Assert.Equal(scope, Assert.Single(limiter.Snapshot().Pauses).Scope);

        Assert.False(Ask(limiter, key).IsCompleted);
        Assert.Equal(scope == LimitScope.Issue, Ask(limiter, key with { WrittenIssue = "SEC-2" }).IsCompleted);
        Assert.Equal(scope != LimitScope.Connection, Ask(limiter, Get).IsCompleted);
    }

    [Fact]
    public async Task A_quota_without_retry_after_pauses_until_its_reset()
    {
        using var limiter = Limiter();
        await Limited(limiter, Get, new(ResetAfter: TimeSpan.FromMinutes(20), Reason: "jira-quota-tenant-based"));
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromMinutes(20), Assert.Single(limiter.Snapshot().Pauses).Until);
    }

    [Fact]
    public async Task An_empty_bucket_of_Data_Center_pauses_before_the_429()
    {
        using var limiter = Limiter();
        await Granted(limiter, Get);
        limiter.Release(Get, 200, new(Limit: 10, Remaining: 0, Interval: TimeSpan.FromSeconds(60), FillRate: 5));
        var paused = Ask(limiter, Search);
        Assert.False(paused.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True((await paused).IsGranted);
    }

    [Fact]
    public async Task A_used_up_quota_pauses_until_it_is_filled()
    {
        using var limiter = Limiter();
        await Granted(limiter, Get);
        limiter.Release(Get, 200, new(QuotaRemaining: 0, QuotaResetAfter: TimeSpan.FromSeconds(340)));
        Assert.Equal("quota", Assert.Single(limiter.Snapshot().Pauses).Reason);
    }

    [Fact]
    public async Task F039_maintenance_pauses_the_connection()
    {
        using var limiter = Limiter();
        await Granted(limiter, Get);
        limiter.Release(Get, 503, new(RetryAfter: TimeSpan.FromMinutes(10)));
        Assert.Equal((LimitScope.Connection, "maintenance"), (limiter.Snapshot().Pauses[0].Scope, limiter.Snapshot().Pauses[0].Reason));
    }

    [Fact]
    [Trait("Complaint", "U-37")]
    public async Task One_issue_gets_20_writes_in_2_s_and_100_in_30_s()
    {
        using var limiter = Limiter(new() { MaxConcurrentCalls = 500 });
        var key = new LimitKey("PUT /issue/{issueIdOrKey}", "SEC-1");
        var start = _clock.GetUtcNow();
        var granted = new List<DateTimeOffset>();
        var asked = Enumerable.Range(0, 150).Select(_ => Ask(limiter, key)).ToList();
        for (var i = 0; i < 700; i++)
        {
            // None is given back, so what is in flight is what was granted.
            while (granted.Count < limiter.Snapshot().InFlight)
                granted.Add(_clock.GetUtcNow());
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.All(await Task.WhenAll(asked), p => Assert.True(p.IsGranted));
        Assert.Equal(150, granted.Count);
        foreach (var at in granted)
        {
            Assert.InRange(granted.Count(g => g > at - TimeSpan.FromSeconds(2) && g <= at), 1, 20);
            Assert.InRange(granted.Count(g => g > at - TimeSpan.FromSeconds(30) && g <= at), 1, 100);
        }

        Assert.True(granted[^1] - start < TimeSpan.FromSeconds(45));
        Assert.True((await Ask(limiter, key with { WrittenIssue = "SEC-2" })).IsGranted);
    }

    [Fact]
    public async Task A_wait_beyond_the_patience_is_denied_at_once_also_for_those_who_wait_already()
    {
        using var limiter = Limiter(new() { MaxConcurrentCalls = 1 });
        await Granted(limiter, Search);
        var waiting = Ask(limiter, Search, patience: TimeSpan.FromSeconds(60));
        limiter.Release(Search, 429, new(RetryAfter: TimeSpan.FromMinutes(5)));
        Assert.Equal(TimeSpan.FromMinutes(5), (await waiting).DeniedFor);
        Assert.Equal(TimeSpan.FromMinutes(5), (await Ask(limiter, Search, patience: TimeSpan.FromSeconds(60))).DeniedFor);
    }

    [Fact]
    public async Task A_limit_halves_the_concurrency_and_quiet_gives_it_back()
    {
        using var limiter = Limiter(new() { MaxConcurrentCalls = 8 });
        await Limited(limiter, Search, new(RetryAfter: TimeSpan.FromSeconds(1)));
        Assert.Equal(4, limiter.Snapshot().Concurrency);
        for (var i = 0; i < 80; i++)
            limiter.Release(await Granted(limiter, Get), 200, LimitHeaders.None);
        Assert.Equal(8, limiter.Snapshot().Concurrency);
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_queue()
    {
        using var limiter = Limiter(new() { MaxConcurrentCalls = 1 });
        await Granted(limiter, Get);
        using var giveUp = new CancellationTokenSource();
        var waiting = limiter.AcquireAsync(Get, JiraCallPriority.Interactive, Patience, giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, limiter.Snapshot().Waiting);
    }

    [Fact]
    public async Task The_queue_is_bounded()
    {
        using var limiter = Limiter(new() { MaxConcurrentCalls = 1, MaxWaitingCalls = 3 });
        await Granted(limiter, Get);
        var waiting = Enumerable.Range(0, 3).Select(_ => Ask(limiter, Get)).ToList();
        Assert.False((await Ask(limiter, Get)).IsGranted);
        Assert.All(waiting, w => Assert.False(w.IsCompleted));
    }

    private JiraLimiter Limiter(JiraLimiterOptions? options = null) => new((options ?? new()) with { Jitter = () => 0.5 }, _clock);

    private static Task<LimitPermit> Ask(
        JiraLimiter limiter, LimitKey key, JiraCallPriority priority = JiraCallPriority.Interactive, TimeSpan? patience = null) =>
        limiter.AcquireAsync(key, priority, patience ?? Patience, Ct).AsTask();

    private static async Task<LimitKey> Granted(JiraLimiter limiter, LimitKey key)
    {
        Assert.True((await Ask(limiter, key)).IsGranted);
        return key;
    }

    private static async Task Limited(JiraLimiter limiter, LimitKey key, LimitHeaders headers) =>
        limiter.Release(await Granted(limiter, key), 429, headers);
}
