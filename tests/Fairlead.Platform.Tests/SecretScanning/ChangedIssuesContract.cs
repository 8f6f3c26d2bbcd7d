using Fairlead.Platform.Operations;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>What webhooks tell of is looked through at once, where projects are kept up to date.</summary>
public abstract class ChangedIssuesContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_issue_is_scanned_once_however_often_it_is_told_of()
    {
        await using var world = await StartAsync();
        var key = world.Sandbox.State.Create("SEC", "Task", "one").Key;
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Comment(key, $"see {ScanWorld.Token("one")}");

        await TellAsync(world, EventLog.IssueChanged, key, key, key);
        Assert.Equal(1, await world.Changes.HearAsync(Ct));
        await TellAsync(world, EventLog.IssueChanged, key);
        await world.Changes.HearAsync(Ct);
        Assert.Equal(0, await world.Changes.HearAsync(Ct));

        Assert.Equal(1, await world.Scans.RunDueAsync(Ct, onlyIssues: true));
        Assert.Equal(key, Assert.Single(Assert.Single(await world.AllAsync(Ct)).Places).IssueKey);
        Assert.Equal([key, null], (await world.Scans.ListAsync(world.Connection.Id, 10, Ct)).Select(scan => scan.IssueKey));
    }

    [Fact]
    public async Task What_nobody_scanned_or_wants_kept_up_to_date_is_left_alone()
    {
        await using var world = await StartAsync();
        var key = world.Sandbox.State.Create("SEC", "Task", "one").Key;
        await TellAsync(world, EventLog.IssueChanged, key);
        Assert.Equal(0, await world.Changes.HearAsync(Ct));

        await world.ScanAsync("SEC", forced: false, Ct);
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE secret_settings SET auto_scan = FALSE"), null, Ct);
        await TellAsync(world, EventLog.IssueChanged, key);
        Assert.Equal(0, await world.Changes.HearAsync(Ct));
    }

    [Fact]
    public async Task Many_issues_at_once_are_one_look_at_what_changed()
    {
        await using var world = await StartAsync();
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var keys = Enumerable.Range(0, 50).Select(i => world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token($"n{i}")}").Key).ToArray();

        await TellAsync(world, EventLog.IssueChanged, keys);
        Assert.Equal(1, await world.Changes.HearAsync(Ct));
        await world.Scans.RunDueAsync(Ct);

        Assert.Equal(50, (await world.AllAsync(Ct)).Count);
        Assert.Equal(50, (await world.Scans.ListAsync(world.Connection.Id, 1, Ct))[0].Issues);
    }

    [Fact]
    public async Task Of_a_deleted_issue_nothing_stands_any_more_and_the_event_alone_is_not_believed()
    {
        await using var world = await StartAsync();
        var (deleted, lied) = (world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("one")}"), world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("two")}"));
        await world.ScanAsync("SEC", forced: false, Ct);
        var events = new[] { deleted.Key, lied.Key }.Select(key => IdOf(world, key)).ToList();
        world.Sandbox.State.Delete(deleted.Key);

        await TellAsync(world, EventLog.IssueDeleted, events);
        await world.Changes.HearAsync(Ct);

        Assert.Equal([lied.Key], (await world.AllAsync(Ct)).SelectMany(finding => finding.Places).Select(place => place.IssueKey));
    }

    [Fact]
    public async Task A_deletion_that_is_told_while_Jira_is_away_waits_for_it()
    {
        await using var world = await StartAsync();
        var deleted = world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("one")}");
        await world.ScanAsync("SEC", forced: false, Ct);
        var id = IdOf(world, deleted.Key);
        world.Sandbox.State.Delete(deleted.Key);
        world.Sandbox.Faults.Add("POST", edition == SandboxEdition.Cloud ? "/issue/bulkfetch" : "/search", new FaultBehaviour.Answer(503, "", "text/plain"), times: 20);

        await TellAsync(world, EventLog.IssueDeleted, new List<string> { id });
        await world.Changes.HearAsync(Ct);
        Assert.Single(await world.AllAsync(Ct));
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.Changes.HearAsync(Ct);

        Assert.Empty(await world.AllAsync(Ct));
        Assert.Empty(await world.Database.QueryAsync<long>(SqlText.FromFixedParts("SELECT issue_id FROM secret_deletions"), null, Ct));
    }

    private async Task<ScanWorld> StartAsync()
    {
        var world = await ScanWorld.StartAsync(databases, edition, Ct);
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE secret_settings SET auto_scan = TRUE"), null, Ct);
        return world;
    }

    private static Task TellAsync(ScanWorld world, string kind, params string[] keys) => TellAsync(world, kind, keys.Select(key => IdOf(world, key)));

    private static async Task TellAsync(ScanWorld world, string kind, IEnumerable<string> ids)
    {
        await using var work = await world.Database.BeginAsync(Ct);
        foreach (var id in ids)
            await world.Events.AppendAsync(work, kind, new IssueTold(world.Connection.Id, id).ToString(), Ct);
        await work.CommitAsync(Ct);
    }

    private static string IdOf(ScanWorld world, string key) => $"{world.Sandbox.State.Find(key)!.Id}";

    public class CloudOnSqlite(SqliteTestDatabase db) : ChangedIssuesContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : ChangedIssuesContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
