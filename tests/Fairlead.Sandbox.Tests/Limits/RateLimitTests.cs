using Fairlead.Sandbox.Limits;
using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests.Limits;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Cloud_limits_each_endpoint_by_itself_and_says_why()
    {
        var clock = new TestClock();
        await using var jira = await JiraDriver.StartAsync(new SandboxOptions
        {
            TimeProvider = clock,
            Limits = new SandboxLimits { CloudBurst = new CloudBurstLimit(Get: 3) },
        });
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (await jira.GetAsync("myself")).Status);
        var reply = await jira.GetAsync("myself");
        Assert.Equal((429, "1", "jira-burst-based"), (reply.Status, reply.Headers["Retry-After"], reply.Headers["RateLimit-Reason"]));
        Assert.Equal("2026-01-01T00:00:01Z", reply.Headers["X-RateLimit-Reset"]);
        Assert.Equal(200, (await jira.GetAsync("priority")).Status);
        clock.Advance(TimeSpan.FromSeconds(1));
        var next = await jira.GetAsync("myself");
        Assert.Equal((200, "3", "2"), (next.Status, next.Headers["X-RateLimit-Limit"], next.Headers["X-RateLimit-Remaining"]));
    }

    [Fact]
    public async Task Cloud_limits_writes_to_one_issue()
    {
        var clock = new TestClock();
        await using var jira = await JiraDriver.StartAsync(new SandboxOptions
        {
            TimeProvider = clock,
            Limits = new SandboxLimits { CloudIssueWrites = new CloudIssueWriteLimit(PerTwoSeconds: 2, PerThirtySeconds: 3) },
        });
        var one = await jira.CreateAsync();
        var other = await jira.CreateAsync();
        Assert.Equal([204, 204, 429], await WriteAsync(jira, one, 3));
        Assert.Equal([204], await WriteAsync(jira, other, 1));
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([204, 429], await WriteAsync(jira, one, 2));
        var reply = await jira.PutAsync($"issue/{one}", """{"fields":{}}""");
        Assert.Equal(("jira-per-issue-on-write", "27"), (reply.Headers["RateLimit-Reason"], reply.Headers["Retry-After"]));
    }

    [Fact]
    public async Task Data_Center_tells_its_bucket_in_every_answer()
    {
        var clock = new TestClock();
        await using var jira = await JiraDriver.StartAsync(new SandboxOptions
        {
            Edition = SandboxEdition.DataCenter,
            TimeProvider = clock,
            Limits = new SandboxLimits { DataCenter = new DataCenterLimit(BucketSize: 2, FillRate: 1, IntervalSeconds: 5) },
        });
        var first = await jira.GetAsync("myself");
        Assert.Equal(("2", "1", "5", "1", "0"), (
            first.Headers["X-RateLimit-Limit"], first.Headers["X-RateLimit-Remaining"], first.Headers["X-RateLimit-Interval-Seconds"],
            first.Headers["X-RateLimit-FillRate"], first.Headers["Retry-After"]));
        await jira.GetAsync("myself");
        var over = await jira.GetAsync("myself");
        Assert.Equal((429, "5"), (over.Status, over.Headers["Retry-After"]));
        Assert.Equal(200, (await jira.GetAsync("serverInfo")).Status);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (await jira.GetAsync("myself")).Status);
    }

    private static async Task<List<int>> WriteAsync(JiraDriver jira, string key, int times)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
            statuses.Add((await jira.PutAsync($"issue/{key}", """{"fields":{}}""")).Status);
        return statuses;
    }
}
