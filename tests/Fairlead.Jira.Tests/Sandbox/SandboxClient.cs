using Fairlead.Jira.Limits;
using Fairlead.Jira.Transport;
using Fairlead.Kernel;
using Fairlead.Sandbox;

namespace Fairlead.Jira.Tests.Sandbox;

/// <summary>A started sandbox and the client signed in to it.</summary>
public sealed class SandboxClient : IAsyncDisposable
{
    private readonly JiraTransport _transport = new(new() { Addresses = new() { AllowLoopback = true } });
    private readonly JiraLimiter _limiter = new(new(), TimeProvider.System);

    internal SandboxClient(SandboxServer server, Func<SandboxServer, JiraCredential>? credential)
    {
        Server = server;
        var edition = server.Options.Edition == SandboxEdition.Cloud ? JiraEdition.Cloud : JiraEdition.DataCenter;
        var root = new Uri(server.BaseUrl.GetLeftPart(UriPartial.Authority));
        Client = new(
            new JiraSite(server.BaseUrl, edition),
            credential?.Invoke(server) ?? (edition == JiraEdition.Cloud
                ? new JiraCredential.CloudApiToken(server.Accounts.Email, new SecretText(server.Accounts.ApiToken))
                : new JiraCredential.PersonalAccessToken(new SecretText(server.Accounts.PersonalAccessToken))),
            _transport,
            _limiter,
            SilentCallObserver.Instance,
            new JiraClientOptions { GatewayUrl = root, AuthorisationUrl = root },
            TimeProvider.System);
    }

    public SandboxServer Server { get; }

    public JiraClient Client { get; }

    public async ValueTask DisposeAsync()
    {
        _limiter.Dispose();
        _transport.Dispose();
        await Server.DisposeAsync();
    }
}
