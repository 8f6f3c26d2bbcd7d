using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Security;

namespace Fairlead.Sandbox.Tests.Security;

/// <summary>What Jira's Security Information API refuses, and how what it stores is put in order.</summary>
public sealed class SecurityApiTests : IAsyncLifetime
{
    private SecurityWorld _world = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await SecurityWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("none")]
    [InlineData("HS512")]
    [InlineData("hs256")]
    [InlineData("expired")]
    [InlineData("another request")]
    [InlineData("context-qsh")]
    [InlineData("another secret")]
    [InlineData("another app")]
    [InlineData("no token")]
    [InlineData("Bearer")]
    [InlineData("two parts")]
    public async Task A_token_that_does_not_hold_is_refused(string what)
    {
        const string Path = "/rest/security/1.0/linkedWorkspaces";
        var good = _world.Claims("GET", Path, "");
        var secret = _world.App.SharedSecret;
        var token = what switch
        {
            "none" or "HS512" or "hs256" => WithHeader(good, secret, what),
            "expired" => ConnectToken.Hs256(With(good, "exp", TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds()), secret),
            "another request" => ConnectToken.Hs256(_world.Claims("POST", Path, ""), secret),
            "context-qsh" => ConnectToken.Hs256(With(good, "qsh", QueryHash.OfContext), secret),
            "another secret" => ConnectToken.Hs256(good, new string('x', 64)),
            "another app" => ConnectToken.Hs256(With(good, "iss", "somebody"), secret),
            "two parts" => ConnectToken.Hs256(good, secret).Split('.')[0] + ".x",
            _ => ConnectToken.Hs256(good, secret),
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        if (what != "no token")
            request.Headers.TryAddWithoutValidation("Authorization", $"{(what == "Bearer" ? "Bearer" : "JWT")} {token}");

        using var answer = await _world.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_scope_that_the_app_lacks_and_an_app_that_is_off_are_refused()
    {
        await _world.InstallAsync("READ");
        Assert.Equal((200, 403), ((await _world.SendAsync("GET", "linkedWorkspaces")).Status, (await _world.SendAsync("DELETE", "vulnerability/x")).Status));
        await _world.Jira.Security.EnableAsync(_world.App.Key, isEnabled: false, Ct);
        Assert.Equal(403, (await _world.SendAsync("GET", "linkedWorkspaces")).Status);
        await _world.Jira.Security.UninstallAsync(_world.App.Key, Ct);
        Assert.Equal(401, (await _world.SendAsync("GET", "linkedWorkspaces")).Status);
    }

    [Theory]
    [InlineData("""{"vulnerabilities": []}""", "1 to 1000")]
    [InlineData("""{"vulnerabilities": [{}]}""", "id")]
    [InlineData("""{"vulnerabilities": [{"id": 7}]}""", "id")]
    [InlineData("""{"operationType": "NOW", "vulnerabilities": [{"id": "x"}]}""", "NORMAL, SCAN or BACKFILL")]
    [InlineData("""{"properties": {"a": "1", "b": "2", "c": "3", "d": "4", "e": "5", "f": "6"}, "vulnerabilities": [{"id": "x"}]}""", "at most 5")]
    [InlineData("""{"properties": {"_a": "1"}, "vulnerabilities": [{"id": "x"}]}""", "underscore")]
    [InlineData("[]", "JSON object")]
    [InlineData("{", "JSON")]
    public async Task What_is_wrong_with_a_whole_request_is_told_in_a_list(string body, string told)
    {
        var (status, answer) = await _world.SendAsync("POST", "bulk", body);

        Assert.Equal(400, status);
        Assert.Contains(told, (string?)answer![0]!["message"]);
    }

    [Fact]
    public async Task A_thousand_and_one_are_too_many()
    {
        var body = new JsonObject { ["vulnerabilities"] = new JsonArray([.. Enumerable.Range(0, 1001).Select(i => SecurityWorld.One($"v{i}"))]) };

        Assert.Equal(400, (await _world.SendAsync("POST", "bulk", body.ToJsonString())).Status);
        body["vulnerabilities"]!.AsArray().RemoveAt(0);
        Assert.Equal(1000, (await _world.SendAsync("POST", "bulk", body.ToJsonString())).Body!["acceptedVulnerabilities"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("schemaVersion", "\"2.0\"")]
    [InlineData("updateSequenceNumber", "\"1\"")]
    [InlineData("containerId", "\"a//b\"")]
    [InlineData("displayName", "7")]
    [InlineData("url", "\"no address\"")]
    [InlineData("type", "\"secret\"")]
    [InlineData("introducedDate", "\"2026-01-02\"")]
    [InlineData("severity", "{\"level\": \"none\"}")]
    [InlineData("severity", "[]")]
    [InlineData("identifiers", "[]")]
    [InlineData("identifiers", "[{\"displayName\": \"CVE-1\"}]")]
    [InlineData("status", "null")]
    [InlineData("addAssociations", "[{\"associationType\": \"issueIdOrKeys\", \"values\": []}]")]
    [InlineData("more", "1")]
    public async Task What_is_wrong_with_one_is_told_and_the_others_are_stored(string member, string value)
    {
        var wrong = SecurityWorld.One("wrong");
        wrong[member] = JsonNode.Parse(value);

        var (status, answer) = await _world.SubmitAsync(wrong, SecurityWorld.One("right"));

        Assert.Equal(202, status);
        Assert.Equal("right", (string?)Assert.Single(answer!["acceptedVulnerabilities"]!.AsArray()));
        Assert.Contains(member, (string?)answer["failedVulnerabilities"]!["wrong"]![0]!["message"]);
    }

    [Fact]
    public async Task Numbers_decide_what_is_newer_and_links_have_their_own()
    {
        var (one, two) = (_world.Jira.State.Create("SEC", "Task", "one"), _world.Jira.State.Create("SEC", "Task", "two"));
        await _world.SubmitAsync(Linked(SecurityWorld.One("v", 5, "five"), "addAssociations", one.Key, "SEC-999"));
        var late = await _world.SubmitAsync(Linked(SecurityWorld.One("v", 4, "four"), "addAssociations", two.Key));

        // Late, and told as accepted all the same; so is what it says of links.
        Assert.Equal("v", (string?)Assert.Single(late.Body!["acceptedVulnerabilities"]!.AsArray()));
        Assert.Equal(("five", one.Key), Known());
        await _world.SubmitAsync(Linked(SecurityWorld.One("v", 4, "four"), "addAssociations", two.Key, sequence: 6));
        Assert.Equal(("five", $"{one.Key} {two.Key}"), Known());
        await _world.SubmitAsync(Linked(SecurityWorld.One("v", 7, "seven"), "removeAssociations", one.Key));
        Assert.Equal(("seven", two.Key), Known());
        // Of links only a lower number is too late.
        await _world.SubmitAsync(Linked(SecurityWorld.One("v", 7, "seven again"), "addAssociations", one.Key));
        Assert.Equal(("seven", $"{one.Key} {two.Key}"), Known());

        var unknown = await _world.SubmitAsync(Linked(SecurityWorld.One("w"), "addAssociations", "SEC-999"));
        Assert.NotNull(unknown.Body!["failedVulnerabilities"]!["w"]);
        Assert.Equal("SEC-999", (string?)unknown.Body["unknownAssociations"]![0]!["values"]![0]);
        Assert.Equal(404, (await _world.SendAsync("GET", "vulnerability/w")).Status);

        (string, string) Known()
        {
            var stored = Assert.Single(_world.Jira.Security.VulnerabilitiesOf(_world.App.Key));
            return (stored.Title, string.Join(' ', stored.Issues));
        }
    }

    [Fact]
    public async Task All_properties_that_are_named_decide_what_is_deleted()
    {
        await _world.SendAsync("POST", "bulk", new JsonObject { ["properties"] = new JsonObject { ["a"] = "1", ["b"] = "2" }, ["vulnerabilities"] = new JsonArray(SecurityWorld.One("both")) }.ToJsonString());
        await _world.SendAsync("POST", "bulk", new JsonObject { ["properties"] = new JsonObject { ["a"] = "1" }, ["vulnerabilities"] = new JsonArray(SecurityWorld.One("one")) }.ToJsonString());

        Assert.Equal(400, (await _world.SendAsync("DELETE", "bulkByProperties")).Status);
        Assert.Equal(202, (await _world.SendAsync("DELETE", "bulkByProperties?b=2&a=1")).Status);
        Assert.Equal("one", Assert.Single(_world.Jira.Security.VulnerabilitiesOf(_world.App.Key)).Id);
        Assert.Equal(202, (await _world.SendAsync("DELETE", "vulnerability/one")).Status);
        Assert.Empty(_world.Jira.Security.VulnerabilitiesOf(_world.App.Key));
    }

    [Fact]
    public async Task With_the_last_workspace_goes_what_the_provider_sent_and_what_was_chosen_of_it()
    {
        await _world.SendAsync("POST", "linkedWorkspaces/bulk", """{"workspaceIds": ["w1", "w2"]}""");
        await _world.Jira.Security.WhenIdleAsync();
        await _world.SubmitAsync(SecurityWorld.One("v"));
        await _world.Jira.Security.ConnectAsync(_world.App.Key, "SEC", "c/1", Ct);

        Assert.Equal(202, (await _world.SendAsync("DELETE", "linkedWorkspaces/bulk?workspaceIds=w1,other")).Status);
        Assert.Single(_world.Jira.Security.VulnerabilitiesOf(_world.App.Key));
        Assert.Equal(202, (await _world.SendAsync("DELETE", "linkedWorkspaces/bulk?workspaceIds=w2")).Status);
        Assert.Empty(_world.Jira.Security.VulnerabilitiesOf(_world.App.Key));
        Assert.Empty(_world.Jira.Security.ContainersIn(_world.App.Key, "SEC"));
        Assert.Equal(404, (await _world.SendAsync("GET", "vulnerability/v")).Status);

        // What was never linked takes nothing away.
        await _world.SubmitAsync(SecurityWorld.One("v"));
        Assert.Equal(202, (await _world.SendAsync("DELETE", "linkedWorkspaces/bulk?workspaceIds=w2")).Status);
        Assert.Single(_world.Jira.Security.VulnerabilitiesOf(_world.App.Key));
    }

    [Theory]
    [InlineData("""{"workspaceIds": []}""")]
    [InlineData("""{"workspaceIds": ["a b"]}""")]
    [InlineData("""{}""")]
    public async Task Workspaces_have_limits(string body) => Assert.Equal(400, (await _world.SendAsync("POST", "linkedWorkspaces/bulk", body)).Status);

    [Fact]
    public async Task A_provider_that_knows_no_name_leaves_the_id()
    {
        Assert.Equal(202, (await _world.SendAsync("POST", "linkedWorkspaces/bulk", """{"workspaceIds": [7, "w/1"]}""")).Status);
        await _world.Jira.Security.WhenIdleAsync();

        Assert.Equal([("7", null), ("w/1", null)], _world.Jira.Security.WorkspacesOf(_world.App.Key).Select(w => (w.Id, w.Name)));
        Assert.Equal("w/1", (string?)(await _world.SendAsync("GET", "linkedWorkspaces/w/1")).Body!["workspaceId"]);
        Assert.Equal(202, (await _world.SendAsync("DELETE", "linkedWorkspaces/bulk?workspaceIds=7,w%2F1")).Status);
        Assert.Equal(404, (await _world.SendAsync("GET", "linkedWorkspaces/7")).Status);
    }

    private static JsonObject Linked(JsonObject one, string member, params string[] issues) => Linked(one, member, issues, null);

    private static JsonObject Linked(JsonObject one, string member, string issue, long sequence) => Linked(one, member, [issue], sequence);

    private static JsonObject Linked(JsonObject one, string member, string[] issues, long? sequence)
    {
        one[member] = new JsonArray(new JsonObject { ["associationType"] = "issueIdOrKeys", ["values"] = new JsonArray([.. issues.Select(i => JsonValue.Create(i))]) });
        if (sequence is { } number)
            one["associationsUpdateSequenceNumber"] = number;
        return one;
    }

    private static JsonObject With(JsonObject claims, string name, JsonNode value)
    {
        claims[name] = value;
        return claims;
    }

    private static string WithHeader(JsonObject claims, string secret, string algorithm)
    {
        var signed = $"{Part($$"""{"alg":"{{algorithm}}"}""")}.{Part(claims.ToJsonString())}";
        var signature = algorithm == "none" ? "" : Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return $"{signed}.{signature}";
    }

    private static string Part(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
