using System.Net.Sockets;
using System.Text;

namespace Fairlead.Web.Tests.Http;

/// <summary>Bytes that no client library would send. A connection that is closed without an answer counts as refused.</summary>
public sealed class RawRequests(SqliteHost fixture) : IClassFixture<SqliteHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Host => fixture.Server.BaseAddress.Authority;

    [Fact]
    public async Task Requests_that_two_servers_could_read_differently_are_refused()
    {
        string[] heads =
        [
            $"GET /api/v1/me HTTP/1.1\r\nHost: {Host}\r\nHost: {Host}\r\n\r\n", // HTTP-01
            "GET /api/v1/me HTTP/1.1\r\n\r\n",
            $"POST /api/v1/tokens HTTP/1.1\r\nHost: {Host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", // HTTP-03
            $"POST /api/v1/tokens HTTP/1.1\r\nHost: {Host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde", // HTTP-04
            $"POST /api/v1/tokens HTTP/1.1\r\nHost: {Host}\r\nContent-Length: -1\r\n\r\n",
            $"POST /api/v1/tokens HTTP/1.1\r\nHost: {Host}\r\nContent-Length: 100000000000000000000\r\n\r\n",
            $"GET /api/v1/me HTTP/1.1\r\nHost: {Host}\r\nX Y: z\r\n\r\n", // HTTP-08
            $"GET /api/v1/me HTTP/1.1\r\nHost: {Host}\r\nX-A: a\0b\r\n\r\n",
            $"GET /api/v1/me HTTP/1.1\r\nHost: {Host}\r\n folded: x\r\n\r\n",
            $"GET /api/v1/%00 HTTP/1.1\r\nHost: {Host}\r\n\r\n", // HTTP-15
            "GET /api/v1/me HTTP/1.1\r\nHost: \r\n\r\n", // HTTP-02
        ];
        foreach (var head in heads)
            Assert.Matches("^HTTP/1.1 4(00|13) |^$", await SendAsync(head));
    }

    [Fact]
    public async Task A_signed_length_is_never_taken()
    {
        var answer = await SendAsync($"POST /api/v1/tokens HTTP/1.1\r\nHost: {Host}\r\nContent-Length: +5\r\n\r\nabcde");
        Assert.Matches("^HTTP/1.1 4|^$", answer);
    }

    [Fact]
    public async Task Too_many_too_large_and_too_long_are_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i}: 1\r\n"));
        Assert.Matches("^HTTP/1.1 431|^$", await SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n{many}\r\n"));
        Assert.Matches("^HTTP/1.1 431|^$", await SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\nX: {new string('x', 40_000)}\r\n\r\n"));
        Assert.Matches("^HTTP/1.1 414|^$", await SendAsync($"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: {Host}\r\n\r\n"));
    }

    [Fact]
    public async Task Other_versions_and_targets_are_refused()
    {
        Assert.Matches("^HTTP/1.1 (400|505)|^$", await SendAsync("GET /\r\n"));
        Assert.Matches("^HTTP/1.1 (400|505)", await SendAsync($"GET / HTTP/9.9\r\nHost: {Host}\r\n\r\n"));
        Assert.Matches("^HTTP/1.1 4(00|04|05)", await SendAsync($"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n"));
        Assert.Matches("^HTTP/1.1 4(00|04|05)", await SendAsync($"OPTIONS * HTTP/1.1\r\nHost: {Host}\r\n\r\n"));
        Assert.Matches("^HTTP/1.1 4(00|04|05)", await SendAsync("GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
    }

    [Fact]
    public async Task A_client_that_speaks_another_protocol_is_dropped_and_the_next_is_served()
    {
        await SendAsync("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
        await SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

        Assert.Equal("live", await fixture.Server.Http.GetStringAsync("health/live", Ct));
    }

    private async Task<string> SendAsync(string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(fixture.Server.BaseAddress.Host, fixture.Server.BaseAddress.Port, Ct);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), Ct);
        var buffer = new byte[4096];
        try
        {
            var count = await stream.ReadAsync(buffer, Ct);
            return Encoding.Latin1.GetString(buffer, 0, count);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
