using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Jobs;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>A run tells everything that is not settled, and a person can settle it.</summary>
public abstract class AttentionContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_has_no_clear_answer_is_told_by_every_run_and_settled_by_one_that_comes_after_its_rest()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.AfterCommit));

        var first = Assert.Single((await world.RunAsync(Ct)).Attention);
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        world.Sandbox.Requests.Clear();
        var early = await world.RunAsync(Ct);
        // The ticket still rests, and nothing else is to be asked: the connection never rested, because a read was answered.
        Assert.Equal(0, world.Sandbox.Requests.Count);
        world.Clock.Advance(TimeSpan.FromSeconds(160));
        var late = await world.RunAsync(Ct);

        Assert.Equal((AttentionKind.Uncertain, 1, false), (first.Kind, first.Tickets, first.NeedsPerson));
        Assert.Equal((0, first), (early.Planned.All, Assert.Single(early.Attention)));
        Assert.Empty(late.Attention);
        Assert.Equal(late.Attention, (await world.Sync.GetRunAsync(late.Id, Ct))!.Attention);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
        Assert.Equal(TicketState.Created, Assert.Single(await world.TicketsAsync(Ct)).State);
    }

    [Fact]
    [Trait("Complaint", "U-39")]
    public async Task A_parked_project_is_told_with_its_reason_and_the_time_of_its_next_try()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);

        await world.RunAsync(Ct);
        var again = await world.RunAsync(Ct);

        var parked = Assert.Single(again.Attention);
        Assert.Equal((AttentionKind.Parked, 3), (parked.Kind, parked.Tickets));
        Assert.Contains("environment", parked.Reason);
        Assert.NotNull(parked.NextLookAt);
        var preview = (await world.Previews.PreviewAsync(world.Configuration.Id, 1, Ct))!;
        Assert.Equal((parked, 0, 3), (Assert.Single(preview.Attention), preview.Plan.Settled, preview.Plan.Waiting));
    }

    [Fact]
    public async Task A_paused_connection_is_told_until_it_is_resumed()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.State.RevokeCredentials();

        await world.RunAsync(Ct);
        var again = await world.RunAsync(Ct);
        var pause = Assert.Single(await world.Pauses.ListAsync(Ct));
        var health = Assert.Single(await new TicketHealth(world.Pauses, world.Unusable, new TicketTraffic(world.Database, world.Clock), world.Jira, world.Failed, world.Clock).CheckAsync(Ct));
        world.Sandbox.State.RestoreCredentials();
        await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct);
        var after = await world.RunAsync(Ct);

        var told = again.Attention[0];
        Assert.Equal((AttentionKind.Paused, 1, true), (told.Kind, told.Tickets, told.NeedsPerson));
        Assert.Contains("fairlead connection resume jira", told.NextStep);
        Assert.Equal((world.Configuration.Connection, told.Reason, 1), (pause.Connection, pause.Reason, pause.Waiting));
        Assert.Equal($"Nothing is sent through connection jira: {told.Reason} {told.NextStep}", health.Message);
        Assert.Empty(await world.Pauses.ListAsync(Ct));
        Assert.Empty(after.Attention);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    /// <summary>A credential that was mended ends the pause with the next run, also when there is nothing new to send.</summary>
    [Fact]
    public async Task What_waited_for_a_credential_is_sent_by_the_next_run_after_it_was_mended()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.State.RevokeCredentials();
        await world.RunAsync(Ct);
        world.Sandbox.State.RestoreCredentials();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Jira.MendedAt = world.Clock.GetUtcNow();

        Assert.Empty(await world.Pauses.ListAsync(Ct));
        Assert.Empty((await world.RunAsync(Ct)).Attention);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    /// <summary>What was wrong was corrected in Jira: nothing that Fairlead sees has changed.</summary>
    [Fact]
    [Trait("Complaint", "U-38")]
    public async Task What_jira_refused_is_tried_again_when_a_person_asks()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(2);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkPartial([0]));
        await world.RunAsync(Ct);
        var refused = Assert.Single((await world.RunAsync(Ct)).Attention);
        var tickets = await world.TicketsAsync(Ct);
        var rejected = tickets.Single(t => t.State == TicketState.Rejected).Id;

        Assert.Equal(AskOutcome.NotApplicable, await world.Repairs.RetryAsync(Actor.System, tickets.Single(t => t.State == TicketState.Created).Id, Ct));
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RetryAsync(Actor.System, rejected, Ct));
        var run = await world.RunAsync(Ct);

        Assert.Contains("fairlead ticket retry --configuration Security", refused.NextStep);
        Assert.Equal((1, 0), (run.Planned.Create, run.Attention.Count));
        Assert.Equal(2, world.Sandbox.State.IssueCount);
        Assert.Equal(AskOutcome.NotApplicable, await world.Repairs.RetryAsync(Actor.System, rejected, Ct));
    }

    /// <summary>Every attempt with a refused credential may lock the account.</summary>
    [Fact]
    public async Task Issues_are_not_read_through_a_paused_connection()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.State.RevokeCredentials();
        await world.RunAsync(Ct);
        world.Sandbox.Requests.Clear();

        var report = await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);

        Assert.False(report.IsComplete);
        Assert.NotNull(report.PausedBecause);
        Assert.Equal(0, world.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task A_run_that_has_nothing_to_do_reads_the_findings_once_also_while_something_is_not_settled()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        await world.RunAsync(Ct);
        var before = world.Findings.Reads;

        var run = await world.RunAsync(Ct);

        Assert.Equal(AttentionKind.Parked, Assert.Single(run.Attention).Kind);
        Assert.Equal(run.Attention, (await world.Sync.GetRunAsync(run.Id, Ct))!.Attention);
        Assert.Equal(1, world.Findings.Reads - before);
    }

    [Fact]
    public async Task A_deleted_issue_is_told_and_made_again_when_a_person_asks()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        for (var i = 1; i <= 6; i++)
            world.Findings.Add(i, $"CVE-{i}");
        await world.RunAsync(Ct);
        var key = (await world.TicketsAsync(Ct))[0].IssueKey!;
        world.Sandbox.State.Delete(key);
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        var hidden = Assert.Single((await world.RunAsync(Ct)).Attention);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        var deleted = Assert.Single((await world.RunAsync(Ct)).Attention);

        Assert.Equal((AttentionKind.Forbidden, AttentionKind.Deleted), (hidden.Kind, deleted.Kind));
        Assert.Contains($"fairlead ticket recreate {key}", deleted.NextStep);
        var tickets = await world.TicketsAsync(Ct);
        Assert.Equal(AskOutcome.NotApplicable, await world.Repairs.RecreateAsync(Actor.System, tickets.First(t => t.IssueKey != key).Id, Ct));
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RecreateAsync(Actor.System, tickets.Single(t => t.IssueKey == key).Id, Ct));
        var run = await world.RunAsync(Ct);

        Assert.Equal((1, 0), (run.Planned.Create, run.Attention.Count));
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.Equal(6, world.Sandbox.State.IssueCount);
    }

    /// <summary>Until then it is all that is known of its group; afterwards it would stand beside the one that counts.</summary>
    [Fact]
    public async Task A_released_ticket_is_listed_until_another_has_replaced_it()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        world.Sandbox.State.Delete(ticket.IssueKey!);
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);

        await world.Repairs.RecreateAsync(Actor.System, ticket.Id, Ct);
        Assert.Equal(TicketStanding.Released, Assert.Single(await world.TicketsAsync(Ct)).Standing);
        await world.RunAsync(Ct);

        var current = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal((2, TicketStanding.Created), (current.Generation, current.Standing));
        Assert.Equal(current, Assert.Single(await world.Catalog.ListAsync(world.Configuration.Id, null, null, 10, Ct)));
        Assert.Equal(ticket.Id, Assert.Single(await world.Catalog.ListAsync(null, TicketStanding.Released, null, 10, Ct)).Id);
    }

    [Fact]
    public async Task Issues_that_a_narrower_filter_leaves_are_closed_and_opened_again_with_it()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1, severity: Severity.Low);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ConfigureAsync(c => c with { Filter = TicketFilter.Everything with { MinimumSeverity = Severity.High } }, Ct);
        Assert.Equal(1, (await world.RunAsync(Ct)).Planned.Transition);
        var closed = world.Sandbox.State.Find(key)!;
        Assert.True(closed.IsDone);
        Assert.Contains("filter or grouping", Assert.Single(closed.Comments).Text);
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ConfigureAsync(c => c with { Filter = TicketFilter.Everything }, Ct);
        await world.RunAsync(Ct);
        Assert.False(world.Sandbox.State.Find(key)!.IsDone);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    public async Task Unusually_many_closes_are_held_and_told_until_a_person_confirms()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        for (var i = 1; i <= 12; i++)
            world.Findings.Add(i, $"CVE-{i}");
        await world.RunAsync(Ct);
        await world.ConfigureAsync(c => c with { GroupBy = [GroupingKey.Asset] }, Ct);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var held = await world.RunAsync(Ct);
        Assert.Equal((1, 0), (held.Planned.Create, held.Planned.Transition));
        var told = Assert.Single(held.Attention);
        Assert.Equal((AttentionKind.HeldCloses, 12, true), (told.Kind, told.Tickets, told.NeedsPerson));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync(Ct);
        Assert.Single(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.closes_held" && a.Summary.Contains("--confirm-closes"));
        Assert.Equal(12, (await world.Previews.PreviewAsync(world.Configuration.Id, 1, Ct))!.Plan.HeldCloses.Count);

        var confirmed = (await world.Sync.RunAsync(world.Configuration.Id, new Confirmation(Actor.System, Confirmed.Closes), null, Ct))!;
        Assert.Equal((12, 0), (confirmed.Planned.Transition, confirmed.Attention.Count));
        Assert.Equal(1, world.Sandbox.State.Issues.Count(i => !i.IsDone));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>Their findings are in a group whose issue Jira refuses: no open finding is left behind closed issues only.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Old_issues_stay_open_until_those_that_take_their_place_are_made(bool areManyAndConfirmed)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var count = areManyAndConfirmed ? 12 : 3;
        for (var i = 1; i <= count; i++)
            world.Findings.Add(i, $"CVE-{i}");
        await world.RunAsync(Ct);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        await world.ConfigureAsync(c => c with { GroupBy = [GroupingKey.Asset] }, Ct);

        var run = (await world.Sync.RunAsync(world.Configuration.Id, areManyAndConfirmed ? new Confirmation(Actor.System, Confirmed.Closes) : null, null, Ct))!;
        var again = await world.RunAsync(Ct);

        Assert.Equal((1, count), (run.Planned.Create, run.Planned.Transition));
        Assert.Equal(count, world.Sandbox.State.Issues.Count(i => !i.IsDone));
        var held = Assert.Single(again.Attention, a => a.Kind == AttentionKind.HeldCloses);
        Assert.Equal(count, held.Tickets);

        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: false);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.WakeAsync(Ct);
        Assert.Empty((await world.RunAsync(Ct)).Attention);
        Assert.Single(world.Sandbox.State.Issues, i => !i.IsDone);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>Else the run would never be over: carried on again and again, and not to be undone.</summary>
    [Fact]
    public async Task Confirmed_closes_do_not_wait_for_an_issue_that_Jira_refused()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        for (var i = 1; i <= 12; i++)
            world.Findings.Add(i, $"CVE-{i}", asset: i % 2 == 0 ? "api" : "web");
        await world.RunAsync(Ct);
        await world.ConfigureAsync(c => c with { GroupBy = [GroupingKey.Asset] }, Ct);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkPartial([0]));

        var run = (await world.Sync.RunAsync(world.Configuration.Id, new Confirmation(Actor.System, Confirmed.Closes), null, Ct))!;

        Assert.Equal((SyncRunState.PartlyDone, 7, 7), (run.State, run.Outcomes["refused"], run.Outcomes["applied"]));
        Assert.Equal(7, world.Sandbox.State.OpenIssues.Count);
        var close = (await world.Sync.OperationsAsync(run.Id, 0, 100, Ct)).First(o => o.Operation is SyncOperation.Transition && o.OutcomeText!.Contains(' ', StringComparison.Ordinal));
        Assert.Contains("whose issue is not made: Jira refused", close.OutcomeText, StringComparison.Ordinal);
    }

    /// <summary>A project may be parked for days, and a connection wakes up twice a minute.</summary>
    [Fact]
    public async Task While_confirmed_closes_wait_nobody_reads_all_findings_for_them()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        for (var i = 1; i <= 12; i++)
            world.Findings.Add(i, $"CVE-{i}", asset: i % 2 == 0 ? "api" : "web");
        await world.RunAsync(Ct);
        await world.ConfigureAsync(c => c with { GroupBy = [GroupingKey.Asset] }, Ct);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.LateCommit(TimeSpan.FromDays(1)));
        var run = (await world.Sync.RunAsync(world.Configuration.Id, new Confirmation(Actor.System, Confirmed.Closes), null, Ct))!;
        Assert.Equal(SyncRunState.Interrupted, run.State);
        var reads = world.Findings.Reads;

        for (var i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(10));
            await world.Sync.WakeAsync(world.Configuration.Connection, Ct);
        }

        Assert.Equal((reads, SyncRunState.Interrupted), (world.Findings.Reads, (await world.Sync.GetRunAsync(run.Id, Ct))!.State));
        Assert.Equal(12, world.Sandbox.State.OpenIssues.Count);
    }

    [Fact]
    public async Task Confirmed_closes_that_had_to_wait_are_finished_without_asking_again()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        for (var i = 1; i <= 12; i++)
            world.Findings.Add(i, $"CVE-{i}", Severity.Low);
        await world.RunAsync(Ct);
        await world.ConfigureAsync(c => c with { Filter = TicketFilter.Everything with { MinimumSeverity = Severity.High } }, Ct);
        world.Sandbox.Faults.Add("GET", "issue/*/transitions", new FaultBehaviour.Answer(503), times: 9);

        var confirmed = (await world.Sync.RunAsync(world.Configuration.Id, new Confirmation(Actor.System, Confirmed.Closes), null, Ct))!;
        Assert.Equal(SyncRunState.Interrupted, confirmed.State);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var next = await world.RunAsync(Ct);

        Assert.DoesNotContain(world.Sandbox.State.Issues, i => !i.IsDone);
        Assert.Empty(next.Attention);
        Assert.Equal(SyncRunState.Done, (await world.Sync.GetRunAsync(confirmed.Id, Ct))!.State);
    }

    /// <summary>The configuration was put back before the closes that it asked for were finished.</summary>
    [Fact]
    public async Task Closes_of_a_configuration_that_was_changed_since_are_not_carried_on()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1, severity: Severity.Low);
        await world.RunAsync(Ct);
        await world.ConfigureAsync(c => c with { Filter = TicketFilter.Everything with { MinimumSeverity = Severity.High } }, Ct);
        var stored = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        await world.ConfigureAsync(c => c with { Filter = TicketFilter.Everything }, Ct);

        var run = (await world.Sync.ApplyAsync(stored.Id, null, Ct))!;

        Assert.Equal(1, run.Outcomes["skipped"]);
        Assert.False(Assert.Single(world.Sandbox.State.Issues).IsDone);
    }

    /// <summary>What was parked for the old project goes to the new one, and what no finding asks for any more nowhere.</summary>
    [Fact]
    public async Task What_was_not_made_follows_the_configuration()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1, "CVE-1", Severity.Low);
        world.Findings.Add(2, "CVE-2");
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        await world.RunAsync(Ct);
        var other = (await (await world.Jira.ClientForAsync(default, Ct)).CreateMeta.IssueTypesAsync("SEC", Ct)).First(t => !t.IsSubtask && t.Id != world.Configuration.IssueType.Id);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: false);
        await world.ConfigureAsync(
            c => c with { IssueType = new(other.Id, other.Name), Filter = TicketFilter.Everything with { MinimumSeverity = Severity.High } }, Ct);

        var run = await world.RunAsync(Ct);

        Assert.Equal((SyncRunState.Done, 1), (run.State, run.Planned.Create));
        Assert.Equal(other.Name, Assert.Single(world.Sandbox.State.Issues).IssueType);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.WakeAsync(Ct);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
        Assert.Empty((await world.RunAsync(Ct)).Attention);
    }

    public class OnSqlite(SqliteTestDatabase db) : AttentionContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : AttentionContract(db), IClassFixture<PostgresTestDatabase>;
}
