using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>What stood in an issue that is no more, or in another project by now, stands there no more; what is only hidden does.</summary>
public abstract class GoneIssuesContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crawl_drops_what_was_deleted_or_moved_out(bool isForced)
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        string[] keys = [.. Enumerable.Range(0, 3).Select(i => world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token($"n{i}")}").Key)];
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Delete(keys[0]);
        world.Sandbox.State.Move(keys[1], "OPS");

        Assert.Equal(SecretScanState.Done, (await world.ScanAsync("SEC", isForced, Ct)).State);
        Assert.Equal([keys[2]], (await world.AllAsync(Ct)).SelectMany(finding => finding.Places).Select(place => place.IssueKey));

        // There it is found as what it is: another project's.
        await world.ScanAsync("OPS", forced: false, Ct);
        Assert.Contains(await world.AllAsync(Ct), finding => finding.Places[0].IssueKey.StartsWith("OPS-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_project_that_is_called_otherwise_has_its_secrets_under_its_new_key()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("one")}").Key;
        var other = world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("two")}").Key;
        world.Sandbox.State.Attach(other, "locked.7z", [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]);
        await world.ScanAsync("SEC", forced: false, Ct);
        var newKey = $"NEW{key[3..]}";
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.RenameProject("SEC", "NEW");

        // Nothing of it was looked through since.
        Assert.Single(await world.AllAsync(Ct, newKey));
        Assert.Single(await world.AllAsync(Ct, key));
        await world.ScanAsync("NEW", forced: false, Ct);
        Assert.Equal([newKey], (await world.AllAsync(Ct, newKey)).SelectMany(finding => finding.Places).Select(place => place.IssueKey));
        Assert.Equal([$"NEW{other[3..]}"], (await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 10, Ct)).Skipped.Select(text => text.IssueKey));
        Assert.Empty(await world.AllAsync(Ct, "NEW-999"));

        // By a number that others end with as well.
        await world.Scans.AskForIssueAsync(world.Connection, newKey, true, Actor.System, Ct);
        world.Sandbox.State.Delete(newKey);
        await world.Scans.RunDueAsync(Ct);
        Assert.Equal([$"NEW{other[3..]}"], (await world.AllAsync(Ct)).SelectMany(finding => finding.Places).Select(place => place.IssueKey));
    }

    [Fact]
    public async Task A_scan_of_one_issue_that_is_gone_drops_what_stood_there()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("one")}").Key;
        var other = world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("two")}").Key;
        await world.ScanAsync("SEC", forced: false, Ct);
        await world.Scans.AskForIssueAsync(world.Connection, key, true, Actor.System, Ct);
        world.Sandbox.State.Delete(key);
        await world.Scans.RunDueAsync(Ct);
        Assert.Equal([other], (await world.AllAsync(Ct)).SelectMany(finding => finding.Places).Select(place => place.IssueKey));
    }

    [Fact]
    public async Task What_is_hidden_from_the_account_stands_where_Jira_tells_it_from_what_is_gone()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("one")}").Key;
        await world.ScanAsync("SEC", forced: false, Ct);
        var before = Assert.Single(await world.AllAsync(Ct)).Id;
        world.Sandbox.State.Hide(key);

        await world.ScanAsync("SEC", forced: true, Ct);
        // Cloud answers both alike.
        Assert.Equal(edition == SandboxEdition.DataCenter ? 1 : 0, (await world.AllAsync(Ct)).Count);
        world.Sandbox.State.Hide(key, isHidden: false);
        await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal(before, Assert.Single(await world.AllAsync(Ct)).Id);
    }

    public class CloudOnSqlite(SqliteTestDatabase db) : GoneIssuesContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : GoneIssuesContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
