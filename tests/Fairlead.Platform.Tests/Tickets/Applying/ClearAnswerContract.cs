using Fairlead.Kernel;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>FAULTS section B: answers that are clear.</summary>
public abstract class ClearAnswerContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F028: labels are not on the screen.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Without_labels_on_the_screen_the_marker_goes_into_the_description(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        world.Findings.Add(1);

        await world.RunAsync(Ct);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal(TicketState.Created, ticket.State);
        Assert.Contains(ticket.Marker, issue.Description);
        Assert.Equal(1, world.Creates);
    }

    [Fact]
    public async Task A_field_that_leaves_the_screen_meanwhile_costs_one_refusal()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        world.Sandbox.Requests.Clear();
        world.Findings.Add(2, "CVE-2");

        await world.RunAsync(Ct);

        Assert.Equal(2, world.Creates);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(TicketState.Created, t.State));
    }

    /// <summary>A lost answer is found without labels too.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_lost_answer_is_found_by_its_property_where_labels_cannot_be_set(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        world.Findings.AddMany(3);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkCommitThenDrop(2));

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);

        Assert.Equal(3, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F029: one rejected field opens the circuit; 500 findings cost one call in five minutes.</summary>
    [Fact]
    public async Task A_required_field_parks_everything_after_one_call()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        world.Findings.AddMany(500);

        var run = await world.RunAsync(Ct);

        Assert.Equal(1, world.Creates);
        Assert.Equal(SyncRunState.PartlyDone, run.State);
        Assert.Equal(500, run.Outcomes["parked"]);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Contains("nvironment", t.Reason));

        // A probe of one item every five minutes.
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        await world.WakeAsync(Ct);
        Assert.Equal(1, world.Creates);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.WakeAsync(Ct);
        Assert.Equal(2, world.Creates);

        world.Sandbox.State.RemoveFromScreen("SEC", "environment");
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.WakeAsync(Ct);
        Assert.Equal(500, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>A person who corrected Jira need not wait for the probe, and a mistaken one costs one call.</summary>
    [Fact]
    public async Task What_is_parked_is_tried_at_once_when_a_person_says_so()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        world.Findings.AddMany(60);
        await world.RunAsync(Ct);
        Assert.Equal(1, world.Creates);

        Assert.True(await world.Sync.ResumeAsync(world.Configuration.Connection, Ct));
        await world.RunAsync(Ct);
        Assert.Equal(2, world.Creates);

        world.Sandbox.State.RemoveFromScreen("SEC", "environment");
        Assert.True(await world.Sync.ResumeAsync(world.Configuration.Connection, Ct));
        await world.RunAsync(Ct);
        Assert.Equal(60, world.Sandbox.State.IssueCount);
        Assert.False(await world.Sync.ResumeAsync(world.Configuration.Connection, Ct));
    }

    /// <summary>F031: the token was revoked.</summary>
    [Fact]
    public async Task A_revoked_token_pauses_the_connection_until_there_is_a_new_one()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(120);
        world.Sandbox.State.RevokeCredentials();

        await world.RunAsync(Ct);
        for (var i = 0; i < 5; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(10));
            await world.WakeAsync(Ct);
        }

        Assert.NotNull(await world.Sync.PauseReasonAsync(world.Configuration.Connection, Ct));
        Assert.InRange(world.Sandbox.Requests.Count, 1, 2);
        world.Sandbox.State.RestoreCredentials();
        world.MendedAt = world.Clock.GetUtcNow();
        await world.WakeAsync(Ct);
        await world.WakeAsync(Ct);

        Assert.Equal(120, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F032: one attempt, so that the account is not locked.</summary>
    [Fact]
    public async Task A_captcha_stops_everything_after_one_attempt()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Captcha(), times: null);

        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromHours(3));
        await world.WakeAsync(Ct);
        Assert.Equal(1, world.Creates);

        world.Sandbox.Faults.Clear();
        Assert.True(await world.Sync.ResumeAsync(world.Configuration.Connection, Ct));
        await world.WakeAsync(Ct);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F033: it resumes by itself once the permission is back.</summary>
    [Fact]
    public async Task A_permission_that_was_taken_away_parks_and_resumes_by_itself()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.RemovePermission("CREATE_ISSUES", "SEC");
        world.Findings.Add(2, "CVE-2");
        world.Findings.Add(3, "CVE-3");

        Assert.Equal(2, (await world.RunAsync(Ct)).Outcomes["parked"]);
        world.Sandbox.State.RestorePermission("CREATE_ISSUES", "SEC");
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.WakeAsync(Ct);

        Assert.Equal(3, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>Closed while it waited, opened again later: it is due again, looking just the same.</summary>
    [Fact]
    public async Task What_was_closed_while_it_waited_is_created_when_it_comes_back()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.RateLimited("30"));
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.WakeAsync(Ct);
        Assert.Contains("closed before", Assert.Single(await world.TicketsAsync(Ct)).Reason);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        world.Findings.Reopen(1);
        await world.RunAsync(Ct);

        Assert.Equal(1, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F034.</summary>
    [Fact]
    public async Task An_archived_project_parks_with_a_reason()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.State.ArchiveProject("SEC");

        var run = await world.RunAsync(Ct);

        Assert.Equal(1, run.Outcomes["parked"]);
        Assert.NotNull(Assert.Single(await world.TicketsAsync(Ct)).Reason);
    }

    /// <summary>F036, F037: nothing is sent before the time, whatever the header says.</summary>
    [Theory]
    [InlineData("30", 29, 31)]
    [InlineData(null, 2, 3700)]
    [InlineData("-5", 1, 3700)]
    [InlineData("1.5", 1, 3700)]
    public async Task A_limit_is_waited_out(string? retryAfter, int tooEarly, int lateEnough)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.RateLimited(retryAfter));

        await world.RunAsync(Ct);
        if (retryAfter == "30")
        {
            world.Clock.Advance(TimeSpan.FromSeconds(tooEarly));
            await world.WakeAsync(Ct);
            Assert.Equal(1, world.Creates);
        }

        world.Clock.Advance(TimeSpan.FromSeconds(lateEnough));
        await world.WakeAsync(Ct);
        Assert.Equal(2, world.Creates);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>A claim is good for 30 s: a send that the limiter held back for longer does not go out.</summary>
    [Fact]
    public async Task A_send_that_waited_longer_than_its_claim_lives_stays_home()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.ClientOptions = world.ClientOptions with { MaxLimitedResends = 1 };
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.RateLimited("45"));

        var run = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.WaitingCalls == 1);
        world.Clock.Advance(TimeSpan.FromSeconds(45));
        await run;

        Assert.Equal(1, world.Creates);
        Assert.Equal(TicketState.Retry, Assert.Single(await world.TicketsAsync(Ct)).State);
        await world.ConvergeAsync(Ct);
        Assert.Equal(2, world.Creates);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F066: the worker was held up until another took the connection over, and its clock did not tell.</summary>
    [Fact]
    public async Task A_send_that_was_overtaken_stays_home()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.ClientOptions = world.ClientOptions with { MaxLimitedResends = 1 };
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.RateLimited("5"));

        var run = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.WaitingCalls == 1);
        await using (var other = await world.AnotherNodeAsync(Ct))
            await other.WakeAsync(Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await run;

        Assert.Equal(1, world.Creates);
        Assert.Equal(TicketState.Uncertain, Assert.Single(await world.TicketsAsync(Ct)).State);
        await world.ConvergeAsync(Ct);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>The worker was overtaken before its run's own steps: the run was begun, and is finished by whoever comes next.</summary>
    [Fact]
    public async Task A_run_that_was_overtaken_while_it_caught_up_is_carried_on()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1, "CVE-1");
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Answer(503));
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.ClientOptions = world.ClientOptions with { MaxLimitedResends = 1 };
        world.Findings.Add(2, "CVE-2");
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.RateLimited("5"));

        var run = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.WaitingCalls == 1);
        await using (var other = await world.AnotherNodeAsync(Ct))
            await other.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        var cut = await run;
        await world.ConvergeAsync(Ct);

        Assert.Equal(SyncRunState.Interrupted, cut.State);
        Assert.Equal(SyncRunState.Done, (await world.Sync.GetRunAsync(cut.Id, Ct))!.State);
        Assert.Equal(2, (await world.TicketsAsync(Ct)).Count(t => t.State == TicketState.Created));
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>A plan withdraws what the worker has just read; the worker's other work must not suffer.</summary>
    [Fact]
    public async Task A_plan_that_withdraws_what_is_about_to_be_sent_stops_no_worker()
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, configure: c => c with { Filter = TicketFilter.Everything with { MinimumSeverity = Severity.High } });
        world.ClientOptions = world.ClientOptions with { MaxLimitedResends = 1 };
        world.Findings.AddMany(10);
        world.Findings.Add(11, "CVE-11");
        world.Sandbox.Faults.Add("GET", "issue/createmeta/*/issuetypes/*", new FaultBehaviour.RateLimited("5"));

        var run = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.WaitingCalls == 1);
        world.Findings.Change(11, f => f with { Severity = Severity.Low });
        await world.Sync.PlanAsync(world.Configuration.Id, null, Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        var ended = await run;
        var next = await world.RunAsync(Ct);

        Assert.Equal(SyncRunState.Done, ended.State);
        var tickets = await world.TicketsAsync(Ct);
        Assert.All(tickets, t => Assert.Equal(TicketState.Created, t.State));
        Assert.Equal(tickets.Count, world.Sandbox.State.IssueCount);
        Assert.Equal((0, 1), (next.Planned.Create, next.Planned.Transition));
    }

    /// <summary>F035: sizes far beyond Jira's limits.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(40_000)]
    [InlineData(1_000_000)]
    public async Task Texts_of_any_size_fit_after_cutting(int length)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1, title: "T" + new string('x', length));
        world.Findings.Change(1, f => f with { Description = string.Join("\n\n", Enumerable.Repeat(new string('d', 79), length / 80)) });

        await world.RunAsync(Ct);

        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.InRange(issue.Summary.Length, 1, 255);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F041: a person cloned our issue, labels and all.</summary>
    [Fact]
    public async Task A_clone_made_by_a_person_is_left_alone()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var original = Assert.Single(world.Sandbox.State.Issues);
        var clone = world.Sandbox.State.Create("SEC", original.IssueType, original.Summary, labels: [.. original.Labels]);

        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.WakeAsync(Ct);

        Assert.False(world.Sandbox.State.Find(clone.Key)!.IsDone);
        Assert.Empty(world.Sandbox.State.Find(clone.Key)!.Comments);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F042: moved to another project.</summary>
    [Fact]
    public async Task A_moved_issue_is_followed()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.Move(Assert.Single(world.Sandbox.State.Issues).Key, "OPS");

        var report = await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);

        Assert.Equal(1, report.Moved);
        Assert.StartsWith("OPS-", Assert.Single(await world.TicketsAsync(Ct)).IssueKey);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>F044: a person took the marker label away; the link holds, and the label comes back with the next update.</summary>
    [Fact]
    public async Task A_removed_marker_comes_back_with_the_next_update()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Sandbox.State.Edit(key, "{\"labels\":[\"mine\"]}");
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        world.Findings.Change(1, f => f with { Title = "Another title" });

        await world.RunAsync(Ct);

        var issue = world.Sandbox.State.Find(key)!;
        Assert.Contains(Assert.Single(await world.TicketsAsync(Ct)).Marker, issue.Labels);
        Assert.Contains("mine", issue.Labels);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    /// <summary>F045, F103: absence is forbidden until it is proven twice, ten minutes apart; then it is not made again by itself.</summary>
    [Fact]
    public async Task A_deleted_issue_is_believed_only_after_two_looks()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.Delete(Assert.Single(world.Sandbox.State.Issues).Key);

        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal(IssuePresence.Forbidden, Assert.Single(await world.TicketsAsync(Ct)).Presence);
        world.Clock.Advance(TimeSpan.FromMinutes(9));
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal(IssuePresence.Forbidden, Assert.Single(await world.TicketsAsync(Ct)).Presence);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);

        Assert.Equal(IssuePresence.Deleted, Assert.Single(await world.TicketsAsync(Ct)).Presence);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.Equal(0, world.Sandbox.State.IssueCount);
    }

    /// <summary>F046, F129.</summary>
    [Fact]
    public async Task When_very_much_vanishes_at_once_nothing_is_believed()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(20);
        await world.RunAsync(Ct);
        foreach (var issue in world.Sandbox.State.Issues.Take(6))
            world.Sandbox.State.Hide(issue.Key);

        var held = await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal((true, 6), (held.IsHeld, held.Vanished));
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(IssuePresence.Present, t.Presence));
        // Told by every run until a reading that is believed.
        var told = Assert.Single((await world.RunAsync(Ct)).Attention);
        Assert.Equal((AttentionKind.Vanished, 6, true), (told.Kind, told.Tickets, told.NeedsPerson));
        Assert.Contains("6 of 20 issues", told.Reason);
        Assert.Contains("fairlead connection test jira", told.NextStep);

        foreach (var issue in world.Sandbox.State.Issues.Skip(1))
            world.Sandbox.State.Hide(issue.Key, isHidden: false);
        var report = await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal((false, 1), (report.IsHeld, report.Forbidden));
        world.Sandbox.State.Hide(world.Sandbox.State.Issues[0].Key, isHidden: false);
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(IssuePresence.Present, t.Presence));
        Assert.Empty((await world.RunAsync(Ct)).Attention);
    }

    public class OnSqlite(SqliteTestDatabase db) : ClearAnswerContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ClearAnswerContract(db), IClassFixture<PostgresTestDatabase>;
}
