using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Sandbox.Tests.Security;

/// <summary>What Jira's Security Information API refuses, and how what it stores is put in order.</summary>
public sealed class SecurityApiTests : IAsyncLifetime
{
    private SandboxServer _jira = null!;
    private WebApplication _provider = null!;
    private SandboxApp _app = null!;
    private HttpClient _http = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _provider = builder.Build();
        _provider.MapPost("/installed", () => Results.NoContent());
        _provider.MapPost("/actions", () => Results.Json(new { workspaces = Array.Empty<string>(), containers = new[] { new { id = "c/1", name = "One" } } }));
        _provider.MapGet("/descriptor", (HttpRequest request) => Results.Text(Descriptor($"http://{request.Host}", request.Query["scopes"].ToString().Split(',')), "application/json"));
        await _provider.StartAsync(Ct);
        _app = await InstallAsync("READ,WRITE,DELETE");
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _jira.BaseUrl };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _jira.DisposeAsync();
        await _provider.DisposeAsync();
    }

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
        var good = Claims("GET", Path, "");
        var secret = _app.SharedSecret;
        var token = what switch
        {
            "none" or "HS512" or "hs256" => WithHeader(good, secret, what),
            "expired" => ConnectToken.Hs256(With(good, "exp", TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds()), secret),
            "another request" => ConnectToken.Hs256(Claims("POST", Path, ""), secret),
            "context-qsh" => ConnectToken.Hs256(With(good, "qsh", QueryHash.OfContext), secret),
            "another secret" => ConnectToken.Hs256(good, new string('x', 64)),
            "another app" => ConnectToken.Hs256(With(good, "iss", "somebody"), secret),
            "two parts" => ConnectToken.Hs256(good, secret).Split('.')[0] + ".x",
            _ => ConnectToken.Hs256(good, secret),
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        if (what != "no token")
            request.Headers.TryAddWithoutValidation("Authorization", $"{(what == "Bearer" ? "Bearer" : "JWT")} {token}");

        using var answer = await _http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_scope_that_the_app_lacks_and_an_app_that_is_off_are_refused()
    {
        _app = await InstallAsync("READ");
        Assert.Equal((200, 403), ((await SendAsync("GET", "linkedWorkspaces")).Status, (await SendAsync("DELETE", "vulnerability/x")).Status));
        await _jira.Security.EnableAsync(_app.Key, isEnabled: false, Ct);
        Assert.Equal(403, (await SendAsync("GET", "linkedWorkspaces")).Status);
        await _jira.Security.UninstallAsync(_app.Key, Ct);
        Assert.Equal(401, (await SendAsync("GET", "linkedWorkspaces")).Status);
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
        var (status, answer) = await SendAsync("POST", "bulk", body);

        Assert.Equal(400, status);
        Assert.Contains(told, (string?)answer![0]!["message"]);
    }

    [Fact]
    public async Task A_thousand_and_one_are_too_many()
    {
        var body = new JsonObject { ["vulnerabilities"] = new JsonArray([.. Enumerable.Range(0, 1001).Select(i => One($"v{i}"))]) };

        Assert.Equal(400, (await SendAsync("POST", "bulk", body.ToJsonString())).Status);
        body["vulnerabilities"]!.AsArray().RemoveAt(0);
        Assert.Equal(1000, (await SendAsync("POST", "bulk", body.ToJsonString())).Body!["acceptedVulnerabilities"]!.AsArray().Count);
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
        var wrong = One("wrong");
        wrong[member] = JsonNode.Parse(value);

        var (status, answer) = await SubmitAsync(wrong, One("right"));

        Assert.Equal(202, status);
        Assert.Equal("right", (string?)Assert.Single(answer!["acceptedVulnerabilities"]!.AsArray()));
        Assert.Contains(member, (string?)answer["failedVulnerabilities"]!["wrong"]![0]!["message"]);
    }

    [Fact]
    public async Task Numbers_decide_what_is_newer_and_links_have_their_own()
    {
        var (one, two) = (_jira.State.Create("SEC", "Task", "one"), _jira.State.Create("SEC", "Task", "two"));
        await SubmitAsync(Linked(One("v", 5, "five"), "addAssociations", one.Key, "SEC-999"));
        var late = await SubmitAsync(Linked(One("v", 4, "four"), "addAssociations", two.Key));

        // Late, and told as accepted all the same; so is what it says of links.
        Assert.Equal("v", (string?)Assert.Single(late.Body!["acceptedVulnerabilities"]!.AsArray()));
        Assert.Equal(("five", one.Key), Known());
        await SubmitAsync(Linked(One("v", 4, "four"), "addAssociations", two.Key, sequence: 6));
        Assert.Equal(("five", $"{one.Key} {two.Key}"), Known());
        await SubmitAsync(Linked(One("v", 7, "seven"), "removeAssociations", one.Key));
        Assert.Equal(("seven", two.Key), Known());
        // Of links only a lower number is too late.
        await SubmitAsync(Linked(One("v", 7, "seven again"), "addAssociations", one.Key));
        Assert.Equal(("seven", $"{one.Key} {two.Key}"), Known());

        var unknown = await SubmitAsync(Linked(One("w"), "addAssociations", "SEC-999"));
        Assert.NotNull(unknown.Body!["failedVulnerabilities"]!["w"]);
        Assert.Equal("SEC-999", (string?)unknown.Body["unknownAssociations"]![0]!["values"]![0]);
        Assert.Equal(404, (await SendAsync("GET", "vulnerability/w")).Status);

        (string, string) Known()
        {
            var stored = Assert.Single(_jira.Security.VulnerabilitiesOf(_app.Key));
            return (stored.Title, string.Join(' ', stored.Issues));
        }
    }

    [Fact]
    public async Task All_properties_that_are_named_decide_what_is_deleted()
    {
        await SendAsync("POST", "bulk", new JsonObject { ["properties"] = new JsonObject { ["a"] = "1", ["b"] = "2" }, ["vulnerabilities"] = new JsonArray(One("both")) }.ToJsonString());
        await SendAsync("POST", "bulk", new JsonObject { ["properties"] = new JsonObject { ["a"] = "1" }, ["vulnerabilities"] = new JsonArray(One("one")) }.ToJsonString());

        Assert.Equal(400, (await SendAsync("DELETE", "bulkByProperties")).Status);
        Assert.Equal(202, (await SendAsync("DELETE", "bulkByProperties?b=2&a=1")).Status);
        Assert.Equal("one", Assert.Single(_jira.Security.VulnerabilitiesOf(_app.Key)).Id);
        Assert.Equal(202, (await SendAsync("DELETE", "vulnerability/one")).Status);
        Assert.Empty(_jira.Security.VulnerabilitiesOf(_app.Key));
    }

    [Fact]
    public async Task With_the_last_workspace_goes_what_the_provider_sent_and_what_was_chosen_of_it()
    {
        await SendAsync("POST", "linkedWorkspaces/bulk", """{"workspaceIds": ["w1", "w2"]}""");
        await _jira.Security.WhenIdleAsync();
        await SubmitAsync(One("v"));
        await _jira.Security.ConnectAsync(_app.Key, "SEC", "c/1", Ct);

        Assert.Equal(202, (await SendAsync("DELETE", "linkedWorkspaces/bulk?workspaceIds=w1,other")).Status);
        Assert.Single(_jira.Security.VulnerabilitiesOf(_app.Key));
        Assert.Equal(202, (await SendAsync("DELETE", "linkedWorkspaces/bulk?workspaceIds=w2")).Status);
        Assert.Empty(_jira.Security.VulnerabilitiesOf(_app.Key));
        Assert.Empty(_jira.Security.ContainersIn(_app.Key, "SEC"));
        Assert.Equal(404, (await SendAsync("GET", "vulnerability/v")).Status);

        // What was never linked takes nothing away.
        await SubmitAsync(One("v"));
        Assert.Equal(202, (await SendAsync("DELETE", "linkedWorkspaces/bulk?workspaceIds=w2")).Status);
        Assert.Single(_jira.Security.VulnerabilitiesOf(_app.Key));
    }

    [Theory]
    [InlineData("""{"workspaceIds": []}""")]
    [InlineData("""{"workspaceIds": ["a b"]}""")]
    [InlineData("""{}""")]
    public async Task Workspaces_have_limits(string body) => Assert.Equal(400, (await SendAsync("POST", "linkedWorkspaces/bulk", body)).Status);

    [Fact]
    public async Task A_provider_that_knows_no_name_leaves_the_id()
    {
        Assert.Equal(202, (await SendAsync("POST", "linkedWorkspaces/bulk", """{"workspaceIds": [7, "w/1"]}""")).Status);
        await _jira.Security.WhenIdleAsync();

        Assert.Equal([("7", null), ("w/1", null)], _jira.Security.WorkspacesOf(_app.Key).Select(w => (w.Id, w.Name)));
        Assert.Equal("w/1", (string?)(await SendAsync("GET", "linkedWorkspaces/w/1")).Body!["workspaceId"]);
        Assert.Equal(202, (await SendAsync("DELETE", "linkedWorkspaces/bulk?workspaceIds=7,w%2F1")).Status);
        Assert.Equal(404, (await SendAsync("GET", "linkedWorkspaces/7")).Status);
    }

    [Theory]
    [InlineData("authentication", "authentication.type")]
    [InlineData("apiMigrations", "signed-install")]
    [InlineData("modules", "jiraSecurityInfoProvider")]
    [InlineData("key", "key")]
    public async Task A_descriptor_that_jira_would_not_take_is_refused_at_its_place(string without, string told)
    {
        var app = WebApplication.CreateSlimBuilder();
        app.Logging.ClearProviders();
        app.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var other = app.Build();
        other.MapGet("/descriptor", (HttpRequest request) =>
        {
            var descriptor = JsonNode.Parse(Descriptor($"http://{request.Host}", ["READ"]))!.AsObject();
            descriptor.Remove(without);
            return Results.Text(descriptor.ToJsonString(), "application/json");
        });
        await other.StartAsync(Ct);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => _jira.Security.InstallAsync(new Uri(other.Urls.First() + "/descriptor"), Ct));

        Assert.Contains(told, refusal.Message);
    }

    [Fact]
    public async Task A_person_chooses_a_container_and_links_on_the_page_and_another_page_cannot()
    {
        var issue = _jira.State.Create("SEC", "Task", "Look into it");
        await SubmitAsync(One("v", 1, "Old OpenSSL"));
        var page = await _http.GetStringAsync("/sandbox/security?project=SEC", Ct);
        Assert.Contains("Choose a container", page);
        var token = page.Contains("name=\"token\"", StringComparison.Ordinal) ? page.Split("name=\"token\" value=\"")[1].Split('"')[0] : "";
        Assert.Empty(token);

        await _jira.Security.ConnectAsync(_app.Key, "SEC", "c/1", Ct);
        page = await _http.GetStringAsync("/sandbox/security?project=SEC", Ct);
        Assert.Contains("Old OpenSSL", page);
        token = page.Split("name=\"token\" value=\"")[1].Split('"')[0];
        Assert.Equal(403, await PostAsync("link", "wrong", issue.Key));
        Assert.Equal(400, await PostAsync("link", token, "SEC-999"));
        Assert.Equal(200, await PostAsync("link", token, issue.Key));
        Assert.Equal([issue.Key], Assert.Single(_jira.Security.VulnerabilitiesIn(_app.Key, "SEC")).Issues);
        Assert.Contains("Old OpenSSL", await _http.GetStringAsync($"/browse/{issue.Key}", Ct));
        Assert.Equal(200, await PostAsync("unlink", token, issue.Key));
        Assert.Empty(Assert.Single(_jira.Security.VulnerabilitiesIn(_app.Key, "SEC")).Issues);

        async Task<int> PostAsync(string act, string proof, string key)
        {
            using var form = new FormUrlEncodedContent([new("token", proof), new("app", _app.Key), new("project", "SEC"), new("item", "v"), new("issue", key)]);
            using var answer = await _http.PostAsync($"/sandbox/security/{act}", form, Ct);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task While_the_provider_is_away_the_page_is_whole_but_for_what_it_would_offer()
    {
        await SubmitAsync(One("v", 1, "Old OpenSSL"));
        await _jira.Security.ConnectAsync(_app.Key, "SEC", "c/1", Ct);
        await SendAsync("POST", "linkedWorkspaces/bulk", """{"workspaceIds": ["w1"]}""");
        await _jira.Security.WhenIdleAsync();
        await _provider.StopAsync(Ct);

        var page = await _http.GetStringAsync("/sandbox/security?project=SEC", Ct);

        Assert.Contains("The provider could not be asked for containers", page);
        Assert.Contains("Old OpenSSL", page);
    }

    [Fact]
    public async Task Another_process_installs_and_uninstalls()
    {
        await _jira.Security.UninstallAsync(_app.Key, Ct);
        using var made = await _http.PostAsJsonAsync("/sandbox/apps", new { descriptor = $"{_provider.Urls.First()}/descriptor?scopes=READ" }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(_app.Key, (string?)JsonNode.Parse(await _http.GetStringAsync("/sandbox/apps", Ct))![0]!["key"]);
        using var refused = await _http.PostAsJsonAsync("/sandbox/apps", new { descriptor = "http://192.0.2.1/descriptor" }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var gone = await _http.DeleteAsync($"/sandbox/apps/{_app.Key}", Ct);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Empty(_jira.Security.Apps);
    }

    private static JsonObject One(string id, long sequence = 1, string title = "Title") => new()
    {
        ["schemaVersion"] = "1.0",
        ["id"] = id,
        ["updateSequenceNumber"] = sequence,
        ["containerId"] = "c/1",
        ["displayName"] = title,
        ["description"] = "",
        ["url"] = "https://scanner.example/1",
        ["type"] = "sca",
        ["introducedDate"] = "2026-01-02T03:04:05Z",
        ["lastUpdated"] = "2026-01-02T03:04:05.1234567+02:00",
        ["severity"] = new JsonObject { ["level"] = "critical" },
        ["status"] = "open",
    };

    private static JsonObject Linked(JsonObject one, string member, params string[] issues) => Linked(one, member, issues, null);

    private static JsonObject Linked(JsonObject one, string member, string issue, long sequence) => Linked(one, member, [issue], sequence);

    private static JsonObject Linked(JsonObject one, string member, string[] issues, long? sequence)
    {
        one[member] = new JsonArray(new JsonObject { ["associationType"] = "issueIdOrKeys", ["values"] = new JsonArray([.. issues.Select(i => JsonValue.Create(i))]) });
        if (sequence is { } number)
            one["associationsUpdateSequenceNumber"] = number;
        return one;
    }

    private static string Descriptor(string baseUrl, string[] scopes) => new JsonObject
    {
        ["key"] = "provider",
        ["baseUrl"] = baseUrl,
        ["authentication"] = new JsonObject { ["type"] = "jwt" },
        ["apiMigrations"] = new JsonObject { ["signed-install"] = true },
        ["scopes"] = new JsonArray([.. scopes.Select(s => JsonValue.Create(s))]),
        ["lifecycle"] = new JsonObject { ["installed"] = "/installed" },
        ["modules"] = new JsonObject
        {
            ["jiraSecurityInfoProvider"] = new JsonObject
            {
                ["key"] = "provider",
                ["name"] = new JsonObject { ["value"] = "Provider" },
                ["homeUrl"] = "https://scanner.example",
                ["actions"] = new JsonObject
                {
                    ["fetchWorkspaces"] = new JsonObject { ["templateUrl"] = $"{baseUrl}/actions" },
                    ["fetchContainers"] = new JsonObject { ["templateUrl"] = $"{baseUrl}/actions" },
                    ["searchContainers"] = new JsonObject { ["templateUrl"] = $"{baseUrl}/actions" },
                },
            },
        },
    }.ToJsonString();

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

    private JsonObject Claims(string method, string path, string query) => new()
    {
        ["iss"] = _app.Key,
        ["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(3).ToUnixTimeSeconds(),
        ["qsh"] = QueryHash.Of(method, path, query),
    };

    private Task<SandboxApp> InstallAsync(string scopes) => _jira.Security.InstallAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"{_provider.Urls.First()}/descriptor?scopes={scopes}")), Ct);

    private Task<(int Status, JsonNode? Body)> SubmitAsync(params JsonObject[] items) =>
        SendAsync("POST", "bulk", new JsonObject { ["vulnerabilities"] = new JsonArray([.. items]) }.ToJsonString());

    private async Task<(int Status, JsonNode? Body)> SendAsync(string method, string address, string? body = null)
    {
        var parts = $"/rest/security/1.0/{address}".Split('?');
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/rest/security/1.0/{address}")
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", $"JWT {ConnectToken.Hs256(Claims(method, parts[0], parts.Length > 1 ? parts[1] : ""), _app.SharedSecret)}");
        using var answer = await _http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        return ((int)answer.StatusCode, text.Length == 0 ? null : JsonSerializer.Deserialize<JsonNode>(text));
    }
}
