using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>
/// Two servers on one PostgreSQL, or two workers in the one process that has a SQLite file: who reads stops nobody who writes, and who
/// writes is let finish.
/// </summary>
public abstract class TwoNodesContract(TestDatabase databases)
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(7);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Looks_and_wake_ups_stop_no_run_that_is_at_work()
    {
        await using var world = await StartAsync(1);
        var other = await OtherAsync(world);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        world.Sandbox.State.Transition(issue.Key, "In Progress");
        var run = await BeginSlowRunAsync(world);

        var look = await other.PollAsync(Ct);
        world.Sandbox.State.Transition(issue.Key, "To Do");
        await other.HearAsync(issue.Id, Ct);
        await other.Sync.LookAsync(world.Configuration.Connection, Ct);
        await other.WakeAsync(Ct);
        var statusMeanwhile = (await world.TicketsAsync(Ct)).Single(t => t.IssueKey == issue.Key).Status;
        world.Clock.Advance(Slowness);
        var done = await run;
        await EndAsync(other, world);

        Assert.Equal((true, 1), (look.IsComplete, look.Changed));
        Assert.Equal("To Do", statusMeanwhile);
        Assert.Equal((SyncRunState.Done, 2), (done.State, done.Outcomes["applied"]));
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>What the look read before the run moved the issue is old, and is not written over what the run knows.</summary>
    [Fact]
    public async Task A_look_writes_nothing_over_what_a_run_did_meanwhile()
    {
        await using var world = await StartAsync(1);
        var other = await OtherAsync(world);
        world.Sandbox.State.Transition(Assert.Single(world.Sandbox.State.Issues).Key, "In Progress");
        SlowDown(other, world.Sandbox, "issue/bulkfetch");
        var look = other.PollAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.Clock.IsAwaited(Slowness));

        world.Findings.Close(1);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.RunAsync(Ct);
        world.Clock.Advance(Slowness);
        var changed = (await look).Changed;
        await EndAsync(other, world);

        Assert.Equal(0, changed);
        Assert.Equal("Done", Assert.Single(await world.TicketsAsync(Ct)).Status);
    }

    /// <summary>The one that began first is held up on its way: without a turn it would arrive last, and its old title would stay.</summary>
    [Fact]
    public async Task F090_Of_two_that_update_one_issue_the_latest_state_stays()
    {
        await using var world = await StartAsync(1);
        var other = await OtherAsync(world);
        if (other != world)
            other.Findings.Add(1);
        var before = Assert.Single(world.Sandbox.State.Issues);
        world.Sandbox.Requests.Clear();
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromMinutes(1) };
        world.Sandbox.Faults.Add("PUT", "issue/*", new FaultBehaviour.Slow(Slowness));
        Retitle(world, "The first title");
        var first = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.Clock.IsAwaited(Slowness));

        Retitle(other, "The second title");
        var second = other.RunAsync(Ct);
        await PassAsync(world, second);
        await PassAsync(world, first);
        Retitle(world, "The second title");

        Assert.Equal((1, 1), ((await first).Outcomes["applied"], (await second).Outcomes["applied"]));
        var after = Assert.Single(world.Sandbox.State.Issues);
        Assert.Contains("The second title", after.Summary);
        Assert.Equal(before.Revision + 2, after.Revision);
        var sent = world.Sandbox.Requests.Matching("PUT", "issue/*");
        Assert.Equal(2, sent.Count);
        Assert.InRange(sent[1].ReceivedAt - sent[0].ReceivedAt, Slowness, TimeSpan.FromMinutes(5));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        await EndAsync(other, world);

        static void Retitle(TicketWorld world, string title) => world.Findings.Change(1, f => f with { Title = title });
    }

    /// <summary>It is held up between its last look at the issue and its write, and another worker enters meanwhile.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_worker_that_was_overtaken_edits_and_moves_nothing(bool closes)
    {
        await using var world = await StartAsync(1);
        if (closes)
            world.Findings.Close(1);
        else
            world.Findings.Change(1, f => f with { Title = "Another title" });
        var before = Assert.Single(world.Sandbox.State.Issues).Revision;
        SlowDown(world, world.Sandbox, "issue/bulkfetch");
        world.Sandbox.Requests.Clear();
        var late = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.Clock.IsAwaited(Slowness));

        await world.Database.ChangeRowsAsync("UPDATE ticket_lanes SET epoch = epoch + 1", Ct);
        world.Clock.Advance(Slowness);
        var run = await late;

        Assert.Equal(SyncRunState.Interrupted, run.State);
        Assert.Empty(run.Outcomes);
        Assert.Equal(before, Assert.Single(world.Sandbox.State.Issues).Revision);
        Assert.DoesNotContain(world.Sandbox.Requests.All, r => r.Status == 204);
        // Nobody says that the other one has left: the lane is free once its time is over.
        await PassAsync(world, world.RunAsync(Ct));
        Assert.True(Assert.Single(world.Sandbox.State.Issues).Revision > before);
    }

    /// <summary>The filter lets the second finding in by no means but the person's.</summary>
    [Fact]
    public async Task What_a_person_puts_behind_an_issue_while_a_run_writes_it_stays_there()
    {
        await using var world = await StartAsync(1);
        await world.ConfigureAsync(c => c with { Filter = new TicketFilter { Assets = ["api"] } }, Ct);
        await world.RunAsync(Ct);
        world.Findings.Add(2, asset: "web");
        world.Findings.Change(1, f => f with { Title = "Another title" });
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var ticket = Assert.Single(await world.TicketsAsync(Ct)).Id;
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromMinutes(1) };
        world.Sandbox.Faults.Add("PUT", "issue/*", new FaultBehaviour.Slow(Slowness));
        var run = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.Clock.IsAwaited(Slowness));
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.AddAsync(LinkWorld.Ann, ticket, [FakeFindings.IdOf(2)], Ct));
        await PassAsync(world, run);
        Assert.Equal(1, (await run).Outcomes["applied"]);

        Assert.Equal([FakeFindings.IdOf(1), FakeFindings.IdOf(2)], (await world.Links.OfTicketsAsync([ticket], Ct))[ticket].OrderBy(f => f.Value));
        Assert.Equal(2, Assert.Single(await world.TicketsAsync(Ct)).Findings);
        // Its issue does not tell of it yet.
        Assert.Equal(1, (await LinkWorld.RunAsync(world)).Planned.Update);
        Assert.Equal(0, (await LinkWorld.RunAsync(world)).Planned.All);
    }

    private async Task<TicketWorld> StartAsync(int findings)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { GroupBy = [] });
        for (var i = 1; i <= findings; i++)
            world.Findings.Add(i);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        return world;
    }

    /// <summary>A run of two creates, whose answer comes after <see cref="Slowness"/>.</summary>
    private static async Task<Task<SyncRun>> BeginSlowRunAsync(TicketWorld world)
    {
        SlowDown(world, world.Sandbox, "issue/bulk");
        world.Findings.Add(101);
        world.Findings.Add(102);
        var run = world.RunAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.Clock.IsAwaited(Slowness));
        return run;
    }

    private static void SlowDown(TicketWorld world, SandboxServer sandbox, string path)
    {
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromMinutes(1) };
        sandbox.Faults.Add("POST", path, new FaultBehaviour.Drip(Slowness, BytesEach: 1_000_000));
    }

    /// <summary>Another process where there can be one.</summary>
    private static async Task<TicketWorld> OtherAsync(TicketWorld world) =>
        world.Database.Engine == DatabaseEngine.Postgres ? await world.AnotherNodeAsync(Ct) : world;

    private static async Task PassAsync(TicketWorld world, Task until)
    {
        while (!until.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }
    }

    private static async Task EndAsync(TicketWorld other, TicketWorld world)
    {
        if (other != world)
            await other.DisposeAsync();
    }

    public class OnSqlite(SqliteTestDatabase db) : TwoNodesContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TwoNodesContract(db), IClassFixture<PostgresTestDatabase>
    {
        [Fact]
        public async Task A_run_waits_for_the_run_of_another_node_and_makes_nothing_twice()
        {
            await using var world = await StartAsync(0);
            await using var other = await world.AnotherNodeAsync(Ct);
            other.Findings.Add(101);
            other.Findings.Add(102);
            other.Findings.Add(103);
            var first = await BeginSlowRunAsync(world);

            var second = other.RunAsync(Ct);
            await CreateContract.EventuallyAsync(() => world.Clock.IsAwaited(TimeSpan.FromSeconds(1)));
            world.Clock.Advance(Slowness);
            var done = await first;
            await PassAsync(world, second);

            Assert.Equal((SyncRunState.Done, 2), (done.State, done.Outcomes["applied"]));
            Assert.Equal((SyncRunState.Done, 1), ((await second).State, (await second).Outcomes["applied"]));
            Assert.Equal(3, world.Sandbox.State.IssueCount);
            world.Findings.Add(103);
            await CreateContract.AssertOneIssueEachAsync(world);
        }

        /// <summary>However long it takes: what ends it is a holder that is not heard of any more.</summary>
        [Fact]
        public async Task A_run_that_lives_is_not_overtaken_and_one_that_does_not_is()
        {
            await using var world = await StartAsync(0);
            await using var other = await world.AnotherNodeAsync(Ct);
            var run = await BeginSlowRunAsync(world);
            var epoch = (await world.LaneAsync(Ct))!.Epoch;

            for (var i = 0; i < 5; i++)
            {
                world.Clock.Advance(TimeSpan.FromSeconds(1));
                await other.WakeAsync(Ct);
            }

            Assert.Equal(epoch, (await world.LaneAsync(Ct))!.Epoch);
            await using var late = await world.OvertakingNodeAsync(Ct);
            await late.WakeAsync(Ct);
            Assert.True((await world.LaneAsync(Ct))!.Epoch > epoch);
            world.Clock.Advance(Slowness);
            await run;
        }
    }
}
