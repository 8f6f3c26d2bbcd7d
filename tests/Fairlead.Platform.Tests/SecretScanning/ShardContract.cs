using System.Globalization;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Sandbox;
using Fairlead.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>Several nodes on one database look through one project.</summary>
public abstract class ShardContract(TestDatabase databases, SandboxEdition edition)
{
    private const int Issues = 2_300;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_nodes_share_a_scan_and_what_they_did_adds_up()
    {
        await using var world = await StartAsync();
        await using var other = world.AnotherNode();
        var asked = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct);

        // Which issues there are is found out by whoever comes first; then there is something to share.
        var first = world.Scans.RunDueAsync(Ct);
        while ((await world.Scans.FindAsync(asked.Id, Ct))!.Total is null)
            await Task.Delay(10, Ct);
        var begun = await Task.WhenAll(first, other.GetRequiredService<SecretScans>().RunDueAsync(Ct));

        var scan = (await world.Scans.FindAsync(asked.Id, Ct))!;
        Assert.Equal((SecretScanState.Done, null), (scan.State, scan.Problem));
        Assert.Equal((scan.Total, (long)Count(world)), (scan.Issues, scan.Issues));
        Assert.Equal(Issues / 100, scan.Matches);
        Assert.All(begun, count => Assert.InRange(count, 1, 3));
        Assert.Equal(Issues / 100, (await world.AllAsync(Ct)).Count);
        Assert.Empty(await world.Database.QueryAsync<DueShard>(SqlText.FromFixedParts("SELECT scan_id, no FROM secret_shards"), null, Ct));
    }

    [Fact]
    public async Task What_a_killed_node_had_begun_another_one_finishes()
    {
        await using var world = await StartAsync();
        await using var other = world.AnotherNode();
        var asked = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct);
        var now = world.Clock.GetUtcNow();
        var store = other.GetRequiredService<SecretScanStore>();
        // A node that found out which issues there are, took the first thousand of them, and died.
        var dead = Guid.CreateVersion7();
        var planner = (await store.ClaimAsync(new DueShard { ScanId = asked.Id, No = 0 }, dead, now, now + TimeSpan.FromMinutes(5), Ct))!;
        var ids = world.Sandbox.State.Issues.Where(issue => issue.Key.StartsWith("SEC-", StringComparison.Ordinal)).Select(issue => issue.Id).Order().ToArray();
        await using (var work = await world.Database.BeginAsync(Ct))
        {
            await SecretScanStore.PlanAsync(work, planner, dead, new ReadingPlan(ids, [], [], null), 1_000, now + TimeSpan.FromMinutes(5), "rules", Ct);
            await work.CommitAsync(Ct);
        }

        await world.Scans.RunDueAsync(Ct);
        var waiting = (await world.Scans.FindAsync(asked.Id, Ct))!;
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.Scans.RunDueAsync(Ct);
        var done = (await world.Scans.FindAsync(asked.Id, Ct))!;

        Assert.Equal((SecretScanState.AtWork, ids.Length - 1_000L), (waiting.State, waiting.Issues));
        Assert.Equal((SecretScanState.Done, (long)ids.Length), (done.State, done.Issues));
        Assert.Equal(Issues / 100, (await world.AllAsync(Ct)).Count);
        await using var late = await world.Database.BeginAsync(Ct);
        await Assert.ThrowsAsync<ScanLostException>(() => SecretScanStore.WaitAsync(late, planner with { No = 1 }, dead, "too late", null, Ct));
    }

    private static int Count(ScanWorld world) => world.Sandbox.State.Issues.Count(issue => issue.Key.StartsWith("SEC-", StringComparison.Ordinal));

    private async Task<ScanWorld> StartAsync()
    {
        var world = await ScanWorld.StartAsync(databases, edition, Ct);
        for (var i = 0; i < Issues; i++)
            world.Sandbox.State.Create("SEC", "Task", i % 100 == 0 ? ScanWorld.Token(string.Create(CultureInfo.InvariantCulture, $"n{i}")) : "nothing");
        return world;
    }

    public class CloudOnPostgres(PostgresTestDatabase db) : ShardContract(db, SandboxEdition.Cloud), IClassFixture<PostgresTestDatabase>;
}
