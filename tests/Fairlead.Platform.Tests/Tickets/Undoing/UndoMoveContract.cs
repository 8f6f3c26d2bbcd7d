using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using static Fairlead.Platform.Tests.Tickets.Undoing.UndoSteps;

namespace Fairlead.Platform.Tests.Tickets.Undoing;

/// <summary>Moves that a run made, taken back.</summary>
public abstract class UndoMoveContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud, 2)]
    [InlineData(SandboxEdition.Cloud, 12)]
    [InlineData(SandboxEdition.DataCenter, 2)]
    public async Task A_close_is_opened_again_and_stays_open_until_somebody_asks(SandboxEdition edition, int issues)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(issues);
        await AppliedAsync(world);
        world.Sandbox.State.Transition("SEC-2", "In Progress");
        await world.PollAsync(Ct);
        for (var i = 1; i <= issues; i++)
            world.Findings.Close(i);
        var run = await AppliedAsync(world);
        Assert.Empty(world.Sandbox.State.OpenIssues);

        var undo = await world.UndoAsync(run, Ct);

        Assert.Equal((SyncRunState.Done, issues), (undo.State, undo.Outcomes["applied"]));
        Assert.Equal("In Progress", world.Sandbox.State.Find("SEC-2")!.Status);
        Assert.Equal("To Do", world.Sandbox.State.Find("SEC-1")!.Status);
        Assert.Contains("Alice undid what Fairlead did on 2026-01-01", world.Sandbox.State.Find("SEC-1")!.Comments[^1].Text, StringComparison.Ordinal);
        await AssertNothingIsDueAsync(world);
        Assert.Equal(issues, world.Sandbox.State.OpenIssues.Count);

        await AskAgainAsync(world, "SEC-1");
        await AppliedAsync(world);
        Assert.True(world.Sandbox.State.Find("SEC-1")!.IsDone);
        Assert.Equal(issues - 1, world.Sandbox.State.OpenIssues.Count);
    }

    [Fact]
    public async Task Closes_given_to_Jira_together_are_moved_back_to_where_each_was()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, null, WhereInProgress);
        world.Findings.AddMany(12);
        await AppliedAsync(world);
        for (var i = 1; i <= 12; i++)
            world.Findings.Decide(i, Platform.Findings.FindingStatus.Potential);
        var run = await AppliedAsync(world);
        Assert.Equal(12, world.Sandbox.State.Issues.Count(i => i.Status == "In Progress"));
        Assert.Equal(1, world.Sandbox.Requests.CountOf("POST", "bulk/issues/transition"));

        var undo = await world.UndoAsync(run, Ct);

        Assert.Equal((SyncRunState.Done, 12), (undo.State, undo.Outcomes["applied"]));
        Assert.Equal(12, world.Sandbox.State.Issues.Count(i => i.Status == "To Do"));
        Assert.Contains((AttentionKind.Undone, 12), undo.Attention.Select(a => (a.Kind, a.Tickets)));
        await AssertNothingIsDueAsync(world);
        Assert.Equal(12, world.Sandbox.State.Issues.Count(i => i.Status == "To Do"));

        await AskAgainAsync(world, "SEC-1");
        await AppliedAsync(world);
        Assert.Equal("In Progress", Assert.Single(world.Sandbox.State.Issues, i => i.Status != "To Do").Status);
    }

    /// <summary>Jira may move them after the undo looked, and for good.</summary>
    [Fact]
    public async Task Issues_that_Jira_still_moves_are_moved_back_once_they_have_arrived()
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { BulkTaskDuration = TimeSpan.FromMinutes(3) }, WhereInProgress);
        world.Findings.AddMany(12);
        await AppliedAsync(world);
        for (var i = 1; i <= 12; i++)
            world.Findings.Decide(i, Platform.Findings.FindingStatus.Potential);
        world.Sandbox.Faults.Add("GET", "bulk/queue/*", new FaultBehaviour.Answer(403, """{"errorMessages": ["No."], "errors": {}}"""), times: null);
        var run = await world.RunAsync(Ct);
        Assert.Equal((SyncRunState.PartlyDone, 12), (run.State, run.Outcomes["deferred"]));
        world.Sandbox.Faults.Clear();

        var undo = await world.UndoAsync(run, Ct);
        Assert.Equal(SyncRunState.Interrupted, undo.State);
        await world.ConvergeAsync(Ct);

        Assert.Equal((SyncRunState.Done, 12), ((await world.Sync.GetRunAsync(undo.Id, Ct))!.State, (await world.Sync.GetRunAsync(undo.Id, Ct))!.Outcomes["applied"]));
        await AssertNothingIsDueAsync(world);
        Assert.All(world.Sandbox.State.Issues, i => Assert.Equal("To Do", i.Status));
    }

    /// <summary>An issue that is done again hides nothing: what came back is told, and opens it once somebody asks.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_issue_that_was_opened_again_is_done_again_and_tells_what_came_back(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await AppliedAsync(world);
        world.Findings.Close(1);
        await AppliedAsync(world);
        world.Findings.Reopen(1);
        var run = await AppliedAsync(world);
        Assert.False(world.Sandbox.State.Find("SEC-1")!.IsDone);

        var undo = await world.UndoAsync(run, Ct);

        Assert.Equal((SyncRunState.Done, true), (undo.State, world.Sandbox.State.Find("SEC-1")!.IsDone));
        Assert.Contains(undo.Attention, a => a.Kind == AttentionKind.Undone);
        await AssertNothingIsDueAsync(world);
        Assert.Contains((await world.RunAsync(Ct)).Attention, a => a.Kind == AttentionKind.Undone);

        await AskAgainAsync(world, "SEC-1");
        await AppliedAsync(world);
        Assert.False(world.Sandbox.State.Find("SEC-1")!.IsDone);
    }

    [Fact]
    public async Task Taking_moves_back_again_and_again_is_no_quarrel_that_freezes_the_ticket()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await AppliedAsync(world);
        world.Findings.Close(1);
        for (var i = 0; i < 3; i++)
        {
            await world.UndoAsync(await AppliedAsync(world), Ct);
            Assert.False(world.Sandbox.State.Find("SEC-1")!.IsDone);
            await AskAgainAsync(world, "SEC-1");
        }

        Assert.Equal(1, (await AppliedAsync(world)).Planned.Transition);
        Assert.True(world.Sandbox.State.Find("SEC-1")!.IsDone);
    }

    [Fact]
    public async Task An_issue_that_somebody_moved_since_is_left_where_it_is()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await AppliedAsync(world);
        world.Findings.Close(1);
        var run = await AppliedAsync(world);
        world.Sandbox.State.Transition("SEC-1", "In Progress");

        var undo = await world.UndoAsync(run, Ct);

        Assert.Equal(1, undo.Outcomes["refused"]);
        Assert.Contains("moved it to In Progress since", Assert.Single(await ReasonsAsync(world, undo)), StringComparison.Ordinal);
        Assert.Equal("In Progress", world.Sandbox.State.Find("SEC-1")!.Status);
    }

    /// <summary>Nobody is told that it was done, nor led to what does the opposite; and no run goes on meanwhile with what is to be undone.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, false)]
    [InlineData(SandboxEdition.Cloud, true)]
    [InlineData(SandboxEdition.DataCenter, false)]
    public async Task A_move_that_cannot_be_taken_back_is_told_as_such_and_repeated_by_the_same_undo(SandboxEdition edition, bool isMovedByHand)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await AppliedAsync(world);
        world.Findings.Close(1);
        // The close ends half way, and nothing leads back.
        var begin = (await (await world.Jira.ClientForAsync(default, Ct)).Transitions.ListAsync("SEC-1", Ct))!.Single(t => t.To.Name == "In Progress");
        var to = $$$"""{"id":"{{{begin.To.Id}}}","name":"In Progress","statusCategory":{"id":4,"key":"indeterminate","name":"In Progress"}}""";
        world.Sandbox.Faults.Add("GET", "issue/*/transitions", new FaultBehaviour.Answer(200, $$$"""{"transitions":[{"id":"{{{begin.Id}}}","name":"Begin","to":{{{to}}},"fields":{}}]}"""));
        world.Sandbox.Faults.Add("GET", "issue/*/transitions", new FaultBehaviour.Answer(200, """{"transitions":[]}"""), times: null);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var run = await world.RunAsync(Ct);
        Assert.Equal((1, "In Progress"), (run.Outcomes["refused"], world.Sandbox.State.Find("SEC-1")!.Status));
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        var undo = await world.UndoAsync(run, Ct);

        Assert.Equal(1, undo.Outcomes["refused"]);
        Assert.Contains($"fairlead run undo {run.Id}", Assert.Single(await ReasonsAsync(world, undo)), StringComparison.Ordinal);
        var said = world.Sandbox.State.Find("SEC-1")!.Comments[^1].Text;
        Assert.StartsWith("Alice asked Fairlead to undo what it did on 2026-01-01. Fairlead could not move this issue to status To Do by itself: ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("fairlead run", said, StringComparison.Ordinal);
        var told = Assert.Single(undo.Attention);
        Assert.Equal(AttentionKind.Undone, told.Kind);
        Assert.Contains("needs a manual move to status To Do", told.Reason, StringComparison.Ordinal);
        Assert.Contains($"fairlead run undo {run.Id}", told.Reason, StringComparison.Ordinal);
        await AssertNothingIsDueAsync(world);

        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        if (isMovedByHand)
        {
            world.Sandbox.State.Transition("SEC-1", "To Do");
            await AssertNothingIsDueAsync(world);
        }

        var again = await world.UndoAsync(run, Ct);
        Assert.Equal((SyncRunState.Done, 1, "To Do"), (again.State, again.Planned.Undo, world.Sandbox.State.Find("SEC-1")!.Status));
        Assert.DoesNotContain("manual move", Assert.Single(again.Attention).Reason, StringComparison.Ordinal);
        await AssertNothingIsDueAsync(world);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud, "712020:1b2d8b8f-bob", false)]
    [InlineData(SandboxEdition.Cloud, "712020:1b2d8b8f-bob", true)]
    [InlineData(SandboxEdition.DataCenter, "bob", false)]
    public async Task What_was_set_to_close_an_issue_is_taken_back_with_the_move_unless_somebody_else_set_it_since(SandboxEdition edition, string bob, bool isTaken)
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, c => c with { DoneFields = [new("assignee", "Assignee", FieldShape.User, [bob])] });
        world.Sandbox.State.HideUnlessAssigned("SEC", "Done");
        world.Findings.Add(1);
        await AppliedAsync(world);
        world.Findings.Close(1);
        var run = await AppliedAsync(world);
        Assert.Equal((true, "Bob Tanaka"), Shown());
        if (isTaken)
            world.Sandbox.State.Edit("SEC-1", """{"assignee": {"accountId": "712020:2c3e9c90-chen"}}""");

        var undo = await world.UndoAsync(run, Ct);

        Assert.Equal((false, isTaken ? "Chen Wei" : null), Shown());
        Assert.Equal(isTaken ? SyncRunState.PartlyDone : SyncRunState.Done, undo.State);
        await AssertNothingIsDueAsync(world);

        (bool, string?) Shown() => world.Sandbox.State.Find("SEC-1") is { } issue ? (issue.IsDone, issue.Assignee) : default;
    }

    public class OnSqlite(SqliteTestDatabase db) : UndoMoveContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : UndoMoveContract(db), IClassFixture<PostgresTestDatabase>;
}
