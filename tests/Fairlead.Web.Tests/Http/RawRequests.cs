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
            $"GET /api/v1/me HTTP/1.1\nHost: {Host}\n\n", // a line feed alone ends no line
            $"GET /api/v1/me HTTP/1.1\r\nHost: {Host}\nX: y\r\n\r\n",
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

    [Theory]
    [InlineData(100_000, "201")] // HTTP-07: passed over
    [InlineData(3_000_000, "413")] // but it counts as body
    public async Task A_chunk_extension_counts_towards_the_limit_of_the_body(int length, string status)
    {
        const string Body = """{"name":"chunked"}""";
        var answer = await SendAsync($"{Post}Transfer-Encoding: chunked\r\n\r\n{Body.Length:x};x={new string('y', length)}\r\n{Body}\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 " + status, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zz\r\nab\r\n0\r\n\r\n")]
    [InlineData("-1\r\nab\r\n0\r\n\r\n")]
    [InlineData("fffffffffffffffff\r\nab\r\n0\r\n\r\n")]
    [InlineData("2\r\nabc\r\n0\r\n\r\n")]
    [InlineData("2;\nab\r\n0\r\n\r\n")]
    public async Task A_body_in_bad_chunks_is_refused(string chunks)
    {
        var form = $"POST /sign-in HTTP/1.1\r\nHost: {Host}\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        foreach (var head in (string[])[Post, form])
        {
            var answer = await SendAsync($"{head}Transfer-Encoding: chunked\r\n\r\n{chunks}");
            Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
            Assert.Contains("Malformed request", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_refused()
    {
        using var connection = await RawConnection.OpenAsync(fixture.Server, Ct);
        await connection.SendAsync($"{Post}Transfer-Encoding: chunked\r\n\r\n5\r\nab", Ct);
        connection.EndSending();
        Assert.Matches("^HTTP/1.1 400 |^$", await connection.ReadAsync(Ct));
    }

    [Fact]
    public async Task A_body_over_the_limit_ends_the_connection()
    {
        foreach (var head in (string[])[$"Content-Length: {(1 << 20) + 1}\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n200000\r\n" + new string(' ', 0x200000)])
        {
            var answer = await SendAsync(Post + head);
            Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
            Assert.Contains("Connection: close", answer, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Bytes_in_names_and_values_that_a_log_or_a_page_would_trip_over_are_refused_or_replaced()
    {
        foreach (var header in (string[])["X-A: a\rb", "X\u00ff: b", "X-A\0: b", ": b", "Content-Length : 5", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: xchunked"])
            Assert.Matches("^HTTP/1.1 (400|415|501)|^$", await SendAsync($"{Post}{header}\r\n\r\n"));

        // HTTP-31: neither echoed nor taken over.
        var answer = await SendAsync($"GET /api/v1/nothing HTTP/1.1\r\nHost: {Host}\r\nX-Correlation-Id: \x1b[31mred\r\ntraceparent: garbage\r\n\r\n");
        Assert.Matches("^HTTP/1.1 4", answer);
        Assert.DoesNotContain("red", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_proxy_that_we_do_not_know_says_is_not_believed() // HTTP-32
    {
        var answer = await SendAsync(
            $"GET /sign-in HTTP/1.1\r\nHost: {Host}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\nForwarded: for=1.2.3.4;host=evil.example;proto=https\r\n\r\n");
        Assert.DoesNotContain("Strict-Transport-Security", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("evil", answer, StringComparison.Ordinal);
    }

    private string Post =>
        $"POST /api/v1/tokens HTTP/1.1\r\nHost: {Host}\r\nAuthorization: Bearer {fixture.Server.Token.Reveal()}\r\nContent-Type: application/json\r\n";

    private Task<string> SendAsync(string text) => RawConnection.AskAsync(fixture.Server, text, Ct);
}
