using System.Globalization;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>What Jira refuses in the middle of a crawl costs nothing of what was done; only a project that is lost ends it.</summary>
public abstract class RefusedCrawlContract(TestDatabase databases, SandboxEdition edition)
{
    private const int Issues = 300;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_is_waited_out_and_told()
    {
        await using var world = await StartAsync();
        Refuse(world, new FaultBehaviour.Answer(403, """{"errorMessages":["Not now."],"errors":{}}""", "application/json"));
        var stopped = await AskAsync(world);

        Assert.Contains("Not now.", stopped.Problem, StringComparison.Ordinal);
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await GoesOnAsync(world, stopped);
    }

    [Fact]
    public async Task A_connection_that_is_disabled_for_a_moment_costs_nothing()
    {
        await using var world = await StartAsync();
        Refuse(world, new FaultBehaviour.Answer(503));
        var stopped = await AskAsync(world);
        world.Sandbox.Faults.Clear();
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE connections SET is_enabled = FALSE"), null, Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Scans.RunDueAsync(Ct);
        var waiting = (await world.Scans.FindAsync(stopped.Id, Ct))!;
        Assert.Equal((SecretScanState.Waiting, stopped.Issues), (waiting.State, waiting.Issues));
        Assert.Contains("is disabled", waiting.Problem, StringComparison.Ordinal);

        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE connections SET is_enabled = TRUE"), null, Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await GoesOnAsync(world, stopped);
    }

    /// <summary>Each attempt more brings an account nearer to being locked.</summary>
    [Fact]
    public async Task A_credential_that_Jira_refuses_is_not_tried_again_until_somebody_touched_it()
    {
        await using var world = await StartAsync();
        Refuse(world, new FaultBehaviour.Unauthorized());
        var stopped = await AskAsync(world);
        world.Sandbox.Requests.Clear();
        for (var look = 0; look < 20; look++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(2));
            await world.Scans.RunDueAsync(Ct);
        }

        Assert.Equal(0, world.Sandbox.Requests.Count);
        var waiting = (await world.Scans.FindAsync(stopped.Id, Ct))!;
        Assert.Equal((SecretScanState.Waiting, stopped.Problem), (waiting.State, waiting.Problem));

        world.Sandbox.Faults.Clear();
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE connections SET revision = revision + 1"), null, Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await GoesOnAsync(world, stopped);
    }

    [Fact]
    public async Task A_project_that_is_lost_ends_it_and_is_called_so()
    {
        await using var world = await StartAsync();
        Refuse(world, new FaultBehaviour.Answer(503));
        var stopped = await AskAsync(world);
        world.Sandbox.Faults.Clear();
        world.Sandbox.State.RemovePermission("BROWSE_PROJECTS", "SEC");
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Scans.RunDueAsync(Ct);
        var again = await world.Scans.FindAsync(stopped.Id, Ct);
        Assert.Equal((SecretScanState.Failed, stopped.Issues), (again!.State, again.Issues));
        Assert.Contains("does not show the project", again.Problem, StringComparison.Ordinal);
        Assert.Equal(stopped.Matches, (await world.AllAsync(Ct)).Count);
    }

    [Fact]
    public async Task A_project_that_is_lost_before_its_issues_are_listed_is_called_so_too()
    {
        await using var world = await StartAsync();
        await world.ScanAsync("SEC", forced: false, Ct);
        var asked = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct);
        world.Sandbox.State.RemovePermission("BROWSE_PROJECTS", "SEC");
        await world.Scans.RunDueAsync(Ct);
        var scan = (await world.Scans.FindAsync(asked.Id, Ct))!;
        Assert.Equal(SecretScanState.Failed, scan.State);
        Assert.Contains("does not show the project", scan.Problem, StringComparison.Ordinal);
    }

    private async Task<ScanWorld> StartAsync()
    {
        var world = await ScanWorld.StartAsync(databases, edition, Ct, new() { ["SecretScanning:MaxConcurrentReads"] = "1" });
        for (var i = 0; i < Issues; i++)
            world.Sandbox.State.Create("SEC", "Task", string.Create(CultureInfo.InvariantCulture, $"token {ScanWorld.Token($"r{i}")}"));
        return world;
    }

    /// <summary>After the first hundred. Data Center is asked by searches alone: for the numbers, then for the texts and the history of each hundred.</summary>
    private void Refuse(ScanWorld world, FaultBehaviour fault)
    {
        var (path, skip) = edition == SandboxEdition.Cloud ? ("/issue/bulkfetch", 2) : ("/search", 5);
        world.Sandbox.Faults.Add("POST", path, fault, times: 1_000, skip: skip);
    }

    private static async Task<SecretScan> AskAsync(ScanWorld world)
    {
        var asked = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct);
        await world.Scans.RunDueAsync(Ct);
        var stopped = (await world.Scans.FindAsync(asked.Id, Ct))!;
        Assert.Equal((SecretScanState.Waiting, true), (stopped.State, stopped.Problem is not null));
        Assert.InRange(stopped.Issues, 100, Issues - 1);
        return stopped;
    }

    private static async Task GoesOnAsync(ScanWorld world, SecretScan stopped)
    {
        await world.Scans.RunDueAsync(Ct);
        var done = (await world.Scans.FindAsync(stopped.Id, Ct))!;
        // What was done is not counted twice, so it was not done twice.
        Assert.Equal((SecretScanState.Done, null, done.Total), (done.State, done.Problem, (long?)done.Issues));
        Assert.Equal(Issues, (await world.AllAsync(Ct)).Count);
    }

    public class CloudOnSqlite(SqliteTestDatabase db) : RefusedCrawlContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : RefusedCrawlContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
