using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using static Fairlead.Platform.Tests.Tickets.Undoing.UndoSteps;

namespace Fairlead.Platform.Tests.Tickets.Undoing;

/// <summary>Taking back what a run did in Jira, without taking anything from people.</summary>
public abstract class UndoContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_update_gives_back_what_the_issue_showed_but_for_what_people_changed_since(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => c with { DescriptionOwner = FieldOwner.Fairlead });
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
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => WithPriorities(c) with { PriorityOwner = FieldOwner.Fairlead });
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
        await world.OldRuns.LetGoAsync(Ct);
        var kept = Assert.IsType<RunUndoOutcome.Planned>(await world.Undos.PlanAsync(Actor.System, run.Id, deleteIssues: false, Ct)).Run;
        Assert.Equal(1, kept.Planned.Undo);

        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.OldRuns.LetGoAsync(Ct);
        Assert.Equal(SyncRunState.PartlyDone, (await world.Sync.ApplyAsync(kept.Id, null, Ct))!.State);
        Assert.Contains("not known", Assert.Single(await ReasonsAsync(world, kept)), StringComparison.Ordinal);
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

    /// <summary>After a credential of another account was put in force.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_Fairlead_did_by_an_account_that_it_had_before_is_nobody_elses(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await AppliedAsync(world);
        var before = Shown(world.Sandbox.State.Find("SEC-1")!);
        Worsen(world);
        var run = await AppliedAsync(world);
        world.Sandbox.State.Edit("SEC-1", """{"summary": "Written by the account before"}""");
        var history = (await world.Jira.ClientForAsync(default, Ct)).Changelog.ForIssueAsync("SEC-1", Ct);
        world.Jira.FormerAccounts = [new() { Account = (await history.SingleAsync(c => c.Items.Any(i => i.ToText == "Written by the account before"), Ct)).Author!.Id }];

        Assert.Equal(SyncRunState.Done, (await world.UndoAsync(run, Ct)).State);
        Assert.Equal(before, Shown(world.Sandbox.State.Find("SEC-1")!));
    }

    [Fact]
    public async Task A_history_that_Jira_leaves_out_says_nothing_of_who_worked_at_the_issue()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        var run = await AppliedAsync(world);
        world.Sandbox.State.Edit("SEC-1", """{"summary": "Renamed"}""");
        world.Sandbox.Faults.Add("POST", "changelog/bulkfetch", new FaultBehaviour.Answer(200, """{"issueChangeLogs": []}"""), times: null);

        Assert.Equal(1, (await world.UndoAsync(run, Ct, deleteIssues: true)).Outcomes["refused"]);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
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

    public class OnSqlite(SqliteTestDatabase db) : UndoContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : UndoContract(db), IClassFixture<PostgresTestDatabase>;
}
