using System.Diagnostics;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>FAULTS section D: a process of its own creates tickets and is killed at every named step; the next one finishes.</summary>
public abstract class CreateCrashContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F055, F056, F058, F059: sixty findings are a bulk of fifty and one of ten, linked after both.</summary>
    [Theory]
    [InlineData("ticket.before-intent-commit:1", 0)]
    [InlineData("ticket.before-intent-commit:2", 50)]
    [InlineData("ticket.intent-committed:1", 0)]
    [InlineData("ticket.intent-committed:2", 50)]
    [InlineData("ticket.answered:1", 50)]
    [InlineData("ticket.answered:2", 60)]
    [InlineData("ticket.before-link-commit:1", 60)]
    [InlineData("ticket.linked:1", 60)]
    [InlineData("ticket.linked:2", 60)]
    public async Task A_kill_at_any_step_leaves_each_ticket_once(string killAt, int issuesBefore)
    {
        var location = await databases.LocationAsync(Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        using (var child = Start(location, sandbox, killAt))
            await DiedAsync(child);
        Assert.Equal(issuesBefore, sandbox.State.IssueCount);

        await FinishAsync(location, sandbox);
    }

    /// <summary>F057: killed while the request is on its way or its answer is.</summary>
    [Theory]
    [InlineData(FaultTime.BeforeCommit)]
    [InlineData(FaultTime.AfterCommit)]
    public async Task A_kill_during_the_call_leaves_each_ticket_once(FaultTime time)
    {
        var location = await databases.LocationAsync(Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Stall(time));
        using (var child = Start(location, sandbox, null))
        {
            await CreateContract.EventuallyAsync(
                () => time == FaultTime.AfterCommit ? sandbox.State.IssueCount > 0 : sandbox.Faults.Waiting.Count == 0);
            child.Kill();
            await child.WaitForExitAsync(Ct);
        }

        await FinishAsync(location, sandbox);
    }

    /// <summary>F061: killed again and again while it recovers.</summary>
    [Fact]
    public async Task A_row_of_kills_leaves_each_ticket_once()
    {
        var location = await databases.LocationAsync(Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        foreach (var killAt in (string[])["ticket.answered:1", "ticket.intent-committed:1", "ticket.before-link-commit:1"])
        {
            using var child = Start(location, sandbox, killAt);
            await DiedAsync(child);
        }

        await FinishAsync(location, sandbox);
    }

    private static async Task FinishAsync(DatabaseOptions location, SandboxServer sandbox)
    {
        await using var world = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        world.Findings.AddMany(CrashingSync.Findings);
        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);
        await world.RunAsync(Ct);

        Assert.Equal(CrashingSync.Findings, sandbox.State.IssueCount);
        Assert.Equal(CrashingSync.Findings, (await world.TicketsAsync(Ct)).Count(t => t.State == TicketState.Created));
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    private static Process Start(DatabaseOptions location, SandboxServer sandbox, string? killAt)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                typeof(CreateCrashContract).Assembly.Location, "-explicit", "only", "-method",
                $"*{nameof(CrashingSync)}.{nameof(CrashingSync.Creates_tickets_until_it_is_killed)}",
            },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["FAIRLEAD_CRASH_ENGINE"] = location.Engine.ToString(),
                ["FAIRLEAD_CRASH_LOCATION"] = location.Location,
                ["FAIRLEAD_CRASH_JIRA"] = sandbox.BaseUrl.AbsoluteUri,
                ["FAIRLEAD_CRASH_EMAIL"] = sandbox.Accounts.Email,
                ["FAIRLEAD_CRASH_TOKEN"] = sandbox.Accounts.ApiToken,
            },
        };
        if (killAt is not null)
            start.Environment["FAIRLEAD_KILL"] = killAt;
        return Process.Start(start)!;
    }

    private static async Task DiedAsync(Process child)
    {
        var output = child.StandardOutput.ReadToEndAsync(Ct);
        var errors = child.StandardError.ReadToEndAsync(Ct);
        await child.WaitForExitAsync(Ct);
        Assert.True(child.ExitCode == 137, $"Not killed ({child.ExitCode}): {await output} {await errors}");
    }

    public class OnSqlite(SqliteTestDatabase db) : CreateCrashContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : CreateCrashContract(db), IClassFixture<PostgresTestDatabase>;
}
