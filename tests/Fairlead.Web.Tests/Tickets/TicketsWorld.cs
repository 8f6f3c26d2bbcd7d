using System.Text;
using Fairlead.Client.Connections;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Sandbox;
using Fairlead.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>A server with one connection, to a sandbox, over HTTP.</summary>
internal sealed class TicketsWorld : IAsyncDisposable
{
    /// <summary>A configuration that runs only when it is asked to.</summary>
    public const string Yaml = """
        name: shop
        connection: team
        project: SEC
        issueType: Bug
        groupBy: [asset, rule]
        automatic: false
        priorities: {critical: Highest, high: High}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TicketsWorld(RunningHost host, SandboxServer sandbox, ConnectionId connection) => (Host, Sandbox, ConnectionId) = (host, sandbox, connection);

    public RunningHost Host { get; }

    public SandboxServer Sandbox { get; }

    public ConnectionId ConnectionId { get; }

    public TicketsClient Tickets => Host.Client.Tickets;

    public FindingsClient Findings => Host.Client.Findings;

    public static async Task<TicketsWorld> StartAsync(TestDatabase databases, string wakeUp = "01:00:00", SandboxOptions? sandbox = null, Dictionary<string, string?>? settings = null,
        Func<FairleadHostOptions, FairleadHostOptions>? change = null, SandboxServer? running = null)
    {
        var jira = running ?? await SandboxServer.StartAsync(sandbox ?? new SandboxOptions(), Ct);
        var host = await RunningHost.StartAsync(databases, Ct, o => (change?.Invoke(o) ?? o) with
        {
            Settings = new Dictionary<string, string?>(o.Settings.Concat(settings ?? [])) { ["Tickets:Sync:WakeUpInterval"] = wakeUp, ["Tickets:Sync:PollInterval"] = TimeSpan.Parse(wakeUp, System.Globalization.CultureInfo.InvariantCulture) < TimeSpan.FromSeconds(10) ? "00:00:10" : wakeUp },
        });
        var connection = await host.Client.Connections.CreateAsync(
            new("team", jira.BaseUrl.AbsoluteUri, CredentialOf(jira)), Ct);
        return new TicketsWorld(host, jira, connection.Id);
    }

    public static CredentialRequest CredentialOf(SandboxServer jira) => jira.Options.Edition == SandboxEdition.Cloud
        ? new CredentialRequest(CredentialKind.CloudApiToken, jira.Accounts.ApiToken, jira.Accounts.Email)
        : new CredentialRequest(CredentialKind.PersonalAccessToken, jira.Accounts.PersonalAccessToken);

    public async Task ImportAsync(params string[] rows)
    {
        var csv = "title,severity,ruleId\n" + string.Join('\n', rows) + "\n";
        using var report = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        await Host.Client.Findings.UploadAsync(report, new UploadOptions { Asset = "api", Scanner = "hand" }, Ct);
    }

    /// <summary>Changes the stored data behind the server's back.</summary>
    /// <returns>How many rows.</returns>
    public async Task<int> ChangeAsync(string sql)
    {
        await using var work = await Host.Host.Services.GetRequiredService<Database>().BeginAsync(Ct);
        await using var command = work.Connection.CreateCommand();
        command.Transaction = work.Transaction;
        command.CommandText = sql;
        var rows = await command.ExecuteNonQueryAsync(Ct);
        await work.CommitAsync(Ct);
        return rows;
    }

    /// <summary>Until it is so; what happens by itself has two minutes.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
    }

    public static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Sandbox.DisposeAsync();
    }
}
