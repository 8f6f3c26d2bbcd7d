using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>What the connection's account did not see when its project was looked through, and sees by now, though nothing of it changed.</summary>
public abstract class NewlySeenContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_crawl_reads_issues_that_the_account_did_not_see_before_and_no_others()
    {
        await using var world = await StartAsync();
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Empty(await world.AllAsync(Ct));
        Show(world);
        world.Clock.Advance(TimeSpan.FromHours(1));

        world.Sandbox.Requests.Clear();
        var scan = await world.ScanAsync("SEC", forced: false, Ct, byPerson: true);
        Assert.Equal((SecretScanState.Done, 1L), (scan.State, scan.Issues));
        Assert.Single(await world.AllAsync(Ct));
        // One call lists all, of which there are fewer than a page.
        Assert.InRange(world.Sandbox.Requests.Count, 1, 8);
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, (await world.ScanAsync("SEC", forced: false, Ct, byPerson: true)).Issues);
    }

    /// <summary>Fairlead asked for it by itself before, and would look at what changed alone.</summary>
    [Fact]
    public async Task A_crawl_that_a_person_asks_for_joins_one_that_waits_and_lists_all_the_same()
    {
        await using var world = await StartAsync();
        await world.ScanAsync("SEC", forced: false, Ct);
        Show(world);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var own = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct);

        var scan = await world.ScanAsync("SEC", forced: false, Ct, byPerson: true);

        Assert.Equal((own.Id, "anna", SecretScanState.Done), (scan.Id, scan.RequestedBy, scan.State));
        Assert.Single(await world.AllAsync(Ct));
    }

    /// <summary>One that is at work already, and looks at what changed alone, is no answer to a person.</summary>
    [Fact]
    public async Task A_crawl_that_has_begun_and_lists_less_is_joined_by_no_person()
    {
        await using var world = await StartAsync();
        await world.ScanAsync("SEC", forced: false, Ct);
        Show(world);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Create("SEC", "Task", "changes something");
        world.Sandbox.Faults.Add("POST", edition == SandboxEdition.Cloud ? "issue/bulkfetch" : "search", new FaultBehaviour.Answer(503), times: 1_000);
        var own = await world.ScanAsync("SEC", forced: false, Ct);
        Assert.NotEqual(SecretScanState.Done, own.State);
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(1));

        var scan = await world.ScanAsync("SEC", forced: false, Ct, byPerson: true);

        Assert.NotEqual(own.Id, scan.Id);
        Assert.Equal(SecretScanState.Done, scan.State);
        Assert.Single(await world.AllAsync(Ct));
    }

    /// <summary>It waits for something that is mended by now.</summary>
    [Fact]
    public async Task A_crawl_that_rests_is_tried_at_once_when_a_person_asks_again_and_not_when_nobody_does()
    {
        await using var world = await StartAsync();
        world.Sandbox.Faults.Add(null, edition == SandboxEdition.Cloud ? "search/jql" : "search", new FaultBehaviour.Answer(400, """{"errorMessages":["No."],"errors":{}}"""), times: 1);
        var asked = await world.ScanAsync("SEC", forced: false, Ct, byPerson: true);
        Assert.Contains("No.", asked.Problem);

        Assert.Equal(asked.Id, (await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct)).Id);
        await world.Scans.RunDueAsync(Ct);
        Assert.NotEqual(SecretScanState.Done, (await world.Scans.FindAsync(asked.Id, Ct))!.State);

        var again = await world.ScanAsync("SEC", forced: false, Ct, byPerson: true);
        Assert.Equal((asked.Id, SecretScanState.Done, null), (again.Id, again.State, again.Problem));
    }

    [Fact]
    public async Task A_project_that_is_kept_up_to_date_is_looked_at_for_it_once_a_day()
    {
        await using var world = await StartAsync();
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE secret_settings SET auto_scan = TRUE"), null, Ct);
        await world.ScanAsync("SEC", forced: false, Ct);
        Show(world);
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));

        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await world.AutoScan.LookAsync(Ct));
        await world.Scans.RunDueAsync(Ct);
        Assert.Single(await world.AllAsync(Ct));
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));
    }

    /// <summary>Comments may be for some people alone, so that another account may see more of every issue.</summary>
    [Fact]
    public async Task Another_account_puts_what_was_looked_through_out_of_date()
    {
        await using var world = await StartAsync();
        await using var node = world.AnotherNode();
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE secret_settings SET auto_scan = TRUE"), null, Ct);
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE connections SET site = 'site'"), null, Ct);
        var connections = node.GetRequiredService<ConnectionDirectory>();
        await connections.NoteAccountAsync(world.Connection, "first", Ct);
        var first = await world.ScanAsync("SEC", forced: false, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await connections.NoteAccountAsync(world.Connection, "first", Ct);
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));

        await connections.NoteAccountAsync(world.Connection, "second", Ct);
        Assert.Equal(1, await world.AutoScan.LookAsync(Ct));
        await world.Scans.RunDueAsync(Ct);
        var second = (await world.Scans.ListAsync(world.Connection.Id, 1, Ct))[0];
        Assert.Equal((SecretScanState.Done, first.Issues), (second.State, second.Issues));
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));
    }

    private async Task<ScanWorld> StartAsync()
    {
        var world = await ScanWorld.StartAsync(databases, edition, Ct);
        world.Sandbox.State.Create("SEC", "Task", "nothing");
        world.Sandbox.State.Hide(world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("hidden")}").Key);
        world.Clock.Advance(TimeSpan.FromHours(1));
        return world;
    }

    private static void Show(ScanWorld world) =>
        world.Sandbox.State.Hide(world.Sandbox.State.Issues.Single(issue => issue.Summary.StartsWith("see npm_", StringComparison.Ordinal)).Key, isHidden: false);

    public class CloudOnSqlite(SqliteTestDatabase db) : NewlySeenContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : NewlySeenContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
