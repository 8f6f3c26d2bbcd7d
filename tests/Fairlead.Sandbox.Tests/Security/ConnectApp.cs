using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;

namespace Fairlead.Sandbox.Tests.Security;

/// <summary>The security provider of clients/connect, built with atlassian-connect-express, in a process of its own.</summary>
internal sealed class ConnectApp : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<JsonElement> _events = Channel.CreateUnbounded<JsonElement>();
    private readonly Task _reading;
    private readonly Task<string> _errors;

    private ConnectApp(Process process, int port)
    {
        _process = process;
        Descriptor = new Uri($"http://127.0.0.1:{port}/atlassian-connect.json");
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    public Uri Descriptor { get; }

    public static async Task<ConnectApp> StartAsync(Uri keys, CancellationToken ct)
    {
        var folder = Path.Combine(SharedData.RepositoryRoot, "tests", "Fairlead.Sandbox.Tests", "clients");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", "atlassian-connect-express")), "atlassian-connect-express is not installed: run ./test, which does it.");
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        var start = new ProcessStartInfo("node", "app.cjs")
        {
            WorkingDirectory = Path.Combine(folder, "connect"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PORT"] = $"{port}", ["CONNECT_KEYS_CDN_URL"] = keys.AbsoluteUri, ["NO_PROXY"] = "127.0.0.1" },
        };
        var app = new ConnectApp(Process.Start(start) ?? throw new InvalidOperationException("node did not start."), port);
        await app.NextAsync("listening", ct);
        return app;
    }

    /// <summary>The next event, which must be this one.</summary>
    public async Task<JsonElement> NextAsync(string name, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            var next = await _events.Reader.ReadAsync(patience.Token);
            Assert.True(next.GetProperty("event").GetString() == name, $"Not {name}: {next}");
            return next;
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            _process.Kill();
            throw new InvalidOperationException($"The app did not say {name}: {await _errors}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            await _events.Writer.WriteAsync(JsonSerializer.Deserialize<JsonElement>(line));
        _events.Writer.Complete();
    }
}
