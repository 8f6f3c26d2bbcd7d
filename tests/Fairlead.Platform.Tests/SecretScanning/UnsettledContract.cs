using System.Text;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>What could not be read for a moment is read when it can be, though nothing of its issue changes.</summary>
public abstract class UnsettledContract(TestDatabase databases, SandboxEdition edition)
{
    private static readonly FaultBehaviour Forbidden = new FaultBehaviour.Answer(403, """{"errorMessages":["You may not."],"errors":{}}""", "application/json");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Download => edition == SandboxEdition.Cloud ? "/attachment/content/" : "/secure/attachment/";

    private string AnyDownload => edition == SandboxEdition.Cloud ? "/attachment/content/*" : "/secure/attachment/*/*";

    [Fact]
    public async Task A_file_that_Jira_did_not_give_is_read_later_and_its_issue_only_once_more()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        Attach(world, "see file");
        world.Sandbox.Faults.Add("GET", AnyDownload, new FaultBehaviour.Answer(500, "<html>an error</html>", "text/html"), times: 10);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal([SkipCause.NotGiven], await SkippedAsync(world));
        Assert.Empty(await world.AllAsync(Ct));

        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        var again = await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal((1L, 1L), (again.Issues, again.Attachments));
        Assert.Empty(await SkippedAsync(world));
        Assert.Single(await world.AllAsync(Ct));

        world.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, (await world.ScanAsync("SEC", forced: false, Ct)).Issues);
    }

    [Fact]
    public async Task What_is_forbidden_for_good_is_asked_for_ever_less_often()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        Attach(world, "see file");
        world.Sandbox.Faults.Add("GET", AnyDownload, Forbidden, times: 1_000);
        world.Clock.Advance(TimeSpan.FromHours(1));

        for (var crawl = 0; crawl < 4 * 28; crawl++)
        {
            await world.ScanAsync("SEC", forced: false, Ct);
            world.Clock.Advance(TimeSpan.FromHours(6));
        }

        // After 6, 12, 18, 24, 48 and 138 hours, and then once a week.
        Assert.Equal(10, world.Sandbox.Requests.All.Count(request => request.Path.Contains(Download, StringComparison.Ordinal)));
        Assert.Equal([SkipCause.Forbidden], await SkippedAsync(world));
    }

    [Fact]
    public async Task A_change_of_the_issue_tries_a_file_before_its_time_and_does_not_make_it_wait_longer()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = Attach(world, "see file");
        world.Sandbox.Faults.Add("GET", AnyDownload, Forbidden, times: 1_000);
        world.Clock.Advance(TimeSpan.FromHours(1));
        for (var change = 0; change < 4; change++)
        {
            world.Sandbox.State.Comment(key, $"change {change}");
            await world.ScanAsync("SEC", forced: false, Ct);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Single(await world.AllAsync(Ct));
    }

    [Fact]
    public async Task An_issue_that_was_not_shown_is_read_later()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("title")}").Key;
        for (var i = 0; i < 101; i++)
            world.Sandbox.State.Comment(key, $"comment {i}");
        world.Sandbox.Faults.Add("GET", "/issue/*/comment", Forbidden, times: 1_000);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ScanAsync("SEC", forced: false, Ct);
        if (edition == SandboxEdition.DataCenter)
        {
            // There all comments come with their issue.
            Assert.Single(await world.AllAsync(Ct));
            return;
        }

        Assert.Equal([SkipCause.Forbidden], await SkippedAsync(world));
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Empty(await SkippedAsync(world));
        Assert.Single(await world.AllAsync(Ct));
    }

    [Fact]
    public async Task What_stays_as_it_is_however_often_it_is_read_is_not_read_again()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "see files").Key;
        world.Sandbox.State.Attach(key, "large.log", [.. Enumerable.Repeat((byte)'a', (50 << 20) + 1)], "text/plain");
        world.Sandbox.State.Attach(key, "broken.zip", [.. "PK\u0003\u0004"u8, 1, 2, 3]);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ScanAsync("SEC", forced: false, Ct);

        world.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, (await world.ScanAsync("SEC", forced: false, Ct)).Issues);
        Assert.Equal([SkipCause.TooLarge, SkipCause.Unreadable], await SkippedAsync(world));
    }

    [Fact]
    public async Task A_project_that_is_kept_up_to_date_is_looked_at_for_it_by_itself()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE secret_settings SET auto_scan = TRUE"), null, Ct);
        Attach(world, "see file");
        world.Sandbox.Faults.Add("GET", AnyDownload, new FaultBehaviour.Answer(500, "<html>an error</html>", "text/html"), times: 10);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Sandbox.Faults.Clear();
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));

        world.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(1, await world.AutoScan.LookAsync(Ct));
        await world.Scans.RunDueAsync(Ct);
        Assert.Single(await world.AllAsync(Ct));
        world.Clock.Advance(TimeSpan.FromHours(12));
        Assert.Equal(0, await world.AutoScan.LookAsync(Ct));
    }

    private static string Attach(ScanWorld world, string summary)
    {
        var key = world.Sandbox.State.Create("SEC", "Task", summary).Key;
        world.Sandbox.State.Attach(key, "a.txt", Encoding.UTF8.GetBytes(ScanWorld.Token("a")), "text/plain");
        return key;
    }

    private static async Task<IReadOnlyList<SkipCause>> SkippedAsync(ScanWorld world) =>
        [.. (await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 100, Ct)).Skipped.Select(text => text.Cause).Order()];

    public class CloudOnSqlite(SqliteTestDatabase db) : UnsettledContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : UnsettledContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}

/// <summary>When it is tried again, and what makes all be read again.</summary>
public sealed class UnsettledTests
{
    [Fact]
    public void The_pause_grows_to_a_week_and_no_further() => Assert.Equal(
        [5, 20, 80, 320, 1_280, 5_120, 10_080, 10_080, 10_080],
        new[] { 1, 2, 3, 4, 5, 6, 7, 8, 1_000 }.Select(tries => UnsettledStore.PauseAfter(tries).TotalMinutes));

    [Fact]
    public void Other_limits_of_reading_are_another_version_of_what_was_looked_through()
    {
        var limits = new AttachmentLimits();
        Assert.Equal(ReadingLimits.VersionOf(limits), ReadingLimits.VersionOf(limits with { }));
        AttachmentLimits[] others =
        [
            limits with { MaxFileBytes = 51 << 20 }, limits with { MaxEntryBytes = 21 << 20 }, limits with { MaxTotalBytes = 1 << 30 }, limits with { MaxRatio = 201 }, limits with { FreeBytes = 0 },
            limits with { MaxEntries = 1_001 }, limits with { MaxDepth = 3 }, limits with { PdfTimeout = TimeSpan.FromMinutes(1) },
        ];
        Assert.Distinct(others.Append(limits).Select(ReadingLimits.VersionOf));
    }
}
