using System.Diagnostics;
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

    private readonly TestClock _jiraClock = new();
    private ConnectedTeam _team = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _team = await ConnectedTeam.StartAsync(Ct, new SandboxOptions { TimeProvider = _jiraClock }, findings: Findings);

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    /// <summary>F064: what is answered while the server stops is linked.</summary>
    [Fact]
    public async Task Answers_that_come_while_it_stops_are_taken()
    {
        var slowness = TimeSpan.FromSeconds(10);
        using var apply = await ApplyAsync(new FaultBehaviour.Drip(slowness, BytesEach: 1_000_000));
        while (!_jiraClock.IsAwaited(slowness))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);

        _team.Server.Signal("-TERM");
        await _team.Server.Stopping;
        _jiraClock.Advance(slowness);

        Assert.Equal(0, await _team.Server.ExitCodeAsync());
        Assert.Equal(Findings, await CreatedAsync());
    }

    /// <summary>F064: what is not answered is given up in time, and found by the next start.</summary>
    [Theory]
    [InlineData(FaultTime.BeforeCommit)]
    [InlineData(FaultTime.AfterCommit)]
    public async Task Answers_that_do_not_come_are_given_up(FaultTime time)
    {
        using var apply = await ApplyAsync(new FaultBehaviour.Stall(time));

        _team.Server.Signal("-TERM");

        Assert.Equal(0, await _team.Server.ExitCodeAsync());
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
            _team.Server.Signal(first);
            await _team.Server.Stopping;
        }

        _team.Server.Signal(second);

        Assert.Equal(exitCode, await _team.Server.ExitCodeAsync());
        await AssertResolvedAsync();
    }

    /// <summary>Ctrl-C of the command: the server takes the answer that is on its way, and the command says what is known.</summary>
    [Fact]
    public async Task A_command_that_is_interrupted_tells_what_is_done_and_loses_no_answer()
    {
        var slowness = TimeSpan.FromSeconds(3);
        using var apply = await ApplyAsync(new FaultBehaviour.Drip(slowness, BytesEach: 1_000_000));
        while (!_jiraClock.IsAwaited(slowness))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);

        using var kill = Process.Start("kill", ["-INT", apply.Id.ToString()]);
        await kill.WaitForExitAsync(Ct);
        _jiraClock.Advance(slowness);
        await apply.WaitForExitAsync(Ct);

        Assert.Equal(130, apply.ExitCode);
        Assert.Equal("", await apply.StandardOutput.ReadToEndAsync(Ct));
        var said = Assert.Single((await apply.StandardError.ReadToEndAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"fairlead: interrupted. shop: {Findings} of {Findings} steps are done, 0 open. The server at http", said);
        Assert.EndsWith("fairlead apply shop", said);
        Assert.Contains("nothing", (await _team.Fairlead.RunAsync("apply")).Succeeded());
        Assert.Equal(Findings, _team.Sandbox.State.IssueCount);
    }

    /// <summary>A run of which Jira has the creates in hand.</summary>
    private async Task<Process> ApplyAsync(FaultBehaviour fault)
    {
        _team.Sandbox.Faults.Add("POST", "issue/bulk", fault);
        var apply = _team.Fairlead.StartProgram("apply");
        while (_team.Sandbox.Faults.Waiting.Count > 0 || (fault is not FaultBehaviour.Stall { Time: FaultTime.BeforeCommit } && _team.Sandbox.State.IssueCount < Findings))
        {
            Assert.False(apply.HasExited, "The run ended before its creates were on their way.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }

        return apply;
    }

    private async Task AssertResolvedAsync()
    {
        Assert.Equal(Findings, await CreatedAsync(runs: 2));
        Assert.Equal(Findings, _team.Sandbox.State.IssueCount);
    }

    /// <summary>By the next start, with so many runs at ten minutes' distance.</summary>
    private async Task<int> CreatedAsync(int runs = 0)
    {
        var clock = new TestClock(TimeProvider.System.GetUtcNow());
        var options = new FairleadHostOptions
        {
            DataDirectory = Path.Combine(_team.Fairlead.Home, "share", "fairlead"),
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
