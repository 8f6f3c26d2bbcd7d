using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Planning takes a while, and writes down what it found out without keeping others from writing: what they wrote meanwhile counts.</summary>
public abstract class StalePlanContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT 1", true)]
    [InlineData("UPDATE tickets SET undone_hash = 'another', undos = undos + 1", false)]
    [InlineData("UPDATE tickets SET sent_hash = NULL", false)]
    public async Task A_plan_with_nothing_to_send_leaves_what_an_undo_or_a_look_wrote(string meanwhile, bool isKept)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Template = new Template("A weakness", "Mend it.") });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Change(1, f => f with { Description = "Another." });

        var decision = await world.Plans.DecideAsync(world.Configuration, Confirmed.Nothing, Ct);
        await world.Database.ChangeRowsAsync(meanwhile, Ct);
        var before = await world.PlannedAsync(Ct);
        await world.Plans.KeepAsync(decision, Ct);

        Assert.Single(decision.Unchanged);
        Assert.Equal(isKept, await world.PlannedAsync(Ct) != before);
    }

    [Theory]
    [InlineData("SELECT 1", FindingStatus.InProgress)]
    [InlineData("UPDATE tickets SET shown_finding = 0", null)]
    public async Task A_plan_that_takes_an_issue_for_being_in_line_leaves_what_a_persons_move_said(string meanwhile, FindingStatus? shown)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Decide(1, FindingStatus.InProgress);

        var decision = await world.Plans.DecideAsync(world.Configuration, Confirmed.Nothing, Ct);
        await world.Database.ChangeRowsAsync(meanwhile, Ct);
        await world.Plans.KeepAsync(decision, Ct);

        Assert.Single(decision.Plan.Adopted);
        Assert.Equal(shown, (await world.PlannedAsync(Ct)).ShownFinding);
    }

    /// <summary>Somebody asks for Fairlead's own words while a run that does not know of it is sending what changed.</summary>
    [Fact]
    public async Task What_a_person_asks_for_while_an_update_is_under_way_is_done_by_the_next_run()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Template = new Template("{{group.title}}", "Mend it.") });
        world.Findings.Add(1, title: "First");
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Edit("SEC-1", """{"summary": "In our words"}""");
        world.Findings.Change(1, f => f with { Title = "Second" });
        await world.RunAsync(Ct);
        Assert.Equal("In our words", world.Sandbox.State.Find("SEC-1")!.Summary);

        world.Findings.Change(1, f => f with { Title = "Third" });
        var update = Assert.Single((await world.Plans.DecideAsync(world.Configuration, Confirmed.Nothing, Ct)).Plan.Operations);
        var row = await world.RowAsync(Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RewriteAsync(Actor.System, row.Id, Ct));
        await using (var work = await world.Database.BeginAsync(Ct))
        {
            await world.Issues.SentAsync(
                work, row, update.Group, new SentContent(update.Group.Hash, "Third", row.SentBodyHash!, row.SentPriorityId, null) { Kept = row.Kept }, row.UpdatedAt, (await world.LaneAsync(Ct))!.Epoch, Ct);
            await work.CommitAsync(Ct);
        }

        await world.RunAsync(Ct);
        Assert.Contains("Third", world.Sandbox.State.Find("SEC-1")!.Summary);
    }

    /// <summary>Between the plan and its turn a scan opens the finding again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stored_plan_closes_no_issue_whose_finding_came_back(bool isCarriedOn)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Findings.Add(2, rule: "CVE-2");
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Close(1);
        world.Findings.Close(2);
        var plan = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Equal(2, plan.Planned.Transition);
        world.Findings.Reopen(1);

        if (isCarriedOn)
        {
            await world.Database.ChangeRowsAsync("UPDATE ticket_runs SET state = 5 WHERE transitions = 2", Ct);
            await world.WakeAsync(Ct);
        }

        var done = (await world.Sync.ApplyAsync(plan.Id, null, Ct))!;

        Assert.Equal((SyncRunState.Done, 1, 1), (done.State, done.Outcomes["applied"], done.Outcomes["skipped"]));
        Assert.Contains((await world.Sync.OperationsAsync(plan.Id, 0, 10, Ct)), o => o.OutcomeText?.Contains("changed since this was planned", StringComparison.Ordinal) == true);
        Assert.Equal(["Done", "To Do"], world.Sandbox.State.Issues.Select(i => i.Status).Order(StringComparer.Ordinal));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    public async Task A_stored_plan_opens_no_issue_whose_finding_was_closed_and_makes_none_for_one()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Reopen(1);
        world.Findings.Add(2, rule: "CVE-2");
        var plan = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Equal((1, 1), (plan.Planned.Transition, plan.Planned.Create));
        world.Findings.Close(1);
        world.Findings.Close(2);

        var done = (await world.Sync.ApplyAsync(plan.Id, null, Ct))!;

        Assert.Equal((SyncRunState.Done, 2), (done.State, done.Outcomes["skipped"]));
        Assert.Equal("Done", Assert.Single(world.Sandbox.State.Issues).Status);
    }

    /// <summary>A scan and a run came between the plan and its turn.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stored_plan_writes_nothing_older_over_what_is_newer(bool wasWritten)
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, configure: c => Undoing.UndoSteps.WithPriorities(c) with { GroupBy = [GroupingKey.Asset] });
        world.Findings.Add(1, severity: Kernel.Severity.Medium);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Change(1, f => f with { Severity = Kernel.Severity.High });
        var plan = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Equal(1, plan.Planned.Update);
        world.Findings.Add(2, rule: "CVE-2", severity: Kernel.Severity.Critical);
        if (wasWritten)
            await world.RunAsync(Ct);

        var done = (await world.Sync.ApplyAsync(plan.Id, null, Ct))!;

        Assert.Equal((SyncRunState.Done, 1), (done.State, done.Outcomes[wasWritten ? "skipped" : "applied"]));
        Assert.Equal("Highest", Assert.Single(world.Sandbox.State.Issues).Priority);
        Assert.Equal(2, Assert.Single(await world.TicketsAsync(Ct)).Findings);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>A run closed the issue after the plan, and a person opened it again, saying so: the plan of then does not close it a second time.</summary>
    [Fact]
    public async Task A_stored_plan_takes_nothing_back_that_a_person_did_since()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Close(1);
        var plan = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Equal(1, plan.Planned.Transition);
        await world.RunAsync(Ct);
        Assert.Equal("Done", Assert.Single(world.Sandbox.State.Issues).Status);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Transition("SEC-1", "To Do");
        await world.PollAsync(Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        var done = (await world.Sync.ApplyAsync(plan.Id, null, Ct))!;

        Assert.Equal((SyncRunState.Done, 1), (done.State, done.Outcomes["skipped"]));
        Assert.Equal("To Do", Assert.Single(world.Sandbox.State.Issues).Status);
    }

    /// <summary>Two plans ask for another issue in the place of one; the one that comes late takes the other's neither for its own, nor away.</summary>
    [Fact]
    public async Task A_stored_plan_takes_no_issue_of_another_run_for_its_own()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        await world.TicketLinks.UnlinkAsync(Actor.System, Assert.Single(await world.TicketsAsync(Ct)).Id, Ct);
        await world.Repairs.RecreateAsync(Actor.System, Assert.Single(await world.TicketsAsync(Ct)).Id, Ct);
        var late = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Equal(1, late.Planned.Create);
        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["applied"]);

        var done = (await world.Sync.ApplyAsync(late.Id, null, Ct))!;

        Assert.Equal((SyncRunState.Done, 1), (done.State, done.Outcomes["skipped"]));
        await world.UndoAsync(done, Ct, deleteIssues: true);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
    }

    /// <summary>The step is still due, of findings that are others: it is taken with these.</summary>
    [Fact]
    public async Task What_is_still_due_is_done_with_the_findings_as_they_are()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1, title: "First");
        var plan = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        world.Findings.Change(1, f => f with { Title = "Second" });

        var done = (await world.Sync.ApplyAsync(plan.Id, null, Ct))!;

        Assert.Equal(1, done.Outcomes["applied"]);
        Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    public class OnSqlite(SqliteTestDatabase db) : StalePlanContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : StalePlanContract(db), IClassFixture<PostgresTestDatabase>;
}
