using System.Net;
using System.Net.Sockets;
using Fairlead.Storage;
using Npgsql;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>A database that a test takes away from a running server and gives back.</summary>
/// <param name="fixture">Whose it is.</param>
/// <param name="location">Where the server finds it.</param>
public abstract class BreakableDatabase(TestDatabase fixture, DatabaseOptions location) : IAsyncDisposable
{
    public TestDatabase Fixture { get; } = fixture;

    public DatabaseOptions Location { get; } = location;

    public abstract Task TakeAwayAsync();

    public abstract Task GiveBackAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>The real server behind a relay that can be cut, or fall silent and swallow what is sent.</summary>
internal sealed class RelayedPostgres : BreakableDatabase
{
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly bool _isSilent;
    private readonly TcpListener _door;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<Socket> _open = [];
    private volatile bool _isAway;

    public RelayedPostgres(TestDatabase fixture, DatabaseOptions location, bool isSilent)
        : this(fixture, location, isSilent, Listening())
    {
    }

    private RelayedPostgres(TestDatabase fixture, DatabaseOptions location, bool isSilent, TcpListener door)
        : base(fixture, Through(location, door))
    {
        (_server, _isSilent, _door) = (new(location.Location), isSilent, door);
        _ = AcceptAsync();
    }

    public override Task TakeAwayAsync()
    {
        _isAway = true;
        if (!_isSilent)
            CutAll();
        return Task.CompletedTask;
    }

    public override Task GiveBackAsync()
    {
        // What was swallowed never comes, so those connections are of no use any more.
        CutAll();
        _isAway = false;
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _door.Stop();
        CutAll();
        _end.Dispose();
    }

    private static TcpListener Listening()
    {
        var door = new TcpListener(IPAddress.Loopback, 0);
        door.Start();
        return door;
    }

    private static DatabaseOptions Through(DatabaseOptions location, TcpListener door) => DatabaseOptions.Postgres(
        new NpgsqlConnectionStringBuilder(location.Location) { Host = "127.0.0.1", Port = ((IPEndPoint)door.LocalEndpoint).Port, SslMode = SslMode.Disable }.ToString());

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _door.AcceptSocketAsync(_end.Token);
                if (_isAway && !_isSilent)
                    client.Close(0);
                else
                    _ = RelayAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task RelayAsync(Socket client)
    {
        var host = _server.Host!;
        EndPoint there = host.StartsWith('/') ? new UnixDomainSocketEndPoint($"{host}/.s.PGSQL.{_server.Port}") : new DnsEndPoint(host, _server.Port);
        var server = there is UnixDomainSocketEndPoint ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        lock (_gate)
            _open.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(there, _end.Token);
            await Task.WhenAny(PassAsync(client, server), PassAsync(server, client));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The other end is closed below.
        }

        client.Dispose();
        server.Dispose();
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[8192];
        try
        {
            for (var read = await from.ReceiveAsync(buffer, _end.Token); read > 0; read = await from.ReceiveAsync(buffer, _end.Token))
            {
                if (!_isAway)
                    await to.SendAsync(buffer.AsMemory(0, read), _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private void CutAll()
    {
        lock (_gate)
        {
            _open.ForEach(s => s.Dispose());
            _open.Clear();
        }
    }
}
