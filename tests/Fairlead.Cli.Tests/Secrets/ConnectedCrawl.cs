using Fairlead.Sandbox;
using Fairlead.Secrets.Proof;

namespace Fairlead.Cli.Tests.Secrets;

/// <summary>The real program with a connection to a sandbox, whose issues it looks through.</summary>
public abstract class ConnectedCrawl : IAsyncDisposable
{
    private protected readonly FairleadProcess _fairlead = new FairleadProcess().With("FAIRLEAD_Connections__AllowLoopback", "true").With("FAIRLEAD_Connections__AllowPlainHttp", "true");
    private SandboxServer? _sandbox;

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected SandboxServer Sandbox => _sandbox!;

    public async ValueTask DisposeAsync()
    {
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        _fairlead.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task ConnectAsync(SandboxEdition edition)
    {
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition }, Ct);
        var isCloud = edition == SandboxEdition.Cloud;
        _fairlead.With("JIRA_TOKEN", isCloud ? Sandbox.Accounts.ApiToken : Sandbox.Accounts.PersonalAccessToken);
        string[] email = isCloud ? ["--email", Sandbox.Accounts.Email] : [];
        (await _fairlead.RunAsync(["connection", "add", "team", "--site", Sandbox.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", .. email])).Succeeded();
    }

    /// <summary>A token that is made when the test runs, another one for each name.</summary>
    private protected static string Token(string name) => ExampleText.Fill("npm_{crc62:30} " + name).Split(' ')[0];
}
