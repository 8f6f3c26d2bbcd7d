using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Sandbox;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>Findings of secrets that are not there any more, and names that hold one.</summary>
public abstract class SecretsThatGoContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_that_are_gone_at_once_are_held_until_a_person_confirms_it()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "all in one").Key;
        var comments = Enumerable.Range(0, 20).Select(i => world.Sandbox.State.Comment(key, $"used {ScanWorld.Token($"n{i}")}")).ToList();
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal(20, await OpenAsync(world));

        foreach (var comment in comments)
            world.Sandbox.State.EditComment(key, comment, "gone");
        await world.ScanAsync("SEC", forced: true, Ct);

        Assert.Equal(20, await OpenAsync(world));
        var import = (await world.Imports.ListAsync(null, 10, Ct)).Items[0];
        Assert.Equal(20, import.Counts.Held);
        await world.Imports.ConfirmClosesAsync(import.Id, Actor.System, Ct);
        Assert.Equal(0, await OpenAsync(world));
    }

    [Fact]
    public async Task What_was_not_told_before_a_crash_is_told_by_the_next_look()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        world.Sandbox.State.Create("SEC", "Task", $"it is {ScanWorld.Token("lost")}");
        await world.ScanAsync("SEC", forced: false, Ct);
        // As a process leaves it that was killed between what it told and noting that.
        await world.Database.ChangeRowsAsync("UPDATE secret_reports SET reported = 0", Ct);

        await world.Scans.RunDueAsync(Ct);

        Assert.Equal(1, await OpenAsync(world));
        Assert.Single((await world.Imports.ListAsync(null, 100, Ct)).Items);
    }

    [Fact]
    public async Task The_name_of_a_file_that_is_a_secret_is_nowhere()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var token = ScanWorld.Token("file");
        var key = world.Sandbox.State.Create("SEC", "Task", "file").Key;
        var jira = await world.Sites.ClientForAsync(world.Connection.Id, Ct);
        await jira.Attachments.AddAsync(key, $"{token}.bin", "application/octet-stream", new byte[] { 1, 2, 3 }, Ct);
        await jira.Attachments.AddAsync(key, $"{token}.zip", "application/zip", new byte[] { 0x50, 0x4B, 3, 4, 1, 2, 3 }, Ct);

        await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal(1, await OpenAsync(world));
        Assert.EndsWith(".zip", Assert.Single((await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 10, Ct)).Skipped).PlaceName);
        await ScanContract.NothingIsKeptAsync(world, [token]);
    }

    [Fact]
    public async Task Of_a_deleted_issue_the_finding_is_fixed_and_of_one_that_moved_it_is_another_project_s()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var (deleted, moved) = (world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("one")}"), world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("two")}"));
        await world.ScanAsync("SEC", forced: false, Ct);
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE secret_settings SET auto_scan = TRUE"), null, Ct);
        world.Sandbox.State.Delete(deleted.Key);
        world.Sandbox.State.Move(moved.Key, "OPS");

        await using (var work = await world.Database.BeginAsync(Ct))
        {
            await world.Events.AppendAsync(work, EventLog.IssueDeleted, new IssueTold(world.Connection.Id, $"{deleted.Id}").ToString(), Ct);
            await work.CommitAsync(Ct);
        }

        await world.Changes.HearAsync(Ct);
        await world.ScanAsync("OPS", forced: false, Ct);

        var (open, fixedOnes) = ((await AllAsync(world)).Where(f => f.IsOpen).ToList(), (await AllAsync(world)).Where(f => !f.IsOpen).ToList());
        Assert.EndsWith("/OPS", Assert.Single(open).Asset);
        Assert.All(fixedOnes, f => Assert.EndsWith("/SEC", f.Asset));
        Assert.Equal(2, fixedOnes.Count);
    }

    private static async Task<IReadOnlyList<FindingSummary>> AllAsync(ScanWorld world) =>
        (await world.Catalog.SearchAsync(FindingFilter.Everything, FindingOrder.OldestFirst, null, 1000, Ct)).Items;

    private static async Task<int> OpenAsync(ScanWorld world) => (await AllAsync(world)).Count(f => f.IsOpen);

    public class OnCloudAndSqlite(SqliteTestDatabase db) : SecretsThatGoContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class OnCloudAndPostgres(PostgresTestDatabase db) : SecretsThatGoContract(db, SandboxEdition.Cloud), IClassFixture<PostgresTestDatabase>;

    public class OnDataCenterAndSqlite(SqliteTestDatabase db) : SecretsThatGoContract(db, SandboxEdition.DataCenter), IClassFixture<SqliteTestDatabase>;

    public class OnDataCenterAndPostgres(PostgresTestDatabase db) : SecretsThatGoContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
