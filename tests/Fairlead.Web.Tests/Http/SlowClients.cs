using Fairlead.Web.Hosting;

namespace Fairlead.Web.Tests.Http;

/// <summary>
/// HTTP-14: clients that hold a connection and give nothing. The server's own clock ends them, so its limits are set short
/// and the tests wait for the end of the connection, not for a time.
/// </summary>
public sealed class SlowClients : IAsyncLifetime
{
    private const int IdleClients = 500;

    private RunningHost _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RunningHost.StartAsync(new SqliteTestDatabase(), CancellationToken.None, o => o with
    {
        Patience = new Patience(Headers: TimeSpan.FromSeconds(1), BodyGrace: TimeSpan.FromSeconds(1.5), Idle: TimeSpan.FromSeconds(1)),
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Slow_clients_are_ended_and_keep_nobody_waiting()
    {
        var head = $"POST /api/v1/tokens HTTP/1.1\r\nHost: {_server.BaseAddress.Authority}\r\nAuthorization: Bearer {_server.Token.Reveal()}\r\nContent-Type: application/json\r\n";
        using var slowHead = await RawConnection.OpenAsync(_server, Ct);
        await slowHead.SendAsync(head, Ct);
        using var slowBody = await RawConnection.OpenAsync(_server, Ct);
        await slowBody.SendAsync($"{head}Content-Length: 1000\r\n\r\n{{", Ct);
        var idle = await Task.WhenAll(Enumerable.Range(0, IdleClients).Select(_ => RawConnection.OpenAsync(_server, Ct)));

        Assert.Equal("live", await _server.Http.GetStringAsync("health/live", Ct));
        Assert.Empty(await _server.Client.Access.UsersAsync(Ct));

        Assert.Matches("^HTTP/1.1 408|^$", await slowHead.ReadAsync(Ct));
        var refused = await slowBody.ReadAsync(Ct);
        Assert.StartsWith("HTTP/1.1 408", refused, StringComparison.Ordinal);
        Assert.Contains("Request timeout", refused, StringComparison.Ordinal);
        Assert.All(await Task.WhenAll(idle.Select(i => i.ReadAsync(Ct))), answer => Assert.Equal("", answer));
        foreach (var connection in idle)
            connection.Dispose();
        Assert.Empty(await _server.Client.Access.TokensAsync(Ct));
    }
}
