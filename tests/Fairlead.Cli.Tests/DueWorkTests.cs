using System.Diagnostics;
using System.Text.Json;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Cli.Tests;

/// <summary>What an apply does besides its plan is told by the plan, by the apply, and at Ctrl-C.</summary>
public sealed class DueWorkTests
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Creates_that_waited_and_are_due_are_something_to_do()
    {
        await using var team = await ConnectedTeam.StartAsync(Ct, findings: 20, worksByItself: false);
        var (fairlead, sandbox) = (team.Fairlead, team.Sandbox);
        sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        Assert.Equal(1, (await fairlead.RunAsync("apply")).ExitCode);

        var waiting = await fairlead.RunAsync("plan", "--detailed-exit-code");
        Assert.Equal(0, waiting.ExitCode);
        Assert.Contains("20 creates wait and are not due yet: the first is due ", waiting.Output);
        Assert.Contains("20 parked", waiting.Output);

        sandbox.State.RemoveFromScreen("SEC", "environment");
        (await fairlead.RunAsync("connection", "resume", "team")).Succeeded();
        var due = await fairlead.RunAsync("plan", "--detailed-exit-code");
        Assert.Equal(2, due.ExitCode);
        Assert.StartsWith("shop: 20 waiting creates are due (", due.Output);
        Assert.DoesNotContain("nothing to do", due.Output);
        using var json = JsonDocument.Parse((await fairlead.RunAsync("plan", "--json")).Output);
        Assert.Equal(20, json.RootElement[0].GetProperty("preview").GetProperty("due").GetProperty("sends").GetInt32());

        var applied = (await fairlead.RunAsync("apply")).Succeeded();
        Assert.StartsWith("shop: 20 that waited: 20 created (", applied);
        Assert.Contains("shop: nothing else to do; Jira agrees with the findings.", applied);
        Assert.Equal(20, sandbox.State.IssueCount);
        Assert.Equal(0, (await fairlead.RunAsync("plan", "--detailed-exit-code")).ExitCode);
        Assert.Contains("shop: nothing to do; Jira agrees", (await fairlead.RunAsync("apply")).Succeeded());
    }

    [Fact]
    public async Task An_apply_that_is_interrupted_while_it_resumes_a_run_tells_what_of_that_is_done_and_open()
    {
        const int Findings = 500;
        var clock = new TestClock();
        await using var team = await ConnectedTeam.StartAsync(
            Ct, new SandboxOptions { TimeProvider = clock }, "maxCreates: 1000\n", Findings, worksByItself: false);
        team.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Drip(Slowness, BytesEach: 1_000_000), times: null);

        var first = DoneOf("fairlead: interrupted. shop: {0} of 500 steps are done, {1} open. ", await InterruptedAsync(team, clock));
        var second = DoneOf("fairlead: interrupted. shop: the resumed run of shop: {0} of 500 steps are done, {1} open. ", await InterruptedAsync(team, clock));
        team.Sandbox.Faults.Clear();

        Assert.InRange(first, 50, Findings - 100);
        Assert.InRange(second, first + 50, Findings - 50);
        var plan = await team.Fairlead.RunAsync("plan", "--detailed-exit-code");
        Assert.Equal(2, plan.ExitCode);
        Assert.StartsWith($"shop: {Findings - second} waiting creates are due (", plan.Output);
        Assert.Contains($"A run of shop was begun and has not ended: {second} of {Findings} steps done.", plan.Output);
        Assert.StartsWith(
            $"shop: resumed an interrupted run: {second} of {Findings} done before, {Findings - second} now (", (await team.Fairlead.RunAsync("apply")).Succeeded());
        Assert.Equal(Findings, team.Sandbox.State.IssueCount);
    }

    /// <returns>How many are done, the others being open.</returns>
    private static int DoneOf(string form, string said)
    {
        var done = Enumerable.Range(0, 501).Where(d => said.StartsWith(string.Format(form, d, 500 - d), StringComparison.Ordinal)).ToList();
        Assert.True(done.Count == 1, said);
        return done[0];
    }

    /// <returns>What an apply says that is interrupted while Jira answers a bulk create.</returns>
    private static async Task<string> InterruptedAsync(ConnectedTeam team, TestClock clock)
    {
        using var apply = team.Fairlead.StartProgram("apply");
        while (!clock.IsAwaited(Slowness))
        {
            Assert.False(apply.HasExited, "The run ended before its creates were on their way.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }

        using var kill = Process.Start("kill", ["-INT", apply.Id.ToString()]);
        await kill.WaitForExitAsync(Ct);
        // However late the server notices, it ends with the answer that is on its way then.
        while (!apply.HasExited)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, Ct);
            if (clock.IsAwaited(Slowness))
                clock.Advance(Slowness);
        }

        Assert.Equal(130, apply.ExitCode);
        Assert.Equal("", await apply.StandardOutput.ReadToEndAsync(Ct));
        return Assert.Single((await apply.StandardError.ReadToEndAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
