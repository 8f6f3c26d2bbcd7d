using System.Runtime.CompilerServices;
using Fairlead.Cli.Commands;
using Fairlead.Client;
using Fairlead.Kernel;
using Fairlead.Storage;
using Fairlead.Web;

namespace Fairlead.Cli.Server;

/// <summary>
/// The Fairlead a command talks to, over the same HTTP contract in both cases: the server that was named, or the host
/// started in this process for as long as the command runs.
/// </summary>
internal sealed class ServerSession : IAsyncDisposable
{
    /// <summary>
    /// Only what the command asks for is done; nothing begins that its end would cut off. Messages that it gave rise to are sent.
    /// </summary>
    internal static readonly IReadOnlyDictionary<string, string?> ForAMoment = new Dictionary<string, string?>
    {
        ["Tickets:Sync:JobsEnabled"] = "false",
        ["Alerts:JobsEnabled"] = "false",
        ["SecretScanning:JobsEnabled"] = "false",
        ["SecurityInformation:JobsEnabled"] = "false",
        ["Connections:JobsEnabled"] = "false",
        ["Notifications:TellTroubles"] = "false",
    };

    private readonly IAsyncDisposable? _host;
    private readonly string? _data;

    /// <param name="data">Whose server it is; <see langword="null"/> where another way leads to it.</param>
    private ServerSession(FairleadClient client, Uri address, IAsyncDisposable? host, string? data = null)
    {
        Client = client;
        Address = address;
        _host = host;
        _data = data;
    }

    public FairleadClient Client { get; private set; }

    public Uri Address { get; private set; }

    /// <summary>Speaks to the server that has been started since on the same data directory; its credential is another one.</summary>
    /// <returns><see langword="false"/> where there is none.</returns>
    public bool Follow()
    {
        if (_data is null || RunningServer.Find(_data) is not var (address, token))
            return false;
        Client.Dispose();
        (Client, Address) = (new FairleadClient(address, token), address);
        return true;
    }

    /// <summary>Whether the server ends with this command.</summary>
    public bool IsOwn => _host is not null;

    /// <summary>Runs one command against its server.</summary>
    public static async Task<ExitCode> UseAsync(
        Invocation invocation, Func<ServerSession, Task<ExitCode>> act, CancellationToken ct)
    {
        await using var session = await OpenAsync(invocation, ct);
        return await act(session);
    }

    public static async Task<ServerSession> OpenAsync(Invocation invocation, CancellationToken ct)
    {
        // A directory that is typed is meant, whatever server the environment names.
        var url = invocation.WasTyped(ServerOptions.Data)
            ? invocation.Get(ServerOptions.Url)
            : invocation.Get(ServerOptions.Url) ?? Environment.GetEnvironmentVariable(ServerOptions.UrlVariable);
        if (url is "")
            throw new CommandFailedException(ExitCode.Usage, $"usage: {ServerOptions.UrlVariable} is set but empty. Name a server, or unset it.");
        return url is null ? await StartLocalAsync(invocation, ct) : await OpenRemoteAsync(invocation, url, ct);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private static async Task<ServerSession> OpenRemoteAsync(Invocation invocation, string url, CancellationToken ct)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CommandFailedException(ExitCode.Unavailable, $"{url} is not the address of a server. It starts with https:// or http://.");
        if (invocation.WasTyped(ServerOptions.Data))
            throw new CommandFailedException(ExitCode.Usage, $"usage: --data is for working without a server, and {address} is named. Leave one of them out.");
        var token = await SecretInput.TryReadAsync(
            invocation, ServerOptions.ApiToken, ServerOptions.ApiTokenFile, ServerOptions.TokenVariable, ct);
        if (token is null)
        {
            throw new CommandFailedException(
                ExitCode.NotAllowed,
                $"no API token is given, so {address} was not asked. Put one in {ServerOptions.TokenVariable}; an administrator makes it with: fairlead token create NAME");
        }

        if (token.Reveal().Any(c => c is <= ' ' or > '~'))
        {
            throw new CommandFailedException(
                ExitCode.NotAllowed, "the API token holds a space, a line break or a letter that no token has. Copy it again, alone and whole.");
        }

        if (address.Scheme == "http" && !address.IsLoopback)
            invocation.Screen.Warn($"{address} is plain http: others on the way can read the token and the findings.");
        return new ServerSession(new FairleadClient(address, token), address, host: null);
    }

    // Kept apart so that commands that need no host do not load the web server's assemblies.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<ServerSession> StartLocalAsync(Invocation invocation, CancellationToken ct)
    {
        var data = DataDirectory.Of(invocation);
        if (RunningServer.Find(data) is var (address, token) && await AnswersAsync(address, token, ct))
            return new ServerSession(new FairleadClient(address, token), address, host: null, data);
        var database = Environment.GetEnvironmentVariable(ServerOptions.DatabaseVariable);
        var options = new FairleadHostOptions
        {
            DataDirectory = data,
            Command = UsageErrors.FullName(invocation.Typed.CommandResult),
            // As serve does: a command that silently opened another database would find nothing, or make a second truth.
            Database = string.IsNullOrEmpty(database) ? null : DatabaseOptions.Postgres(database),
            Listen = "http://127.0.0.1:0",
            LogTarget = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ServerOptions.LogVariable)) ? LogTarget.None : LogTarget.StandardError,
            Clock = invocation.Clock,
            Settings = new Dictionary<string, string?>(ForAMoment),
        };
        var host = await LocalHost.StartAsync(options, invocation.Screen, ct);
        return new ServerSession(new FairleadClient(host.Address, host.Token), host.Address, host);
    }

    private static async Task<bool> AnswersAsync(Uri address, SecretText token, CancellationToken ct)
    {
        using var client = new FairleadClient(address, token);
        try
        {
            await client.Access.MeAsync(ct);
            return true;
        }
        catch (Exception e) when (e is FairleadUnavailableException or FairleadProblemException)
        {
            return false;
        }
    }
}
