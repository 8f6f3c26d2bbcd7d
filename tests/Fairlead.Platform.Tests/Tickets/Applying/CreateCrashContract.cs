using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>FAULTS section D: a process of its own creates tickets and is killed at every named step; the next one finishes.</summary>
public abstract class CreateCrashContract(TestDatabase databases)
{
    internal const string Creates = nameof(CrashingSync.Creates_tickets_until_it_is_killed);

    private static readonly SqlText IntegritySql = SqlText.FromFixedParts("PRAGMA integrity_check");

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
    [Trait("Complaint", "U-04")]
    public async Task A_kill_at_any_step_leaves_each_ticket_once(string killAt, int issuesBefore)
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        using (var child = CrashingSync.Start(Creates, location, sandbox, killAt))
            await CrashingSync.DiedAsync(child, Ct);
        Assert.Equal(issuesBefore, sandbox.State.IssueCount);

        await FinishAsync(location, sandbox);
    }

    /// <summary>What a run made before it was cut off is its own: it tells it as applied, and takes it back when a person asks.</summary>
    [Theory]
    [InlineData("ticket.intent-committed:2")]
    [InlineData("ticket.answered:2")]
    [InlineData("ticket.linked:1")]
    [InlineData("ticket.linked:2")]
    public async Task A_run_that_was_killed_knows_its_issues_when_it_is_carried_on(string killAt)
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        using (var child = CrashingSync.Start(Creates, location, sandbox, killAt))
            await CrashingSync.DiedAsync(child, Ct);

        await using var world = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        world.Findings.AddMany(CrashingSync.Findings);
        await world.ConvergeAsync(Ct);

        var (beforeAt, beforeId) = TicketPosition.Start;
        var run = Assert.Single(await world.Sync.ListAsync(null, beforeAt, beforeId, 10, Ct), r => r.Planned.Create > 0);
        // Of what was on its way it was not known when the run was carried on.
        Assert.DoesNotContain("skipped", run.Outcomes.Keys);
        Assert.Equal(CrashingSync.Findings, run.Outcomes.GetValueOrDefault("applied") + run.Outcomes.GetValueOrDefault("uncertain"));
        Assert.Equal(CrashingSync.Findings, sandbox.State.IssueCount);
        await world.UndoAsync(run, Ct, deleteIssues: true);
        Assert.Equal(0, sandbox.State.IssueCount);
    }

    /// <summary>F057: killed while the request is on its way or its answer is.</summary>
    [Theory]
    [InlineData(FaultTime.BeforeCommit)]
    [InlineData(FaultTime.AfterCommit)]
    public async Task A_kill_during_the_call_leaves_each_ticket_once(FaultTime time)
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Stall(time));
        using (var child = CrashingSync.Start(Creates, location, sandbox, null))
        {
            await CreateContract.EventuallyAsync(
                () => time == FaultTime.AfterCommit ? sandbox.State.IssueCount > 0 : sandbox.Faults.Waiting.Count == 0);
            child.Kill();
            await child.WaitForExitAsync(Ct);
        }

        await FinishAsync(location, sandbox);
    }

    [Fact]
    public async Task A_plan_after_a_kill_says_that_Fairlead_was_stopped_and_what_looks_for_what_was_sent()
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        using (var child = CrashingSync.Start(Creates, location, sandbox, "ticket.answered:1"))
            await CrashingSync.DiedAsync(child, Ct);
        var clock = new TestClock();
        await using var world = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, clock, Ct);
        world.Findings.AddMany(CrashingSync.Findings);
        // Until then another process may still be at it.
        clock.Advance(TimeSpan.FromMinutes(5));

        var preview = (await world.Previews.PreviewAsync(world.Configuration.Id, 1, Ct))!;

        var cutOff = Assert.Single(preview.Attention, a => a.Kind == AttentionKind.Interrupted);
        Assert.Equal((50, false), (cutOff.Tickets, cutOff.NeedsPerson));
        Assert.Contains("Fairlead was stopped", cutOff.Reason);
        Assert.Contains($"fairlead apply {world.Configuration.Name}, looks whether Jira has them", cutOff.NextStep);
        Assert.DoesNotContain(preview.Attention, a => a.Kind == AttentionKind.Uncertain);
        Assert.Equal((50, 0), (preview.Plan.Due.Lookups, preview.Plan.Due.Later));
        Assert.Contains((await world.RunAsync(Ct)).Attention, a => a.Kind == AttentionKind.Uncertain && a.Reason.Contains("stopped before the answer"));
    }

    /// <summary>Fifty are refused for a person who left, written down, and claimed and sent again without.</summary>
    [Theory]
    [InlineData("ticket.answered:1", 0)]
    [InlineData("ticket.before-link-commit:1", 0)]
    [InlineData("ticket.linked:1", 0)]
    [InlineData("ticket.intent-committed:2", 0)]
    [InlineData("ticket.answered:2", 50)]
    [Trait("Complaint", "U-53")]
    public async Task A_kill_between_a_refusal_and_the_repeat_leaves_each_ticket_once(string killAt, int issuesBefore)
    {
        var location = await databases.LocationAsync(Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        await using (var world = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct))
            await world.ConfigureAsync(c => c with { Fields = [new("assignee", "Assignee", FieldShape.User, new ValueSource.Constant([new("712020:1b2d8b8f-bob", "Bob")]), FieldOwner.Jira)] }, Ct);
        sandbox.State.Deactivate("bob");
        using (var child = CrashingSync.Start(Creates, location, sandbox, killAt))
            await CrashingSync.DiedAsync(child, Ct);
        Assert.Equal(issuesBefore, sandbox.State.IssueCount);

        await FinishAsync(location, sandbox);

        await using var after = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        Assert.All(await after.TicketsAsync(Ct), t => Assert.Contains("Assignee is left out", t.Reason));
    }

    /// <summary>F061: killed again and again while it recovers.</summary>
    [Fact]
    public async Task A_row_of_kills_leaves_each_ticket_once()
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        foreach (var killAt in (string[])["ticket.answered:1", "ticket.intent-committed:1", "ticket.before-link-commit:1"])
        {
            using var child = CrashingSync.Start(Creates, location, sandbox, killAt);
            await CrashingSync.DiedAsync(child, Ct);
        }

        await FinishAsync(location, sandbox);
    }

    /// <summary>The next start: each ticket is there once, and the database is whole.</summary>
    internal static async Task FinishAsync(DatabaseOptions location, SandboxServer sandbox)
    {
        await using var world = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        world.Findings.AddMany(CrashingSync.Findings);
        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);
        await world.RunAsync(Ct);

        Assert.Equal(CrashingSync.Findings, sandbox.State.IssueCount);
        Assert.Equal(CrashingSync.Findings, (await world.TicketsAsync(Ct)).Count(t => t.State == TicketState.Created));
        await CreateContract.AssertOneIssueEachAsync(world);
        if (location.Engine == DatabaseEngine.Sqlite)
            Assert.Equal("ok", await world.Database.FirstAsync<string>(IntegritySql, new { }, Ct));
    }

    public class OnSqlite(SqliteTestDatabase db) : CreateCrashContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : CreateCrashContract(db), IClassFixture<PostgresTestDatabase>;
}
