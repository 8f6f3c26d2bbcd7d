using System.Net;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Client;
using Fairlead.Client.Access;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Web.Tests.Access;

public abstract class AccessContract(TestDatabase databases)
{
    private const string Password = "correct horse battery";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_administrator_is_made_once_with_the_code()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct);
        using var browser = server.MakeHttp(null);
        Assert.NotNull(server.Host.SetupCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(browser, "setup", ("code", "guess"), ("name", "eve"), ("password", Password))).StatusCode);
        var weak = await PostAsync(browser, "setup", ("code", server.Host.SetupCode!.Reveal()), ("name", "root"), ("password", "short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.StatusCode);

        var many = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            PostAsync(browser, "setup", ("code", server.Host.SetupCode!.Reveal()), ("name", $"admin{i}"), ("password", Password))));

        var made = Assert.Single(many, a => a.StatusCode == HttpStatusCode.SeeOther && a.Headers.Contains("Set-Cookie"));
        Assert.Equal("/", made.Headers.Location?.OriginalString);
        Assert.Single(await server.Client.Access.UsersAsync(Ct));
    }

    [Fact]
    public async Task A_session_opens_works_and_ends()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, WithAdmin);
        using var browser = server.MakeHttp(null);

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(browser, "sign-in", ("name", "admin"), ("password", "wrong"))).StatusCode);
        var cookie = await SignInAsync(browser);

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(browser, "api/v1/me", cookie)).StatusCode);
        await PostAsync(browser, "sign-out", cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(browser, "api/v1/me", cookie)).StatusCode);
    }

    /// <summary>T-35.</summary>
    [Fact]
    public async Task A_session_ends_when_it_is_idle_and_at_its_end_whatever_happens()
    {
        var clock = new TestClock(TimeProvider.System.GetUtcNow());
        await using var server = await RunningHost.StartAsync(databases, Ct, o => WithAdmin(o) with { Clock = clock });
        using var browser = server.MakeHttp(null);
        var (busy, idle) = (await SignInAsync(browser), await SignInAsync(browser));
        Assert.NotEqual(busy, idle);

        for (var minutes = 0; minutes < 11 * 60; minutes += 20)
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(browser, "api/v1/me", busy)).StatusCode);
            clock.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(browser, "api/v1/me", idle)).StatusCode);
        foreach (var _ in (string[])["11:00", "11:25", "11:50"])
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(browser, "api/v1/me", busy)).StatusCode);
            clock.Advance(TimeSpan.FromMinutes(25));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(browser, "api/v1/me", busy)).StatusCode);
    }

    /// <summary>UI-01: of a page that was left open.</summary>
    [Fact]
    public async Task A_form_that_is_sent_after_its_session_changes_nothing()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, WithAdmin);
        using var browser = server.MakeHttp(null);
        var cookie = await SignInAsync(browser);

        using var inTime = await AddReceiverAsync("first");
        await PostAsync(browser, "sign-out", cookie);
        using var late = await AddReceiverAsync("second");

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.Unauthorized), (inTime.StatusCode, late.StatusCode));
        Assert.Equal("first", Assert.Single(await server.Client.Notifications.ReceiversAsync(Ct)).Name);

        Task<HttpResponseMessage> AddReceiverAsync(string name) =>
            PostAsync(browser, "receivers/new", cookie, ("receiver", name), ("kind", "email"), ("target", "team@team.example"));
    }

    [Fact]
    public async Task A_new_password_ends_all_sessions_of_its_user_and_of_nobody_else()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, WithAdmin);
        var alice = await server.Client.Access.CreateUserAsync(new CreateUserRequest("alice", Password, Role.Editor), Ct);
        using var browser = server.MakeHttp(null);
        var (hers, others) = (await SignInAsync(browser, "alice"), await SignInAsync(browser));

        await server.Client.Access.ChangeUserAsync(alice.Id, new ChangeUserRequest(Password: "another horse battery"), Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(browser, "api/v1/me", hers)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(browser, "api/v1/me", others)).StatusCode);
    }

    /// <summary>T-36: not even signed in, for that would be another person's account, or out.</summary>
    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task Another_site_signs_nobody_in_or_out(string header, string value)
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, WithAdmin);
        using var browser = server.MakeHttp(null);
        var cookie = await SignInAsync(browser);
        browser.DefaultRequestHeaders.Add(header, value);

        using var signIn = await PostAsync(browser, "sign-in", ("name", "admin"), ("password", Password));
        using var signOut = await PostAsync(browser, "sign-out", cookie);

        Assert.Equal(HttpStatusCode.Forbidden, signIn.StatusCode);
        Assert.False(signIn.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.Forbidden, signOut.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(browser, "api/v1/me", cookie)).StatusCode);
    }

    /// <summary>T-41: hashes only; and a hash in the place of the value lets nobody in.</summary>
    [Fact]
    public async Task The_database_holds_no_value_that_lets_anybody_in()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, WithAdmin);
        using var browser = server.MakeHttp(null);
        var session = (await SignInAsync(browser)).Split('=')[1];
        var token = (await server.Client.Access.CreateTokenAsync(new CreateApiTokenRequest("ci"), Ct)).Value;
        var database = server.Host.Services.GetRequiredService<Database>();

        foreach (var value in (string[])[session, token])
        {
            var rows = await database.QueryAsync<byte[]>(SqlText.FromFixedParts("SELECT hash FROM sessions UNION ALL SELECT hash FROM api_tokens"), null, Ct);
            Assert.Contains(rows, r => r.SequenceEqual(SHA256.HashData(Encoding.UTF8.GetBytes(value))));
            Assert.DoesNotContain(rows, r => r.SequenceEqual(Encoding.UTF8.GetBytes(value)));
            foreach (var hash in rows)
                Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(browser, "api/v1/me", $"fairlead={Convert.ToHexString(hash)}")).StatusCode);
        }
    }

    [Fact]
    public async Task A_cookie_changes_nothing_when_another_site_sends_it()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, WithAdmin);
        using var browser = server.MakeHttp(null);
        var cookie = await SignInAsync(browser);

        foreach (var (header, value) in ((string, string)[])[("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"), ("X-Nothing", "x")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/tokens") { Content = Json("""{"name":"stolen"}""") };
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add(header, value);
            using var answer = await browser.SendAsync(request, Ct);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("XSRF check failed", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        using var own = new HttpRequestMessage(HttpMethod.Post, "api/v1/tokens") { Content = Json("""{"name":"mine"}""") };
        own.Headers.Add("Cookie", cookie);
        own.Headers.Add("Origin", server.BaseAddress.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.Created, (await browser.SendAsync(own, Ct)).StatusCode);
    }

    [Fact]
    public async Task A_token_works_until_it_is_revoked_and_never_shows_its_value_again()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct);
        var made = await server.Client.Access.CreateTokenAsync(new CreateApiTokenRequest("ci", Role.Viewer), Ct);
        using var ci = server.MakeClient(made.Value);

        Assert.StartsWith("fl_", made.Value, StringComparison.Ordinal);
        Assert.Equal(Role.Viewer, (await ci.Access.MeAsync(Ct)).Role);
        var refused = await Assert.ThrowsAsync<FairleadProblemException>(() => ci.Access.UsersAsync(Ct));
        Assert.Equal("Forbidden", refused.Problem.Title);
        Assert.DoesNotContain(made.Value, await server.Http.GetStringAsync("api/v1/tokens", Ct), StringComparison.Ordinal);

        await server.Client.Access.RevokeTokenAsync(made.Token.Id, Ct);
        var over = await Assert.ThrowsAsync<FairleadProblemException>(() => ci.Access.MeAsync(Ct));
        Assert.Equal("Invalid token", over.Problem.Title);
        var twice = await Assert.ThrowsAsync<FairleadProblemException>(() => server.Client.Access.RevokeTokenAsync(made.Token.Id, Ct));
        Assert.Equal(404, twice.Problem.Status);
    }

    [Fact]
    public async Task A_token_expires()
    {
        var clock = new TestClock(TimeProvider.System.GetUtcNow());
        await using var server = await RunningHost.StartAsync(databases, Ct, o => o with { Clock = clock });
        var made = await server.Client.Access.CreateTokenAsync(new CreateApiTokenRequest("short", ExpiresInDays: 1), Ct);
        using var holder = server.MakeClient(made.Value);
        await holder.Access.MeAsync(Ct);

        clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal(401, (await Assert.ThrowsAsync<FairleadProblemException>(() => holder.Access.MeAsync(Ct))).Problem.Status);
    }

    [Fact]
    public async Task Nobody_gives_more_than_they_have()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct);
        var viewer = await server.Client.Access.CreateTokenAsync(new CreateApiTokenRequest("viewer", Role.Viewer), Ct);
        using var client = server.MakeClient(viewer.Value);

        var refused = await Assert.ThrowsAsync<FairleadProblemException>(
            () => client.Access.CreateTokenAsync(new CreateApiTokenRequest("more", Role.Administrator), Ct));
        Assert.Equal(403, refused.Problem.Status);
        Assert.Empty(await client.Access.TokensAsync(Ct));
    }

    [Fact]
    public async Task A_disabled_user_is_out_at_once_with_sessions_and_tokens()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, WithAdmin);
        var user = await server.Client.Access.CreateUserAsync(new CreateUserRequest("alice", Password, Role.Editor), Ct);
        using var browser = server.MakeHttp(null);
        var cookie = await SignInAsync(browser, "alice");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/tokens") { Content = Json("""{"name":"alice's"}""") };
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await browser.SendAsync(request, Ct);
        var value = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("value").GetString()!;
        using var token = server.MakeClient(value);
        Assert.Equal(Role.Editor, (await token.Access.MeAsync(Ct)).Role);

        await server.Client.Access.ChangeUserAsync(user.Id, new ChangeUserRequest(Role: Role.Viewer), Ct);
        Assert.Equal(Role.Viewer, (await token.Access.MeAsync(Ct)).Role);

        await server.Client.Access.ChangeUserAsync(user.Id, new ChangeUserRequest(IsEnabled: false), Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(browser, "api/v1/me", cookie)).StatusCode);
        Assert.Equal(401, (await Assert.ThrowsAsync<FairleadProblemException>(() => token.Access.MeAsync(Ct))).Problem.Status);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, WithAdmin);
        var admin = Assert.Single(await server.Client.Access.UsersAsync(Ct));

        foreach (var change in (ChangeUserRequest[])[new(Role: Role.Viewer), new(IsEnabled: false)])
        {
            var refused = await Assert.ThrowsAsync<FairleadProblemException>(() => server.Client.Access.ChangeUserAsync(admin.Id, change, Ct));
            Assert.Equal("Last administrator", refused.Problem.Title);
        }

        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(
            () => server.Client.Access.ChangeUserAsync(UserId.New(TimeProvider.System), new ChangeUserRequest(), Ct))).Problem.Status);
    }

    [Fact]
    public async Task Guessing_is_slowed_down()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, WithAdmin);
        using var browser = server.MakeHttp(null);
        for (var i = 0; i < 5; i++)
            await PostAsync(browser, "sign-in", ("name", "admin"), ("password", $"guess {i}"));

        using var answer = await PostAsync(browser, "sign-in", ("name", "admin"), ("password", Password));
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    /// <summary>T-42: the entry is the slowest part of a refusal, and is written whether there is such a user or not.</summary>
    [Fact]
    public async Task A_refusal_is_noted_also_for_a_name_that_there_is_not()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, WithAdmin);
        using var browser = server.MakeHttp(null);

        var known = await PostAsync(browser, "sign-in", ("name", "admin"), ("password", "wrong"));
        var unknown = await PostAsync(browser, "sign-in", ("name", "typed-by-mistake"), ("password", "wrong"));

        Assert.Equal(HttpStatusCode.Unauthorized, known.StatusCode);
        Assert.Equal(known.StatusCode, unknown.StatusCode);
        var entries = (await server.Client.Operations.ActivityAsync(null, 20, Ct)).Items.Where(e => e.Action == "session.refused");
        Assert.Equal(["Fairlead: unknown name from 127.0.0.1", "admin: from 127.0.0.1"], entries.Select(e => $"{e.ActorName}: {e.Summary}"));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/a@b")]
    [InlineData("/findings/../../x")]
    [InlineData("/findings?x=\r\nSet-Cookie: a=b")]
    public async Task Sign_in_leads_to_our_own_pages_only(string returnUrl)
    {
        await using var server = await RunningHost.StartAsync(databases, Ct, WithAdmin);
        using var browser = server.MakeHttp(null);

        using var answer = await PostAsync(browser, "sign-in", ("name", "admin"), ("password", Password), ("returnUrl", returnUrl));
        Assert.Equal("/", answer.Headers.Location?.OriginalString);
    }

    private static FairleadHostOptions WithAdmin(FairleadHostOptions options) =>
        options with { Environment = name => name == "FAIRLEAD_ADMIN_PASSWORD" ? Password : null };

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static async Task<string> SignInAsync(HttpClient browser, string name = "admin")
    {
        using var answer = await PostAsync(browser, "sign-in", ("name", name), ("password", Password), ("returnUrl", "/connections"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/connections", answer.Headers.Location?.OriginalString);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        return cookie.Split(';')[0];
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, params (string Name, string Value)[] fields) =>
        PostAsync(browser, path, null, fields);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, string? cookie, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        return await browser.SendAsync(request, Ct);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient browser, string path, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        return await browser.SendAsync(request, Ct);
    }

    public sealed class OnSqlite(SqliteTestDatabase databases) : AccessContract(databases), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase databases) : AccessContract(databases), IClassFixture<PostgresTestDatabase>;
}
