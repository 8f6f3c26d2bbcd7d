using Fairlead.Client;
using Fairlead.Kernel;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Web;

namespace Fairlead.Cli.Tests;

/// <summary>FAULTS F064, F065: a server that is told to stop while twenty creates are under way, and the next start.</summary>
public sealed class StopTests : IAsyncLifetime
{
    private const int Findings = 20;
    private const string Yaml = "name: shop\nconnection: team\nproject: SEC\nissueType: Bug\nautomatic: false\ngroupBy: [rule]\n";

    private readonly FairleadProcess _fairlead = new();
    private readonly TestClock _jiraClock = new();
    private SandboxServer _jira = null!;
    private ServedFairlead _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _jira = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = _jiraClock }, Ct);
        _fairlead.With("JIRA_TOKEN", _jira.Accounts.ApiToken);
        _server = await ServedFairlead.StartAsync(_fairlead, "--allow-loopback-jira");
        (await _fairlead.RunAsync(
            "connection", "add", "team", "--site", _jira.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", "--email", _jira.Accounts.Email)).Succeeded();
        (await _fairlead.RunAsync(Yaml, ["configuration", "apply", "-f", "-"])).Succeeded();
        var report = "title,severity,ruleId\n" + string.Concat(Enumerable.Range(1, Findings).Select(i => $"t{i},high,CVE-{i}\n"));
        (await _fairlead.RunAsync(report, ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();
    }

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        await _jira.DisposeAsync();
        _fairlead.Dispose();
    }

    /// <summary>F064: what is answered while the server stops is linked.</summary>
    [Fact]
    public async Task Answers_that_come_while_it_stops_are_taken()
    {
        var slowness = TimeSpan.FromSeconds(10);
        using var apply = await ApplyAsync(new FaultBehaviour.Drip(slowness, BytesEach: 1_000_000));
        while (!_jiraClock.IsAwaited(slowness))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);

        _server.Signal("-TERM");
        await _server.Stopping;
        _jiraClock.Advance(slowness);

        Assert.Equal(0, await _server.ExitCodeAsync());
        Assert.Equal(Findings, await CreatedAsync());
    }

    /// <summary>F064: what is not answered is given up in time, and found by the next start.</summary>
    [Theory]
    [InlineData(FaultTime.BeforeCommit)]
    [InlineData(FaultTime.AfterCommit)]
    public async Task Answers_that_do_not_come_are_given_up(FaultTime time)
    {
        using var apply = await ApplyAsync(new FaultBehaviour.Stall(time));

        _server.Signal("-TERM");

        Assert.Equal(0, await _server.ExitCodeAsync());
        await AssertResolvedAsync();
    }

    /// <summary>F065: no patience: a second signal, a terminal that was closed, a container's stop after its grace.</summary>
    [Theory]
    [InlineData("-TERM", "-TERM", 143)]
    [InlineData("-INT", "-INT", 130)]
    [InlineData("-INT", "-TERM", 143)]
    [InlineData("-TERM", "-KILL", 137)]
    [InlineData(null, "-HUP", 129)]
    public async Task A_server_that_is_ended_at_once_loses_nothing(string? first, string second, int exitCode)
    {
        using var apply = await ApplyAsync(new FaultBehaviour.Stall(FaultTime.AfterCommit));

        if (first is not null)
        {
            _server.Signal(first);
            await _server.Stopping;
        }

        _server.Signal(second);

        Assert.Equal(exitCode, await _server.ExitCodeAsync());
        await AssertResolvedAsync();
    }

    /// <summary>A run of which Jira has the creates in hand.</summary>
    private async Task<IDisposable> ApplyAsync(FaultBehaviour fault)
    {
        _jira.Faults.Add("POST", "issue/bulk", fault);
        var apply = _fairlead.StartProgram("apply");
        while (_jira.Faults.Waiting.Count > 0 || (fault is not FaultBehaviour.Stall { Time: FaultTime.BeforeCommit } && _jira.State.IssueCount < Findings))
        {
            Assert.False(apply.HasExited, "The run ended before its creates were on their way.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }

        return apply;
    }

    private async Task AssertResolvedAsync()
    {
        Assert.Equal(Findings, await CreatedAsync(runs: 2));
        Assert.Equal(Findings, _jira.State.IssueCount);
    }

    /// <summary>By the next start, with so many runs at ten minutes' distance.</summary>
    private async Task<int> CreatedAsync(int runs = 0)
    {
        var clock = new TestClock(TimeProvider.System.GetUtcNow());
        var options = new FairleadHostOptions
        {
            DataDirectory = Path.Combine(_fairlead.Home, "share", "fairlead"),
            Listen = "http://127.0.0.1:0",
            LocalToken = new SecretText("local"),
            LogTarget = LogTarget.None,
            AllowLoopbackJira = true,
            Settings = new Dictionary<string, string?> { ["Tickets:Sync:JobsEnabled"] = "false" },
            Environment = _ => null,
            Clock = clock,
        };
        await using var host = await FairleadHost.StartAsync(options, Ct);
        using var client = new FairleadClient(host.BaseAddress, options.LocalToken);
        for (; runs > 0; runs--)
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            await client.Tickets.RunAsync("shop", Ct);
        }

        return (await client.Tickets.TicketsAsync(null, "created", null, 100, Ct)).Items.Count;
    }
}
