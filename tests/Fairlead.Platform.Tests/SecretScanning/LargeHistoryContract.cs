using System.Text.Json.Nodes;
using Fairlead.Platform.SecretScanning;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>Histories that are more than is held at once: all of each is looked through, in smaller parts.</summary>
public abstract class LargeHistoryContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issues_whose_histories_are_too_much_together_are_read_in_smaller_parts()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var keys = Enumerable.Range(0, 60).Select(_ => world.Sandbox.State.Create("SEC", "Task", "a task").Key).ToList();
        foreach (var (i, key) in keys.Index())
        {
            Describe(world, key, $"first, with {ScanWorld.Token($"n{i}")}");
            for (var edit = 0; edit < 10; edit++)
                Describe(world, key, $"edit {edit}");
        }

        var scan = await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal((SecretScanState.Done, null, 0), (scan.State, scan.Problem, scan.Skipped.Count));
        Assert.Equal(world.Sandbox.State.Issues.Count(issue => issue.Key.StartsWith("SEC-", StringComparison.Ordinal)), scan.Issues);
        var found = await world.AllAsync(Ct);
        Assert.Equal(keys.Order(StringComparer.Ordinal), found.Select(finding => Assert.Single(finding.Places).IssueKey).Order(StringComparer.Ordinal));
        Assert.All(found, finding => Assert.True(finding.IsHistorical));
    }

    [Fact]
    public async Task A_history_that_is_too_much_alone_is_looked_through_to_its_end()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "a task").Key;
        var after = world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("after")}").Key;
        for (var edit = 0; edit <= 400; edit++)
            Describe(world, key, edit % 100 == 0 ? $"edit {edit}, with {ScanWorld.Token($"edit {edit}")}" : $"edit {edit}");

        var scan = await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal((SecretScanState.Done, null, 0), (scan.State, scan.Problem, scan.Skipped.Count));
        var found = (await world.AllAsync(Ct)).SelectMany(finding => finding.Places).ToList();
        Assert.Equal([(after, false), (key, false), (key, true), (key, true), (key, true), (key, true)], found.Select(place => (place.IssueKey, place.IsHistorical)).OrderBy(place => place == (after, false) ? 0 : place.IsHistorical ? 2 : 1));
    }

    private static void Describe(ScanWorld world, string key, string text) =>
        world.Sandbox.State.Edit(key, new JsonObject { ["description"] = $"{text} {new string('x', 30_000)}" }.ToJsonString());

    public class CloudOnSqlite(SqliteTestDatabase db) : LargeHistoryContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : LargeHistoryContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
