using System.Text.Json;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Tests.Transport;
using Fairlead.Kernel;

namespace Fairlead.Jira.Tests.SignIn;

public sealed class ClientCredentialsTests
{
    private static readonly JiraCredential Credential = new JiraCredential.ClientCredentials("app&1", new SecretText("s" + "ecret=&"));
    private readonly TestClock _clock = new();
    private int _tokens;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cloud_asks_the_authorisation_host_and_calls_through_the_gateway()
    {
        await using var server = Jira();
        using var under = Cloud(server);
        await under.Client.Myself.GetAsync(Ct);
        await under.Client.Myself.GetAsync(Ct);

        Assert.Equal(
            ["/_edge/tenant_info", "/auth/oauth/token", "/gateway/ex/jira/abc-123/rest/api/3/myself", "/gateway/ex/jira/abc-123/rest/api/3/myself"],
            server.Calls.Select(c => c.Target));
        var token = JsonDocument.Parse(server.Calls.ElementAt(1).Body).RootElement;
        Assert.Equal(("client_credentials", "app&1"), (token.GetProperty("grant_type").GetString(), token.GetProperty("client_id").GetString()));
        Assert.All(server.Calls.Skip(2), c => Assert.Equal("Bearer token-1", c.Headers["Authorization"]));
        Assert.DoesNotContain("Authorization", server.Calls.First().Headers.Keys);
        Assert.Contains(under.Calls, c => c.PathTemplate == "/oauth/token");
    }

    [Fact]
    public async Task Data_Center_asks_the_site_with_a_form()
    {
        await using var server = Jira();
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter, Credential, clock: _clock);
        await under.Client.Myself.GetAsync(Ct);
        var ask = server.Calls.First();
        Assert.Equal(("/rest/oauth2/latest/token", "application/x-www-form-urlencoded"), (ask.Target, ask.Headers["Content-Type"]));
        Assert.Contains("client_id=app%261&client_secret=secret%3D%26", ask.Text);
        Assert.Equal("Bearer token-1", server.Calls.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task A_token_is_renewed_shortly_before_it_expires()
    {
        await using var server = Jira();
        using var under = Cloud(server);
        await under.Client.Myself.GetAsync(Ct);
        _clock.Advance(TimeSpan.FromMinutes(57));
        await under.Client.Myself.GetAsync(Ct);
        Assert.Equal(1, _tokens);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await under.Client.Myself.GetAsync(Ct);
        Assert.Equal(2, _tokens);
        Assert.Equal("Bearer token-2", server.Calls.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task Many_calls_at_once_ask_for_one_token()
    {
        await using var server = Jira();
        using var under = Cloud(server);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => under.Client.Myself.GetAsync(Ct)));
        Assert.Equal(1, _tokens);
        Assert.Single(server.Calls, c => c.Path == "/_edge/tenant_info");
    }

    [Fact]
    public async Task After_a_401_one_fresh_token_is_tried_once()
    {
        await using var server = Jira(refusedTokens: ["token-1"]);
        using var under = Cloud(server);
        Assert.IsType<JiraOutcome<CreatedIssue>.Committed>(await under.Client.Issues.CreateAsync(Sample.Draft, Ct));
        Assert.Equal(2, _tokens);

        await using var never = Jira(refusedTokens: ["token-3", "token-4", "token-5"]);
        using var refused = Cloud(never);
        var rejected = Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(await refused.Client.Issues.CreateAsync(Sample.Draft, Ct));
        Assert.Equal(JiraRefusalCause.AuthenticationFailed, rejected.Cause);
        Assert.Equal(4, _tokens);
    }

    [Theory]
    [InlineData(401, """{"error":"access_denied","error_description":"Unauthorized"}""", "Rejected")]
    [InlineData(400, """{"error":"invalid_client"}""", "Rejected")]
    [InlineData(500, "", "NotSent")]
    [InlineData(200, "<html/>", "NotSent")]
    [InlineData(302, "", "NotSent")]
    public async Task A_refused_or_failed_token_sends_no_call(int status, string body, string expected)
    {
        await using var server = new ScriptedServer((call, reply) => call.Path.EndsWith("/token", StringComparison.Ordinal)
            ? reply.AnswerAsync(status, body)
            : reply.AnswerAsync(200, "{}"));
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter, Credential, clock: _clock);
        var outcome = await under.Client.Issues.CreateAsync(Sample.Draft, Ct);
        Assert.Equal(expected, Calls.OutcomeClassifierTests.Shape(outcome).Kind);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_site_without_a_cloud_id_is_not_a_Jira()
    {
        await using var server = ScriptedServer.Always(200, """{"cloudId":"../../evil"}""");
        using var under = Cloud(server);
        var error = await Assert.ThrowsAsync<JiraUnavailableException>(() => under.Client.Myself.GetAsync(Ct));
        Assert.Equal(JiraFailureCause.NotJira, error.Cause);
    }

    [Fact]
    public async Task A_scoped_token_goes_to_the_gateway_as_Basic_and_a_known_cloud_id_is_not_asked()
    {
        await using var server = Jira();
        var options = Options(server);
        using var under = new ClientUnderTest(
            server.Url, credential: new JiraCredential.CloudScopedToken("bot@example.com", new SecretText("t" + "ok")), options: options, cloudId: "abc-123");
        await under.Client.ServerInfo.GetAsync(Ct);
        var call = Assert.Single(server.Calls);
        Assert.Equal("/gateway/ex/jira/abc-123/rest/api/3/serverInfo", call.Target);
        Assert.Equal("Basic " + Convert.ToBase64String("bot@example.com:tok"u8), call.Headers["Authorization"]);
    }

    private ScriptedServer Jira(params string[] refusedTokens) => new((call, reply) => call.Path switch
    {
        "/_edge/tenant_info" => reply.AnswerAsync(200, """{"cloudId":"abc-123"}"""),
        "/auth/oauth/token" or "/rest/oauth2/latest/token" =>
            reply.AnswerAsync(200, $$"""{"access_token":"token-{{Interlocked.Increment(ref _tokens)}}","expires_in":3600,"token_type":"Bearer"}"""),
        _ when refusedTokens.Any(t => call.Headers.GetValueOrDefault("Authorization") == "Bearer " + t) =>
            reply.AnswerAsync(401, """{"code":401,"message":"Unauthorized"}"""),
        _ when call.Method == "POST" => reply.AnswerAsync(201, """{"id":"1","key":"SEC-1"}"""),
        _ => reply.AnswerAsync(200, """{"accountId":"a","displayName":"Bot"}"""),
    });

    private ClientUnderTest Cloud(ScriptedServer server) =>
        new(server.Url, credential: Credential, options: Options(server), clock: _clock);

    private static JiraClientOptions Options(ScriptedServer server) => Sample.Options with
    {
        GatewayUrl = new Uri(server.Url, "gateway"),
        AuthorisationUrl = new Uri(server.Url, "auth"),
    };
}
