using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Statuses;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>U-55: a write to an issue waits, or its answer is lost, and a person acts in the meantime: what the person did stays.</summary>
[Trait("Complaint", "U-55")]
public abstract class WaitingWriteContract(TestDatabase databases)
{
    private const string Words = "What we found out ourselves.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<SandboxEdition> Editions => [SandboxEdition.Cloud, SandboxEdition.DataCenter];

    [Theory]
    [InlineData(SandboxEdition.Cloud, "Done")]
    [InlineData(SandboxEdition.Cloud, "In Review")]
    [InlineData(SandboxEdition.DataCenter, "Done")]
    [InlineData(SandboxEdition.DataCenter, "In Review")]
    public async Task A_move_that_waited_does_not_undo_the_move_that_a_person_made(SandboxEdition edition, string status)
    {
        await using var world = await MovingAsync(edition);
        world.Sandbox.Faults.Add("POST", "issue/*/transitions", new FaultBehaviour.RateLimited("20"));

        var run = await MeanwhileAsync(world, TimeSpan.FromSeconds(20), () => world.Sandbox.State.Transition("SEC-1", status));

        Assert.Equal((1, 1), (run.Planned.Transition, run.Outcomes["deferred"]));
        Assert.Equal(1, world.Sandbox.Requests.CountOf("POST", "issue/*/transitions"));
        // Already told of, without a look in between.
        Assert.Equal(status, Assert.Single(await world.TicketsAsync(Ct)).Status);
        if (status != "Done")
            return;
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.True(world.Sandbox.State.Find("SEC-1")!.IsDone);
    }

    /// <summary>What nobody touched is read anew and moved in the same run.</summary>
    [Theory]
    [MemberData(nameof(Editions))]
    public async Task A_move_that_waited_goes_on_where_nobody_did_anything(SandboxEdition edition)
    {
        await using var world = await MovingAsync(edition);
        world.Sandbox.Faults.Add("POST", "issue/*/transitions", new FaultBehaviour.RateLimited("20"));

        var run = await MeanwhileAsync(world, TimeSpan.FromSeconds(20), () => { });

        Assert.Equal((1, SyncRunState.Done), (run.Outcomes["applied"], run.State));
        Assert.Equal("In Progress", world.Sandbox.State.Find("SEC-1")!.Status);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>The person moves it on, or back to where it was after the step that nobody heard of.</summary>
    [Theory]
    [InlineData(FaultTime.BeforeCommit, "Done")]
    [InlineData(FaultTime.AfterCommit, "Done")]
    [InlineData(FaultTime.AfterCommit, "To Do")]
    public async Task A_move_without_an_answer_is_not_repeated_over_the_move_that_a_person_made(FaultTime time, string status)
    {
        await using var world = await MovingAsync(SandboxEdition.Cloud);
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromSeconds(3) };
        world.Sandbox.Faults.Add("POST", "issue/*/transitions", new FaultBehaviour.Stall(time));

        var running = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => time == FaultTime.AfterCommit
            ? world.Sandbox.State.Find("SEC-1")!.Status == "In Progress"
            : world.Sandbox.Requests.CountOf("POST", "issue/*/transitions") == 1);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Sandbox.State.Transition("SEC-1", status);
        var run = await running;

        Assert.Equal(1, run.Outcomes["uncertain"]);
        Assert.Equal((status, 1), (world.Sandbox.State.Find("SEC-1")!.Status, world.Sandbox.Requests.CountOf("POST", "issue/*/transitions")));
    }

    [Theory]
    [MemberData(nameof(Editions))]
    public async Task An_edit_that_waited_leaves_what_a_person_wrote(SandboxEdition edition)
    {
        await using var world = await EditingAsync(edition);
        world.Sandbox.Faults.Add("PUT", "issue/*", new FaultBehaviour.RateLimited("45"));

        var run = await MeanwhileAsync(
            world, TimeSpan.FromSeconds(45), () => world.Sandbox.State.Edit("SEC-1", $$"""{"summary": "In our words", "description": "{{Words}}"}"""));

        var issue = world.Sandbox.State.Find("SEC-1")!;
        Assert.Equal(("In our words", Words, 1), (issue.Summary, issue.Description, run.Planned.Update));
        Assert.Equal("Description, Summary", string.Join(", ", Assert.Single(await world.TicketsAsync(Ct)).Kept.Select(k => k.Field).Order(StringComparer.Ordinal)));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Theory]
    [MemberData(nameof(Editions))]
    public async Task An_edit_that_waited_is_not_sent_to_an_issue_that_a_person_closed(SandboxEdition edition)
    {
        await using var world = await EditingAsync(edition);
        world.Sandbox.Faults.Add("PUT", "issue/*", new FaultBehaviour.RateLimited("45"));

        var run = await MeanwhileAsync(world, TimeSpan.FromSeconds(45), () => world.Sandbox.State.Transition("SEC-1", "Done"));

        Assert.Equal((1, 1), (run.Outcomes["deferred"], world.Sandbox.Requests.CountOf("PUT", "issue/*")));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.True(world.Sandbox.State.Find("SEC-1")!.IsDone);
    }

    /// <summary>The call timed out; what the person wrote until then stays, and what nobody touched follows.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, FaultTime.BeforeCommit)]
    [InlineData(SandboxEdition.Cloud, FaultTime.AfterCommit)]
    [InlineData(SandboxEdition.DataCenter, FaultTime.BeforeCommit)]
    [InlineData(SandboxEdition.DataCenter, FaultTime.AfterCommit)]
    public async Task An_edit_without_an_answer_is_not_repeated_over_what_a_person_wrote(SandboxEdition edition, FaultTime time)
    {
        await using var world = await EditingAsync(edition);
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromSeconds(3) };
        world.Sandbox.Faults.Add("PUT", "issue/*", new FaultBehaviour.Stall(time));

        var running = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => time == FaultTime.AfterCommit
            ? world.Sandbox.State.Find("SEC-1")!.Summary.Contains("better", StringComparison.Ordinal)
            : world.Sandbox.Requests.CountOf("PUT", "issue/*") == 1);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Sandbox.State.Edit("SEC-1", """{"summary": "In our words"}""");
        var run = await running;

        var issue = world.Sandbox.State.Find("SEC-1")!;
        Assert.Equal(("In our words", 1), (issue.Summary, run.Outcomes["applied"]));
        Assert.Contains("A better title", issue.Description, StringComparison.Ordinal);
        Assert.Equal("Summary", Assert.Single(Assert.Single(await world.TicketsAsync(Ct)).Kept).Field);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    public async Task Moves_that_waited_together_leave_what_a_person_moved()
    {
        await using var world = await MovingAsync(SandboxEdition.Cloud, issues: 12);
        world.Sandbox.Faults.Add("POST", "bulk/issues/transition", new FaultBehaviour.RateLimited("20"));

        var run = await MeanwhileAsync(world, TimeSpan.FromSeconds(20), () => world.Sandbox.State.Transition("SEC-7", "Done"));

        Assert.Equal((11, 1), (run.Outcomes["applied"], run.Outcomes["deferred"]));
        Assert.True(world.Sandbox.State.Find("SEC-7")!.IsDone);
        Assert.Equal(11, world.Sandbox.State.Issues.Count(i => i.Status == "In Progress"));
    }

    [Theory]
    [MemberData(nameof(Editions))]
    public async Task An_undo_that_waited_leaves_what_a_person_wrote(SandboxEdition edition)
    {
        await using var world = await EditingAsync(edition);
        var run = await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.Faults.Add("PUT", "issue/*", new FaultBehaviour.RateLimited("45"));

        var undoing = world.UndoAsync(run, Ct);
        await WaitAsync(world, undoing, TimeSpan.FromSeconds(45), () => world.Sandbox.State.Edit("SEC-1", """{"summary": "In our words"}"""));
        var undo = await undoing;
        await world.ConvergeAsync(Ct);

        Assert.Equal("In our words", world.Sandbox.State.Find("SEC-1")!.Summary);
        Assert.DoesNotContain("A better title", world.Sandbox.State.Find("SEC-1")!.Description, StringComparison.Ordinal);
        Assert.Equal(SyncRunState.PartlyDone, (await world.Sync.GetRunAsync(undo.Id, Ct))!.State);
    }

    /// <summary>Issues that are made, and due to be in progress.</summary>
    private async Task<TicketWorld> MovingAsync(SandboxEdition edition, int issues = 1)
    {
        var world = await MappedWorld.StartAsync(
            databases, new SandboxOptions { Edition = edition }, hasRealFindings: false, (FindingStatus.InProgress, "In Progress", null));
        world.Findings.AddMany(issues);
        await world.RunAsync(Ct);
        foreach (var number in world.Findings.Numbers)
            world.Findings.Decide(number, FindingStatus.InProgress);
        return Ready(world);
    }

    /// <summary>One issue, of which Fairlead has a better summary and description.</summary>
    private async Task<TicketWorld> EditingAsync(SandboxEdition edition)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Change(1, f => f with { Title = "A better title" });
        return Ready(world);
    }

    private static TicketWorld Ready(TicketWorld world)
    {
        world.Jira.ClientOptions = world.Jira.ClientOptions with { MaxLimitedResends = 3 };
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.Requests.Clear();
        return world;
    }

    private static async Task<SyncRun> MeanwhileAsync(TicketWorld world, TimeSpan wait, Action act)
    {
        var run = world.RunAsync(Ct);
        await WaitAsync(world, run, wait, act);
        return await run;
    }

    /// <summary>Somebody acts while a call is held back.</summary>
    private static async Task WaitAsync(TicketWorld world, Task run, TimeSpan wait, Action act)
    {
        await CreateContract.EventuallyAsync(() => world.Jira.WaitingCalls == 1 || run.IsCompleted);
        Assert.False(run.IsCompleted);
        world.Clock.Advance(wait / 2);
        act();
        world.Clock.Advance(wait / 2);
    }

    public class OnSqlite(SqliteTestDatabase db) : WaitingWriteContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : WaitingWriteContract(db), IClassFixture<PostgresTestDatabase>;
}
