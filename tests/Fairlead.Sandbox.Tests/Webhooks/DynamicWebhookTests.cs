using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests.Webhooks;

/// <summary>Cloud's <c>/webhook</c> as an OAuth 2.0 (3LO) app uses it, through the gateway.</summary>
public sealed class DynamicWebhookTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private WebhookListener _listener = null!;
    private JiraDriver _jira = null!;
    private string _refreshToken = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _listener = await WebhookListener.StartAsync(Ct);
        _jira = await JiraDriver.StartAsync(new SandboxOptions { TimeProvider = _clock });
        _refreshToken = _jira.Server.Accounts.AppRefreshToken;
    }

    public async ValueTask DisposeAsync()
    {
        await _jira.DisposeAsync();
        await _listener.DisposeAsync();
    }

    [Fact]
    public async Task An_app_registers_lists_refreshes_and_removes_them()
    {
        await SignInAsAppAsync();
        var registered = await RegisterAsync(
            """{"events":["jira:issue_created"],"jqlFilter":"project = SEC","fieldIdsFilter":["summary"]}""",
            """{"events":["comment_created"],"jqlFilter":"watchCount > 3"}""",
            """{"events":["comment_created"],"jqlFilter":"summary ~ x"}""");
        Assert.Equal(
            """[{"createdWebhookId":1000},{"errors":["The clause watchCount is unsupported"]},{"errors":["The clause summary is unsupported"]}]""",
            registered["webhookRegistrationResult"]!.ToJsonString());

        _clock.Advance(TimeSpan.FromDays(29));
        await SignInAsAppAsync();
        var refreshed = await _jira.SendAsync(HttpMethod.Put, At("webhook/refresh"), JsonNode.Parse("""{"webhookIds":[1000,77]}"""));
        var listed = (await _jira.GetAsync(At("webhook"))).Json;
        Assert.Equal(_clock.GetUtcNow().AddDays(30).ToUnixTimeMilliseconds(), (long)refreshed.Json["expirationDate"]!);
        Assert.Equal((1, true, 0), ((int)listed["total"]!, (bool)listed["isLast"]!, (int)listed["startAt"]!));
        Assert.Equal((long)refreshed.Json["expirationDate"]!, (long)listed["values"]![0]!["expirationDate"]!);
        Assert.Equal("""["summary"]""", listed["values"]![0]!["fieldIdsFilter"]!.ToJsonString());

        Assert.Equal(202, (await _jira.SendAsync(HttpMethod.Delete, At("webhook"), JsonNode.Parse("""{"webhookIds":[1000]}"""))).Status);
        Assert.Equal(0, (int)(await _jira.GetAsync(At("webhook"))).Json["total"]!);
    }

    [Fact]
    public async Task A_delivery_carries_a_token_signed_with_the_client_secret_and_no_signature()
    {
        await SignInAsAppAsync();
        await RegisterAsync("""{"events":["jira:issue_created"],"jqlFilter":"project = OPS"}""");
        Create("SEC");
        Create("OPS");
        await _jira.Server.Webhooks.WhenSentAsync(Ct);

        var (body, headers) = Assert.Single(_listener.Heard);
        Assert.StartsWith("OPS-", (string?)JsonNode.Parse(body)!["issue"]!["key"], StringComparison.Ordinal);
        Assert.False(headers.ContainsKey("X-Hub-Signature"));
        Assert.True(headers.ContainsKey("X-Atlassian-Webhook-Identifier"));
        var parts = headers["Authorization"]["Bearer ".Length..].Split('.');
        var key = Encoding.UTF8.GetBytes(_jira.Server.Accounts.AppClientSecret);
        Assert.Equal(parts[2], Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"))));
        Assert.Equal(_jira.Server.Accounts.AppClientId, (string?)JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!["iss"]);
    }

    [Fact]
    public async Task Fields_and_properties_filter_what_is_told()
    {
        await SignInAsAppAsync();
        await RegisterAsync(
            """{"events":["jira:issue_updated","issue_property_set"],"jqlFilter":"","fieldIdsFilter":["priority"],"issuePropertyKeysFilter":["mine"]}""");
        var key = Create("SEC");
        _jira.Server.State.Edit(key, """{"summary":"other"}""");
        _jira.Server.State.Edit(key, """{"priority":{"name":"Low"}}""");
        await _jira.SendAsync(HttpMethod.Put, At($"issue/{key}/properties/theirs"), JsonValue.Create(1));
        await _jira.SendAsync(HttpMethod.Put, At($"issue/{key}/properties/mine"), JsonValue.Create(1));
        await _jira.Server.Webhooks.WhenSentAsync(Ct);
        Assert.Equal(
            ["jira:issue_updated", "issue_property_set"],
            _listener.Heard.Select(h => (string?)JsonNode.Parse(h.Body)!["webhookEvent"]));
    }

    [Fact]
    public async Task After_thirty_days_they_are_gone()
    {
        await SignInAsAppAsync();
        await RegisterAsync("""{"events":["jira:issue_created"],"jqlFilter":""}""");
        _clock.Advance(TimeSpan.FromDays(30));
        await SignInAsAppAsync();
        Create("SEC");
        await _jira.Server.Webhooks.WhenSentAsync(Ct);
        Assert.Empty(_listener.Heard);
        Assert.Equal(0, (int)(await _jira.GetAsync(At("webhook"))).Json["total"]!);
    }

    [Fact]
    public async Task An_app_has_at_most_five_and_one_address()
    {
        await SignInAsAppAsync();
        var one = """{"events":["jira:issue_created"],"jqlFilter":"project = SEC"}""";
        var results = (await RegisterAsync(one, one, one, one, one, one))["webhookRegistrationResult"]!.AsArray();
        Assert.Equal(5, results.Count(r => r!["createdWebhookId"] is not null));
        Assert.Contains("limit of 5", (string?)results[5]!["errors"]![0], StringComparison.Ordinal);
        var other = await _jira.PostAsync(At("webhook"), $$"""{"url":"{{_listener.Url}}/other","webhooks":[{{one}}]}""");
        Assert.Equal((400, "Only a single URL per app is allowed to be registered."), (other.Status, other.FirstMessage));
    }

    [Theory]
    [InlineData("""{"webhooks":[]}""")]
    [InlineData("""{"url":"https://example.com/x","webhooks":[{"events":["jira:issue_created"],"jqlFilter":""}]}""")]
    [InlineData("""{"url":"http://127.0.0.1:1/x","webhooks":[]}""")]
    [InlineData("""{"url":"http://127.0.0.1:1/x","webhooks":[{"events":["attachment_created"],"jqlFilter":""}]}""")]
    [InlineData("""{"url":"http://127.0.0.1:1/x","webhooks":[{"events":["jira:issue_created"]}]}""")]
    public async Task What_is_no_registration_is_refused(string body)
    {
        await SignInAsAppAsync();
        Assert.Equal(400, (await _jira.PostAsync(At("webhook"), body)).Status);
    }

    [Fact]
    public async Task People_and_service_accounts_are_no_apps()
    {
        await ExpectRefusalAsync("webhook");
        _jira.SignIn = JiraDriver.Basic(_jira.Server.Accounts.AdministratorEmail, _jira.Server.Accounts.AdministratorSecret);
        await ExpectRefusalAsync("webhook");
        var accounts = _jira.Server.Accounts;
        var token = await _jira.SendAsync(HttpMethod.Post, _jira.Server.TokenUrl.ToString(), new JsonObject
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = accounts.ClientId,
            ["client_secret"] = accounts.ClientSecret,
        });
        _jira.SignIn = new AuthenticationHeaderValue("Bearer", (string?)token.Json["access_token"]);
        await ExpectRefusalAsync(At("webhook"));
        await SignInAsAppAsync();
        Assert.Equal(403, (await _jira.GetAsync(At("webhook/failed"))).Status);
    }

    [Fact]
    public async Task A_refresh_token_works_once()
    {
        var spent = _refreshToken;
        await SignInAsAppAsync();
        _refreshToken = spent;
        Assert.Equal(403, (await RefreshAsync()).Status);
    }

    private async Task ExpectRefusalAsync(string path)
    {
        var reply = await _jira.GetAsync(path);
        Assert.Equal((403, "Only Connect and OAuth 2.0 apps can use this operation."), (reply.Status, reply.FirstMessage));
    }

    private string At(string path) => $"{_jira.Server.GatewayUrl}/rest/api/3/{path}";

    private async Task SignInAsAppAsync()
    {
        var reply = await RefreshAsync();
        Assert.True(reply.Status == 200, reply.Text);
        _refreshToken = (string)reply.Json["refresh_token"]!;
        _jira.SignIn = new AuthenticationHeaderValue("Bearer", (string?)reply.Json["access_token"]);
    }

    private Task<JiraReply> RefreshAsync() => _jira.SendAsync(HttpMethod.Post, _jira.Server.TokenUrl.ToString(), new JsonObject
    {
        ["grant_type"] = "refresh_token",
        ["client_id"] = _jira.Server.Accounts.AppClientId,
        ["client_secret"] = _jira.Server.Accounts.AppClientSecret,
        ["refresh_token"] = _refreshToken,
    });

    private async Task<JsonNode> RegisterAsync(params string[] webhooks)
    {
        var reply = await _jira.PostAsync(
            At("webhook"), $$"""{"url":"{{_listener.Url}}","webhooks":[{{string.Join(',', webhooks)}}]}""");
        Assert.True(reply.Status == 200, reply.Text);
        return reply.Json;
    }

    private string Create(string project) => _jira.Server.State.Create(project, "Task", "A finding").Key;
}
