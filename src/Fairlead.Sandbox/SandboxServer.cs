using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Requests;
using Fairlead.Sandbox.State;
using Fairlead.Sandbox.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Sandbox;

/// <summary>A running Jira on loopback. It listens on 127.0.0.1 only; disposing stops it and forgets everything.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxServer(WebApplication app, SandboxOptions options, Uri baseUrl)
    {
        _app = app;
        Options = options;
        BaseUrl = baseUrl;
        Accounts = options.Accounts ?? SandboxAccounts.Generate();
    }

    public SandboxOptions Options { get; }

    /// <summary>The site's address with its context path and no trailing slash, as an administrator would give it.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Cloud: where scoped tokens and access tokens work, <c>…/ex/jira/{cloudId}</c>.</summary>
    public Uri GatewayUrl => new($"{BaseUrl.GetLeftPart(UriPartial.Authority)}/ex/jira/{Accounts.CloudId}");

    /// <summary>Where the client-credentials grant is asked for.</summary>
    public Uri TokenUrl => Options.Edition == SandboxEdition.Cloud
        ? new Uri($"{BaseUrl.GetLeftPart(UriPartial.Authority)}/oauth/token")
        : new Uri($"{BaseUrl.ToString().TrimEnd('/')}/rest/oauth2/latest/token");

    public SandboxAccounts Accounts { get; }

    public SandboxFaults Faults { get; } = new();

    public SandboxRequestLog Requests { get; } = new();

    public SandboxState State { get; } = new();

    public SandboxWebhooks Webhooks { get; } = new();

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        var app = builder.Build();
        await app.StartAsync(ct);
        return new SandboxServer(app, options, new Uri(app.Urls.First()));
    }

    /// <summary>Back to the seed: no issues, no faults, no requests. Accounts stay.</summary>
    public void AdminReset()
    {
        Faults.Clear();
        Requests.Clear();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
