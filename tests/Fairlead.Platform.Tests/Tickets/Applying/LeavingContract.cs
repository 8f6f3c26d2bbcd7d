using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Whoever asked for a run goes away in the middle of it: Ctrl-C, or a connection that broke.</summary>
public abstract class LeavingContract(TestDatabase databases)
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "issue")]
    [InlineData(3, "issue/bulk")]
    public async Task An_answer_that_comes_soon_after_is_taken(int findings, string route)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(findings);
        world.Sandbox.Faults.Add("POST", route, new FaultBehaviour.Drip(Slowness, BytesEach: 1_000_000));
        using var caller = new CancellationTokenSource();

        var run = world.Sync.RunAsync(world.Configuration.Id, null, caller.Token);
        await UntilAsync(() => world.Clock.IsAwaited(Slowness), run);
        await caller.CancelAsync();
        world.Clock.Advance(Slowness);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(TicketStanding.Created, t.Standing));
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_given_up_within_seconds()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromMinutes(5) };
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Stall(FaultTime.AfterCommit));
        using var caller = new CancellationTokenSource();

        var run = world.Sync.RunAsync(world.Configuration.Id, null, caller.Token);
        await UntilAsync(() => world.Sandbox.State.IssueCount == 1, run);
        await caller.CancelAsync();
        world.Clock.Advance(Patience.Grace);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(TicketState.Uncertain, Assert.Single(await world.TicketsAsync(Ct)).State);
        await world.ConvergeAsync(Ct);
        Assert.Equal((1, TicketState.Created), (world.Sandbox.State.IssueCount, Assert.Single(await world.TicketsAsync(Ct)).State));
    }

    /// <summary>It is no trouble of Jira that nobody waits any more.</summary>
    [Fact]
    public async Task A_call_that_waited_for_its_turn_is_not_sent_and_pauses_nothing()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Jira.ClientOptions = world.Jira.ClientOptions with { MaxLimitedResends = 1 };
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.RateLimited("3"));
        using var caller = new CancellationTokenSource();

        var run = world.Sync.RunAsync(world.Configuration.Id, null, caller.Token);
        await UntilAsync(() => world.Jira.WaitingCalls == 1, run);
        await caller.CancelAsync();
        world.Clock.Advance(Slowness);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(1, world.Creates);
        Assert.Null((await world.LaneAsync(Ct))!.Pause);
        Assert.Contains("gave the call up", Assert.Single(await world.TicketsAsync(Ct)).Reason);

        Assert.Equal(1, Assert.Single((await world.RunAsync(Ct)).Resumed).DoneNow);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    [Fact]
    public async Task Nothing_new_is_begun_and_the_next_run_says_what_it_resumed()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(120);
        using var caller = new CancellationTokenSource();
        var leaves = new Leaver(caller);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Sync.RunAsync(world.Configuration.Id, leaves, caller.Token));
        Assert.Equal(50, (await world.TicketsAsync(Ct)).Count(t => t.Standing == TicketStanding.Created));
        Assert.Equal(1, world.Creates);
        var begun = Assert.Single((await world.Previews.PreviewAsync(world.Configuration.Id, 0, Ct))!.Plan.Due.Unfinished);
        Assert.Equal((world.Configuration.Name, 120, 50), (begun.Configuration, begun.Total, begun.Done));

        var next = await world.RunAsync(Ct);

        Assert.Equal(begun, Assert.Single(next.Due.Unfinished));
        Assert.Empty(next.CaughtUp);

        var resumed = Assert.Single(next.Resumed);
        Assert.Equal((world.Configuration.Name, 120, 50, 70), (resumed.Configuration, resumed.Total, resumed.DoneBefore, resumed.DoneNow));
        Assert.True(resumed.JiraCalls > 0);
        Assert.Equal((0, 0), (next.Planned.All, next.Outcomes.Count));
        Assert.Equal(120, world.Sandbox.State.IssueCount);
        Assert.Empty((await world.RunAsync(Ct)).Resumed);
    }

    /// <summary>The server is told to stop while it runs by itself.</summary>
    [Fact]
    public async Task A_run_that_nobody_asked_for_begins_nothing_new_at_the_stop_and_takes_the_answer_on_its_way()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(120);
        await using (var work = await world.Database.BeginAsync(Ct))
        {
            await new EventLog(world.Database, world.Clock).AppendAsync(work, TicketConfigurations.ChangedEvent, $"{world.Configuration.Id}", Ct);
            await work.CommitAsync(Ct);
        }

        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Drip(Slowness, BytesEach: 1_000_000));

        await world.Jobs.StartAsync(Ct);
        await UntilAsync(() => world.Clock.IsAwaited(Slowness), world.Jobs.ExecuteTask!);
        var stop = world.Jobs.StopAsync(Ct);
        world.Clock.Advance(Slowness);
        await stop;

        Assert.Equal(1, world.Creates);
        Assert.Equal(50, (await world.TicketsAsync(Ct)).Count(t => t.Standing == TicketStanding.Created));
        Assert.DoesNotContain(await world.TicketsAsync(Ct), t => t.State is TicketState.Sending or TicketState.Uncertain);
    }

    /// <summary>What a run left is carried on with by the next wake-up, and that is told to stop too.</summary>
    [Fact]
    public async Task A_wake_up_that_carries_on_begins_nothing_new_after_the_stop()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(120);
        using (var first = new CancellationTokenSource())
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Sync.RunAsync(world.Configuration.Id, new Leaver(first), first.Token));
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Drip(Slowness, BytesEach: 1_000_000));
        using var stopping = new CancellationTokenSource();

        var waking = world.Sync.WakeAsync(world.Configuration.Connection, stopping.Token);
        await UntilAsync(() => world.Clock.IsAwaited(Slowness), waking);
        await stopping.CancelAsync();
        world.Clock.Advance(Slowness);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waking);
        Assert.Equal(2, world.Creates);
        Assert.Equal(100, (await world.TicketsAsync(Ct)).Count(t => t.Standing == TicketStanding.Created));
    }

    [Fact]
    public async Task The_answer_for_a_ticket_that_a_person_asked_for_is_taken()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drip(Slowness, BytesEach: 1_000_000));
        using var caller = new CancellationTokenSource();

        var making = world.Manual.MakeAsync(
            Actor.System, new(world.Configuration, [FakeFindings.Sample(1, "", default, "", "").Id]), caller.Token);
        await UntilAsync(() => world.Clock.IsAwaited(Slowness), making);
        await caller.CancelAsync();
        world.Clock.Advance(Slowness);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => making);
        Assert.Equal(TicketStanding.Created, Assert.Single(await world.TicketsAsync(Ct)).Standing);
    }

    /// <summary>Of a process that was killed nothing is written down but what each ticket came to.</summary>
    [Fact]
    public async Task What_a_killed_run_had_made_counts_as_done_before()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        var first = await world.RunAsync(Ct);
        await world.ForgetOutcomesAsync(first.Id, Ct);

        var resumed = Assert.Single((await world.RunAsync(Ct)).Resumed);

        Assert.Equal((3, 3, 0), (resumed.Total, resumed.DoneBefore, resumed.DoneNow));
        Assert.Equal(3, world.Sandbox.State.IssueCount);
    }

    private static async Task UntilAsync(Func<bool> isSo, Task run)
    {
        while (!isSo())
        {
            Assert.False(run.IsCompleted, "The run ended before that.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }
    }

    /// <summary>Goes away once the first call was answered.</summary>
    private sealed class Leaver(CancellationTokenSource caller) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value)
        {
            if (value.Done > 0)
                caller.Cancel();
        }
    }

    public class OnSqlite(SqliteTestDatabase db) : LeavingContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LeavingContract(db), IClassFixture<PostgresTestDatabase>;
}
