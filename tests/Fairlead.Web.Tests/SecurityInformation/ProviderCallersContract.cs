using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Client;
using Fairlead.Client.Access;
using Fairlead.Client.Providers;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>Provider apps that sign in with Connect JWT or access tokens, over HTTP.</summary>
public abstract class ProviderCallersContract(TestDatabase databases)
{
    private const string Root = "/rest/security/1.0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_pushes_reads_and_deletes_with_tokens_that_it_signs_for_each_request()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var secret = (await world.Host.Client.Providers.AddAsync(new("com.snyk.jira", "Snyk"), Ct)).Secret;
        AuthenticationHeaderValue Jwt(string canonical) => ProviderToken.Jwt("com.snyk.jira", secret, canonical);

        Assert.Equal(202, (await world.AskAsync(HttpMethod.Post, "bulk", SecurityWorld.Bulk(SecurityWorld.Vulnerability("a b/c&d")), signIn: Jwt($"POST&{Root}/bulk&"))).Status);
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Post, "linkedWorkspaces/bulk", """{"workspaceIds":["w-1"]}""", signIn: Jwt($"POST&{Root}/linkedWorkspaces/bulk&"))).Status);

        // A path counts as it is encoded and decoded.
        foreach (var canonical in (string[])[$"GET&{Root}/vulnerability/a%20b%2Fc%26d&", $"GET&{Root}/vulnerability/a b/c%26d&"])
            Assert.Equal("a b/c&d", (await world.AskAsync(HttpMethod.Get, "vulnerability/a%20b%2Fc%26d", signIn: Jwt(canonical))).Json.GetProperty("id").GetString());

        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, "bulkByProperties?b=x%20y&a=1", signIn: Jwt($"DELETE&{Root}/bulkByProperties&a=1&b=x%20y"))).Status);
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, "linkedWorkspaces/bulk?workspaceIds=w-1,w-2", signIn: Jwt($"DELETE&{Root}/linkedWorkspaces/bulk&workspaceIds=w-1%2Cw-2"))).Status);
        var entry = (await world.Host.Client.Operations.ActivityAsync(null, 10, Ct)).Items.First(a => a.Action == "security.workspaces-unlinked");
        Assert.Equal(("app:com.snyk.jira", "Snyk"), (entry.Subject, entry.ActorName));
        Assert.NotNull((await world.Host.Client.Providers.GetAsync("com.snyk.jira", Ct)).LastUsedAt);
    }

    [Fact]
    public async Task Two_apps_and_a_user_use_the_same_ids_and_never_see_each_others()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var (one, two) = ((await world.Host.Client.Providers.AddAsync(new("one"), Ct)).Secret, (await world.Host.Client.Providers.AddAsync(new("two"), Ct)).Secret);
        foreach (var (app, secret) in ((string, string)[])[("one", one), ("two", two)])
        {
            var told = SecurityWorld.Vulnerability("v");
            told["displayName"] = app;
            await world.AskAsync(HttpMethod.Post, "bulk", SecurityWorld.Bulk(told), signIn: ProviderToken.Jwt(app, secret, $"POST&{Root}/bulk&"));
        }

        Assert.Equal(404, (await world.GetAsync("vulnerability/v")).Status);
        Assert.Equal("one", await NameAsync("one", one));
        Assert.Equal(202, (await world.AskAsync(HttpMethod.Delete, "vulnerability/v", signIn: ProviderToken.Jwt("one", one, $"DELETE&{Root}/vulnerability/v&"))).Status);
        Assert.Null(await NameAsync("one", one));
        Assert.Equal("two", await NameAsync("two", two));
        // Nobody signs for another.
        Assert.Equal(401, (await world.AskAsync(HttpMethod.Get, "vulnerability/v", signIn: ProviderToken.Jwt("two", one, $"GET&{Root}/vulnerability/v&"))).Status);

        async Task<string?> NameAsync(string app, string secret)
        {
            var answer = await world.AskAsync(HttpMethod.Get, "vulnerability/v", signIn: ProviderToken.Jwt(app, secret, $"GET&{Root}/vulnerability/v&"));
            return answer.Status == 404 ? null : answer.Json.GetProperty("displayName").GetString();
        }
    }

    [Fact]
    public async Task Each_scope_opens_its_operations_and_no_other()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        foreach (var scope in Enum.GetValues<ProviderScope>())
        {
            var app = scope.ToString();
            var secret = (await world.Host.Client.Providers.AddAsync(new(app, Scopes: [scope]), Ct)).Secret;
            var bearer = new AuthenticationHeaderValue("Bearer", (await TokenAsync(world, app, secret)).GetProperty("access_token").GetString());
            var expected = (scope == ProviderScope.Read ? 200 : 403, scope == ProviderScope.Write ? 202 : 403, scope == ProviderScope.Delete ? 202 : 403);
            Assert.Equal(expected, await StatusesAsync(canonical => ProviderToken.Jwt(app, secret, canonical)));
            Assert.Equal(expected, await StatusesAsync(_ => bearer));
        }

        async Task<(int, int, int)> StatusesAsync(Func<string, AuthenticationHeaderValue> signIn) => (
            (await world.AskAsync(HttpMethod.Get, "linkedWorkspaces", signIn: signIn($"GET&{Root}/linkedWorkspaces&"))).Status,
            (await world.AskAsync(HttpMethod.Post, "bulk", SecurityWorld.Bulk(SecurityWorld.Vulnerability("v")), signIn: signIn($"POST&{Root}/bulk&"))).Status,
            (await world.AskAsync(HttpMethod.Delete, "vulnerability/v", signIn: signIn($"DELETE&{Root}/vulnerability/v&"))).Status);
    }

    /// <summary>What the pure checks of the tokens refuse has its table there; here is what only a request can be.</summary>
    [Fact]
    public async Task A_token_counts_in_the_header_only_and_only_for_what_it_was_made_for()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var secret = (await world.Host.Client.Providers.AddAsync(new("app"), Ct)).Secret;
        var canonical = $"GET&{Root}/linkedWorkspaces&";
        string Token() => ProviderToken.Sign(ProviderToken.Claims("app", canonical), secret);
        Assert.Equal(200, (await world.AskAsync(HttpMethod.Get, "linkedWorkspaces", signIn: new("JWT", Token()))).Status);

        // In the address, alone and beside one that counts; in a cookie; as another kind of token; two at once.
        Assert.Equal(401, await StatusAsync($"linkedWorkspaces?jwt={Token()}"));
        Assert.Equal(401, await StatusAsync($"linkedWorkspaces?jwt={Token()}", ("Authorization", $"JWT {Token()}")));
        Assert.Equal(401, await StatusAsync("linkedWorkspaces", ("Cookie", $"jwt={Token()}")));
        Assert.Equal(401, await StatusAsync("linkedWorkspaces", ("Authorization", $"Bearer {Token()}")));
        Assert.Equal(401, await StatusAsync("linkedWorkspaces", ("Authorization", $"JWT {Token()}"), ("Authorization", $"JWT {Token()}")));
        Assert.Equal(401, await StatusAsync("linkedWorkspaces", ("Authorization", "JWT")));
        Assert.Equal(401, await StatusAsync("linkedWorkspaces", ("X-Authorization", $"JWT {Token()}")));
        // Of a page of Fairlead's: a browser sends it whoever asks.
        await world.ProviderAsync("admin2", Role.Administrator);
        Assert.Equal(401, await StatusAsync("linkedWorkspaces", ("Cookie", world.Cookie), ("Sec-Fetch-Site", "same-origin")));

        // For another method, path or query.
        Assert.Equal(401, (await world.AskAsync(HttpMethod.Post, "linkedWorkspaces/bulk", """{"workspaceIds":["w"]}""", signIn: new("JWT", Token()))).Status);
        Assert.Equal(401, await StatusAsync("linkedWorkspaces/w", ("Authorization", $"JWT {Token()}")));
        Assert.Equal(401, await StatusAsync("linkedWorkspaces?a=1", ("Authorization", $"JWT {Token()}")));
        // It is none of Fairlead's own API, nor of its pages, and its path is no less checked in other letters.
        Assert.Equal(401, await StatusAsync("../../../api/v1/providers", ("Authorization", $"JWT {Token()}")));

        var context = ProviderToken.Claims("app", canonical);
        context["qsh"] = "context-qsh";
        var refused = await world.AskAsync(HttpMethod.Get, "linkedWorkspaces", signIn: new("JWT", ProviderToken.Sign(context, secret)));
        Assert.Equal(401, refused.Status);
        Assert.Contains("context token", Assert.Single(refused.Errors), StringComparison.Ordinal);

        async Task<int> StatusAsync(string path, params (string Name, string Value)[] headers)
        {
            using var http = world.Host.MakeHttp(null);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{world.Host.BaseAddress}rest/security/1.0/{path}"));
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await http.SendAsync(request, Ct);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task The_token_is_for_this_server_and_a_Host_header_says_which_only_where_no_address_is_set()
    {
        await using var world = await SecurityWorld.StartAsync(databases, new() { ["Tickets:Sync:PublicUrl"] = "https://fairlead.example/" });
        var secret = (await world.Host.Client.Providers.AddAsync(new("app"), Ct)).Secret;
        Assert.Equal(200, await StatusAsync("https://fairlead.example"));
        foreach (var other in (string[])["https://fairlead.example.evil", world.Host.BaseAddress.GetLeftPart(UriPartial.Authority)])
            Assert.Equal(401, await StatusAsync(other));

        async Task<int> StatusAsync(string audience)
        {
            var claims = ProviderToken.Claims("app", $"GET&{Root}/linkedWorkspaces&");
            claims["aud"] = new JsonArray(audience);
            return (await world.AskAsync(HttpMethod.Get, "linkedWorkspaces", signIn: new("JWT", ProviderToken.Sign(claims, secret)))).Status;
        }
    }

    [Fact]
    public async Task A_token_that_names_itself_is_used_once_and_any_where_that_is_set()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        await using var strict = await SecurityWorld.StartAsync(databases, new() { ["SecurityInformation:TokensOnce"] = "true" });
        foreach (var (server, isStrict) in ((SecurityWorld, bool)[])[(world, false), (strict, true)])
        {
            var (one, two) = ((await server.Host.Client.Providers.AddAsync(new("one"), Ct)).Secret, (await server.Host.Client.Providers.AddAsync(new("two"), Ct)).Secret);
            var plain = ProviderToken.Sign(ProviderToken.Claims("one", $"GET&{Root}/linkedWorkspaces&"), one);
            Assert.Equal((200, isStrict ? 401 : 200), (await StatusAsync(server, plain), await StatusAsync(server, plain)));

            var named = Named("one", one, "7");
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StatusAsync(server, named)));
            Assert.Equal((1, 7), (answers.Count(a => a == 200), answers.Count(a => a == 401)));
            // Another app's is another one, and so is one that was refused for something else before.
            Assert.Equal(401, (await server.AskAsync(HttpMethod.Get, "linkedWorkspaces?a=1", signIn: new("JWT", Named("two", two, "7")))).Status);
            Assert.Equal(200, await StatusAsync(server, Named("two", two, "7")));
        }

        static string Named(string app, string secret, string id)
        {
            var claims = ProviderToken.Claims(app, $"GET&{Root}/linkedWorkspaces&");
            claims["jti"] = id;
            return ProviderToken.Sign(claims, secret);
        }

        static async Task<int> StatusAsync(SecurityWorld server, string token) => (await server.AskAsync(HttpMethod.Get, "linkedWorkspaces", signIn: new("JWT", token))).Status;
    }

    [Fact]
    public async Task A_rotated_secret_takes_over_and_a_revoked_app_is_out_at_once()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var providers = world.Host.Client.Providers;
        var first = (await providers.AddAsync(new("app"), Ct)).Secret;
        var bearer = (await TokenAsync(world, "app", first)).GetProperty("access_token").GetString()!;

        var rotated = await providers.RotateAsync("app", new(1), Ct);
        Assert.NotNull(rotated.Provider.FormerSecretUntil);
        Assert.Equal((200, 200, 200), (await WithAsync(first), await WithAsync(rotated.Secret), (await world.GetAsync("linkedWorkspaces", bearer)).Status));

        var again = await Assert.ThrowsAsync<FairleadProblemException>(() => providers.RotateAsync("app", new(1), Ct));
        Assert.Equal(409, again.Problem.Status);
        Assert.Equal((200, 200), (await WithAsync(first), await WithAsync(rotated.Secret)));
        var third = (await providers.RotateAsync("app", new(0), Ct)).Secret;
        Assert.Equal((401, 401, 200), (await WithAsync(first), await WithAsync(rotated.Secret), await WithAsync(third)));
        Assert.Equal(401, (await world.GetAsync("linkedWorkspaces", bearer)).Status);

        bearer = (await TokenAsync(world, "app", third)).GetProperty("access_token").GetString()!;
        await providers.RevokeAsync("app", Ct);
        Assert.Equal((401, 401), (await WithAsync(third), (await world.GetAsync("linkedWorkspaces", bearer)).Status));
        Assert.Equal("invalid_client", (await TokenAsync(world, "app", third, 401)).GetProperty("error").GetString());
        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => providers.RevokeAsync("app", Ct))).Problem.Status);
        Assert.Contains("'app' was revoked on ", (await Assert.ThrowsAsync<FairleadProblemException>(() => providers.RotateAsync("app", new(), Ct))).Problem.Detail);
        Assert.NotNull(Assert.Single(await providers.ListAsync(Ct)).RevokedAt);

        async Task<int> WithAsync(string secret) => (await world.AskAsync(HttpMethod.Get, "linkedWorkspaces", signIn: ProviderToken.Jwt("app", secret, $"GET&{Root}/linkedWorkspaces&"))).Status;
    }

    [Fact]
    public async Task Access_tokens_are_given_for_the_secret_with_the_scopes_that_are_asked_for_and_end()
    {
        var clock = new TestClock(TimeProvider.System.GetUtcNow());
        await using var world = new SecurityWorld(await RunningHost.StartAsync(databases, Ct, o => o with { Clock = clock }));
        var secret = (await world.Host.Client.Providers.AddAsync(new("app", Scopes: [ProviderScope.Read, ProviderScope.Write]), Ct)).Secret;

        var answer = await TokenAsync(world, "app", secret, more: "&scope=READ");
        Assert.Equal(("Bearer", 900, "READ"), (answer.GetProperty("token_type").GetString(), answer.GetProperty("expires_in").GetInt32(), answer.GetProperty("scope").GetString()));
        var token = answer.GetProperty("access_token").GetString()!;
        Assert.Equal(200, (await world.GetAsync("linkedWorkspaces", token)).Status);
        Assert.Equal(403, (await world.AskAsync(HttpMethod.Post, "bulk", SecurityWorld.Bulk(SecurityWorld.Vulnerability("v")), token)).Status);
        // It opens nothing of Fairlead's own.
        using var http = world.Host.MakeHttp(new(token));
        foreach (var path in (string[])["api/v1/me", "api/v1/providers", "findings"])
            Assert.Equal(401, (int)(await http.GetAsync(path, Ct)).StatusCode);

        clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(401, (await world.GetAsync("linkedWorkspaces", token)).Status);
        Assert.Equal("READ WRITE", (await TokenAsync(world, "app", secret)).GetProperty("scope").GetString());
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_for_a_token_is_told_as_RFC_6749_has_it()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        var secret = (await world.Host.Client.Providers.AddAsync(new("app", Scopes: [ProviderScope.Read]), Ct)).Secret;
        var right = $"grant_type=client_credentials&client_id=app&client_secret={secret}";
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"app:{secret}"));

        Assert.Equal((200, null), await AskAsync(right));
        Assert.Equal((200, null), await AskAsync("grant_type=client_credentials", basic));
        foreach (var (form, authorization, status, error) in ((string, string?, int, string)[])
        [
            ("", null, 400, "invalid_request"),
            ($"client_id=app&client_secret={secret}", null, 400, "invalid_request"),
            ("grant_type=client_credentials", null, 400, "invalid_request"),
            ("grant_type=client_credentials&client_id=app", null, 400, "invalid_request"),
            ($"{right}&client_id=app", null, 400, "invalid_request"),
            (right, basic, 400, "invalid_request"),
            ("grant_type=client_credentials", "Basic !", 400, "invalid_request"),
            ("grant_type=client_credentials", "Basic " + Convert.ToBase64String("app"u8), 400, "invalid_request"),
            ("grant_type=client_credentials", $"Bearer {secret}", 400, "invalid_request"),
            (right.Replace("client_credentials", "password", StringComparison.Ordinal), null, 400, "unsupported_grant_type"),
            ($"{right}&scope=read:security:jira", null, 400, "invalid_scope"),
            ($"{right}&scope=READ%20WRITE", null, 400, "invalid_scope"),
            ($"grant_type=client_credentials&client_id=nobody&client_secret={secret}", null, 401, "invalid_client"),
            ($"grant_type=client_credentials&client_id=%00&client_secret={secret}", null, 401, "invalid_client"),
            ($"grant_type=client_credentials&client_id=app&client_secret={secret}x", null, 401, "invalid_client"),
            ($"grant_type=client_credentials&client_id=app&client_secret={new string('x', 9_000)}", null, 413, "invalid_request"),
        ])
        {
            Assert.Equal((status, error), await AskAsync(form, authorization));
        }

        Assert.Equal((400, "invalid_request"), await AskAsync(right, type: "application/json"));
        Assert.Equal((400, "invalid_request"), await AskAsync(right, query: "?" + right));

        async Task<(int, string?)> AskAsync(string form, string? authorization = null, string type = "application/x-www-form-urlencoded", string query = "")
        {
            using var http = world.Host.MakeHttp(null);
            using var request = new HttpRequestMessage(HttpMethod.Post, "oauth/token" + query) { Content = new StringContent(form, Encoding.UTF8, type) };
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var answer = await http.SendAsync(request, Ct);
            var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
            Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            return ((int)answer.StatusCode, json.TryGetProperty("error", out var error) ? error.GetString() : null);
        }
    }

    [Fact]
    public async Task Guessing_a_secret_is_slowed_down_and_keeps_nobody_from_signing_in()
    {
        var clock = new TestClock(TimeProvider.System.GetUtcNow());
        await using var world = new SecurityWorld(await RunningHost.StartAsync(databases, Ct, o => o with { Clock = clock }));
        var secret = (await world.Host.Client.Providers.AddAsync(new("app"), Ct)).Secret;
        for (var i = 0; i < 5; i++)
            await TokenAsync(world, "app", $"guess-{i}", 401);

        Assert.Equal("temporarily_unavailable", (await TokenAsync(world, "app", secret, 429)).GetProperty("error").GetString());
        await world.ProviderAsync("person", Role.Viewer);
        Assert.Equal(200, (await world.AskAsync(HttpMethod.Get, "linkedWorkspaces", signIn: new("JWT", ProviderToken.Sign(ProviderToken.Claims("app", $"GET&{Root}/linkedWorkspaces&", clock.GetUtcNow()), secret)))).Status);

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("READ WRITE DELETE", (await TokenAsync(world, "app", secret)).GetProperty("scope").GetString());
        // What was right takes the failures back.
        await TokenAsync(world, "app", "guess", 401);
        await TokenAsync(world, "app", secret);
    }

    private static async Task<JsonElement> TokenAsync(SecurityWorld world, string app, string secret, int status = 200, string more = "")
    {
        using var http = world.Host.MakeHttp(null);
        using var form = new StringContent(
            $"grant_type=client_credentials&client_id={app}&client_secret={secret}{more}", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await http.PostAsync("oauth/token", form, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal(status == 429, answer.Headers.RetryAfter is not null);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public class OnSqlite(SqliteTestDatabase db) : ProviderCallersContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ProviderCallersContract(db), IClassFixture<PostgresTestDatabase>;
}
