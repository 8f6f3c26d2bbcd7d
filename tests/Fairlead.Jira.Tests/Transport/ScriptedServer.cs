using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fairlead.Jira.Tests.Transport;

/// <summary>A request as it arrived on the wire.</summary>
public sealed record WireCall(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Path => Target.Split('?')[0];

    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>What a script can do to the peer.</summary>
public sealed class WireReply(Socket socket, NetworkStream stream)
{
    public async Task RawAsync(string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    public async Task RawAsync(byte[] bytes) => await stream.WriteAsync(bytes);

    /// <summary>A well-formed answer.</summary>
    public Task AnswerAsync(int status, string body, params string[] headers) =>
        AnswerAsync(status, Encoding.UTF8.GetBytes(body), headers);

    public async Task AnswerAsync(int status, byte[] body, params string[] headers)
    {
        var head = new StringBuilder($"HTTP/1.1 {status} X\r\n");
        if (!headers.Any(h => h.StartsWith("Content-Type", StringComparison.OrdinalIgnoreCase)))
            head.Append("Content-Type: application/json;charset=UTF-8\r\n");
        foreach (var header in headers)
            head.Append(header).Append("\r\n");
        if (status is not (204 or 304))
            head.Append($"Content-Length: {body.Length}\r\n");
        await RawAsync(head.Append("\r\n").ToString());
        if (status is not (204 or 304))
            await RawAsync(body);
    }

    /// <summary>Reset, not a polite close.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Close() => socket.Shutdown(SocketShutdown.Both);
}

/// <summary>
/// A server on loopback that answers byte by byte what a test says, well-formed or not, and keeps what it was sent. The script is
/// asked for every request; a request whose script ends the connection is the last one on it.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<WireCall, WireReply, CancellationToken, Task> _script;
    private readonly Task _accepting;

    /// <param name="port">0 for any.</param>
    public ScriptedServer(Func<WireCall, WireReply, CancellationToken, Task> script, int port = 0)
    {
        _script = script;
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public ScriptedServer(Func<WireCall, WireReply, Task> script)
        : this((call, reply, _) => script(call, reply))
    {
    }

    public ConcurrentQueue<WireCall> Calls { get; } = new();

    public int Connections { get; private set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>Answers the n-th request with the n-th script; the last one serves the rest.</summary>
    public static ScriptedServer InOrder(params Func<WireCall, WireReply, Task>[] scripts)
    {
        var count = -1;
        return new((call, reply) => scripts[Math.Min(Interlocked.Increment(ref count), scripts.Length - 1)](call, reply));
    }

    /// <summary>The same well-formed answer to everything.</summary>
    public static ScriptedServer Always(int status, string body, params string[] headers) =>
        new((_, reply) => reply.AnswerAsync(status, body, headers));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Connections++;
                serving.Add(ServeAsync(socket));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                while (await ReadAsync(stream) is { } call)
                {
                    Calls.Enqueue(call);
                    await _script(call, new WireReply(socket, stream), _stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The test broke the connection on purpose.
            }
        }
    }

    private async Task<WireCall?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !(head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(l => l.Split(':', 2))
            .ToDictionary(p => p[0], p => p[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        var start = lines[0].Split(' ');
        return new(start[0], start[1], headers, body);
    }
}
