using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using static Fairlead.Platform.Tests.Tickets.Undoing.UndoSteps;

namespace Fairlead.Platform.Tests.Tickets.Undoing;

/// <summary>Which of several runs is undone first, and what plans and groups do that are older than an undo.</summary>
public abstract class UndoOrderContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Later_runs_are_undone_first()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await AppliedAsync(world);
        var shown = Shown(world.Sandbox.State.Find("SEC-1")!);
        Worsen(world);
        var first = await AppliedAsync(world);
        Worsen(world);
        var second = await AppliedAsync(world);

        var early = await world.UndoAsync(first, Ct);
        Assert.Contains($"fairlead run undo {second.Id}", Assert.Single(await ReasonsAsync(world, early)), StringComparison.Ordinal);
        Assert.Equal(SyncRunState.Done, (await world.UndoAsync(second, Ct)).State);
        Assert.Equal(SyncRunState.Done, (await world.UndoAsync(first, Ct)).State);

        Assert.Equal(shown, Shown(world.Sandbox.State.Find("SEC-1")!));
        await AssertNothingIsDueAsync(world);
    }

    /// <summary>What the run wrote to is another issue by then, and the one that the ticket has now is people's.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_issue_that_took_the_place_of_the_one_that_was_written_to_is_left_alone(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await AppliedAsync(world);
        Worsen(world);
        var run = await AppliedAsync(world);
        var theirs = world.Sandbox.State.Create("SEC", "Bug", "Made by hand", ["team"], LinkWorld.Theirs);
        await LinkWorld.RelinkAsync(world, theirs.Key);
        var shown = Shown(world.Sandbox.State.Find(theirs.Key)!);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        var undo = await world.UndoAsync(run, Ct);

        Assert.Contains("another issue by now", Assert.Single(await ReasonsAsync(world, undo)), StringComparison.Ordinal);
        Assert.Equal(shown, Shown(world.Sandbox.State.Find(theirs.Key)!));
        await AssertNothingIsDueAsync(world);
        Assert.Equal(shown, Shown(world.Sandbox.State.Find(theirs.Key)!));
    }

    /// <summary>Sent without a field that Jira refused, it was written all the same.</summary>
    [Fact]
    public async Task A_later_run_that_was_refused_in_part_comes_first_too()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, null, c => c with { Labels = ["one"] });
        world.Findings.Add(1);
        await AppliedAsync(world);
        Worsen(world);
        var first = await AppliedAsync(world);
        await world.ConfigureAsync(c => c with { Labels = ["two"] }, Ct);
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        Worsen(world);
        var second = await world.RunAsync(Ct);
        Assert.Equal(1, second.Outcomes["refused"]);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains($"fairlead run undo {second.Id}", Assert.Single(await ReasonsAsync(world, await world.UndoAsync(first, Ct))), StringComparison.Ordinal);
    }

    /// <summary>Jira's time of the last change is then the same before both.</summary>
    [Fact]
    public async Task A_later_run_comes_first_also_where_the_earlier_one_changed_nothing()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await AppliedAsync(world);
        Worsen(world);
        world.Sandbox.Faults.Add("PUT", "issue/{issueIdOrKey}", new FaultBehaviour.Answer(403, """{"errorMessages": ["Not now."], "errors": {}}"""), times: 1);
        var first = await world.RunAsync(Ct);
        Assert.Equal(1, first.Outcomes["refused"]);
        Worsen(world);
        var second = await AppliedAsync(world);
        var shown = Shown(world.Sandbox.State.Find("SEC-1")!);

        var early = await world.UndoAsync(first, Ct);

        Assert.Contains($"fairlead run undo {second.Id}", Assert.Single(await ReasonsAsync(world, early)), StringComparison.Ordinal);
        Assert.Equal(shown, Shown(world.Sandbox.State.Find("SEC-1")!));
    }

    /// <summary>What was planned before the undo does nothing to what it took back.</summary>
    [Fact]
    public async Task A_plan_that_is_older_than_the_undo_does_not_do_it_again()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(2);
        await AppliedAsync(world);
        Worsen(world);
        var run = await AppliedAsync(world);
        Worsen(world);
        var stale = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Equal(2, stale.Planned.Update);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SyncRunState.Done, (await world.UndoAsync(run, Ct)).State);
        var shown = world.Sandbox.State.Issues.Select(Shown).ToList();

        Assert.Equal(2, (await world.Sync.ApplyAsync(stale.Id, null, Ct))!.Outcomes["skipped"]);
        await AssertNothingIsDueAsync(world);
        Assert.Equal(shown, world.Sandbox.State.Issues.Select(Shown));
    }

    [Fact]
    public async Task A_plan_that_is_older_than_the_undo_moves_nothing_together_either()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, null, WhereInProgress);
        world.Findings.AddMany(12);
        await AppliedAsync(world);
        Worsen(world);
        var run = await AppliedAsync(world);
        for (var i = 1; i <= 12; i++)
            world.Findings.Decide(i, Platform.Findings.FindingStatus.Potential);
        var stale = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Equal(12, stale.Planned.Transition);
        Assert.Equal(SyncRunState.Done, (await world.UndoAsync(run, Ct)).State);

        Assert.Equal(12, (await world.Sync.ApplyAsync(stale.Id, null, Ct))!.Outcomes["skipped"]);
        Assert.All(world.Sandbox.State.Issues, i => Assert.Equal("To Do", i.Status));
        Assert.Equal(0, world.Sandbox.Requests.CountOf("POST", "bulk/issues/transition"));
    }

    [Fact]
    public async Task A_plan_is_older_than_the_undo_whatever_the_clock_of_its_node_says()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(2);
        await AppliedAsync(world);
        Worsen(world);
        var run = await AppliedAsync(world);
        await using var ahead = await world.OvertakingNodeAsync(Ct);
        ahead.Findings.AddMany(2);
        Worsen(ahead);
        Worsen(ahead);
        var stale = (await ahead.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Equal(2, stale.Planned.Update);
        Assert.Equal(SyncRunState.Done, (await world.UndoAsync(run, Ct)).State);
        var shown = world.Sandbox.State.Issues.Select(Shown).ToList();

        Assert.Equal(2, (await world.Sync.ApplyAsync(stale.Id, null, Ct))!.Outcomes["skipped"]);
        Assert.Equal(shown, world.Sandbox.State.Issues.Select(Shown));
    }

    [Fact]
    public async Task A_plan_that_is_older_than_the_undo_asks_for_no_issue_again_that_it_took_back()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(2);
        world.Sandbox.State.RevokeCredentials();
        await world.UndoAsync(await world.RunAsync(Ct), Ct);
        foreach (var ticket in await world.TicketsAsync(Ct))
            Assert.Equal(AskOutcome.Asked, await world.Repairs.RetryAsync(Actor.System, ticket.Id, Ct));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var stale = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        var run = await world.RunAsync(Ct);
        Assert.Equal((2, 2), (stale.Planned.Create, run.Outcomes["deferred"]));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await world.UndoAsync(run, Ct)).Outcomes["skipped"]);
        world.Sandbox.State.RestoreCredentials();
        Assert.True(await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct));

        var applied = (await world.Sync.ApplyAsync(stale.Id, null, Ct))!;

        Assert.Equal((SyncRunState.Done, 2, 0), (applied.State, applied.Outcomes["skipped"], world.Sandbox.State.IssueCount));
        Assert.All(await ReasonsAsync(world, applied), r => Assert.Contains("undone since this was planned", r, StringComparison.Ordinal));
        await AssertNothingIsDueAsync(world);
        Assert.Equal(0, world.Sandbox.State.IssueCount);
    }

    [Fact]
    public async Task An_undo_that_was_only_planned_hides_nothing_that_waits()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(2);
        world.Sandbox.State.RevokeCredentials();
        var run = await world.RunAsync(Ct);
        var waits = Assert.Single(await world.Unsettled.OfRunsAsync(Ct)).Attention;
        Assert.NotEmpty(waits);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<RunUndoOutcome.Planned>(await world.Undos.PlanAsync(Actor.System, run.Id, deleteIssues: false, Ct));
        Assert.Equal(waits, Assert.Single(await world.Unsettled.OfRunsAsync(Ct)).Attention);

        await world.UndoAsync(run, Ct);
        Assert.Contains(Assert.Single(await world.Unsettled.OfRunsAsync(Ct)).Attention, a => a.Kind == AttentionKind.Undone);
    }

    [Fact]
    public async Task A_group_that_changed_and_is_as_it_was_again_is_not_held_any_more()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await AppliedAsync(world);
        world.Findings.Close(1);
        await world.UndoAsync(await AppliedAsync(world), Ct);
        await AssertNothingIsDueAsync(world);
        world.Findings.Reopen(1);
        world.Findings.Change(1, f => f with { Description = "More is known." });
        await AppliedAsync(world);
        world.Findings.Change(1, f => f with { Description = "A weakness that can be used." });
        world.Findings.Close(1);
        await AppliedAsync(world);
        Assert.True(world.Sandbox.State.Find("SEC-1")!.IsDone);
    }

    public class OnSqlite(SqliteTestDatabase db) : UndoOrderContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : UndoOrderContract(db), IClassFixture<PostgresTestDatabase>;
}
