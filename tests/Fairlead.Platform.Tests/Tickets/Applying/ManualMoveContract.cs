using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Issues that Fairlead cannot bring where they are to be, so that a person has to.</summary>
public abstract class ManualMoveContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F094: the workflow is changed between reading its transitions and taking one; the way is looked for once more, by where it leads.</summary>
    [Fact]
    public async Task A_transition_that_is_gone_is_looked_for_again()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        var jira = await world.Jira.ClientForAsync(default, Ct);
        var done = (await jira.Transitions.ListAsync("SEC-1", Ct))!.Single(t => t.To.Name == "Done").To;
        var to = $$$"""{"id":"{{{done.Id}}}","name":"Done","statusCategory":{"id":3,"key":"done","name":"Done"}}""";
        world.Sandbox.Faults.Add("GET", "issue/*/transitions", new FaultBehaviour.Answer(200, $$$"""{"transitions":[{"id":"9999","name":"As it was","to":{{{to}}},"fields":{}}]}"""));
        world.Sandbox.Requests.Clear();

        var run = await world.RunAsync(Ct);

        Assert.Equal(1, run.Outcomes["applied"]);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal(("Done", 1), (issue.Status, issue.Comments.Count));
        Assert.Equal(2, world.Sandbox.Requests.CountOf("POST", "issue/*/transitions"));
    }

    /// <summary>F095, F097: no way to the goal is said once, in the issue, and then left alone.</summary>
    [Fact]
    [Trait("Complaint", "U-19")]
    public async Task An_issue_that_cannot_be_closed_gets_one_comment_and_is_left_alone()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        world.Sandbox.Faults.Add("GET", "issue/*/transitions", new FaultBehaviour.Answer(200, "{\"transitions\":[]}"), times: null);
        world.Sandbox.Faults.Add("POST", "issue/*/comment", new FaultBehaviour.Drop(FaultTime.AfterCommit));

        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.WakeAsync(Ct);
        await world.RunAsync(Ct);
        await world.RunAsync(Ct);

        Assert.Contains("could not move this issue by itself", Assert.Single(Assert.Single(world.Sandbox.State.Issues).Comments).Text, StringComparison.Ordinal);
        Assert.Contains("manual move", Assert.Single(await world.TicketsAsync(Ct)).Reason);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>What a person did about it is done: the next need is another one.</summary>
    [Fact]
    public async Task A_manual_move_is_asked_for_again_once_a_person_moved_the_issue()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        world.Sandbox.Faults.Add("GET", "issue/*/transitions", new FaultBehaviour.Answer(200, "{\"transitions\":[]}"), times: null);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Transition("SEC-1", "Done");
        await world.PollAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Transition("SEC-1", "To Do");
        world.Findings.Reopen(1);
        await world.PollAsync(Ct);
        await world.RunAsync(Ct);
        world.Findings.Change(1, f => f with { Title = "Told otherwise" });
        world.Findings.Close(1);

        await world.RunAsync(Ct);

        Assert.Equal(2, Assert.Single(world.Sandbox.State.Issues).Comments.Count(c => c.Text.Contains("could not move this issue by itself", StringComparison.Ordinal)));
    }

    /// <summary>What stands in the issue already is not said again because something else was refused in between.</summary>
    [Fact]
    [Trait("Complaint", "U-19")]
    public async Task A_manual_move_is_asked_for_once_whatever_else_is_refused()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        world.Sandbox.Faults.Add("GET", "issue/*/transitions", new FaultBehaviour.Answer(200, "{\"transitions\":[]}"), times: null);
        await world.RunAsync(Ct);
        Assert.Contains("manual move", Assert.Single(await world.TicketsAsync(Ct)).Reason);

        world.Findings.Reopen(1);
        world.Findings.Change(1, f => f with { Title = "Told otherwise" });
        world.Sandbox.Faults.Add("PUT", "issue/*", new FaultBehaviour.Answer(400, "{\"errorMessages\":[\"Not so.\"],\"errors\":{}}"));
        await world.RunAsync(Ct);
        Assert.Contains("Not so.", Assert.Single(await world.TicketsAsync(Ct)).Reason);
        world.Findings.Close(1);
        await world.RunAsync(Ct);

        Assert.Contains("manual move", Assert.Single(await world.TicketsAsync(Ct)).Reason);
        Assert.Single(Assert.Single(world.Sandbox.State.Issues).Comments);
        world.Sandbox.Faults.Clear();
        await world.Repairs.RetryAsync(Platform.Operations.Actor.System, Assert.Single(await world.TicketsAsync(Ct)).Id, Ct);
        await world.RunAsync(Ct);
        Assert.True(Assert.Single(world.Sandbox.State.Issues).IsDone);
    }

    /// <summary>The second of two steps is refused: where Fairlead itself left the issue is known at once, and is said.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_close_that_ends_half_way_says_where_the_issue_is(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Sandbox.State.Restrict("SEC", "Done", "In Progress");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.Faults.Add("POST", "issue/*/transitions", new FaultBehaviour.Answer(400, "{\"errorMessages\":[\"Not so.\"],\"errors\":{}}"), times: null, skip: 1);

        var run = await world.RunAsync(Ct);

        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal(("In Progress", 1), (issue.Status, run.Outcomes["refused"]));
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal("In Progress", ticket.Status);
        const string Said = "moved to In Progress; from there Jira refused (400): Not so.";
        Assert.Equal($"needs a manual move: {Said}", ticket.Reason);
        Assert.Contains(Said, Assert.Single(await world.Sync.OperationsAsync(run.Id, 0, 10, Ct)).OutcomeText);
        Assert.Contains(Said, Assert.Single(issue.Comments).Text);
        // It is Fairlead's own move: nothing that a look finds, and asked for once.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.PollAsync(Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        await world.Repairs.RetryAsync(Platform.Operations.Actor.System, ticket.Id, Ct);
        await world.RunAsync(Ct);
        Assert.Equal("needs a manual move: Jira refused (400): Not so.", Assert.Single(await world.TicketsAsync(Ct)).Reason);
        Assert.Single(Assert.Single(world.Sandbox.State.Issues).Comments);

        world.Sandbox.Faults.Clear();
        await world.Repairs.RetryAsync(Platform.Operations.Actor.System, ticket.Id, Ct);
        await world.RunAsync(Ct);
        Assert.True(Assert.Single(world.Sandbox.State.Issues).IsDone);
        Assert.Null(Assert.Single(await world.TicketsAsync(Ct)).Reason);
    }

    /// <summary>Jira is gone after the first of two steps: the next run goes on from there.</summary>
    [Fact]
    public async Task A_close_that_is_cut_off_half_way_goes_on_from_there()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.Restrict("SEC", "Done", "In Progress");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        world.Sandbox.Faults.Add("GET", "issue/*/transitions", new FaultBehaviour.Answer(503), times: 9, skip: 1);

        await world.RunAsync(Ct);

        Assert.Equal("In Progress", Assert.Single(await world.TicketsAsync(Ct)).Status);
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RunAsync(Ct);
        Assert.True(Assert.Single(world.Sandbox.State.Issues).IsDone);
        Assert.Equal("Done", Assert.Single(await world.TicketsAsync(Ct)).Status);
    }

    public class OnSqlite(SqliteTestDatabase db) : ManualMoveContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ManualMoveContract(db), IClassFixture<PostgresTestDatabase>;
}
