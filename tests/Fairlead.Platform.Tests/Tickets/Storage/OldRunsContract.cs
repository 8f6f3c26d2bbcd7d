using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using static Fairlead.Platform.Tests.Tickets.Undoing.UndoSteps;

namespace Fairlead.Platform.Tests.Tickets.Storage;

/// <summary>Runs are not kept for ever, and nothing goes that still says something.</summary>
public abstract class OldRunsContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_kind_of_run_is_let_go_after_its_time()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(2);
        var creates = await AppliedAsync(world);
        Worsen(world);
        var undone = await AppliedAsync(world);
        var undo = await world.UndoAsync(undone, Ct);
        var empty = await AppliedAsync(world);
        world.Findings.Add(3, "CVE-3");
        var planned = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Equal((0, 1), (empty.Planned.All, planned.Planned.Create));

        Assert.Equal(0, await world.OldRuns.LetGoAsync(Ct));
        world.Clock.Advance(TimeSpan.FromDays(2));
        await AssertKeptAsync(world, creates, undone, undo, empty, planned);
        var latest = await AppliedAsync(world);
        Assert.Equal(1, latest.Planned.Create);
        Assert.Equal(1, await world.OldRuns.LetGoAsync(Ct));
        await AssertKeptAsync(world, creates, undone, undo, planned, latest);

        world.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal(1, await world.OldRuns.LetGoAsync(Ct));
        await AssertKeptAsync(world, creates, undone, undo, latest);

        world.Clock.Advance(TimeSpan.FromDays(180));
        Assert.Equal(1, await world.OldRuns.LetGoAsync(Ct));
        await AssertKeptAsync(world, undone, undo, latest);
        Assert.Empty(await world.Sync.OperationsAsync(creates.Id, 0, 10, Ct));
        Assert.Equal(2, (await world.Sync.OperationsAsync(undone.Id, 0, 10, Ct)).Count);
        Assert.Equal(undo.Id, (await world.Sync.GetRunAsync(undone.Id, Ct))!.UndoneBy!.By);
        Assert.Equal(0, await world.OldRuns.LetGoAsync(Ct));

        // Everything else of the tickets stays as it was.
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.Equal(3, world.Sandbox.State.IssueCount);
    }

    [Fact]
    public async Task A_run_that_is_not_over_stays()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await AppliedAsync(world);
        Worsen(world);
        var run = await AppliedAsync(world);
        world.Sandbox.Faults.Add("PUT", "issue/{issueIdOrKey}", new Sandbox.Faults.FaultBehaviour.RateLimited("30"), times: 1);
        var undo = await world.UndoAsync(run, Ct);
        Assert.Equal(SyncRunState.Interrupted, undo.State);

        world.Clock.Advance(TimeSpan.FromDays(400));
        await world.OldRuns.LetGoAsync(Ct);

        await AssertKeptAsync(world, run, undo);
    }

    private static async Task AssertKeptAsync(TicketWorld world, params SyncRun[] runs)
    {
        var kept = new List<SyncRunId>();
        foreach (var run in runs)
            kept.AddRange(await world.Sync.GetRunAsync(run.Id, Ct) is { } found ? [found.Id] : []);
        Assert.Equal(runs.Select(r => r.Id), kept);
    }

    public class OnSqlite(SqliteTestDatabase db) : OldRunsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : OldRunsContract(db), IClassFixture<PostgresTestDatabase>;
}
