using Fairlead.Kernel;

namespace Fairlead.Cli.Server;

/// <summary>The host, started in this process on a data directory, on a free port of the loopback address.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private LocalHost(Uri address, SecretText token)
    {
        Address = address;
        Token = token;
    }

    public Uri Address { get; }

    /// <summary>Made for this start; works for nothing else.</summary>
    public SecretText Token { get; }

    public static Task<LocalHost> StartAsync(string dataDirectory, CancellationToken ct) =>
        throw new InvalidOperationException($"The host is not joined yet: {dataDirectory} {ct.IsCancellationRequested}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
