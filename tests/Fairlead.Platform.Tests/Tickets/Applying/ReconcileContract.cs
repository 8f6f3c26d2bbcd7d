using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>FAULTS section I: reading linked issues again, and the sweep.</summary>
public abstract class ReconcileContract(TestDatabase databases)
{
    private const string Reading = "issue/bulkfetch";
    // No time that anything else waits for by itself, such as the hold on a lane (10 s).
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(7);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F124: three pages, one link in a hundred drifted.</summary>
    [Fact]
    public async Task All_drift_is_found_by_a_call_for_each_thousand_and_nothing_is_written_to_Jira()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(2_100);
        await world.RunAsync(Ct);
        await world.ReconcileAsync(Ct);
        var drifted = world.Sandbox.State.Issues.Where((_, i) => i % 100 == 50).ToList();
        foreach (var issue in drifted)
            world.Sandbox.State.Transition(issue.Key, "Done");
        world.Sandbox.Requests.Clear();

        var first = await world.ReconcileAsync(Ct);
        var again = await world.ReconcileAsync(Ct);

        // Three pages, and the ids of those that have the label.
        Assert.Equal((2_100, drifted.Count, 4, true), (first.Tickets, first.Changed, first.JiraCalls, first.IsComplete));
        Assert.Equal((2_100, 0), (again.Tickets, again.Changed));
        Assert.Equal(8, world.Sandbox.Requests.Count);
        Assert.Equal(6, world.Sandbox.Requests.CountOf("POST", Reading));
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud, """{"accountId": "712020:1b2d8b8f-bob"}""")]
    [InlineData(SandboxEdition.DataCenter, """{"name": "bob"}""")]
    public async Task A_ticket_shows_whose_its_issue_is_and_when_it_is_due_as_last_read(SandboxEdition edition, string bob)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal((null, null), await ShownAsync(world));

        world.Sandbox.State.Edit(issue.Key, $$$"""{"assignee": {{{bob}}}, "duedate": "2027-01-31", "priority": {"name": "Low"}}""");
        await world.ReconcileAsync(Ct);
        Assert.Equal(("Bob Tanaka", new DateOnly(2027, 1, 31)), await ShownAsync(world));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        world.Sandbox.State.Edit(issue.Key, """{"assignee": null, "duedate": null}""");
        await world.ReconcileAsync(Ct);
        Assert.Equal((null, null), await ShownAsync(world));
        Assert.Equal("Low", Assert.Single(await world.TicketsAsync(Ct)).Priority);
    }

    /// <summary>Markers are Fairlead's own, and lists that cost calls on Cloud are read where they cost none.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_ticket_shows_the_labels_of_its_issue_but_our_markers(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => c with { Labels = ["ours"] });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.PollAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal(["ours"], Assert.Single(await world.TicketsAsync(Ct)).Labels);

        var marks = issue.Labels.Where(l => l.StartsWith('f')).Select(l => $"\"{l}\"");
        world.Sandbox.State.Edit(issue.Key, $$"""{"labels": [{{string.Join(',', marks)}}, "theirs", "ours"]}""");
        await world.PollAsync(Ct);
        Assert.Equal(["ours", "theirs"], Assert.Single(await world.TicketsAsync(Ct)).Labels);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        world.Findings.Change(1, f => f with { Description = "More is known." });
        await world.RunAsync(Ct);
        Assert.Contains("theirs", world.Sandbox.State.Find(issue.Key)!.Labels);

        world.Sandbox.State.Edit(issue.Key, $$"""{"labels": [{{string.Join(',', marks)}}]}""");
        await world.ReconcileAsync(Ct);
        Assert.Empty(Assert.Single(await world.TicketsAsync(Ct)).Labels);
    }

    private static async Task<(string? Assignee, DateOnly? DueDate)> ShownAsync(TicketWorld world)
    {
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        return (ticket.Assignee, ticket.DueDate);
    }

    /// <summary>F125: what was noted before the kill is noted once, the rest by the next start.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_reading_that_is_killed_after_a_page_is_read_anew(int page)
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        await using (var world = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct))
        {
            world.Findings.AddMany(1_100);
            await world.RunAsync(Ct);
            await world.ReconcileAsync(Ct);
        }

        foreach (var issue in sandbox.State.Issues.Where((_, i) => i % 100 == 50))
            sandbox.State.Transition(issue.Key, "Done");
        using (var child = CrashingSync.Start(nameof(CrashingSync.Reads_links_until_it_is_killed), location, sandbox, $"reconcile.page-read:{page}"))
            await CrashingSync.DiedAsync(child, Ct);

        await using var after = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        var report = await after.ReconcileAsync(Ct);
        Assert.Equal((1_100, page == 1 ? 1 : 0, true), (report.Tickets, report.Changed, report.IsComplete));
        Assert.Equal(0, (await after.ReconcileAsync(Ct)).Changed);
    }

    /// <summary>F126: the one that came later goes on; what the other had read before is not written over it.</summary>
    [Fact]
    public async Task Of_two_nodes_that_read_at_once_the_later_one_is_believed()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Sandbox.State.Transition(key, "In Progress");

        var early = await BeginSlowReadingAsync(world);
        world.Sandbox.State.Transition(key, "Done");
        await using var other = await world.OvertakingNodeAsync(Ct);
        var late = await other.ReconcileAsync(Ct);
        world.Clock.Advance(Slowness);

        Assert.Equal((1, true), (late.Changed, late.IsComplete));
        Assert.False((await early.Report).IsComplete);
        Assert.Equal("Done", Assert.Single(await world.TicketsAsync(Ct)).Status);
    }

    /// <summary>F127: changed after its page was read.</summary>
    [Fact]
    public async Task What_changes_during_a_reading_is_found_by_the_next()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        await world.ReconcileAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;

        var reading = await BeginSlowReadingAsync(world);
        world.Sandbox.State.Transition(key, "Done");
        world.Clock.Advance(Slowness);

        Assert.Equal(0, (await reading.Report).Changed);
        world.Clock.Advance(TimeSpan.FromHours(24));
        await world.WakeAsync(Ct);
        Assert.Equal("Done", Assert.Single(await world.TicketsAsync(Ct)).Status);
    }

    /// <summary>F128: a second sweep over the same does nothing more.</summary>
    [Fact]
    public async Task A_sweep_that_is_repeated_writes_nothing()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        Plant(world);
        world.Sandbox.State.Transition(Plant(world), "Done");
        await SweepAsync(world);
        var comments = world.Sandbox.State.Issues.Sum(i => i.Comments.Count);
        var links = world.Sandbox.State.Issues.Sum(i => i.Links.Count);
        world.Sandbox.Requests.Clear();

        await SweepAsync(world);
        await world.Sync.SweepAsync(world.Configuration.Connection, Ct);

        Assert.Single(world.Sandbox.State.OpenIssues);
        Assert.Equal((comments, links), (world.Sandbox.State.Issues.Sum(i => i.Comments.Count), world.Sandbox.State.Issues.Sum(i => i.Links.Count)));
        var looks = world.Sandbox.Requests.CountOf("POST", "search/*") + world.Sandbox.Requests.CountOf("GET", "serverInfo")
            + world.Sandbox.Requests.CountOf("POST", "issue/bulkfetch");
        Assert.Equal(world.Sandbox.Requests.Count, looks);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F130: the same address answers with a site that never had our issues.</summary>
    [Fact]
    public async Task A_site_that_knows_none_of_our_issues_changes_nothing()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(20);
        await world.RunAsync(Ct);
        await using var empty = await SandboxServer.StartAsync(
            new SandboxOptions { TimeProvider = world.Clock, Accounts = world.Sandbox.Accounts }, Ct);
        await using var misled = await world.AnotherNodeAsync(Ct, JiraAddress.Of(empty));

        var report = await misled.ReconcileAsync(Ct);

        Assert.True(report.IsHeld);
        Assert.Equal((0, 0), (report.Forbidden, report.Deleted));
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(IssuePresence.Present, t.Presence));
        Assert.Equal(0, empty.State.IssueCount);
    }

    /// <summary>F131: the site's days begin elsewhere, a clock is put on or back, a year ends; and the index is a day behind.</summary>
    [Theory]
    [InlineData("Pacific/Kiritimati", "2026-12-31T23:55:00Z")]
    [InlineData("Pacific/Pago_Pago", "2026-12-31T23:55:00Z")]
    [InlineData("America/New_York", "2026-03-08T06:55:00Z")]
    [InlineData("America/New_York", "2026-11-01T05:55:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T14:55:00Z")]
    [InlineData("Etc/UTC", "2027-01-01T00:00:00Z")]
    public async Task No_time_zone_and_no_change_of_the_clock_hides_an_issue_from_the_sweep(string zone, string at)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { TimeZoneId = zone });
        world.Clock.Advance(DateTimeOffset.Parse(at, null) - world.Clock.GetUtcNow());
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.StopIndex();
        Plant(world);
        for (var hours = 0; hours < 25; hours++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            await world.WakeAsync(Ct);
        }

        Assert.Equal(2, world.Sandbox.State.OpenIssues.Count);
        world.Sandbox.State.StopIndex(false);
        world.Sandbox.State.RebuildIndex();
        await SweepAsync(world);

        Assert.Single(world.Sandbox.State.OpenIssues);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>Jira has looked, and its answer is held back for <see cref="Slowness"/>.</summary>
    private static async Task<SlowReading> BeginSlowReadingAsync(TicketWorld world)
    {
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromMinutes(1) };
        world.Sandbox.Faults.Add("POST", Reading, new FaultBehaviour.Drip(Slowness, BytesEach: 1_000_000));
        var reading = new SlowReading(world.ReconcileAsync(Ct));
        await CreateContract.EventuallyAsync(() => world.Clock.IsAwaited(Slowness));
        return reading;
    }

    /// <summary>Second issues of the first one's create, open.</summary>
    private static string Plant(TicketWorld world)
    {
        var first = world.Sandbox.State.Issues[0];
        var copy = world.Sandbox.State.Create("SEC", first.IssueType, first.Summary, [.. first.Labels]);
        world.Sandbox.State.SetProperty(copy.Key, Marker.PropertyKey, first.Properties[Marker.PropertyKey]);
        return copy.Key;
    }

    private static async Task SweepAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.WakeAsync(Ct);
    }

    /// <summary>In a record, so that awaiting how it begins does not await how it ends.</summary>
    private sealed record SlowReading(Task<ReconcileReport> Report);

    public class OnSqlite(SqliteTestDatabase db) : ReconcileContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ReconcileContract(db), IClassFixture<PostgresTestDatabase>;
}
