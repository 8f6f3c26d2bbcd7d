using System.Globalization;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>Issues that are larger than an answer may be, stranger than a text should be, or gone when they are read.</summary>
public abstract class BadContentContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lone_surrogate_is_a_text_like_others()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "one").Key;
        world.Sandbox.State.Comment(key, $"\ud83d half of one {ScanWorld.Token("lone")} \udc00");

        var scan = await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal(SecretScanState.Done, scan.State);
        Assert.Single(await world.AllAsync(Ct));
    }

    [Fact]
    public async Task An_issue_that_goes_between_its_page_and_its_comments_stops_nothing_and_loses_nothing()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var gone = world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("gone")}");
        // So many comments and worklogs that they are read by calls of their own.
        for (var i = 0; i < 30; i++)
        {
            world.Sandbox.State.Comment(gone.Key, $"comment {i}");
            world.Sandbox.State.LogWork(gone.Key, $"work {i}");
        }

        world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token("next")}");
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Sandbox.Faults.Add("GET", $"/issue/{gone.Id}/worklog", new FaultBehaviour.Answer(404, """{"errorMessages":["Issue does not exist or you do not have permission to see it."],"errors":{}}"""));

        var scan = await world.ScanAsync("SEC", forced: true, Ct);

        Assert.Equal((SecretScanState.Done, null), (scan.State, scan.Problem));
        Assert.Equal(2, (await world.AllAsync(Ct)).Count);
        Assert.Equal([new SkippedText(gone.Key, "", "", SkipCause.Gone)], (await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 10, Ct)).Skipped);
    }

    [Fact]
    public async Task Permission_that_is_lost_in_the_middle_ends_the_scan_and_loses_nothing()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        for (var i = 0; i < 150; i++)
            world.Sandbox.State.Create("SEC", "Task", string.Create(CultureInfo.InvariantCulture, $"token {ScanWorld.Token($"r{i}")}"));
        await world.ScanAsync("SEC", forced: false, Ct);
        var asked = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: true, Actor.System, Ct);
        // After the numbers are known and before the texts are read.
        world.Sandbox.Faults.Add("POST", edition == SandboxEdition.Cloud ? "/issue/bulkfetch" : "/search", new FaultBehaviour.Slow(TimeSpan.FromSeconds(1)), skip: edition == SandboxEdition.Cloud ? 0 : 1);
        await RunWhileAsync(world, () => world.Sandbox.State.RemovePermission("BROWSE_PROJECTS", "SEC"));

        var scan = (await world.Scans.FindAsync(asked.Id, Ct))!;
        Assert.Equal((SecretScanState.Failed, true), (scan.State, scan.Problem is not null));
        Assert.Equal(150, (await world.AllAsync(Ct)).Count);
    }

    [Fact]
    public async Task What_is_edited_away_between_two_calls_is_found_all_the_same()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "one", fields: $$"""{"description": "see {{ScanWorld.Token("edited")}}"}""").Key;
        await world.Scans.AskForIssueAsync(world.Connection, key, false, Actor.System, Ct);
        SlowTexts(world, key);

        await RunWhileAsync(world, () => world.Sandbox.State.Edit(key, """{"description": "in the vault"}"""));

        Assert.Equal(IssueTextKind.Description, Assert.Single(Assert.Single(await world.AllAsync(Ct)).Places).Kind);
    }

    /// <summary>As when an issue is made secret: Jira's history of it is empty then, and says nothing of what was found.</summary>
    [Fact]
    public async Task An_issue_that_is_hidden_between_two_calls_keeps_what_its_history_showed()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "one", fields: $$"""{"description": "see {{ScanWorld.Token("edited")}}"}""").Key;
        world.Sandbox.State.Edit(key, """{"description": "in the vault"}""");
        await world.ScanAsync("SEC", forced: false, Ct);
        await world.Scans.AskForIssueAsync(world.Connection, key, true, Actor.System, Ct);
        SlowTexts(world, key);

        await RunWhileAsync(world, () => world.Sandbox.State.Hide(key));

        Assert.True(Assert.Single(await world.AllAsync(Ct)).IsHistorical);
        Assert.Equal([new SkippedText(key, "", "", SkipCause.Forbidden)], (await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 10, Ct)).Skipped);
    }

    [Fact]
    public async Task What_stood_in_a_part_that_is_too_large_now_stands()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var isCloud = edition == SandboxEdition.Cloud;
        var key = world.Sandbox.State.Create("SEC", "Task", "one", fields: $$"""{"description": "see {{ScanWorld.Token("past")}}"}""").Key;
        world.Sandbox.State.Edit(key, """{"description": "in the vault"}""");
        var comment = world.Sandbox.State.Comment(key, $"see {ScanWorld.Token("comment")}");
        for (var i = 0; i < 30; i++)
        {
            world.Sandbox.State.Comment(key, i == 20 ? $"see {ScanWorld.Token("other")}" : $"comment {i}");
            world.Sandbox.State.LogWork(key, i == 3 ? $"with {ScanWorld.Token("work")}" : $"work {i}");
        }

        await world.ScanAsync("SEC", forced: false, Ct);
        var before = (await world.AllAsync(Ct)).Select(finding => finding.Id).ToHashSet();
        Assert.Equal(4, before.Count);
        var bomb = new FaultBehaviour.GzipBomb();
        // With others first, and then by itself.
        AddToHistory(world, key, bomb);
        if (isCloud)
            world.Sandbox.Faults.Add("GET", "/issue/*/changelog", bomb);
        else
            AddToHistory(world, key, bomb);
        world.Sandbox.Faults.Add("GET", "/issue/*/worklog", bomb);
        // Pages of 100, 25 and 6, and then the first comment alone. Data Center gives them with the issue.
        world.Sandbox.Faults.Add("GET", "/issue/*/comment", bomb, times: 4);
        await world.Scans.AskForIssueAsync(world.Connection, key, true, Actor.System, Ct);
        await world.Scans.RunDueAsync(Ct);

        Assert.Equal(before, (await world.AllAsync(Ct)).Select(finding => finding.Id).ToHashSet());
        string[] skipped = isCloud ? ["Comment 1", "History", "Work log"] : ["History", "Work log"];
        Assert.Equal(skipped, (await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 10, Ct)).Skipped.Select(skip => skip.PlaceName));

        // When it can be read again, what is gone is gone.
        world.Sandbox.Faults.Clear();
        world.Sandbox.State.EditComment(key, comment, "in the vault");
        await world.Scans.AskForIssueAsync(world.Connection, key, true, Actor.System, Ct);
        await world.Scans.RunDueAsync(Ct);
        Assert.Equal(3, (await world.AllAsync(Ct)).Count(finding => finding.Places.Any(place => !place.IsHistorical || place.Kind == IssueTextKind.Description)));
    }

    [Fact]
    public async Task What_stood_in_a_text_with_more_matches_than_are_kept_stands()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "one").Key;
        var comment = world.Sandbox.State.Comment(key, $"see {ScanWorld.Token("last")}");
        await world.ScanAsync("SEC", forced: false, Ct);
        var before = Assert.Single(await world.AllAsync(Ct)).Id;

        var many = string.Join('\n', Enumerable.Range(0, 10_000).Select(i => ScanWorld.Token(string.Create(CultureInfo.InvariantCulture, $"n{i}"))));
        world.Sandbox.State.EditComment(key, comment, $"{many}\nsee {ScanWorld.Token("last")}");
        await world.Scans.AskForIssueAsync(world.Connection, key, true, Actor.System, Ct);
        await world.Scans.RunDueAsync(Ct);

        Assert.Null((await world.Findings.FindAsync(before, Ct))!.GoneAt);
        Assert.Equal(SkipCause.TooManyMatches, Assert.Single((await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 10, Ct)).Skipped).Cause);
    }

    /// <summary>Makes both calls slow by which the texts of an issue and their history are read.</summary>
    private void SlowTexts(ScanWorld world, string key)
    {
        var slow = new FaultBehaviour.Slow(TimeSpan.FromSeconds(1));
        world.Sandbox.Faults.Add("POST", edition == SandboxEdition.Cloud ? "/issue/bulkfetch" : "/search", slow);
        AddToHistory(world, key, slow);
    }

    /// <summary>A fault of the call by which the history of one issue is read.</summary>
    private void AddToHistory(ScanWorld world, string key, FaultBehaviour fault)
    {
        if (edition == SandboxEdition.Cloud)
            world.Sandbox.Faults.Add("POST", "/changelog/bulkfetch", fault);
        else
            world.Sandbox.Faults.Add("GET", $"/issue/{world.Sandbox.State.Find(key)!.Id}", fault);
    }

    /// <summary>Carries out what is due, and does something while Jira holds back the last answer that a fault makes slow.</summary>
    private static async Task RunWhileAsync(ScanWorld world, Action act)
    {
        var run = world.Scans.RunDueAsync(Ct);
        while (world.Sandbox.Faults.Waiting.Count > 0 && !run.IsCompleted)
        {
            await Task.Delay(20, Ct);
            if (world.Sandbox.Faults.Waiting.Count > 0)
                world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Empty(world.Sandbox.Faults.Waiting);
        act();
        while (!run.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, Ct);
        }

        await run;
    }

    [Fact]
    public async Task A_thousand_issues_cost_few_calls()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        for (var i = 0; i < 1_000; i++)
        {
            var key = world.Sandbox.State.Create("SEC", "Task", string.Create(CultureInfo.InvariantCulture, $"issue {i}")).Key;
            world.Sandbox.State.Comment(key, "a comment");
            world.Sandbox.State.Edit(key, """{"description": "edited"}""");
        }

        world.Sandbox.Requests.Clear();
        var scan = await world.ScanAsync("SEC", forced: false, Ct);

        Assert.InRange(scan.Issues, 1_000, 1_200);
        Assert.InRange(world.Sandbox.Requests.Count, 10, (int)(60 * scan.Issues / 1_000));
    }

    public class CloudOnSqlite(SqliteTestDatabase db) : BadContentContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>
    {
        private readonly SqliteTestDatabase _databases = db;

        [Fact]
        public async Task A_comment_that_is_too_large_for_anything_is_told_and_all_else_is_read()
        {
            await using var world = await ScanWorld.StartAsync(_databases, SandboxEdition.Cloud, Ct);
            var key = world.Sandbox.State.Create("SEC", "Task", "one").Key;
            for (var i = 1; i <= 30; i++)
                world.Sandbox.State.Comment(key, $"see {ScanWorld.Token($"n{i}")}");
            // Pages of 100, 25 and 6 are too large; the first comment comes alone, then four do not, nor does the second one alone.
            var bomb = new FaultBehaviour.GzipBomb();
            world.Sandbox.Faults.Add("GET", "/issue/*/comment", bomb, times: 3);
            world.Sandbox.Faults.Add("GET", "/issue/*/comment", bomb, times: 2, skip: 1);

            var scan = await world.ScanAsync("SEC", forced: false, Ct);

            Assert.Equal((SecretScanState.Done, null), (scan.State, scan.Problem));
            Assert.Equal(29, (await world.AllAsync(Ct)).Count);
            Assert.Equal([new SkippedText(key, "comment", "Comment 2", SkipCause.TooLarge)], (await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 10, Ct)).Skipped);
            Assert.Equal([(SkipCause.TooLarge, 1L)], scan.Skipped.Select(skip => (skip.Key, skip.Value)));
        }
    }

    public class DataCenterOnPostgres(PostgresTestDatabase db) : BadContentContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>
    {
        private readonly PostgresTestDatabase _databases = db;

        /// <summary>Cloud takes none; an administrator of Data Center may allow it.</summary>
        [Fact]
        public async Task A_comment_of_50_MB_is_read_and_so_are_the_issues_around_it()
        {
            await using var world = await ScanWorld.StartAsync(_databases, SandboxEdition.DataCenter, Ct);
            var keys = Enumerable.Range(0, 8).Select(i => world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token($"n{i}")}").Key).ToList();
            world.Sandbox.State.Comment(keys[3], "small one before");
            world.Sandbox.State.Comment(keys[3], $"{new string('x', 50_000_000)} {ScanWorld.Token("far behind")}");
            world.Sandbox.State.Comment(keys[3], $"after it {ScanWorld.Token("after")}");

            var scan = await world.ScanAsync("SEC", forced: false, Ct);

            Assert.Equal((SecretScanState.Done, null), (scan.State, scan.Problem));
            Assert.Empty(scan.Skipped);
            Assert.Equal(world.Sandbox.State.Issues.Count(issue => issue.Key.StartsWith("SEC-", StringComparison.Ordinal)), scan.Issues);
            var found = (await world.AllAsync(Ct)).SelectMany(finding => finding.Places).ToList();
            Assert.Equal(10, found.Count);
            Assert.Equal(50_000_002, found.Where(place => place.Kind == IssueTextKind.Comment).Max(place => place.Column));
        }
    }
}
