using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>A step of a crawl that takes longer than a claim holds.</summary>
public abstract class LongStepContract(TestDatabase databases)
{
    private const int Comments = 1_500;

    private static readonly TimeSpan Each = TimeSpan.FromSeconds(25);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_stays_with_its_run_however_long_Jira_takes_for_one_issue()
    {
        await using var world = await ScanWorld.StartAsync(databases, SandboxEdition.Cloud, Ct);
        await using var other = world.AnotherNode();
        var store = other.GetRequiredService<SecretScanStore>();
        var key = world.Sandbox.State.Create("SEC", "Task", "one").Key;
        for (var i = 0; i < Comments; i++)
            world.Sandbox.State.Comment(key, i == Comments - 1 ? $"see {ScanWorld.Token("last")}" : "a comment");
        var asked = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct);
        world.Sandbox.Faults.Add("GET", "/issue/*/comment", new FaultBehaviour.Slow(Each), times: 100);

        var from = world.Clock.GetUtcNow();
        var run = world.Scans.RunDueAsync(Ct);
        while (!run.IsCompleted)
        {
            if (!world.Clock.IsAwaited(Each))
            {
                await Task.Delay(5, Ct);
                continue;
            }

            world.Clock.Advance(Each);
            // What is renewed when its time comes is renewed a moment later.
            for (var looks = 0; looks < 200 && (await store.DueAsync(world.Clock.GetUtcNow(), false, Ct)).Count > 0; looks++)
                await Task.Delay(5, Ct);
            Assert.Empty(await store.DueAsync(world.Clock.GetUtcNow(), false, Ct));
        }

        await run;
        Assert.InRange(world.Clock.GetUtcNow() - from, ShardHold.Lifetime + TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        Assert.Equal(SecretScanState.Done, (await world.Scans.FindAsync(asked.Id, Ct))!.State);
        Assert.Single(await world.AllAsync(Ct));
    }

    [Fact]
    public async Task A_run_that_was_overtaken_stops_instead_of_going_on_for_nothing()
    {
        await using var world = await ScanWorld.StartAsync(databases, SandboxEdition.Cloud, Ct);
        await using var node = world.AnotherNode();
        var store = node.GetRequiredService<SecretScanStore>();
        var asked = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct);
        var (first, second, due) = (Guid.CreateVersion7(), Guid.CreateVersion7(), new DueShard { ScanId = asked.Id, No = 0 });
        Assert.NotNull(await store.ClaimAsync(due, first, world.Clock.GetUtcNow(), world.Clock.GetUtcNow() + ShardHold.Lifetime, Ct));
        var scan = (await world.Scans.FindAsync(asked.Id, Ct))!;
        Assert.NotNull(await store.ClaimAsync(due, second, world.Clock.GetUtcNow() + TimeSpan.FromMinutes(6), world.Clock.GetUtcNow() + TimeSpan.FromMinutes(11), Ct));

        await using var hold = new ShardHold(store, scan, first, world.Clock, new LogKeeper().CreateLogger("scans"), Ct);
        var over = new TaskCompletionSource();
        await using var told = hold.Held.Register(over.SetResult);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await over.Task.WaitAsync(TimeSpan.FromMinutes(1), Ct);
        Assert.True(hold.IsLost);
    }

    public class OnSqlite(SqliteTestDatabase db) : LongStepContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LongStepContract(db), IClassFixture<PostgresTestDatabase>;
}
