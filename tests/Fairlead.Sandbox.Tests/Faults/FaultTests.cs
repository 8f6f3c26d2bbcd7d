using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Tests.Driving;
using Fairlead.Sandbox.Tests.Issues;

namespace Fairlead.Sandbox.Tests.Faults;

/// <summary>Every way in which a request can go wrong, and what is in Jira afterwards.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private JiraDriver _jira = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _jira = await JiraDriver.StartAsync(new SandboxOptions { TimeProvider = _clock });

    public async ValueTask DisposeAsync() => await _jira.DisposeAsync();

    [Theory]
    [InlineData(FaultTime.BeforeCommit, 0)]
    [InlineData(FaultTime.AfterCommit, 1)]
    public async Task A_dropped_connection_leaves_what_its_time_says(FaultTime time, int issues)
    {
        _jira.Server.Faults.Add("POST", "/issue", new FaultBehaviour.Drop(time));
        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync());
        Assert.Equal(issues, _jira.Server.State.IssueCount);
        var request = Assert.Single(_jira.Server.Requests.Matching("POST", "/issue"));
        Assert.Equal(("Drop", (int?)null, "/rest/api/3/issue"), (request.Fault, request.Status, request.Template));
        Assert.Equal(201, (await CreateAsync()).Status);
    }

    [Fact]
    public async Task A_late_commit_happens_after_the_client_has_gone()
    {
        _jira.Server.Faults.Add("POST", "/issue", new FaultBehaviour.LateCommit(TimeSpan.FromSeconds(60)));
        using (var client = new TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", _jira.Server.BaseUrl.Port, Ct);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(RawCreate()), Ct);
            await Until(() => _jira.Server.Requests.Count == 1);
        }

        Assert.Equal(0, _jira.Server.State.IssueCount);
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(61));
            return _jira.Server.State.IssueCount == 1;
        });
    }

    [Theory]
    [InlineData(500, FaultTime.BeforeCommit, 0)]
    [InlineData(503, FaultTime.AfterCommit, 1)]
    public async Task Errors_come_with_any_body_before_or_after_the_work(int status, FaultTime time, int issues)
    {
        foreach (var body in (string[])["", "<html>busy</html>", """{"errorMessages":["x"]}"""])
        {
            _jira.Server.AdminReset();
            _jira.Server.Faults.Add("POST", "/issue", new FaultBehaviour.Answer(status, body, Time: time));
            var reply = await CreateAsync();
            Assert.Equal((status, body, issues), (reply.Status, reply.Text, _jira.Server.State.IssueCount));
        }
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirects_and_login_pages_look_like_a_proxy_in_between(int status)
    {
        _jira.Server.Faults.Add("POST", "/issue", new FaultBehaviour.Redirect(status));
        var reply = await CreateAsync();
        Assert.Equal(status, reply.Status);
        Assert.EndsWith("/login.jsp", reply.Headers["Location"]);
        _jira.Server.Faults.Add("POST", "/issue", new FaultBehaviour.LoginPage());
        reply = await CreateAsync();
        Assert.Equal((200, 0), (reply.Status, _jira.Server.State.IssueCount));
        Assert.StartsWith("text/html", reply.Headers["Content-Type"]);
    }

    [Fact]
    public async Task A_body_can_be_cut_with_its_length_announced_or_not()
    {
        _jira.Server.Faults.Add("POST", "/issue", new FaultBehaviour.Truncate(20));
        await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync());
        _jira.Server.Faults.Add("POST", "/issue", new FaultBehaviour.Truncate(22, AnnounceLength: false));
        var reply = await CreateAsync();
        Assert.Equal((201, 22), (reply.Status, reply.Text.Length));
        Assert.Equal(2, _jira.Server.State.IssueCount);
    }

    [Fact]
    public async Task A_stalled_answer_lasts_until_the_client_gives_up()
    {
        _jira.Server.Faults.Add("GET", "/myself", new FaultBehaviour.Stall());
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _jira.Server.BaseUrl.Port, Ct);
        await client.GetStream().WriteAsync("GET /rest/api/3/myself HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray(), Ct);
        await Until(() => _jira.Server.Requests.Count == 1);
        Assert.Equal(0, client.Available);
    }

    [Fact]
    public async Task A_dripping_body_comes_with_the_clock()
    {
        _jira.Server.Faults.Add("GET", "/myself", new FaultBehaviour.Drip(TimeSpan.FromSeconds(1), 100));
        var reply = _jira.GetAsync("myself");
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return reply.IsCompleted;
        });
        Assert.Equal("Fairlead Bot", (string?)(await reply).Json["displayName"]);
    }

    [Fact]
    public async Task A_gzip_bomb_announces_gzip_and_unpacks_to_what_was_asked()
    {
        _jira.Server.Faults.Add("GET", "/myself", new FaultBehaviour.GzipBomb(5_000_000));
        var reply = await _jira.GetAsync("myself");
        Assert.Equal("gzip", reply.Headers["Content-Encoding"]);
        Assert.True(reply.Text.Length < 100_000);
    }

    [Fact]
    public async Task Part_of_a_bulk_can_be_refused_or_lost()
    {
        _jira.Server.Faults.Add("POST", "/issue/bulk", new FaultBehaviour.BulkPartial([0, 2]));
        var reply = await _jira.PostAsync("issue/bulk", BulkTests.Updates("a", "b", "c"));
        Assert.Equal([0, 2], reply.Json["errors"]!.AsArray().Select(e => (int)e!["failedElementNumber"]!));
        _jira.Server.Faults.Add("POST", "/issue/bulk", new FaultBehaviour.BulkCommitThenDrop(2));
        await Assert.ThrowsAsync<HttpRequestException>(() => _jira.PostAsync("issue/bulk", BulkTests.Updates("d", "e", "f")));
        Assert.Equal(["b", "d", "e"], _jira.Server.State.Issues.Select(i => i.Summary));
    }

    [Theory]
    [InlineData(BulkLie.Shuffled, 3, 1)]
    [InlineData(BulkLie.Reordered, 3, 1)]
    [InlineData(BulkLie.Short, 2, 1)]
    [InlineData(BulkLie.Extra, 4, 1)]
    [InlineData(BulkLie.DuplicateFailure, 3, 2)]
    [InlineData(BulkLie.FailureOutOfRange, 3, 2)]
    [InlineData(BulkLie.FailureNegative, 3, 2)]
    public async Task A_bulk_answer_can_lie(BulkLie lie, int issues, int errors)
    {
        _jira.Server.Faults.Add("POST", "/issue/bulk", new FaultBehaviour.BulkAnswer(lie));
        var reply = await _jira.PostAsync("issue/bulk", BulkTests.Updates("a", "b", "bad\n", "c"));
        Assert.Equal((issues, errors), (reply.Json["issues"]!.AsArray().Count, reply.Json["errors"]!.AsArray().Count));
        Assert.Equal(3, _jira.Server.State.IssueCount);
        var ids = reply.Json["issues"]!.AsArray().Select(i => int.Parse((string)i!["id"]!)).ToList();
        var made = _jira.Server.State.Issues.OrderBy(i => i.Id).Select(i => i.Summary).ToList();
        Assert.Equal(lie != BulkLie.Shuffled, ids.SequenceEqual(ids.Order()));
        Assert.Equal(lie != BulkLie.Reordered, made.SequenceEqual(["a", "b", "c"]));
    }

    [Fact]
    public async Task Faults_wait_their_turn_and_count_their_own_matches()
    {
        _jira.Server.Faults.Add("GET", "/issue/*", new FaultBehaviour.Answer(502), times: 2, skip: 1);
        var key = await _jira.CreateAsync();
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
            statuses.Add((await _jira.GetAsync($"issue/{key}")).Status);
        Assert.Equal([200, 502, 502, 200], statuses);
        Assert.Empty(_jira.Server.Faults.Waiting);
    }

    [Fact]
    public async Task A_429_carries_what_it_was_told_to()
    {
        _jira.Server.Faults.Add("GET", "/myself", new FaultBehaviour.RateLimited("-5", "jira-quota-tenant-based"));
        var reply = await _jira.GetAsync("myself");
        Assert.Equal((429, "-5", "jira-quota-tenant-based"), (reply.Status, reply.Headers["Retry-After"], reply.Headers["RateLimit-Reason"]));
    }

    [Theory]
    [InlineData("""{"behaviour":{"kind":"rateLimited","retryAfter":5}}""", "$.behaviour.retryAfter: ")]
    [InlineData("""{"behaviour":{"kind":"lateCommit","delay":true}}""", "$.behaviour.delay: ")]
    [InlineData("""{"behaviour":{"kind":"nope"}}""", "$.behaviour")]
    [InlineData("""{"behaviour":{"retryAfter":"5"}}""", "behaviour: its first member is kind")]
    [InlineData("""{"behaviour":""", "$.behaviour: ")]
    public async Task A_wrong_fault_is_told_by_its_json_member(string body, string told)
    {
        var refused = await _jira.SendAsync(
            HttpMethod.Post, "/sandbox/faults", with: r => r.Content = new StringContent(body, Encoding.UTF8, "application/json"));
        var text = refused.Text;
        Assert.Equal(400, refused.Status);
        Assert.StartsWith(told, text);
        Assert.DoesNotContain("FaultBehaviour", text);
        Assert.DoesNotContain("System.", text);
    }

    [Fact]
    public async Task Faults_are_set_seen_and_cleared_over_http_too()
    {
        var set = await _jira.PostAsync("/sandbox/faults", """{"method":"POST","path":"/issue","behaviour":{"kind":"lateCommit","delay":60000}}""");
        Assert.Equal(201, set.Status);
        Assert.Equal(new FaultBehaviour.LateCommit(TimeSpan.FromMinutes(1)), Assert.Single(_jira.Server.Faults.Waiting).Behaviour);
        Assert.Equal("lateCommit", (string?)(await _jira.GetAsync("/sandbox/faults")).Json[0]!["behaviour"]!["kind"]);
        await _jira.DeleteAsync("/sandbox/faults");
        Assert.Equal(400, (await _jira.PostAsync("/sandbox/faults", """{"behaviour":{"kind":"nope"}}""")).Status);
        Assert.Empty(_jira.Server.Faults.Waiting);
        await _jira.CreateAsync();
        var requests = (await _jira.GetAsync("/sandbox/requests?method=POST&path=/issue")).Json.AsArray();
        Assert.Equal(201, (int)Assert.Single(requests)!["status"]!);
        Assert.Equal(204, (await _jira.SendAsync(HttpMethod.Post, "/sandbox/reset", new JsonObject())).Status);
        Assert.Equal((0, 0), (_jira.Server.State.IssueCount, _jira.Server.Requests.Count));
    }

    private Task<JiraReply> CreateAsync() => _jira.PostAsync(
        "issue", """{"fields":{"project":{"key":"SEC"},"issuetype":{"name":"Bug"},"summary":"x"}}""");

    private string RawCreate()
    {
        const string Body = """{"fields":{"project":{"key":"SEC"},"issuetype":{"name":"Bug"},"summary":"late"}}""";
        return $"POST /rest/api/3/issue HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {_jira.SignIn}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}";
    }

    private static async Task Until(Func<bool> isSo)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (!isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
    }
}
