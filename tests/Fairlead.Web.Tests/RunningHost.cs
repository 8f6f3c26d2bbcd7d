using System.Net.Http.Headers;
using System.Security.Cryptography;
using Fairlead.Client;
using Fairlead.Kernel;
using Fairlead.Web.Tests.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Web.Tests;

/// <summary>A real server on loopback over an empty database, with the local token of an administrator.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly FairleadHost _host;

    private RunningHost(DirectoryInfo folder, FairleadHost host, SecretText token)
    {
        (_folder, _host, Token) = (folder, host, token);
        Client = MakeClient(token.Reveal());
        Http = MakeHttp(token);
    }

    public SecretText Token { get; }

    public FairleadHost Host => _host;

    public Uri BaseAddress => _host.BaseAddress;

    public string DataDirectory => _folder.FullName;

    /// <summary>The typed client, as administrator.</summary>
    public FairleadClient Client { get; }

    /// <summary>Raw requests, as administrator.</summary>
    public HttpClient Http { get; }

    public static async Task<RunningHost> StartAsync(
        TestDatabase databases, CancellationToken ct, Func<FairleadHostOptions, FairleadHostOptions>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-host-");
        var token = new SecretText(Convert.ToHexString(RandomNumberGenerator.GetBytes(24)));
        var options = new FairleadHostOptions
        {
            DataDirectory = folder.FullName,
            Database = await databases.MigratedAsync(typeof(Platform.Findings.Finding).Assembly, ct),
            Listen = "http://127.0.0.1:0",
            LocalToken = token,
            LogTarget = LogTarget.None,
            LogLevel = LogLevel.Warning,
            AllowLoopbackJira = true,
            Settings = new Dictionary<string, string?> { ["Access:PasswordRounds"] = "1000" },
            Environment = _ => null,
        };
        try
        {
            return new RunningHost(folder, await FairleadHost.StartAsync(change?.Invoke(options) ?? options, ct), token);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>A client that follows nothing and keeps no cookies; without a token it is nobody.</summary>
    public HttpClient MakeHttp(SecretText? token)
    {
        var http = new HttpClient(new Witness(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })) { BaseAddress = BaseAddress };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        return http;
    }

    /// <summary>The typed client for another holder of a token.</summary>
    public FairleadClient MakeClient(string token) => new(MakeHttp(new SecretText(token)));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>One server for all tests of a class.</summary>
public abstract class HostFixture(TestDatabase databases) : IAsyncLifetime
{
    public RunningHost Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RunningHost.StartAsync(databases, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await databases.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class SqliteHost() : HostFixture(new SqliteTestDatabase());

public sealed class PostgresHost() : HostFixture(new PostgresTestDatabase());
