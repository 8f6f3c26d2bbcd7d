using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Client.Providers;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>What is not Jira's is refused below /forge, one row for each way. BADINPUT CON-01 to CON-05; FAULTS F138, F139.</summary>
public abstract class ForgeBadInputContract(TestDatabase databases)
{
    private const string Header = """{"typ":"JWT","alg":"RS256","kid":"known"}""";
    private const string Search = "/forge/security/containers/search?workspaceId=fairlead";
    private const string Cloud = "0b5a3c1e-0000-4000-8000-000000000001";

    private static readonly string[] Paths = ["/forge/installed", "/forge/token", "/forge/uninstalled", "/forge/security/workspaces", "/forge/security/associated"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_what_Atlassian_signed_for_this_app_is_heard()
    {
        using var keys = new KeyServer();
        using var stranger = RSA.Create(2048);
        keys.Instead = (200, SetOf(keys.Key));
        await using var world = await SiteWorld.StartAsync(databases, jobs: "01:00:00", forgeKeys: keys.Address);
        var pem = keys.Key.ExportSubjectPublicKeyInfoPem();

        foreach (var (what, token) in new (string, string?)[]
        {
            ("no token", null),
            ("none", $"{KeyServer.Part("""{"typ":"JWT","alg":"none","kid":"known"}""")}.{KeyServer.Part(Claims().ToJsonString())}."),
            ("none with a signature", keys.Sign(Claims(), """{"typ":"JWT","alg":"none","kid":"known"}""")),
            ("HS256 with the public key as secret", ProviderToken.Sign(Claims(), pem, """{"typ":"JWT","alg":"HS256","kid":"known"}""")),
            ("HS256 in RS256's clothes", ProviderToken.Sign(Claims(), pem, Header)),
            ("another key", keys.Sign(Claims(), Header, stranger)),
            ("a key that comes along", keys.Sign(Claims(), """{"typ":"JWT","alg":"RS256","kid":"known","jku":"http://127.0.0.1/"}""", stranger)),
            ("no kid", keys.Sign(Claims(), """{"typ":"JWT","alg":"RS256"}""")),
            ("expired", keys.Sign(With("exp", Now() - 60, "iat", Now() - 90))),
            ("from the future", keys.Sign(With("iat", Now() + 300, "exp", Now() + 400))),
            ("another app", keys.Sign(With("aud", "ari:cloud:ecosystem::app/11111111-0000-0000-0000-000000000000"))),
            ("an app that begins alike", keys.Sign(With("aud", SiteWorld.ForgeApp + "0"))),
            ("for nobody", keys.Sign(With("aud", null))),
            ("another issuer", keys.Sign(With("iss", "forge/context-token"))),
            ("no issuer", keys.Sign(With("iss", null))),
            ("no exp", keys.Sign(With("exp", null))),
            ("no app", keys.Sign(With("app", null))),
            ("no site", keys.Sign(With("app", new JsonObject { ["id"] = SiteWorld.ForgeApp, ["installationId"] = "ari:cloud:ecosystem::installation/1" }, "context", new JsonObject()))),
            ("another product of the site", keys.Sign(With("app", AppOf("ari:cloud:ecosystem::installation/2", $"https://api.atlassian.com/ex/confluence/{Cloud}")))),
            ("a key that is too short", keys.Sign(Claims(), """{"typ":"JWT","alg":"RS256","kid":"short"}""")),
            ("good for an hour", keys.Sign(With("exp", Now() + 3_600))),
        })
        {
            foreach (var path in Paths)
                Assert.True((await SendAsync(world, HttpMethod.Post, path, token)).Status == 401, $"{path}: {what}");
        }

        Assert.Equal(401, (await SendAsync(world, HttpMethod.Get, Search + "&jwt=" + keys.Sign(Claims()), null)).Status);
        Assert.Equal(401, (await SendAsync(world, HttpMethod.Post, "/forge/token", keys.Sign(Claims()), scheme: "JWT")).Status);
        Assert.Equal(401, (await SendAsync(world, HttpMethod.Post, "/connect/security/workspaces", keys.Sign(Claims()))).Status);
        Assert.Equal(401, (await SendAsync(world, HttpMethod.Post, "/connect/security/workspaces", keys.Sign(Claims()), scheme: "JWT")).Status);
        Assert.Empty(await SitesAsync(world));
        // Made-up key ids cause no calls, and whoever has a key since a moment ago comes again.
        foreach (var kid in (string[])["unknown", "elliptic", "other", "another"])
            Assert.Equal(503, (await SendAsync(world, HttpMethod.Post, "/forge/token", keys.Sign(Claims(), $$"""{"typ":"JWT","alg":"RS256","kid":"{{kid}}"}"""))).Status);
        Assert.Equal(1, keys.Asked);
    }

    [Fact]
    public async Task A_site_is_told_nothing_before_it_is_one_of_a_connection_and_an_installation_that_is_over_nothing_at_all()
    {
        using var keys = new KeyServer();
        keys.Instead = (200, SetOf(keys.Key));
        await using var world = await SiteWorld.StartAsync(databases, jobs: "01:00:00", forgeKeys: keys.Address);
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/installed", keys.Sign(Claims()))).Status);
        Assert.Equal($"forge:{Cloud}", Assert.Single(await SitesAsync(world)).ClientKey);

        Assert.Equal(200, (await SendAsync(world, HttpMethod.Post, "/forge/security/workspaces", keys.Sign(Claims()), """{"ids":["fairlead"]}""")).Status);
        Assert.Equal(403, (await SendAsync(world, HttpMethod.Get, Search, keys.Sign(Claims()))).Status);
        Assert.Equal(403, (await SendAsync(world, HttpMethod.Put, "/forge/security/associated", keys.Sign(Claims()), """{"entity":{"id":"x"},"associatedWith":{"id":"1"}}""")).Status);
        await world.ProveAsync();
        Assert.Equal(200, (await SendAsync(world, HttpMethod.Get, Search, keys.Sign(Claims()))).Status);
        // By the other method, too, since it is not said which one a remote is called by.
        Assert.Equal("{\"containers\":[]}", (await SendAsync(world, HttpMethod.Post, "/forge/security/containers/search", keys.Sign(Claims()), """{"workspaceId":"fairlead","searchQuery":"a"}""")).Text);
        Assert.Equal(400, (await SendAsync(world, HttpMethod.Post, "/forge/security/containers/search", keys.Sign(Claims()), """{"searchQuery":"a"}""")).Status);
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/security/associated", keys.Sign(Claims()), """{"entity":{"id":"x"},"associatedWith":{"id":"1"}}""")).Status);

        // What was signed before the present installation began is of one that is over; nobody's end ends it.
        var old = With("iat", Now() - 10, "exp", Now() + 15);
        ((JsonObject)old["app"]!)["installationId"] = "ari:cloud:ecosystem::installation/old";
        Assert.Equal(401, (await SendAsync(world, HttpMethod.Get, Search, keys.Sign(old))).Status);
        old["jti"] = "another";
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/uninstalled", keys.Sign(old))).Status);
        Assert.Equal(ProviderSiteState.Enabled, Assert.Single(await SitesAsync(world)).State);

        // After its own end only being installed brings it back.
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/uninstalled", keys.Sign(Claims()))).Status);
        Assert.Equal(401, (await SendAsync(world, HttpMethod.Get, Search, keys.Sign(Claims()))).Status);
        Assert.Equal(401, (await SendAsync(world, HttpMethod.Post, "/forge/token", keys.Sign(Claims()))).Status);
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/installed", keys.Sign(With("iat", Now() + 5)))).Status);
        Assert.Equal(ProviderSiteState.Enabled, Assert.Single(await SitesAsync(world)).State);
        // Who the site is was signed each time, so that it is believed what it proved before.
        Assert.Equal(200, (await SendAsync(world, HttpMethod.Get, Search, keys.Sign(With("iat", Now() + 6)))).Status);
    }

    [Fact]
    public async Task A_token_is_good_for_one_thing_and_the_site_of_Jira_is_not_that_of_another_product()
    {
        using var keys = new KeyServer();
        keys.Instead = (200, SetOf(keys.Key));
        await using var world = await SiteWorld.StartAsync(databases, jobs: "01:00:00", forgeKeys: keys.Address);
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/installed", keys.Sign(Claims()))).Status);
        await world.ProveAsync();

        // The same again, as when an answer was lost; for nothing else.
        var token = keys.Sign(Claims());
        Assert.Equal(200, (await SendAsync(world, HttpMethod.Get, Search, token)).Status);
        Assert.Equal(200, (await SendAsync(world, HttpMethod.Get, Search, token)).Status);
        foreach (var _ in (int[])[1, 2])
        {
            Assert.Equal(401, (await SendAsync(world, HttpMethod.Get, Search + "&searchQuery=a", token)).Status);
            Assert.Equal(401, (await SendAsync(world, HttpMethod.Post, "/forge/uninstalled", token)).Status);
        }

        var ofBody = keys.Sign(With("jti", "a"));
        Assert.Equal(200, (await SendAsync(world, HttpMethod.Post, "/forge/security/workspaces", ofBody, """{"ids":["fairlead"]}""")).Status);
        Assert.Equal(401, (await SendAsync(world, HttpMethod.Post, "/forge/security/workspaces", ofBody, """{"ids":["other"]}""")).Status);

        // The same app is installed in the site's Confluence, too: the same cloud id, and nothing of it counts here, its end least of all.
        var wiki = AppOf("ari:cloud:ecosystem::installation/wiki", $"https://api.atlassian.com/ex/confluence/{Cloud}");
        foreach (var path in Paths)
            Assert.Equal(401, (await SendAsync(world, HttpMethod.Post, path, keys.Sign(With("app", wiki.DeepClone(), "iat", Now() + 5)))).Status);
        var both = AppOf("ari:cloud:ecosystem::installation/1", $"https://api.atlassian.com/ex/jira/{Cloud}");
        both["installation"] = new JsonObject { ["contexts"] = new JsonArray(new JsonObject { ["apiBaseUrl"] = $"https://api.atlassian.com/ex/confluence/{Cloud}" }) };
        Assert.Equal(200, (await SendAsync(world, HttpMethod.Get, Search, keys.Sign(With("app", both)))).Status);
        Assert.Equal(ProviderSiteState.Enabled, Assert.Single(await SitesAsync(world)).State);
    }

    [Fact]
    public async Task A_token_that_was_caught_brings_no_other_token_of_the_app()
    {
        using var keys = new KeyServer();
        keys.Instead = (200, SetOf(keys.Key));
        await using var world = await SiteWorld.StartAsync(databases, jobs: "01:00:00", forgeKeys: keys.Address);
        var caught = keys.Sign(Claims());
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/installed", caught, system: "the-apps-own")).Status);
        var length = await LengthAsync();

        Assert.Equal(401, (await SendAsync(world, HttpMethod.Post, "/forge/installed", caught, system: "that-of-somebody-else")).Status);
        Assert.Equal(401, (await SendAsync(world, HttpMethod.Post, "/forge/installed", caught)).Status);

        Assert.Equal((1, length), (await KeptAsync(world), await LengthAsync()));
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/installed", caught, system: "the-apps-own")).Status);
        // As long as another one would be, were it kept.
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/installed", keys.Sign(Claims()), system: "that-of-somebody-else")).Status);
        Assert.NotEqual(length, await LengthAsync());

        Task<int> LengthAsync() => world.CountAsync("SELECT length(sealed_value) FROM vault WHERE address LIKE 'provider_sites/%'");
    }

    [Fact]
    public async Task What_is_no_text_and_what_no_database_keeps_is_refused_or_unknown()
    {
        using var keys = new KeyServer();
        keys.Instead = (200, SetOf(keys.Key));
        await using var world = await SiteWorld.StartAsync(databases, jobs: "01:00:00", forgeKeys: keys.Address);
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/installed", keys.Sign(Claims()))).Status);
        await world.ProveAsync();

        foreach (var (path, body, status) in new[]
        {
            ("workspaces", "{\"ids\":[\"\\ud800\"]}", 400),
            ("containers", "{\"ids\":[\"\\u0000\"]}", 200),
            ("containers/search", "{\"workspaceId\":\"fairlead\",\"searchQuery\":\"\\u0000\"}", 400),
            ("containers/search", "{\"workspaceId\":\"\\u0000\"}", 400),
            ("containers/search", $"{{\"workspaceId\":\"fairlead\",\"searchQuery\":\"{new string('x', 300)}\"}}", 400),
            ("containers/search", "{\"workspaceId\":\"fairlead\",\"searchQuery\":7}", 400),
            ("associated", "{\"entity\":{\"id\":\"\\udc00\"},\"associatedWith\":{\"id\":\"1\"}}", 400),
            ("associated", "{\"entity\":{\"id\":\"\\u0000\"},\"associatedWith\":{\"id\":\"1\"}}", 400),
        })
        {
            var answer = await SendAsync(world, HttpMethod.Post, $"/forge/security/{path}", keys.Sign(Claims()), body);
            Assert.True(answer.Status == status, $"{path} {body}: {answer.Status} {answer.Text}");
        }

        Assert.Equal(400, (await SendAsync(world, HttpMethod.Get, Search + "&searchQuery=%00", keys.Sign(Claims()))).Status);
    }

    [Fact]
    public async Task A_token_of_the_app_is_kept_no_longer_than_it_counts_and_not_for_an_installation_that_is_over()
    {
        using var keys = new KeyServer();
        keys.Instead = (200, SetOf(keys.Key));
        await using var world = await SiteWorld.StartAsync(databases, forgeKeys: keys.Address);
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/installed", keys.Sign(Claims()), system: "first")).Status);
        Assert.Equal(1, await KeptAsync(world));
        await world.Tickets.ChangeAsync("UPDATE provider_sites SET token_until = installed_at");
        await TicketsWorld.UntilAsync(async () => await KeptAsync(world) == 0);

        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/token", keys.Sign(Claims()), system: "second")).Status);
        Assert.Equal(1, await KeptAsync(world));
        Assert.Equal(204, (await SendAsync(world, HttpMethod.Post, "/forge/uninstalled", keys.Sign(Claims()))).Status);
        Assert.Equal(0, await KeptAsync(world));
        Assert.Equal(401, (await SendAsync(world, HttpMethod.Post, "/forge/token", keys.Sign(Claims()), system: "third")).Status);
        Assert.Contains("forge install --upgrade", Assert.Single(await SitesAsync(world)).NextStep);
    }

    [Fact]
    public async Task Without_the_key_server_nothing_is_believed()
    {
        using var keys = new KeyServer { Instead = (500, "") };
        await using (var world = await SiteWorld.StartAsync(databases, jobs: "01:00:00", forgeKeys: keys.Address))
        {
            Assert.Equal(503, (await SendAsync(world, HttpMethod.Post, "/forge/installed", keys.Sign(Claims()))).Status);
            Assert.Empty(await SitesAsync(world));
        }

        foreach (var text in (string[])["", "[]", """{"keys":7}""", """{"keys":[],"keys":[]}""", """{"keys":[]}""", new string('x', 100_000), $$"""{"keys":[{{string.Join(',', Enumerable.Repeat("{}", 51))}}]}"""])
        {
            keys.Instead = (200, text);
            await using var world = await SiteWorld.StartAsync(databases, jobs: "01:00:00", forgeKeys: keys.Address);
            Assert.Equal(503, (await SendAsync(world, HttpMethod.Post, "/forge/installed", keys.Sign(Claims()))).Status);
        }
    }

    [Fact]
    public async Task Without_the_id_of_its_app_Fairlead_is_none_of_Forge()
    {
        await using var host = await RunningHost.StartAsync(databases, Ct);
        using var answer = await host.Http.PostAsync("forge/token", null, Ct);
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Contains("ForgeApp", await answer.Content.ReadAsStringAsync(Ct));
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static string SetOf(RSA key)
    {
        using var weak = RSA.Create(1024);
        return new JsonObject
        {
            ["keys"] = new JsonArray(
                Jwk("known", key),
                Jwk("short", weak),
                new JsonObject { ["kty"] = "EC", ["kid"] = "elliptic", ["crv"] = "P-256", ["x"] = "AA", ["y"] = "AA" },
                new JsonObject { ["kty"] = "oct", ["kid"] = "unknown", ["k"] = "AA" },
                7),
        }.ToJsonString();
    }

    private static JsonObject Jwk(string id, RSA key)
    {
        var parts = key.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["kid"] = id, ["use"] = "sig", ["n"] = Base64Url.EncodeToString(parts.Modulus), ["e"] = Base64Url.EncodeToString(parts.Exponent) };
    }

    /// <summary>Another token each time, as Atlassian makes them.</summary>
    private static JsonObject Claims() => new()
    {
        ["jti"] = $"{Guid.CreateVersion7()}",
        ["app"] = AppOf("ari:cloud:ecosystem::installation/1", $"https://api.atlassian.com/ex/jira/{Cloud}"),
        ["context"] = new JsonObject { ["cloudId"] = Cloud },
        ["aud"] = SiteWorld.ForgeApp,
        ["iss"] = "forge/invocation-token",
        ["iat"] = Now(),
        ["exp"] = Now() + 25,
    };

    private static JsonObject AppOf(string installation, string apiBaseUrl) => new() { ["id"] = SiteWorld.ForgeApp, ["installationId"] = installation, ["apiBaseUrl"] = apiBaseUrl };

    private static Task<int> KeptAsync(SiteWorld world) => world.CountAsync("SELECT count(*) FROM vault WHERE address LIKE 'provider_sites/%'");

    private static JsonObject With(string name, JsonNode? value, string? other = null, JsonNode? otherValue = null)
    {
        var claims = Claims();
        claims.Remove(name);
        if (value is not null)
            claims[name] = value;
        if (other is not null)
            claims[other] = otherValue;
        return claims;
    }

    private static async Task<SecurityAnswer> SendAsync(SiteWorld world, HttpMethod method, string path, string? token, string? body = null, string scheme = "Bearer", string? system = null)
    {
        using var http = world.Host.MakeHttp(null);
        using var request = new HttpRequestMessage(method, new Uri(world.Host.BaseAddress, path));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, token);
        if (system is not null)
            request.Headers.Add("x-forge-oauth-system", system);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, Ct);
        return new SecurityAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct), answer.Headers);
    }

    private static Task<IReadOnlyList<ProviderSiteResponse>> SitesAsync(SiteWorld world) => world.Host.Client.Providers.SitesAsync(Ct);

    public class OnSqlite(SqliteTestDatabase db) : ForgeBadInputContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ForgeBadInputContract(db), IClassFixture<PostgresTestDatabase>;
}
