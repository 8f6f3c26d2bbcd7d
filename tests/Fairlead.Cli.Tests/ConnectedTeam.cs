using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests;

/// <summary>
/// A server with the connection <c>team</c> to a sandbox, the configuration <c>shop</c> that nothing applies by itself, and findings of the
/// asset <c>api</c>; all made by commands, as a person makes them.
/// </summary>
internal sealed class ConnectedTeam : IAsyncDisposable
{
    private ConnectedTeam(FairleadProcess fairlead, SandboxServer sandbox, ServedFairlead server) =>
        (Fairlead, Sandbox, Server) = (fairlead, sandbox, server);

    public FairleadProcess Fairlead { get; }

    public SandboxServer Sandbox { get; }

    public ServedFairlead Server { get; }

    /// <param name="sandbox">How the sandbox is set up; as usual when left out.</param>
    /// <param name="configuration">Further lines of the configuration's YAML, each with its line end.</param>
    /// <param name="findings">So many, each of a rule of its own: <c>CVE-1</c>, <c>CVE-2</c>…</param>
    /// <param name="worksByItself">Whether the server carries on with what was cut off or waits.</param>
    public static async Task<ConnectedTeam> StartAsync(
        CancellationToken ct, SandboxOptions? sandbox = null, string configuration = "", int findings = 1, bool worksByItself = true)
    {
        var jira = await SandboxServer.StartAsync(sandbox ?? new SandboxOptions(), ct);
        var fairlead = new FairleadProcess().With("JIRA_TOKEN", jira.Accounts.ApiToken).With("FAIRLEAD_Tickets__Sync__JobsEnabled", $"{worksByItself}");
        var team = new ConnectedTeam(
            fairlead, jira, await ServedFairlead.StartAsync(fairlead, "--allow-loopback-jira", "--allow-plain-http-jira"));
        try
        {
            await team.SetUpAsync(configuration, findings);
            return team;
        }
        catch
        {
            await team.DisposeAsync();
            throw;
        }
    }

    /// <summary>A whole report of an asset, with a finding of high severity for each rule.</summary>
    public async Task ImportAsync(string asset, params IReadOnlyList<string> rules)
    {
        var report = "title,severity,ruleId\n" + string.Concat(rules.Select(r => $"about {r},high,{r}\n"));
        (await Fairlead.RunAsync(report, ["import", "-", "--asset", asset, "--scanner", "hand"])).Succeeded();
    }

    private async Task SetUpAsync(string configuration, int findings)
    {
        (await Fairlead.RunAsync(
            "connection", "add", "team", "--site", Sandbox.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", "--email", Sandbox.Accounts.Email)).Succeeded();
        var yaml = $"name: shop\nconnection: team\nproject: SEC\nissueType: Bug\nautomatic: false\ngroupBy: [rule]\n{configuration}";
        (await Fairlead.RunAsync(yaml, ["configuration", "apply", "-f", "-"])).Succeeded();
        await ImportAsync("api", [.. Enumerable.Range(1, findings).Select(i => $"CVE-{i}")]);
    }

    public async ValueTask DisposeAsync()
    {
        Server.Dispose();
        await Sandbox.DisposeAsync();
        Fairlead.Dispose();
    }
}
