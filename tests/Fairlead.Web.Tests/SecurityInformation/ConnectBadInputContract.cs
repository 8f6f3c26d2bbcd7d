using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Client.Providers;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>What is not Jira's is refused, one row for each way. BADINPUT CON-01 to CON-05; FAULTS F138, F139.</summary>
public abstract class ConnectBadInputContract(TestDatabase databases)
{
    private const string ClientKey = "site-1";
    private const string Installed = "/connect/installed";

    private static readonly string Secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_what_Atlassian_signed_for_this_server_and_site_installs()
    {
        using var keys = new KeyServer();
        using var stranger = RSA.Create(2048);
        await using var world = await SiteWorld.StartAsync(databases, _ => keys.Address, "01:00:00");

        await RefusedAsync("no token", null);
        await RefusedAsync("alg none", keys.Sign(Claims(world), """{"typ":"JWT","alg":"none","kid":"known"}"""));
        await RefusedAsync("alg HS256 with the public key as secret", Hs256(Claims(world), keys.Key.ExportSubjectPublicKeyInfoPem(), """{"typ":"JWT","alg":"HS256","kid":"known"}"""));
        await RefusedAsync("HS256 in RS256's clothes", Hs256(Claims(world), keys.Key.ExportSubjectPublicKeyInfoPem(), """{"typ":"JWT","alg":"RS256","kid":"known"}"""));
        await RefusedAsync("lower case", keys.Sign(Claims(world), """{"typ":"JWT","alg":"rs256","kid":"known"}"""));
        await RefusedAsync("another key", keys.Sign(Claims(world), key: stranger));
        await RefusedAsync("a key that comes along", keys.Sign(Claims(world), """{"typ":"JWT","alg":"RS256","kid":"known","jku":"http://127.0.0.1/"}""", stranger));
        await RefusedAsync("no kid", keys.Sign(Claims(world), """{"typ":"JWT","alg":"RS256"}"""));
        await RefusedAsync("kid that climbs", keys.Sign(Claims(world), """{"typ":"JWT","alg":"RS256","kid":"../known"}"""));
        await RefusedAsync("unknown kid", keys.Sign(Claims(world), """{"typ":"JWT","alg":"RS256","kid":"unknown"}"""));
        await RefusedAsync("expired", keys.Sign(With(world, "exp", Now() - 60, "iat", Now() - 240)));
        await RefusedAsync("from the future", keys.Sign(With(world, "iat", Now() + 300, "exp", Now() + 400)));
        await RefusedAsync("another path", keys.Sign(With(world, "qsh", Qsh("POST", "/connect/uninstalled"))));
        await RefusedAsync("another method", keys.Sign(With(world, "qsh", Qsh("GET", Installed))));
        await RefusedAsync("context token", keys.Sign(With(world, "qsh", "context-qsh")));
        await RefusedAsync("no qsh", keys.Sign(With(world, "qsh", null)));
        await RefusedAsync("another server", keys.Sign(With(world, "aud", new JsonArray("https://other.example"))));
        await RefusedAsync("for a server whose address begins alike", keys.Sign(With(world, "aud", Own(world) + "0")));
        await RefusedAsync("for nobody", keys.Sign(With(world, "aud", null)));
        await RefusedAsync("foreign client key", keys.Sign(With(world, "iss", "site-2")));
        Assert.Empty(await SitesAsync(world));

        // What is signed, but no installation.
        Assert.Equal(422, await SendAsync(world, keys.Sign(Claims(world)), Body(world, ("sharedSecret", ""))));
        Assert.Equal(422, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 1)), Body(world, ("sharedSecret", null))));
        Assert.Equal(422, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 2)), Body(world, ("productType", "confluence"))));
        Assert.Equal(422, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 3)), Body(world, ("key", "other-app"))));
        Assert.Equal(422, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 4)), Body(world, ("baseUrl", "javascript:alert(1)"))));
        Assert.Equal(422, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 10)), Body(world, ("sharedSecret", "short"))));
        Assert.Equal(422, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 11)), Body(world, ("eventType", "x"))));
        Assert.Equal(422, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 12)), Body(world, ("baseUrl", null))));
        Assert.Equal(401, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 13, "iss", new string('s', 10_000))), Body(world, ("clientKey", new string('s', 10_000)))));
        Assert.Equal(422, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 14)), Body(world, ("clientKey", new string('s', 10_000)))));
        Assert.Equal(400, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 5)), "[]"));
        Assert.Equal(400, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 9)), Body(world).Replace("site-1", "\\ud800", StringComparison.Ordinal)));
        Assert.Empty(await SitesAsync(world));

        // The very same twice is one installation; the token is good for nothing else.
        var token = keys.Sign(With(world, "iat", Now() - 6));
        Assert.Equal(204, await SendAsync(world, token, Body(world)));
        Assert.Equal(204, await SendAsync(world, token, Body(world)));
        foreach (var _ in (int[])[1, 2])
            Assert.Equal(401, await SendAsync(world, token, Body(world, ("sharedSecret", Secret + "x"))));
        // Who has the shared secret cannot install.
        await RefusedAsync("re-installation signed with the shared secret", Hs256(Claims(world), Secret, """{"typ":"JWT","alg":"HS256"}"""));
        await RefusedAsync("unsigned re-installation", null);
        Assert.Single(await SitesAsync(world));

        async Task RefusedAsync(string what, string? sent) => Assert.True(await SendAsync(world, sent, Body(world)) == 401, what);
    }

    [Fact]
    public async Task Words_about_an_installation_count_in_the_order_in_which_they_were_signed()
    {
        using var keys = new KeyServer();
        await using var world = await SiteWorld.StartAsync(databases, _ => keys.Address, "01:00:00");
        var (first, second) = (Secret + "first", Secret + "second");
        var t1 = keys.Sign(With(world, "iat", Now() - 40));
        Assert.Equal(204, await SendAsync(world, t1, Body(world, ("sharedSecret", first))));
        await world.ProveAsync();
        Assert.Equal(200, await AskAsync(first));
        Assert.Equal(204, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 30)), Body(world, ("sharedSecret", second))));
        // What the site proved it need not prove again, since Atlassian signs who it is; its new secret counts, and no other.
        Assert.Equal((200, 401), (await AskAsync(second), await AskAsync(first)));

        // The first word again, or a late one, brings no old secret back.
        Assert.Equal(204, await SendAsync(world, t1, Body(world, ("sharedSecret", first))));
        Assert.Equal(204, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 35)), Body(world, ("sharedSecret", first))));
        Assert.Equal((200, 401), (await AskAsync(second), await AskAsync(first)));

        // An end that was signed before the present installation ends nothing; its own does, and late words revive nothing.
        Assert.Equal(204, await GoneAsync(Now() - 36));
        Assert.Equal(200, await AskAsync(second));
        Assert.Equal(204, await GoneAsync(Now() - 20));
        Assert.Equal(401, await AskAsync(second));
        Assert.Equal(204, await SendAsync(world, t1, Body(world, ("sharedSecret", first))));
        Assert.Equal(204, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 25)), Body(world, ("sharedSecret", second))));
        Assert.Equal((401, 401), (await AskAsync(second), await AskAsync(first)));
        Assert.Equal(ProviderSiteState.Uninstalled, Assert.Single(await SitesAsync(world)).State);
        // Two words of the same second count as they come; the very same again does not.
        var again = keys.Sign(With(world, "iat", Now() - 10));
        Assert.Equal(204, await SendAsync(world, again, Body(world, ("sharedSecret", second))));
        Assert.Equal(200, await AskAsync(second));
        Assert.Equal(204, await GoneAsync(JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(again.Split('.')[1]))!["iat"]!.GetValue<long>()));
        Assert.Equal(401, await AskAsync(second));
        Assert.Equal(204, await SendAsync(world, again, Body(world, ("sharedSecret", second))));
        Assert.Equal(401, await AskAsync(second));

        Task<int> GoneAsync(long at) => SendAsync(
            world, keys.Sign(With(world, "iat", at, "qsh", Qsh("POST", "/connect/uninstalled"))), $$"""{"clientKey":"{{ClientKey}}"}""", "/connect/uninstalled");

        Task<int> AskAsync(string secret) => SearchAsync(world, secret);
    }

    [Fact]
    public async Task A_site_that_says_that_it_is_at_another_address_is_told_nothing_before_it_proved_that()
    {
        using var keys = new KeyServer();
        await using var world = await SiteWorld.StartAsync(databases, _ => keys.Address, "01:00:00");
        Assert.Equal(204, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 30)), Body(world)));
        await world.ProveAsync();
        Assert.Equal(200, await SearchAsync(world, Secret));

        Assert.Equal(204, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 20)), Body(world, ("baseUrl", "https://elsewhere.atlassian.net"))));
        Assert.Equal(403, await SearchAsync(world, Secret));
        var moved = Assert.Single(await SitesAsync(world));
        Assert.Equal(("https://elsewhere.atlassian.net", null), (moved.BaseUrl, moved.Connection));
        Assert.Contains("fairlead connection add NAME --site https://elsewhere.atlassian.net --email", moved.NextStep);

        // Back where it proved it.
        Assert.Equal(204, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 10)), Body(world)));
        Assert.Equal(200, await SearchAsync(world, Secret));
    }

    [Fact]
    public async Task Only_an_installation_that_proved_its_address_says_that_another_one_is_replaced()
    {
        using var keys = new KeyServer();
        await using var world = await SiteWorld.StartAsync(databases, _ => keys.Address, "01:00:00");
        Assert.Equal(204, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 30)), Body(world)));
        await world.ProveAsync();

        // Anybody with a site can say that it is at this address.
        Assert.Equal(204, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 20, "iss", "stranger")), Body(world, ("clientKey", "stranger"))));
        var told = (await SitesAsync(world)).ToDictionary(s => s.ClientKey, s => s.NextStep);
        Assert.DoesNotContain("forget", told[ClientKey] ?? "");
        Assert.StartsWith("Another installation has this address, and this one has proved nothing yet, so it is sent nothing.", told["stranger"]);
        Assert.EndsWith("fairlead provider forget stranger --installed", told["stranger"]);

        // Proved, it is the one that is there.
        await world.ProveAsync();
        told = (await SitesAsync(world)).ToDictionary(s => s.ClientKey, s => s.NextStep);
        Assert.Contains($"installed anew at this address under another key since. If this one is gone: fairlead provider forget {ClientKey} --installed", told[ClientKey]);
        Assert.DoesNotContain("Another installation", told["stranger"] ?? "");
    }

    [Fact]
    public async Task Made_up_key_ids_cause_few_calls()
    {
        using var keys = new KeyServer();
        await using var world = await SiteWorld.StartAsync(databases, _ => keys.Address, "01:00:00");
        Assert.Equal(204, await SendAsync(world, keys.Sign(Claims(world)), Body(world)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => SendAsync(world, keys.Sign(Claims(world), $$"""{"typ":"JWT","alg":"RS256","kid":"made-up-{{i}}"}"""), Body(world))));
        Assert.All(answers, status => Assert.True(status is 401 or 503, $"{status}"));
        Assert.Contains(503, answers);
        Assert.InRange(keys.Asked, 2, 10);
        Assert.Equal(204, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 1)), Body(world)));
    }

    [Fact]
    public async Task Without_the_key_server_nothing_is_believed_and_a_known_key_is_kept()
    {
        using var keys = new KeyServer { Instead = (500, "") };
        await using var world = await SiteWorld.StartAsync(databases, _ => keys.Address, "01:00:00");

        Assert.Equal(503, await SendAsync(world, keys.Sign(Claims(world)), Body(world)));
        keys.Instead = (200, new string('x', 100_000));
        Assert.Equal(503, await SendAsync(world, keys.Sign(Claims(world)), Body(world)));
        keys.Instead = (200, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----");
        Assert.Equal(503, await SendAsync(world, keys.Sign(Claims(world)), Body(world)));
        keys.Instead = null;
        Assert.Equal(204, await SendAsync(world, keys.Sign(Claims(world)), Body(world)));
        var asked = keys.Asked;
        keys.Instead = (500, "");
        Assert.Equal(204, await SendAsync(world, keys.Sign(With(world, "iat", Now() - 7)), Body(world)));
        Assert.Equal(asked, keys.Asked);
    }

    [Fact]
    public async Task Only_the_site_itself_asks_and_tells()
    {
        using var keys = new KeyServer();
        await using var world = await SiteWorld.StartAsync(databases, _ => keys.Address, "01:00:00");
        Assert.Equal(204, await SendAsync(world, keys.Sign(Claims(world)), Body(world)));
        const string search = "/connect/security/containers/search?workspaceId=fairlead&searchQuery=a%20b";

        // Anybody with a site can install the app and tell another address: nothing is told, and nothing linked.
        Assert.Equal(403, (await AskAsync(HttpMethod.Get, search, Site("GET", search))).Status);
        Assert.Equal(403, (await PostAsync("containers", """{"ids":["unknown"]}""")).Status);
        Assert.Equal(403, (await PutAsync("""{"entity":{"id":"019ac000-0000-7000-8000-000000000001"},"associatedWith":{"id":"10001"}}""")).Status);
        await world.ProveAsync();

        Assert.Equal(200, (await AskAsync(HttpMethod.Get, search, Site("GET", search))).Status);
        Assert.Equal(401, (await AskAsync(HttpMethod.Get, search, null)).Status);
        Assert.Equal(401, (await AskAsync(HttpMethod.Get, search, Site("GET", "/connect/security/containers/search?workspaceId=other"))).Status);
        Assert.Equal(401, (await AskAsync(HttpMethod.Get, search, Hs256(SiteClaims("GET", search), Secret + "x"))).Status);
        Assert.Equal(401, (await AskAsync(HttpMethod.Get, search, Hs256(Changed(SiteClaims("GET", search), "iss", "site-2"), Secret))).Status);
        Assert.Equal(401, (await AskAsync(HttpMethod.Get, search, Hs256(Changed(SiteClaims("GET", search), "qsh", "context-qsh"), Secret))).Status);
        Assert.Equal(401, (await AskAsync(HttpMethod.Get, search, Hs256(Changed(SiteClaims("GET", search), "exp", Now() - 100), Secret))).Status);
        Assert.Equal(401, (await AskAsync(HttpMethod.Get, search, keys.Sign(SiteClaims("GET", search)))).Status);
        Assert.Equal(401, (await AskAsync(HttpMethod.Get, search + "&jwt=" + Site("GET", search), null)).Status);

        Assert.Equal(400, (await AskAsync(HttpMethod.Get, "/connect/security/containers/search", Site("GET", "/connect/security/containers/search"))).Status);
        Assert.Equal("{\"containers\":[]}", (await AskAsync(HttpMethod.Get, "/connect/security/containers/search?workspaceId=other", Site("GET", "/connect/security/containers/search?workspaceId=other"))).Text);
        Assert.Contains("\"id\":\"fairlead\"", (await PostAsync("workspaces", """{"ids":["fairlead","other",7]}""")).Text);
        Assert.Equal("{\"workspaces\":[]}", (await PostAsync("workspaces", """{"ids":["other"]}""")).Text);
        Assert.Equal("{\"containers\":[]}", (await PostAsync("containers", """{"ids":["unknown","unknown",7]}""")).Text);
        Assert.Equal(400, (await PostAsync("containers", "{}")).Status);
        Assert.Equal(400, (await PostAsync("containers", $$"""{"ids":[{{string.Join(',', Enumerable.Range(0, 1_001))}}]}""")).Status);
        Assert.Equal(400, (await PostAsync("containers", """{"ids":[],"ids":[]}""")).Status);

        // No text, and what no database keeps.
        Assert.Equal(400, (await PostAsync("workspaces", "{\"ids\":[\"\\ud800\"]}")).Status);
        Assert.Equal("{\"containers\":[]}", (await PostAsync("containers", "{\"ids\":[\"\\u0000\"]}")).Text);
        Assert.Equal(400, (await AskAsync(HttpMethod.Get, "/connect/security/containers/search?searchQuery=%00&workspaceId=fairlead", Site("GET", "/connect/security/containers/search?searchQuery=%00&workspaceId=fairlead"))).Status);
        Assert.Equal(400, (await PutAsync("{\"entity\":{\"id\":\"\\udc00\"},\"associatedWith\":{\"id\":\"10001\"}}")).Status);

        const string told = """{"entity":{"id":"019ac000-0000-7000-8000-000000000001"},"associatedWith":{"ati":"ati:cloud:jira:issue","id":"10001"}}""";
        Assert.Equal(204, (await PutAsync(told)).Status);
        Assert.Equal(204, (await PutAsync(told.Replace("019ac000-0000-7000-8000-000000000001", "nobody-s", StringComparison.Ordinal))).Status);
        Assert.Equal(400, (await PutAsync(told.Replace("10001", "10001/../1", StringComparison.Ordinal))).Status);
        Assert.Equal(400, (await PutAsync(told.Replace(":issue\"", ":board\"", StringComparison.Ordinal))).Status);
        Assert.Equal(400, (await PutAsync("""{"entity":null}""")).Status);

        // Uninstalled for a site that nobody knows, and for this one: its secret is gone.
        Assert.Equal(204, await SendAsync(world, Gone("site-9"), """{"clientKey":"site-9"}""", "/connect/uninstalled"));
        Assert.Equal(401, await SendAsync(world, Gone("site-9"), $$"""{"clientKey":"{{ClientKey}}"}""", "/connect/uninstalled"));
        Assert.Equal(204, await SendAsync(world, Gone(ClientKey), $$"""{"clientKey":"{{ClientKey}}"}""", "/connect/uninstalled"));
        Assert.Equal(401, (await AskAsync(HttpMethod.Get, search, Site("GET", search))).Status);

        Task<SecurityAnswer> PostAsync(string what, string body) => AskAsync(HttpMethod.Post, $"/connect/security/{what}", Fresh("POST", $"/connect/security/{what}"), body);
        Task<SecurityAnswer> PutAsync(string body) => AskAsync(HttpMethod.Put, "/connect/security/associated", Fresh("PUT", "/connect/security/associated"), body);
        string Fresh(string method, string target) => Hs256(Changed(SiteClaims(method, target), "jti", $"{Guid.CreateVersion7()}"), Secret);
        string Gone(string site) => keys.Sign(Changed(With(world, "qsh", Qsh("POST", "/connect/uninstalled")), "iss", site));

        async Task<SecurityAnswer> AskAsync(HttpMethod verb, string path, string? token, string? body = null)
        {
            using var http = world.Host.MakeHttp(null);
            using var request = new HttpRequestMessage(verb, new Uri(world.Host.BaseAddress, path));
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("JWT", token);
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await http.SendAsync(request, Ct);
            return new SecurityAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct), answer.Headers);
        }
    }

    [Theory]
    [InlineData("associated", "associatedWith")]
    [InlineData("disassociated", "disassociatedFrom")]
    public async Task A_site_s_token_that_was_caught_says_nothing_else(string what, string member)
    {
        using var keys = new KeyServer();
        await using var world = await SiteWorld.StartAsync(databases, _ => keys.Address, "01:00:00");
        Assert.Equal(204, await SendAsync(world, keys.Sign(Claims(world)), Body(world)));
        await world.ProveAsync();
        var path = $"/connect/security/{what}";
        var (told, other) = (BodyOf("10001"), BodyOf("10002"));

        var caught = Site("PUT", path);
        Assert.Equal((204, 204, 401), (await PutAsync(caught, told), await PutAsync(caught, told), await PutAsync(caught, other)));
        Assert.Equal((401, 204), (await PutAsync(caught, other), await PutAsync(caught, told)));
        // Jira names no jti, so that two calls that it signs in one second have one token: when it comes right then, it is no other one's.
        var young = Hs256(Changed(SiteClaims("PUT", path), "iat", Now() + 20), Secret);
        Assert.Equal((204, 204, 204), (await PutAsync(young, told), await PutAsync(young, other), await PutAsync(young, told)));
        var named = Hs256(Changed(Changed(SiteClaims("PUT", path), "iat", Now() + 20), "jti", "one"), Secret);
        Assert.Equal((204, 401, 204), (await PutAsync(named, told), await PutAsync(named, other), await PutAsync(named, told)));

        string BodyOf(string issue) => $$$"""{"entity":{"id":"019ac000-0000-7000-8000-000000000001"},"{{{member}}}":{"ati":"ati:cloud:jira:issue","id":"{{{issue}}}"}}""";

        Task<int> PutAsync(string token, string body) => SendAsync(world, token, body, path, HttpMethod.Put);
    }

    [Fact]
    public async Task Without_its_public_address_Fairlead_is_no_app()
    {
        await using var host = await RunningHost.StartAsync(databases, Ct);
        using var answer = await host.Http.GetAsync("connect/atlassian-connect.json", Ct);
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Contains("PublicUrl", await answer.Content.ReadAsStringAsync(Ct));
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static string Own(SiteWorld world) => world.Host.BaseAddress.AbsoluteUri.TrimEnd('/');

    private static string Qsh(string method, string target) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(method, target))));

    /// <summary>Of addresses whose parameters stand in their order, as all do here.</summary>
    private static string Canonical(string method, string target)
    {
        var parts = target.Split('?');
        return $"{method}&{parts[0]}&{string.Join('&', parts.Skip(1).SelectMany(q => q.Split('&')).Order(StringComparer.Ordinal))}";
    }

    private static JsonObject Claims(SiteWorld world) => new()
    {
        ["iss"] = ClientKey,
        ["iat"] = Now(),
        ["exp"] = Now() + 180,
        ["qsh"] = Qsh("POST", Installed),
        ["aud"] = new JsonArray(Own(world)),
    };

    private static JsonObject SiteClaims(string method, string target) => new() { ["iss"] = ClientKey, ["iat"] = Now() - 110, ["exp"] = Now() + 180, ["qsh"] = Qsh(method, target) };

    private static string Site(string method, string target) => Hs256(SiteClaims(method, target), Secret);

    private static string Hs256(JsonObject claims, string secret, string header = """{"typ":"JWT","alg":"HS256"}""") => ProviderToken.Sign(claims, secret, header);

    private static JsonObject With(SiteWorld world, string name, JsonNode? value, string? other = null, JsonNode? otherValue = null)
    {
        var claims = Changed(Claims(world), name, value);
        return other is null ? claims : Changed(claims, other, otherValue);
    }

    private static JsonObject Changed(JsonObject json, string name, JsonNode? value)
    {
        if (value is null)
            json.Remove(name);
        else
            json[name] = value;
        return json;
    }

    private static string Body(SiteWorld world, params (string Name, string? Value)[] changes)
    {
        var body = new JsonObject
        {
            ["key"] = SiteWorld.App,
            ["clientKey"] = ClientKey,
            ["sharedSecret"] = Secret,
            ["baseUrl"] = world.Jira.BaseUrl.AbsoluteUri,
            ["productType"] = "jira",
            ["eventType"] = "installed",
        };
        foreach (var (name, value) in changes)
            body[name] = value;
        return body.ToJsonString();
    }

    private static async Task<int> SearchAsync(SiteWorld world, string secret)
    {
        const string search = "/connect/security/containers/search?workspaceId=fairlead";
        using var http = world.Host.MakeHttp(null);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Host.BaseAddress, search));
        request.Headers.Authorization = new AuthenticationHeaderValue("JWT", Hs256(SiteClaims("GET", search), secret));
        using var answer = await http.SendAsync(request, Ct);
        return (int)answer.StatusCode;
    }

    private static async Task<int> SendAsync(SiteWorld world, string? token, string body, string path = Installed, HttpMethod? verb = null)
    {
        using var http = world.Host.MakeHttp(null);
        using var request = new HttpRequestMessage(verb ?? HttpMethod.Post, new Uri(world.Host.BaseAddress, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("JWT", token);
        using var answer = await http.SendAsync(request, Ct);
        return (int)answer.StatusCode;
    }

    private static Task<IReadOnlyList<ProviderSiteResponse>> SitesAsync(SiteWorld world) => world.Host.Client.Providers.SitesAsync(Ct);

    public class OnSqlite(SqliteTestDatabase db) : ConnectBadInputContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ConnectBadInputContract(db), IClassFixture<PostgresTestDatabase>;
}
