using Fairlead.Kernel;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>FAULTS F036, F037, F066: what happens to a send while it waits.</summary>
public abstract class WaitingSendContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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

    /// <summary>
    /// A claim is good for 30 s: a send that the limiter held back for longer does not go out, and is claimed anew. That is no trouble of
    /// Jira, so the connection does not rest.
    /// </summary>
    [Theory]
    [InlineData(1, 2, TicketState.Created)]
    [InlineData(3, 3, TicketState.Retry)]
    public async Task A_send_that_waited_longer_than_its_claim_lives_is_claimed_anew_a_few_times(int limits, int sent, TicketState state)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Jira.ClientOptions = world.Jira.ClientOptions with { MaxLimitedResends = 1 };
        world.Findings.Add(1);
        for (var i = 0; i < limits; i++)
            world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.RateLimited("45"));

        var run = world.RunAsync(Ct);
        for (var i = 1; i <= Math.Min(limits, sent); i++)
        {
            await CreateContract.EventuallyAsync(() => (world.Creates == i && world.Jira.WaitingCalls == 1) || run.IsCompleted);
            world.Clock.Advance(TimeSpan.FromSeconds(45));
        }

        await run;

        Assert.Equal(sent, world.Creates);
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(state, ticket.State);
        Assert.True(ticket.NotBefore is null || ticket.NotBefore <= world.Clock.GetUtcNow());
        Assert.Null((await world.LaneAsync(Ct))!.Pause);
        await world.ConvergeAsync(Ct);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F066: the worker was held up until another took the connection over, and its clock did not tell.</summary>
    [Fact]
    public async Task A_send_that_was_overtaken_stays_home()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Jira.ClientOptions = world.Jira.ClientOptions with { MaxLimitedResends = 1 };
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.RateLimited("5"));

        var run = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.Jira.WaitingCalls == 1);
        await using (var other = await world.OvertakingNodeAsync(Ct))
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
        world.Jira.ClientOptions = world.Jira.ClientOptions with { MaxLimitedResends = 1 };
        world.Findings.Add(2, "CVE-2");
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.RateLimited("5"));

        var run = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.Jira.WaitingCalls == 1);
        await using (var other = await world.OvertakingNodeAsync(Ct))
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
        world.Jira.ClientOptions = world.Jira.ClientOptions with { MaxLimitedResends = 1 };
        world.Findings.AddMany(10);
        world.Findings.Add(11, "CVE-11");
        world.Sandbox.Faults.Add("GET", "issue/createmeta/*/issuetypes/*", new FaultBehaviour.RateLimited("5"));

        var run = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.Jira.WaitingCalls == 1);
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

    public class OnSqlite(SqliteTestDatabase db) : WaitingSendContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : WaitingSendContract(db), IClassFixture<PostgresTestDatabase>;
}
