using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using static Fairlead.Platform.Tests.Tickets.Undoing.UndoSteps;

namespace Fairlead.Platform.Tests.Tickets.Undoing;

/// <summary>Issues that a run made, where its undo takes them away or may not.</summary>
public abstract class UndoRemovalContract(TestDatabase databases)
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

    [Fact]
    public async Task An_issue_in_which_a_person_spoke_through_fairlead_is_not_deleted()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(2);
        var run = await AppliedAsync(world);
        var spoken = (await world.TicketsAsync(Ct)).Single(t => t.IssueKey == "SEC-2");
        Assert.IsType<IssueOutcome.Done>(await world.Conversation.SayAsync(LinkWorld.Ann, spoken.Id, "I look at it.", Ct));

        var undo = await world.UndoAsync(run, Ct, deleteIssues: true);
        Assert.Equal((1, 1), (undo.Outcomes["applied"], undo.Outcomes["refused"]));
        Assert.Equal("SEC-2", Assert.Single(world.Sandbox.State.Issues).Key);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud, false)]
    [InlineData(SandboxEdition.Cloud, true)]
    [InlineData(SandboxEdition.DataCenter, true)]
    [Trait("Complaint", "U-59")]
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
        Assert.True(await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct));
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

    /// <summary>It is found, somebody writes in it, and so it is left: what comes for it is done as if nobody had asked.</summary>
    [Fact]
    public async Task An_issue_of_which_nobody_knew_and_that_is_left_is_held_no_more()
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions(),
            c => c with { StatusTargets = [new() { Finding = FindingStatus.InProgress, Category = JiraStatusCategory.InProgress }], StatusTargetsSince = c.CreatedAt });
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.AfterCommit));
        var run = await world.RunAsync(Ct);
        Assert.Equal(1, run.Outcomes["uncertain"]);
        await world.UndoAsync(run, Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Comment("SEC-1", "I am at it");
        world.Findings.Decide(1, FindingStatus.InProgress);

        await world.ConvergeAsync(Ct);
        await world.ConvergeAsync(Ct);
        await world.RunAsync(Ct);

        Assert.Equal("In Progress", Assert.Single(world.Sandbox.State.Issues).Status);
        Assert.Null(Assert.Single(await world.TicketsAsync(Ct)).Reason);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
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
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromSeconds(30) };
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

    public class OnSqlite(SqliteTestDatabase db) : UndoRemovalContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : UndoRemovalContract(db), IClassFixture<PostgresTestDatabase>;
}
