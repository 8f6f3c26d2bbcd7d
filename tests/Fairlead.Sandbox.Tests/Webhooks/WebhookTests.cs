using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Tests.Driving;
using Fairlead.Sandbox.Webhooks;

namespace Fairlead.Sandbox.Tests.Webhooks;

public sealed class WebhookTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private WebhookListener _listener = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _listener = await WebhookListener.StartAsync(Ct);

    public async ValueTask DisposeAsync() => await _listener.DisposeAsync();

    [Fact]
    public async Task Every_change_is_told_signed_and_with_an_identifier_of_its_own()
    {
        await using var jira = await StartAsync();
        var key = await jira.CreateAsync();
        await jira.PutAsync($"issue/{key}", """{"fields":{"priority":{"name":"Low"}}}""");
        jira.Server.State.Comment(key, "a comment", "bob");
        jira.Server.State.Transition(key, "Done");
        jira.Server.State.Delete(key);
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        Assert.Equal(
            ["jira:issue_created", "jira:issue_updated", "comment_created", "jira:issue_updated", "jira:issue_deleted"],
            _listener.Heard.Select(h => (string)JsonNode.Parse(h.Body)!["webhookEvent"]!));
        var updated = JsonNode.Parse(_listener.Heard.ElementAt(1).Body)!;
        Assert.Equal("issue_updated", (string?)updated["issue_event_type_name"]);
        Assert.Equal("Low", (string?)updated["changelog"]!["items"]![0]!["toString"]);
        Assert.Equal(jira.Server.Accounts.AccountId, (string?)updated["user"]!["accountId"]);
        Assert.Equal("issue_generic", (string?)JsonNode.Parse(_listener.Heard.ElementAt(3).Body)!["issue_event_type_name"]);
        Assert.Equal("a comment", (string?)JsonNode.Parse(_listener.Heard.ElementAt(2).Body)!["comment"]!["body"]);
        Assert.Equal(5, _listener.Heard.Select(h => h.Headers["X-Atlassian-Webhook-Identifier"]).Distinct().Count());
        var secret = Encoding.UTF8.GetBytes(jira.Server.Accounts.WebhookSecret);
        Assert.All(_listener.Heard, h => Assert.Equal(
            "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(h.Body))), h.Headers["X-Hub-Signature"]));
    }

    [Fact]
    public async Task Files_that_come_and_go_are_told()
    {
        await using var jira = await StartAsync();
        var key = await jira.CreateAsync();
        var added = await jira.SendAsync(HttpMethod.Post, $"issue/{key}/attachments", with: request =>
        {
            request.Headers.Add("X-Atlassian-Token", "no-check");
            request.Content = new MultipartFormDataContent { { new ByteArrayContent("x"u8.ToArray()), "file", "a.txt" } };
        });
        Assert.Equal(204, (await jira.DeleteAsync($"attachment/{added.Json[0]!["id"]}")).Status);
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        Assert.Equal(
            ["attachment_created", "attachment_deleted"],
            _listener.Heard.Select(h => (string)JsonNode.Parse(h.Body)!["webhookEvent"]!).Where(e => e.StartsWith("attachment", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Work_that_is_logged_is_told_by_the_worklog_alone()
    {
        await using var jira = await StartAsync();
        var key = await jira.CreateAsync();
        jira.Server.State.LogWork(key, "by hand");
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        var body = Assert.Single(_listener.Heard.Select(h => JsonNode.Parse(h.Body)!.AsObject()), b => (string?)b["webhookEvent"] == "worklog_created");
        Assert.Equal(["timestamp", "webhookEvent", "worklog"], body.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal($"{jira.Server.State.Find(key)!.Id}", (string?)body["worklog"]!["issueId"]);
    }

    [Fact]
    public async Task Cloud_tries_again_what_may_pass_and_drops_what_will_not()
    {
        await using var jira = await StartAsync();
        _listener.Status = 503;
        await jira.CreateAsync();
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromMinutes(5));
            return _listener.Heard.Count == 6;
        });
        Assert.Single(_listener.Heard.Select(h => h.Headers["X-Atlassian-Webhook-Identifier"]).Distinct());
        Assert.False(_listener.Heard.First().Headers.ContainsKey("X-Atlassian-Webhook-Retry"));
        Assert.Equal("5", _listener.Heard.Last().Headers["X-Atlassian-Webhook-Retry"]);
        _listener.Heard.Clear();
        _listener.Status = 404;
        await jira.CreateAsync();
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        _clock.Advance(TimeSpan.FromMinutes(30));
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        Assert.Single(_listener.Heard);
    }

    [Fact]
    public async Task Held_events_can_come_twice_and_in_the_wrong_order()
    {
        await using var jira = await StartAsync();
        jira.Server.Webhooks.Hold();
        await jira.CreateAsync("first");
        await jira.CreateAsync("second");
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        Assert.Empty(_listener.Heard);
        jira.Server.Webhooks.Release(copies: 2, newestFirst: true);
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        Assert.Equal(
            ["second", "second", "first", "first"],
            _listener.Heard.Select(h => (string)JsonNode.Parse(h.Body)!["issue"]!["fields"]!["summary"]!));
        Assert.Equal(2, _listener.Heard.Select(h => h.Headers["X-Atlassian-Webhook-Identifier"]).Distinct().Count());
    }

    [Fact]
    public async Task An_administrator_registers_them_by_rest_with_events_and_jql_and_the_bot_may_not()
    {
        await using var jira = await JiraDriver.StartAsync(new SandboxOptions { TimeProvider = _clock });
        var body = $$"""{"name":"n","url":"{{_listener.Url}}","events":["jira:issue_created"],"filters":{"issue-related-events-section":"project = OPS"},"secret":"s"}""";
        Assert.Equal(403, (await jira.PostAsync("/rest/webhooks/1.0/webhook", body)).Status);
        var bot = jira.SignIn;
        jira.SignIn = JiraDriver.Basic(jira.Server.Accounts.AdministratorEmail, jira.Server.Accounts.AdministratorSecret);
        var created = await jira.PostAsync("/rest/webhooks/1.0/webhook", body);
        Assert.Equal(201, created.Status);
        Assert.DoesNotContain("\"secret\"", created.Text);
        Assert.Equal(400, (await jira.PostAsync("/rest/webhooks/1.0/webhook", """{"url":"https://example.com/"}""")).Status);
        jira.SignIn = bot;
        await jira.CreateAsync();
        var key = await jira.CreateAsync(project: "OPS", type: "Task");
        jira.Server.State.Comment(key, "no event for this");
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        Assert.Equal(key, (string?)JsonNode.Parse(Assert.Single(_listener.Heard).Body)!["issue"]!["key"]);
        jira.SignIn = JiraDriver.Basic(jira.Server.Accounts.AdministratorEmail, jira.Server.Accounts.AdministratorSecret);
        Assert.Equal(204, (await jira.DeleteAsync(new Uri((string)created.Json["self"]!).PathAndQuery)).Status);
        Assert.Empty((await jira.GetAsync("/rest/webhooks/1.0/webhook")).Json.AsArray());
    }

    private Task<JiraDriver> StartAsync() => JiraDriver.StartAsync(new SandboxOptions
    {
        TimeProvider = _clock,
        Webhooks = [new SandboxWebhook(_listener.Url)],
    });

    private static async Task Until(Func<bool> isSo)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (!isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
    }
}
