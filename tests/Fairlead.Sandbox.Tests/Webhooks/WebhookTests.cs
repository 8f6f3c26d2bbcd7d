using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Tests.Driving;
using Fairlead.Sandbox.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Sandbox.Tests.Webhooks;

public sealed class WebhookTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Body, Dictionary<string, string> Headers)> _heard = [];
    private readonly TestClock _clock = new();
    private WebApplication _listener = null!;
    private int _status = 202;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Uri Url => new(_listener.Urls.First() + "/hook");

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        _listener = builder.Build();
        _listener.MapPost("/hook", async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = await reader.ReadToEndAsync(Ct);
            _heard.Enqueue((body, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString())));
            http.Response.StatusCode = _status;
        });
        await _listener.StartAsync(Ct);
    }

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
            _heard.Select(h => (string)JsonNode.Parse(h.Body)!["webhookEvent"]!));
        var updated = JsonNode.Parse(_heard.ElementAt(1).Body)!;
        Assert.Equal("issue_updated", (string?)updated["issue_event_type_name"]);
        Assert.Equal("Low", (string?)updated["changelog"]!["items"]![0]!["toString"]);
        Assert.Equal(jira.Server.Accounts.AccountId, (string?)updated["user"]!["accountId"]);
        Assert.Equal("issue_generic", (string?)JsonNode.Parse(_heard.ElementAt(3).Body)!["issue_event_type_name"]);
        Assert.Equal("a comment", (string?)JsonNode.Parse(_heard.ElementAt(2).Body)!["comment"]!["body"]);
        Assert.Equal(5, _heard.Select(h => h.Headers["X-Atlassian-Webhook-Identifier"]).Distinct().Count());
        var secret = Encoding.UTF8.GetBytes(jira.Server.Accounts.WebhookSecret);
        Assert.All(_heard, h => Assert.Equal(
            "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(h.Body))), h.Headers["X-Hub-Signature"]));
    }

    [Fact]
    public async Task Cloud_tries_again_what_may_pass_and_drops_what_will_not()
    {
        await using var jira = await StartAsync();
        _status = 503;
        await jira.CreateAsync();
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromMinutes(5));
            return _heard.Count == 6;
        });
        Assert.Single(_heard.Select(h => h.Headers["X-Atlassian-Webhook-Identifier"]).Distinct());
        Assert.False(_heard.First().Headers.ContainsKey("X-Atlassian-Webhook-Retry"));
        Assert.Equal("5", _heard.Last().Headers["X-Atlassian-Webhook-Retry"]);
        _heard.Clear();
        _status = 404;
        await jira.CreateAsync();
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        _clock.Advance(TimeSpan.FromMinutes(30));
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        Assert.Single(_heard);
    }

    [Fact]
    public async Task Held_events_can_come_twice_and_in_the_wrong_order()
    {
        await using var jira = await StartAsync();
        jira.Server.Webhooks.Hold();
        await jira.CreateAsync("first");
        await jira.CreateAsync("second");
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        Assert.Empty(_heard);
        jira.Server.Webhooks.Release(copies: 2, newestFirst: true);
        await jira.Server.Webhooks.WhenSentAsync(Ct);
        Assert.Equal(
            ["second", "second", "first", "first"],
            _heard.Select(h => (string)JsonNode.Parse(h.Body)!["issue"]!["fields"]!["summary"]!));
        Assert.Equal(2, _heard.Select(h => h.Headers["X-Atlassian-Webhook-Identifier"]).Distinct().Count());
    }

    [Fact]
    public async Task An_administrator_registers_them_by_rest_with_events_and_jql_and_the_bot_may_not()
    {
        await using var jira = await JiraDriver.StartAsync(new SandboxOptions { TimeProvider = _clock });
        var body = $$"""{"name":"n","url":"{{Url}}","events":["jira:issue_created"],"filters":{"issue-related-events-section":"project = OPS"},"secret":"s"}""";
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
        Assert.Equal(key, (string?)JsonNode.Parse(Assert.Single(_heard).Body)!["issue"]!["key"]);
        jira.SignIn = JiraDriver.Basic(jira.Server.Accounts.AdministratorEmail, jira.Server.Accounts.AdministratorSecret);
        Assert.Equal(204, (await jira.DeleteAsync(new Uri((string)created.Json["self"]!).PathAndQuery)).Status);
        Assert.Empty((await jira.GetAsync("/rest/webhooks/1.0/webhook")).Json.AsArray());
    }

    private Task<JiraDriver> StartAsync() => JiraDriver.StartAsync(new SandboxOptions
    {
        TimeProvider = _clock,
        Webhooks = [new SandboxWebhook(Url)],
    });

    private static async Task Until(Func<bool> isSo)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (!isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
    }
}
