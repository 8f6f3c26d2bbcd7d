using System.Net;
using Fairlead.Platform.Operations;

namespace Fairlead.Web.Tests.Access;

/// <summary>THREATS T-27, T-35, T-38: what a reverse proxy says of the browser behind it.</summary>
public sealed class TrustedProxyTests(SqliteTestDatabase databases) : IClassFixture<SqliteTestDatabase>
{
    private const string Password = "correct horse battery";
    private const string Alice = "203.0.113.7";
    private const string Bob = "203.0.113.8";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.5, 127.0.0.0/8")]
    public async Task A_session_that_was_opened_through_TLS_travels_by_TLS_only(string proxies)
    {
        await using var server = await StartAsync(proxies);
        using var browser = server.MakeHttp(null);

        using var answer = await SignInAsync(browser, Alice, Password);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-fairlead=", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/me");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var me = await browser.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.5")]
    public async Task A_proxy_that_was_not_named_is_not_believed(string proxies)
    {
        await using var server = await StartAsync(proxies);
        using var browser = server.MakeHttp(null);

        using var answer = await SignInAsync(browser, Alice, Password);

        Assert.StartsWith("fairlead=", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.Equal("from 127.0.0.1", await LastSessionAsync(server));
    }

    [Fact]
    public async Task Who_guesses_behind_a_proxy_slows_nobody_else_down()
    {
        await using var server = await StartAsync("127.0.0.1");
        using var browser = server.MakeHttp(null);
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(browser, Alice, $"guess {i}")).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignInAsync(browser, Alice, Password)).StatusCode);
        // What the browser itself put before the proxy's word counts for nothing.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignInAsync(browser, $"{Bob}, {Alice}", Password)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await SignInAsync(browser, Bob, Password)).StatusCode);
        Assert.Equal($"from {Bob}", await LastSessionAsync(server));
    }

    [Fact]
    public async Task What_is_neither_an_address_nor_a_network_stops_the_start()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync("127.0.0.1, proxy.example"));

        Assert.Equal("Access:TrustedProxies", refused.Setting);
        Assert.Contains("proxy.example", refused.Message, StringComparison.Ordinal);
    }

    private Task<RunningHost> StartAsync(string proxies) => RunningHost.StartAsync(databases, Ct, o => o with
    {
        Environment = name => name == "FAIRLEAD_ADMIN_PASSWORD" ? Password : null,
        Settings = new Dictionary<string, string?>(o.Settings) { ["Access:TrustedProxies"] = proxies },
    });

    private static async Task<string> LastSessionAsync(RunningHost server) =>
        (await server.Client.Operations.ActivityAsync(null, 20, Ct)).Items.First(e => e.Action == "session.opened").Summary;

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string from, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "sign-in")
        {
            Content = new FormUrlEncodedContent([new("name", "admin"), new("password", password)]),
        };
        request.Headers.Add("X-Forwarded-For", from);
        request.Headers.Add("X-Forwarded-Proto", "https");
        return await browser.SendAsync(request, Ct);
    }
}
