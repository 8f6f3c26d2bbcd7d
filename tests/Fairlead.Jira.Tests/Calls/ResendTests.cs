using System.Net;
using System.Net.Sockets;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Tests.Transport;

namespace Fairlead.Jira.Tests.Calls;

/// <summary>What the client repeats by itself.</summary>
public sealed class ResendTests
{
    private const string Limited = """{"errorMessages":["Rate limit exceeded"]}""";
    private readonly TestClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_limited_create_is_sent_again_after_the_pause()
    {
        await using var server = ScriptedServer.InOrder(
            (_, reply) => reply.AnswerAsync(429, Limited, "Retry-After: 30"),
            (_, reply) => reply.AnswerAsync(201, """{"id":"1","key":"SEC-1"}"""));
        using var under = new ClientUnderTest(server.Url, options: new(), clock: _clock);
        var create = under.Client.Issues.CreateAsync(Sample.Draft, Ct);
        await Until(() => under.Limiter.Snapshot().Waiting == 1);
        Assert.Single(server.Calls);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.IsType<JiraOutcome<CreatedIssue>.Committed>(await create);
        Assert.Equal([JiraCallResult.Limited, JiraCallResult.Succeeded], under.Calls.Select(c => c.Result));
        Assert.Equal([1, 2], under.Calls.Select(c => c.Attempt));
    }

    [Fact]
    public async Task After_a_bounded_number_of_times_the_caller_is_told()
    {
        await using var server = ScriptedServer.Always(429, Limited, "Retry-After: 1");
        using var under = new ClientUnderTest(server.Url, options: new(), clock: _clock);
        var create = under.Client.Issues.CreateAsync(Sample.Draft, Ct);
        for (var i = 0; i < 3; i++)
        {
            await Until(() => under.Limiter.Snapshot().Waiting == 1);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var rejected = Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(await create);
        Assert.Equal((JiraRefusalCause.RateLimited, TimeSpan.FromSeconds(1)), (rejected.Cause, rejected.RetryAfter));
        Assert.Equal(4, server.Calls.Count);
    }

    [Fact]
    public async Task A_long_pause_is_the_callers_and_later_calls_are_not_sent()
    {
        await using var server = ScriptedServer.Always(429, Limited, "Retry-After: 600");
        using var under = new ClientUnderTest(server.Url, options: new(), clock: _clock);
        var first = Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(await under.Client.Issues.CreateAsync(Sample.Draft, Ct));
        Assert.Equal(TimeSpan.FromMinutes(10), first.RetryAfter);
        var second = Assert.IsType<JiraOutcome<CreatedIssue>.NotSent>(await under.Client.Issues.CreateAsync(Sample.Draft, Ct));
        Assert.Equal((JiraFailureCause.RateLimited, TimeSpan.FromMinutes(10)), (second.Cause, second.RetryAfter));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task F051_a_limited_bulk_create_is_never_sent_again()
    {
        await using var server = ScriptedServer.Always(429, Limited, "Retry-After: 1");
        using var under = new ClientUnderTest(server.Url, options: new(), clock: _clock);
        var outcomes = await under.Client.Issues.BulkCreateAsync([Sample.Draft, Sample.Draft], Ct);
        Assert.All(outcomes, o => Assert.Equal(
            (JiraFailureCause.RateLimited, TimeSpan.FromSeconds(1)),
            Assert.IsType<JiraOutcome<CreatedIssue>.Uncertain>(o) is var u ? (u.Cause, u.RetryAfter!.Value) : default));
        Assert.Single(server.Calls);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Nothing_else_is_sent_again(int status)
    {
        await using var server = ScriptedServer.Always(status, "");
        using var under = new ClientUnderTest(server.Url, options: new());
        await under.Client.Issues.CreateAsync(Sample.Draft, Ct);
        await Assert.ThrowsAsync<JiraUnavailableException>(() => under.Client.Myself.GetAsync(Ct));
        Assert.Equal(2, server.Calls.Count);
    }

    /// <summary>Nothing listens there: proven unsent. Then something does.</summary>
    [Fact]
    public async Task Through_hiccups_a_create_that_was_surely_not_sent_is_sent_again_after_a_moment()
    {
        var port = FreePort();
        using var under = new ClientUnderTest(new Uri($"http://127.0.0.1:{port}"), options: new(), clock: _clock);
        var create = under.Client.ThroughHiccups().Issues.CreateAsync(Sample.Draft, Ct);
        await Until(() => under.Calls.Count == 1);
        await using var server = new ScriptedServer((_, reply, _) => reply.AnswerAsync(201, """{"id":"1","key":"SEC-1"}"""), port);

        Assert.IsType<JiraOutcome<CreatedIssue>.Committed>(await AdvanceUntil(create));

        Assert.Equal([JiraCallResult.NotSent, JiraCallResult.Succeeded], under.Calls.Select(c => c.Result));
        Assert.True(under.Calls[1].StartedAt - under.Calls[0].StartedAt >= TimeSpan.FromMilliseconds(250));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Through_hiccups_a_jira_that_stays_away_is_tried_three_times()
    {
        using var under = new ClientUnderTest(new Uri($"http://127.0.0.1:{FreePort()}"), options: new(), clock: _clock);

        var unsent = Assert.IsType<JiraOutcome<CreatedIssue>.NotSent>(
            await AdvanceUntil(under.Client.ThroughHiccups().Issues.CreateAsync(Sample.Draft, Ct)));

        Assert.Equal(JiraFailureCause.Unreachable, unsent.Cause);
        Assert.Equal(3, under.Calls.Count);
        Assert.True(under.Calls[2].StartedAt - under.Calls[1].StartedAt >= TimeSpan.FromMilliseconds(500));
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Through_hiccups_a_read_is_tried_three_times_and_a_create_once(int status)
    {
        await using var server = ScriptedServer.Always(status, "");
        using var under = new ClientUnderTest(server.Url, options: new(), clock: _clock);
        var client = under.Client.ThroughHiccups();

        await Assert.ThrowsAsync<JiraUnavailableException>(() => AdvanceUntil(client.Myself.GetAsync(Ct)));
        Assert.Equal(3, server.Calls.Count);
        Assert.IsType<JiraOutcome<CreatedIssue>.Uncertain>(await client.Issues.CreateAsync(Sample.Draft, Ct));
        Assert.Equal(4, server.Calls.Count);
    }

    /// <summary>Jira said how long to wait, or no waiting helps: the caller is told at once.</summary>
    [Theory]
    [InlineData(503, "Retry-After: 60")]
    [InlineData(500, "X-Nothing: 1")]
    public async Task Through_hiccups_what_is_none_is_asked_once(int status, string header)
    {
        await using var server = ScriptedServer.Always(status, "", header);
        using var under = new ClientUnderTest(server.Url, options: new(), clock: _clock);
        await Assert.ThrowsAsync<JiraUnavailableException>(() => under.Client.ThroughHiccups().Myself.GetAsync(Ct));
        Assert.Single(server.Calls);
    }

    /// <summary>The condition is asked again for every try: who was overtaken meanwhile sends nothing.</summary>
    [Fact]
    public async Task Through_hiccups_a_create_whose_condition_no_longer_holds_stays_home()
    {
        var port = FreePort();
        using var under = new ClientUnderTest(new Uri($"http://127.0.0.1:{port}"), options: new(), clock: _clock);
        var create = under.Client.ThroughHiccups().SendingWhile(_ => ValueTask.FromResult(false)).Issues.CreateAsync(Sample.Draft, Ct);
        await Until(() => under.Calls.Count == 1);
        await using var server = new ScriptedServer((_, reply, _) => reply.AnswerAsync(201, """{"id":"1","key":"SEC-1"}"""), port);

        var unsent = Assert.IsType<JiraOutcome<CreatedIssue>.NotSent>(await AdvanceUntil(create));

        Assert.Equal(JiraFailureCause.Withdrawn, unsent.Cause);
        Assert.Empty(server.Calls);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Time passes in small steps for as long as the call takes.</summary>
    private async Task<T> AdvanceUntil<T>(Task<T> call)
    {
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            return call.IsCompleted;
        });
        return await call;
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(5, Ct);
    }
}
