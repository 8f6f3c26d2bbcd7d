using Fairlead.Sandbox;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>Projects that are kept up to date without being asked for.</summary>
public abstract class AutoScanContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_scanned_once_is_scanned_again_when_it_changed_and_only_then()
    {
        await using var world = await ScanWorld.StartAsync(databases, SandboxEdition.Cloud, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "one").Key;
        world.Sandbox.State.Create("OPS", "Task", "never scanned");
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Comment(key, $"see {ScanWorld.Token("one")}");
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));

        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE secret_settings SET auto_scan = TRUE"), null, Ct);
        Assert.Equal(1, await world.AutoScan.LookAsync(Ct));
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));
        await world.Scans.RunDueAsync(Ct);
        Assert.Single(await world.AllAsync(Ct));
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));
        Assert.All(await world.Scans.ListAsync(world.Connection.Id, 10, Ct), scan => Assert.Equal("SEC", scan.ProjectKey));
    }

    /// <summary>Jira's clock is behind ours, and its search tells of a change only after the look that should have seen it.</summary>
    [Theory]
    [InlineData(-5, 0)]
    [InlineData(5, 0)]
    [InlineData(0, 3)]
    [InlineData(-5, 3)]
    public async Task A_change_is_seen_whatever_the_clock_of_Jira_says_and_however_late_its_search_tells_of_it(int ahead, int lag)
    {
        var jira = new JiraTime(new TestClock(new DateTimeOffset(2026, 1, 1, 0, ahead < 0 ? 0 : ahead, 0, TimeSpan.Zero)), TimeSpan.FromMinutes(lag));
        await using var world = await ScanWorld.StartAsync(databases, SandboxEdition.Cloud, Ct, jira: jira);
        world.Clock.Advance(TimeSpan.FromMinutes(ahead < 0 ? -ahead : 0));
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE secret_settings SET auto_scan = TRUE"), null, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "one").Key;
        Pass(TimeSpan.FromHours(1));
        if (lag > 0)
            world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("one")}");
        await world.ScanAsync("SEC", forced: false, Ct);
        if (lag == 0)
            world.Sandbox.State.Comment(key, $"see {ScanWorld.Token("one")}");
        Pass(TimeSpan.FromMinutes(Math.Max(1, lag)));

        Assert.Equal(1, await world.AutoScan.LookAsync(Ct));
        await world.Scans.RunDueAsync(Ct);
        Assert.Single(await world.AllAsync(Ct));
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));

        void Pass(TimeSpan time)
        {
            world.Clock.Advance(time);
            jira.Clock.Advance(time);
        }
    }

    [Fact]
    public async Task A_project_that_appears_is_scanned_and_one_that_stood_there_waits()
    {
        await using var world = await ScanWorld.StartAsync(databases, SandboxEdition.Cloud, Ct);
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE secret_settings SET auto_scan = TRUE"), null, Ct);
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));

        // A project that Jira did not have then.
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("DELETE FROM secret_projects WHERE project_key = 'OPS'"), null, Ct);
        Assert.Equal(1, await world.AutoScan.LookAsync(Ct));
        Assert.Equal("OPS", Assert.Single(await world.Scans.ListAsync(world.Connection.Id, 10, Ct)).ProjectKey);
        await world.Scans.RunDueAsync(Ct);
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));
    }

    public sealed class OnSqlite(SqliteTestDatabase db) : AutoScanContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : AutoScanContract(db), IClassFixture<PostgresTestDatabase>;
}
