using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Undoing;

/// <summary>Taking back what a run did in Jira, without taking anything from people.</summary>
public abstract class UndoContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Issues_that_nobody_worked_at_are_deleted_where_a_person_asks_and_not_made_again(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(4);
        var run = await AppliedAsync(world);
        world.Sandbox.State.Comment("SEC-2", "I look at it.");
        world.Sandbox.State.Edit("SEC-3", """{"summary": "Renamed"}""");

        var undo = await world.UndoAsync(run, Ct, deleteIssues: true);

        Assert.Equal((SyncRunState.PartlyDone, run.Id), (undo.State, undo.Undoes!.Value));
        Assert.Equal((2, 2), (undo.Outcomes["applied"], undo.Outcomes["refused"]));
        Assert.Equal(["SEC-2", "SEC-3"], world.Sandbox.State.Issues.Select(i => i.Key).Order());
        Assert.Contains(await ReasonsAsync(world, undo), r => r.Contains("SEC-2 is left, because Alice Meyer commented on it", StringComparison.Ordinal));
        await AssertNothingIsDueAsync(world);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
        Assert.Equal(2, (await world.TicketsAsync(Ct)).Count(t => t is { Standing: TicketStanding.Unlinked, IssueKey: null }));

        // Asked again, it looks at what is left only.
        Assert.Equal(2, (await world.UndoAsync(run, Ct)).Planned.All);
        // Something new is no part of it.
        world.Findings.Add(5, "CVE-5");
        Assert.Equal(1, (await AppliedAsync(world)).Planned.Create);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud, false)]
    [InlineData(SandboxEdition.Cloud, true)]
    [InlineData(SandboxEdition.DataCenter, true)]
    public async Task U_59_no_issue_is_deleted_unless_a_person_asks_and_Jira_allows(SandboxEdition edition, bool deleteIssues)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(2);
        var run = await AppliedAsync(world);
        if (deleteIssues)
            world.Sandbox.State.RemovePermission("DELETE_ISSUES");

        var undo = await world.UndoAsync(run, Ct, deleteIssues);

        Assert.Equal((SyncRunState.Done, 2), (undo.State, undo.Outcomes["applied"]));
        Assert.All(world.Sandbox.State.Issues, i =>
        {
            Assert.True(i.IsDone);
            Assert.DoesNotContain(i.Labels, l => l.StartsWith("fairlead", StringComparison.Ordinal));
            Assert.Contains("Closed because Alice undid the run", Assert.Single(i.Comments).Text, StringComparison.Ordinal);
        });
        await AssertNothingIsDueAsync(world);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
    }

    [Fact]
    public async Task What_was_not_sent_yet_is_not_sent_any_more()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        world.Sandbox.State.RevokeCredentials();
        var run = await world.RunAsync(Ct);
        Assert.Equal(3, run.Outcomes["deferred"]);

        var undo = await world.UndoAsync(run, Ct);

        Assert.Equal((SyncRunState.Done, 3), (undo.State, undo.Outcomes["skipped"]));
        Assert.Contains((AttentionKind.Undone, 3), undo.Attention.Select(a => (a.Kind, a.Tickets)));
        world.Sandbox.State.RestoreCredentials();
        Assert.True(await world.Sync.ResumeAsync(world.Configuration.Connection, Ct));
        await AssertNothingIsDueAsync(world);
        Assert.Equal(0, world.Sandbox.State.IssueCount);
        foreach (var ticket in await world.TicketsAsync(Ct))
            Assert.Equal(AskOutcome.Asked, await world.Repairs.RetryAsync(Actor.System, ticket.Id, Ct));
        await AppliedAsync(world);
        Assert.Equal(3, world.Sandbox.State.IssueCount);
    }

    /// <summary>It may be in Jira. Where it is not, it is not sent again only to be taken away.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, FaultTime.BeforeCommit)]
    [InlineData(SandboxEdition.Cloud, FaultTime.AfterCommit)]
    [InlineData(SandboxEdition.DataCenter, FaultTime.BeforeCommit)]
    public async Task An_issue_of_which_nobody_knows_yet_is_looked_for_and_not_sent_again(SandboxEdition edition, FaultTime time)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await AppliedAsync(world);
        world.Findings.Add(2, "CVE-2");
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(time));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var run = await world.RunAsync(Ct);
        Assert.Equal(1, run.Outcomes["uncertain"]);
        var sent = world.Creates;

        var undo = await world.UndoAsync(run, Ct);
        Assert.Equal(SyncRunState.Interrupted, undo.State);
        await world.ConvergeAsync(Ct);
        await world.ConvergeAsync(Ct);

        Assert.Equal(SyncRunState.Done, (await world.Sync.GetRunAsync(undo.Id, Ct))!.State);
        Assert.Equal((sent, 1), (world.Creates, world.Sandbox.State.OpenIssues.Count));
        await AssertNothingIsDueAsync(world);
        Assert.Equal((sent, 1), (world.Creates, world.Sandbox.State.OpenIssues.Count));
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_update_gives_back_what_the_issue_showed_but_for_what_people_changed_since(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(2);
        await AppliedAsync(world);
        world.Sandbox.State.Edit("SEC-1", """{"description": "Written by a person.", "labels": ["mine", "fairlead"]}""");
        var before = world.Sandbox.State.Issues.ToDictionary(i => i.Key);
        Worsen(world);
        var run = await AppliedAsync(world);
        Assert.Equal(2, run.Planned.Update);
        var after = world.Sandbox.State.Issues.ToDictionary(i => i.Key);
        Assert.NotEqual(before["SEC-1"].Description, after["SEC-1"].Description);
        world.Sandbox.State.Edit("SEC-2", """{"summary": "Better said"}""");

        var undo = await world.UndoAsync(run, Ct);

        Assert.Equal((1, 1), (undo.Outcomes["applied"], undo.Outcomes["refused"]));
        var now = world.Sandbox.State.Issues.ToDictionary(i => i.Key);
        Assert.Equal(Shown(before["SEC-1"]), Shown(now["SEC-1"]));
        Assert.Equal("Better said", now["SEC-2"].Summary);
        Assert.Equal((before["SEC-2"].Priority, before["SEC-2"].Description), (now["SEC-2"].Priority, now["SEC-2"].Description));
        Assert.Contains(await ReasonsAsync(world, undo), r => r.Contains("Alice Meyer changed summary since", StringComparison.Ordinal));
        Assert.Contains(undo.Attention, a => a.Kind == AttentionKind.Undone);
        // Asked again, it tells again what was left.
        Assert.Equal(1, (await world.UndoAsync(run, Ct)).Outcomes["refused"]);
        await AssertNothingIsDueAsync(world);

        // What changes from then on is sent.
        Worsen(world);
        Assert.Equal(2, (await AppliedAsync(world)).Planned.Update);
    }

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
        Assert.True(await world.Sync.ResumeAsync(world.Configuration.Connection, Ct));

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
        var waits = Assert.Single(await world.Sync.UnsettledAsync(Ct)).Attention;
        Assert.NotEmpty(waits);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<RunUndoOutcome.Planned>(await world.Undos.PlanAsync(Actor.System, run.Id, deleteIssues: false, Ct));
        Assert.Equal(waits, Assert.Single(await world.Sync.UnsettledAsync(Ct)).Attention);

        await world.UndoAsync(run, Ct);
        Assert.Contains(Assert.Single(await world.Sync.UnsettledAsync(Ct)).Attention, a => a.Kind == AttentionKind.Undone);
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

    [Fact]
    public async Task What_has_to_wait_is_carried_on_with_by_itself()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        var run = await AppliedAsync(world);
        world.Sandbox.Faults.Add("DELETE", "issue/{issueIdOrKey}", new FaultBehaviour.RateLimited("30"), times: 1, skip: 1);

        var undo = await world.UndoAsync(run, Ct, deleteIssues: true);
        Assert.Equal((SyncRunState.Interrupted, 2), (undo.State, world.Sandbox.State.IssueCount));
        await world.ConvergeAsync(Ct);

        Assert.Equal(SyncRunState.Done, (await world.Sync.GetRunAsync(undo.Id, Ct))!.State);
        Assert.Equal(0, world.Sandbox.State.IssueCount);
        await AssertNothingIsDueAsync(world);
    }

    [Fact]
    public async Task A_priority_that_left_the_screen_is_told_and_keeps_nothing_else_from_coming_back()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, null, WithPriorities);
        world.Findings.Add(1);
        await AppliedAsync(world);
        var before = world.Sandbox.State.Find("SEC-1")!;
        Worsen(world);
        var run = await AppliedAsync(world);
        world.Sandbox.State.RemoveFromScreen("SEC", "priority");

        var undo = await world.UndoAsync(run, Ct);
        Assert.Equal("brought back, but for this: Jira does not let Fairlead set priority any more", Assert.Single(await ReasonsAsync(world, undo)));
        Assert.Equal((before.Summary, before.Description, "Highest"), Named(world.Sandbox.State.Find("SEC-1")!));
        Assert.Equal("Highest", await ShownPriorityAsync(world, "SEC-1"));
        await AssertNothingIsDueAsync(world);

        static (string, string?, string?) Named(Sandbox.State.SandboxIssue issue) => (issue.Summary, issue.Description, issue.Priority);
    }

    /// <summary>The ticket tells it at once, without another look at the issue.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Priorities_come_back_but_for_those_that_people_gave_since(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, WithPriorities);
        world.Findings.AddMany(3);
        await AppliedAsync(world);
        world.Sandbox.State.Edit("SEC-2", """{"priority": {"name": "Low"}}""");
        var before = world.Sandbox.State.Issues.ToDictionary(i => i.Key, i => i.Priority);
        Worsen(world);
        var run = await AppliedAsync(world);
        Assert.All(world.Sandbox.State.Issues, i => Assert.Equal("Highest", i.Priority));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Edit("SEC-3", """{"priority": {"name": "Lowest"}}""");

        var undo = await world.UndoAsync(run, Ct);

        Assert.Equal(("Low", "Lowest"), (before["SEC-2"], world.Sandbox.State.Find("SEC-3")!.Priority));
        Assert.NotEqual("Highest", before["SEC-1"]);
        foreach (var key in new[] { "SEC-1", "SEC-2" })
            Assert.Equal((before[key], before[key]), (world.Sandbox.State.Find(key)!.Priority, await ShownPriorityAsync(world, key)));
        Assert.Equal("brought back, but for this: Alice Meyer changed priority since", Assert.Single(await ReasonsAsync(world, undo)));
        await AssertNothingIsDueAsync(world);
    }

    [Fact]
    public async Task A_run_and_its_tickets_tell_which_run_took_it_back_and_when()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(2);
        var run = await AppliedAsync(world);
        var comment = world.Sandbox.State.Comment("SEC-2", "I look at it.");
        var ids = (await world.TicketsAsync(Ct)).ToDictionary(t => t.IssueKey!, t => t.Id);
        Assert.IsType<RunUndoOutcome.Planned>(await world.Undos.PlanAsync(Actor.System, run.Id, deleteIssues: false, Ct));
        Assert.Null((await world.Sync.GetRunAsync(run.Id, Ct))!.UndoneBy);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        var undo = await world.UndoAsync(run, Ct);

        var undone = new RunUndone(run.Id, undo.Id, SyncRunState.PartlyDone, undo.FinishedAt!.Value);
        Assert.Equal(undone, (await world.Sync.GetRunAsync(run.Id, Ct))!.UndoneBy);
        Assert.Equal([null, undone], (await world.Sync.ListAsync(null, TicketPosition.Start.CreatedAt, TicketPosition.Start.Id, 10, Ct)).Select(r => r.UndoneBy));
        Assert.Equal(undone, (await world.Catalog.GetAsync(ids["SEC-1"], Ct))!.Undone);
        Assert.Null((await world.Catalog.GetAsync(ids["SEC-2"], Ct))!.Undone);

        // Asked again, and nobody is in the way any more.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.DeleteComment("SEC-2", comment);
        var rest = await world.UndoAsync(run, Ct);
        Assert.Equal((rest.Id, SyncRunState.Done), ((await world.Sync.GetRunAsync(run.Id, Ct))!.UndoneBy!.By, (await world.Sync.GetRunAsync(run.Id, Ct))!.UndoneBy!.State));
        Assert.Equal((undo.Id, rest.Id), ((await world.Catalog.GetAsync(ids["SEC-1"], Ct))!.Undone!.By, (await world.Catalog.GetAsync(ids["SEC-2"], Ct))!.Undone!.By));
    }

    [Fact]
    public async Task What_cannot_be_undone_says_why()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        var planned = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Contains("planned only", await WhyNotAsync(world, planned), StringComparison.Ordinal);
        var run = (await world.Sync.ApplyAsync(planned.Id, null, Ct))!;
        var undo = await world.UndoAsync(run, Ct);
        Assert.Contains("itself an undo", await WhyNotAsync(world, undo), StringComparison.Ordinal);
        Assert.Equal(0, (await world.UndoAsync(run, Ct)).Planned.All);
        world.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Contains("older than 30 days", await WhyNotAsync(world, run), StringComparison.Ordinal);
        Assert.IsType<RunUndoOutcome.Unknown>(await world.Undos.PlanAsync(Actor.System, default, deleteIssues: false, Ct));
    }

    [Fact]
    public async Task What_issues_were_before_is_let_go_when_it_is_of_no_use_any_more()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await AppliedAsync(world);
        Worsen(world);
        var run = await AppliedAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(29));
        await world.Sync.ForgetOldAsync(Ct);
        var kept = Assert.IsType<RunUndoOutcome.Planned>(await world.Undos.PlanAsync(Actor.System, run.Id, deleteIssues: false, Ct)).Run;
        Assert.Equal(1, kept.Planned.Undo);

        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.Sync.ForgetOldAsync(Ct);
        Assert.Equal(SyncRunState.PartlyDone, (await world.Sync.ApplyAsync(kept.Id, null, Ct))!.State);
        Assert.Contains("not known", Assert.Single(await ReasonsAsync(world, kept)), StringComparison.Ordinal);
    }

    /// <summary>An issue that could not be deleted and then cannot be seen is there, and open.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_issue_that_is_hidden_is_not_taken_for_deleted(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        var run = await AppliedAsync(world);
        world.Sandbox.State.RemovePermission("DELETE_ISSUES");
        world.Sandbox.Faults.Add("POST", "issue/{issueIdOrKey}/transitions", new FaultBehaviour.RateLimited("30"), times: 1);
        var undo = await world.UndoAsync(run, Ct, deleteIssues: true);
        Assert.Equal(SyncRunState.Interrupted, undo.State);
        world.Sandbox.State.Hide("SEC-1");

        await world.ConvergeAsync(Ct);

        Assert.Contains("cannot be seen", Assert.Single(await ReasonsAsync(world, undo)), StringComparison.Ordinal);
        Assert.DoesNotContain(await world.TicketsAsync(Ct), t => t.Standing == TicketStanding.Unlinked);
    }

    /// <summary>Between the reading of a hundred issues and the delete of one of them minutes may pass.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_issue_that_is_changed_at_this_moment_is_not_deleted(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.ClientOptions = world.ClientOptions with { CallTimeout = TimeSpan.FromSeconds(30) };
        world.Findings.Add(1);
        var run = await AppliedAsync(world);
        world.Sandbox.Faults.Add("GET", "issue/{issueIdOrKey}/comment", new FaultBehaviour.Slow(TimeSpan.FromSeconds(2)), times: 1);

        var undoing = world.UndoAsync(run, Ct, deleteIssues: true);
        while (world.Sandbox.Requests.CountOf("GET", "issue/*/comment") == 0)
            await Task.Delay(1, Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Sandbox.State.Edit("SEC-1", """{"summary": "Renamed"}""");
        while (!undoing.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, Ct);
        }

        var undo = await undoing;
        Assert.Equal((SyncRunState.Interrupted, 1), (undo.State, world.Sandbox.State.IssueCount));
        await world.ConvergeAsync(Ct);
        Assert.Equal((SyncRunState.PartlyDone, 1), ((await world.Sync.GetRunAsync(undo.Id, Ct))!.State, world.Sandbox.State.IssueCount));
        Assert.Contains("SEC-1 is left, because Alice Meyer changed summary", Assert.Single(await ReasonsAsync(world, undo)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultTime.BeforeCommit)]
    [InlineData(FaultTime.AfterCommit)]
    public async Task A_lost_answer_to_a_delete_is_asked_about(FaultTime time)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        var run = await AppliedAsync(world);
        world.Sandbox.Faults.Add("DELETE", "issue/{issueIdOrKey}", new FaultBehaviour.Drop(time));

        var undo = await world.UndoAsync(run, Ct, deleteIssues: true);
        await world.ConvergeAsync(Ct);

        Assert.Equal(SyncRunState.Done, (await world.Sync.GetRunAsync(undo.Id, Ct))!.State);
        Assert.Equal(0, world.Sandbox.State.IssueCount);
        await AssertNothingIsDueAsync(world);
    }

    [Theory]
    [InlineData(FaultTime.BeforeCommit)]
    [InlineData(FaultTime.AfterCommit)]
    public async Task A_lost_answer_to_an_edit_is_asked_for_again_at_once(FaultTime time)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await AppliedAsync(world);
        var before = Shown(world.Sandbox.State.Find("SEC-1")!);
        Worsen(world);
        var run = await AppliedAsync(world);
        world.Sandbox.Faults.Add("PUT", "issue/{issueIdOrKey}", new FaultBehaviour.Drop(time), times: 2);

        Assert.Equal(SyncRunState.Done, (await world.UndoAsync(run, Ct)).State);
        Assert.Equal(before, Shown(world.Sandbox.State.Find("SEC-1")!));
    }

    /// <summary>Data Center's history tells neither ids nor the names that screens show.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Components_and_versions_that_people_chose_since_stay(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await AppliedAsync(world);
        await world.ConfigureAsync(c => c with { Fields = [Of("components", "Components", "10000"), Of("fixVersions", "Fix versions", "10000"), Of("versions", "Affects versions", "10000")] }, Ct);
        Worsen(world);
        var run = await AppliedAsync(world);
        Assert.Contains("api", world.Sandbox.State.Find("SEC-1")!.Fields["components"], StringComparison.Ordinal);
        world.Sandbox.State.Edit("SEC-1", """{"components": [{"name": "web"}], "fixVersions": [{"name": "1.1"}], "versions": [{"name": "2.0"}]}""");

        var undo = await world.UndoAsync(run, Ct);

        var fields = world.Sandbox.State.Find("SEC-1")!.Fields;
        Assert.Equal((true, true, true), (fields["components"].Contains("web", StringComparison.Ordinal), fields["fixVersions"].Contains("1.1", StringComparison.Ordinal), fields["versions"].Contains("2.0", StringComparison.Ordinal)));
        Assert.Contains("Alice Meyer changed components since", Assert.Single(await ReasonsAsync(world, undo)), StringComparison.Ordinal);

        static FieldMapping Of(string id, string name, string value) => new(id, name, FieldShape.Options, new ValueSource.Constant([new(value, value)]));
    }

    /// <summary>What was brought back while nobody heard the answer is held like the rest, whatever was left to people.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_edit_that_is_only_found_done_later_is_held_as_well(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, c => WithPriorities(c) with { PriorityOwner = FieldOwner.Fairlead });
        world.Findings.Add(1);
        await AppliedAsync(world);
        var before = world.Sandbox.State.Find("SEC-1")!.Priority;
        Worsen(world);
        var run = await AppliedAsync(world);
        Assert.NotEqual(before, world.Sandbox.State.Find("SEC-1")!.Priority);
        world.Sandbox.State.Edit("SEC-1", """{"summary": "Better said"}""");
        world.Sandbox.Faults.Add("PUT", "issue/{issueIdOrKey}", new FaultBehaviour.Drop(FaultTime.AfterCommit), times: 3);

        var undo = await world.UndoAsync(run, Ct);
        Assert.Equal(SyncRunState.Interrupted, undo.State);
        await world.ConvergeAsync(Ct);

        Assert.Equal(SyncRunState.PartlyDone, (await world.Sync.GetRunAsync(undo.Id, Ct))!.State);
        await AssertNothingIsDueAsync(world);
        Assert.Contains((await world.RunAsync(Ct)).Attention, a => a.Kind == AttentionKind.Undone);
        Assert.Equal(("Better said", before), (world.Sandbox.State.Find("SEC-1")!.Summary, world.Sandbox.State.Find("SEC-1")!.Priority));
    }

    private static TicketConfiguration WhereInProgress(TicketConfiguration configuration) => configuration with
    {
        StatusTargets = [new StatusTarget { Finding = Platform.Findings.FindingStatus.Potential, Category = Fairlead.Jira.Resources.JiraStatusCategory.InProgress }],
    };

    private static TicketConfiguration WithPriorities(TicketConfiguration configuration) => configuration with
    {
        Priorities = new Dictionary<Severity, JiraName> { [Severity.Critical] = new("1", "Highest"), [Severity.High] = new("2", "High") },
    };

    private static async Task<string?> ShownPriorityAsync(TicketWorld world, string key) => (await world.TicketsAsync(Ct)).Single(t => t.IssueKey == key).Priority;

    private static async Task AskAgainAsync(TicketWorld world, string key) =>
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RetryAsync(Actor.System, (await world.TicketsAsync(Ct)).Single(t => t.IssueKey == key).Id, Ct));

    private static void Worsen(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var number in world.Findings.Numbers)
            world.Findings.Change(number, f => f with { Title = $"{f.Title}!", Severity = Severity.Critical, Description = $"{f.Description} More is known." });
    }

    private static (string, string?, string?, string) Shown(Sandbox.State.SandboxIssue issue) =>
        (issue.Summary, issue.Description, issue.Priority, string.Join(' ', issue.Labels.Where(l => !l.StartsWith("fl-", StringComparison.Ordinal)).Order()));

    private static async Task<SyncRun> AppliedAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var run = await world.RunAsync(Ct);
        Assert.Equal(SyncRunState.Done, run.State);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        return run;
    }

    private static async Task AssertNothingIsDueAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        await world.ReconcileAsync(Ct);
        await world.ConvergeAsync(Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    private static async Task<IReadOnlyList<string>> ReasonsAsync(TicketWorld world, SyncRun run) =>
        [.. (await world.Sync.OperationsAsync(run.Id, 0, 1000, Ct)).Where(o => o.Outcome != Platform.Tickets.Storage.OutcomeKind.Applied).Select(o => o.OutcomeText!)];

    private static async Task<string> WhyNotAsync(TicketWorld world, SyncRun run) =>
        Assert.IsType<RunUndoOutcome.Refused>(await world.Undos.PlanAsync(Actor.System, run.Id, deleteIssues: false, Ct)).Reason;

    public class OnSqlite(SqliteTestDatabase db) : UndoContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : UndoContract(db), IClassFixture<PostgresTestDatabase>;
}
