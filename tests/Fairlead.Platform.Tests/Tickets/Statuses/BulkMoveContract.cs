using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Statuses;

/// <summary>Many issues that go the same way go together on Cloud.</summary>
public abstract class BulkMoveContract(TestDatabase databases)
{
    private const int Many = 120;
    private const string Bulk = "bulk/issues/transition";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Moves_without_a_word_are_one_call()
    {
        await using var world = await StartAsync(Many);
        world.Sandbox.Requests.Clear();

        var run = await world.RunAsync(Ct);

        Assert.Equal((Many, SyncRunState.Done), (run.Outcomes["applied"], run.State));
        Assert.All(world.Sandbox.State.Issues, i => Assert.Equal("In Progress", i.Status));
        Assert.Equal((1, 0), (world.Sandbox.Requests.CountOf("POST", Bulk), world.Sandbox.Requests.CountOf("POST", "issue/*/transitions")));
        // Two reads of markers and statuses before and after it, the transitions of one, the task and its end.
        Assert.Equal(7, world.Sandbox.Requests.Count);
        await world.ReconcileAsync(Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    public async Task A_thousand_are_one_call_and_what_is_more_goes_after_them()
    {
        await using var world = await StartAsync(1_001);
        world.Sandbox.Requests.Clear();

        var run = await world.RunAsync(Ct);

        Assert.Equal((1_001, SyncRunState.Done), (run.Outcomes["applied"], run.State));
        Assert.All(world.Sandbox.State.Issues, i => Assert.Equal("In Progress", i.Status));
        Assert.Equal((1, 1), (world.Sandbox.Requests.CountOf("POST", Bulk), world.Sandbox.Requests.CountOf("POST", "issue/*/transitions")));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    public async Task On_data_center_each_goes_alone()
    {
        await using var world = await StartAsync(12, new SandboxOptions { Edition = SandboxEdition.DataCenter });

        var run = await world.RunAsync(Ct);

        Assert.Equal(12, run.Outcomes["applied"]);
        Assert.Equal(12, world.Sandbox.Requests.CountOf("POST", "issue/*/transitions"));
    }

    [Fact]
    public async Task Without_the_permission_each_goes_alone()
    {
        await using var world = await StartAsync(12);
        world.Sandbox.State.RemovePermission("BULK_CHANGE");

        var run = await world.RunAsync(Ct);

        Assert.Equal((12, SyncRunState.Done), (run.Outcomes["applied"], run.State));
        Assert.All(world.Sandbox.State.Issues, i => Assert.Equal("In Progress", i.Status));
        Assert.Null((await world.LaneAsync(Ct))!.Pause);
    }

    /// <summary>One went to a project whose workflow means another step by the same number.</summary>
    [Fact]
    public async Task An_issue_that_is_in_another_workflow_now_is_not_among_them()
    {
        await using var world = await StartAsync(12, status: "In Review");
        var gone = world.Sandbox.State.Issues[3];
        world.Sandbox.State.Move(gone.Key, "OPS");

        var run = await world.RunAsync(Ct);

        var issues = world.Sandbox.State.Issues.ToLookup(i => i.Id == gone.Id, i => i.Status);
        Assert.All(issues[false], s => Assert.Equal("In Review", s));
        Assert.Equal(["To Do"], issues[true]);
        Assert.Equal(1, run.Outcomes["refused"]);
        Assert.Contains("has no status \"In Review\"", Assert.Single(await world.TicketsAsync(Ct), t => t.IssueId == $"{gone.Id}").Reason);
        Assert.DoesNotContain($"\"{gone.Id}\"", Assert.Single(world.Sandbox.Requests.Matching("POST", Bulk)).Body);
    }

    /// <summary>Each wants a field that is on no screen, which the task cannot know before it tries.</summary>
    [Fact]
    public async Task What_the_task_leaves_goes_alone_and_is_told()
    {
        await using var world = await StartAsync(12);
        world.Sandbox.State.Validate("SEC", "In Progress", "duedate");

        var run = await world.RunAsync(Ct);

        Assert.Equal(12, run.Outcomes["refused"]);
        Assert.Equal((1, 12), (world.Sandbox.Requests.CountOf("POST", Bulk), world.Sandbox.Requests.CountOf("POST", "issue/*/transitions")));
    }

    [Fact]
    [Trait("Complaint", "U-38")]
    public async Task What_a_run_was_refused_is_tried_again_by_one_word_and_nothing_else()
    {
        await using var world = await StartAsync(12, moved: 11);
        var creates = Assert.Single(await world.Sync.ListAsync(null, TicketPosition.Start.CreatedAt, TicketPosition.Start.Id, 10, Ct));
        world.Sandbox.State.Validate("SEC", "In Progress", "duedate");
        var refused = await world.RunAsync(Ct);
        Assert.Equal((11, 0), (refused.Outcomes["refused"], (await world.RunAsync(Ct)).Planned.All));

        Assert.Equal((0, RunRefusals.NothingToRetry), await world.Repairs.RetryRunAsync(Actor.System, creates.Id, Ct));
        Assert.Equal((11, (Problem?)null), await world.Repairs.RetryRunAsync(Actor.System, refused.Id, Ct));
        Assert.Equal((0, RunRefusals.NothingToRetry), await world.Repairs.RetryRunAsync(Actor.System, refused.Id, Ct));
        Assert.Equal((0, RunRefusals.NoSuchRun), await world.Repairs.RetryRunAsync(Actor.System, SyncRunId.New(world.Clock), Ct));

        var again = await world.RunAsync(Ct);
        Assert.Equal((11, 11), (again.Planned.All, again.Planned.Transition));
        var undo = await world.UndoAsync(creates, Ct);
        Assert.Equal((0, RunRefusals.UndoIsAskedForAgain), await world.Repairs.RetryRunAsync(Actor.System, undo.Id, Ct));
        Assert.Contains("11 tickets", Assert.Single(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.retry").Summary);
    }

    /// <summary>The run that began it did not hear of its end; the next one does not move what it moves.</summary>
    [Fact]
    public async Task A_task_that_runs_on_is_waited_for_by_the_next_run_and_its_moves_are_ours()
    {
        await using var world = await StartAsync(12, new SandboxOptions { BulkTaskDuration = TimeSpan.FromMinutes(3) });
        world.Sandbox.Faults.Add("GET", "bulk/queue/*", new FaultBehaviour.Answer(404, "<html>Gone</html>", "text/html"), times: null);

        var first = await world.RunAsync(Ct);
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await world.RunAsync(Ct);
        Assert.Equal((12, 12), (first.Outcomes["deferred"], second.Outcomes["deferred"]));
        Assert.All(world.Sandbox.State.Issues, i => Assert.Equal("To Do", i.Status));

        world.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(12, (await world.RunAsync(Ct)).Outcomes["applied"]);
        Assert.Equal((1, 0), (world.Sandbox.Requests.CountOf("POST", Bulk), world.Sandbox.Requests.CountOf("POST", "issue/*/transitions")));
        await world.ReconcileAsync(Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>Where the issues were is what tells the run that began it of its moves that they are its own.</summary>
    [Fact]
    public async Task What_came_of_a_task_is_kept_for_the_run_that_began_it()
    {
        await using var world = await StartAsync(12, new SandboxOptions { BulkTaskDuration = TimeSpan.FromMinutes(3) });
        world.Sandbox.Faults.Add("GET", "bulk/queue/*", new FaultBehaviour.Answer(404, "<html>Gone</html>", "text/html"), times: null);
        await world.RunAsync(Ct);
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        await using var session = await world.Lanes.EnterAsync(world.Configuration.Connection, LaneSide.Writing, Ct);

        var ofAnother = await world.Bulk.BegunAsync(session, world.Configuration with { Id = TicketConfigurationId.New(world.Clock) }, Ct);
        var own = await world.Bulk.BegunAsync(session, world.Configuration, Ct);

        Assert.Equal((12, 0), (ofAnother.From.Count, ofAnother.Unclear.Count));
        Assert.Equal((12, 0), (own.From.Count, own.Unclear.Count));
        Assert.Empty((await world.Bulk.BegunAsync(session, world.Configuration, Ct)).From);
    }

    /// <summary>Jira tells of none of them any more: their issues are left alone for an hour, not for ever.</summary>
    [Fact]
    public async Task Tasks_that_Jira_does_not_tell_of_hold_their_issues_for_an_hour_at_most()
    {
        await using var world = await StartAsync(24, new SandboxOptions { BulkTaskDuration = TimeSpan.FromMinutes(3) }, moved: 12);
        world.Sandbox.Faults.Add("GET", "bulk/queue/*", new FaultBehaviour.Answer(403, """{"errorMessages": ["No."], "errors": {}}"""), times: null);
        Assert.Equal(12, (await world.RunAsync(Ct)).Outcomes["deferred"]);
        for (var i = 13; i <= 24; i++)
            world.Findings.Decide(i, FindingStatus.InProgress);
        Assert.Equal(24, (await world.RunAsync(Ct)).Outcomes["deferred"]);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(24, (await world.RunAsync(Ct)).Outcomes["deferred"]);
        Assert.Equal((2, 0), (world.Sandbox.Requests.CountOf("POST", Bulk), world.Sandbox.Requests.CountOf("POST", "issue/*/transitions")));

        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(24, (await world.RunAsync(Ct)).Outcomes["applied"]);
        Assert.Equal((2, 0), (world.Sandbox.Requests.CountOf("POST", Bulk), world.Sandbox.Requests.CountOf("POST", "issue/*/transitions")));
    }

    [Fact]
    public async Task A_task_that_takes_its_time_is_waited_for()
    {
        await using var world = await StartAsync(12, new SandboxOptions { BulkTaskDuration = TimeSpan.FromSeconds(5) });

        var running = world.RunAsync(Ct);
        while (!running.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, Ct);
        }

        Assert.Equal(12, (await running).Outcomes["applied"]);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("POST", "issue/*/transitions"));
        Assert.InRange(world.Sandbox.Requests.CountOf("GET", "bulk/queue/*"), 2, 5);
    }

    [Theory]
    [InlineData(FaultTime.BeforeCommit)]
    [InlineData(FaultTime.AfterCommit)]
    public async Task A_lost_answer_moves_each_once_and_says_nothing_untrue(FaultTime time)
    {
        await using var world = await StartAsync(12);
        world.Sandbox.Faults.Add("POST", Bulk, new FaultBehaviour.Drop(time));

        var run = await world.RunAsync(Ct);
        Assert.Equal(12, run.Outcomes["deferred"]);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.RunAsync(Ct);

        Assert.All(world.Sandbox.State.Issues.Select(i => (i.Status, i.Comments.Count)), i => Assert.Equal(("In Progress", 0), i));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        var moves = await (await world.Jira.ClientForAsync(default, Ct)).Changelog.FetchAsync([.. world.Sandbox.State.Issues.Select(i => $"{i.Id}")], ["status"], Ct).ToListAsync(Ct);
        Assert.Equal(12, moves.Sum(m => m.Changes.Count));
    }

    private async Task<TicketWorld> StartAsync(int count, SandboxOptions? options = null, string status = "In Progress", int? moved = null)
    {
        var world = await MappedWorld.StartAsync(databases, options ?? new SandboxOptions(), hasRealFindings: false, (FindingStatus.InProgress, status, null));
        world.Findings.AddMany(count);
        await world.RunAsync(Ct);
        for (var i = 1; i <= (moved ?? count); i++)
            world.Findings.Decide(i, FindingStatus.InProgress);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return world;
    }

    public class OnSqlite(SqliteTestDatabase db) : BulkMoveContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : BulkMoveContract(db), IClassFixture<PostgresTestDatabase>;
}
