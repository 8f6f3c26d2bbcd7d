using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Looks at what people changed in Jira: what they cost, and what becomes of one that fails.</summary>
public abstract class PollContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_look_costs_two_calls_and_none_for_each_issue_that_nobody_touched()
    {
        await using var world = await StartAsync(30);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.PollAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.Sandbox.State.Transition("SEC-1", "Done");
        world.Sandbox.State.Transition("SEC-2", "Done");
        world.Sandbox.Requests.Clear();

        var poll = await world.PollAsync(Ct);

        Assert.Equal((2, 2, true, 2), (poll.Issues, poll.Changed, poll.IsComplete, poll.JiraCalls));
        Assert.Equal(2, world.Sandbox.Requests.Count);
        Assert.Equal(2, (await world.TicketsAsync(Ct)).Count(t => t.Status == "Done"));
    }

    /// <summary>A look counts from when it began, which is some moments after its tick, once more and once fewer.</summary>
    [Fact]
    public async Task A_look_is_begun_each_minute_whatever_it_took_to_begin_the_one_before()
    {
        await using var world = await StartAsync(1);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var (tick, from) = (new SyncOptions().LookTick, world.Clock.GetUtcNow());
        var begun = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            world.Clock.Advance(from + i * tick + TimeSpan.FromMilliseconds(i % 8 == 0 ? 400 : 20) - world.Clock.GetUtcNow());
            world.Sandbox.Requests.Clear();
            await world.Sync.LookAsync(world.Configuration.Connection, Ct);
            if (world.Sandbox.Requests.Count > 0)
                begun.Add((int)(i * tick).TotalSeconds);
        }

        Assert.Equal([.. Enumerable.Range(0, 10).Select(minute => 60 * minute)], begun);
    }

    [Theory]
    [InlineData("00:00:10", "00:00:10")]
    [InlineData("00:01:00", "00:00:15")]
    [InlineData("1.00:00:00", "00:00:15")]
    public void What_is_due_is_asked_as_often_as_the_setting_needs(string interval, string tick) =>
        Assert.Equal(tick, new SyncOptions { PollInterval = TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture) }.LookTick.ToString());

    [Fact]
    public async Task A_server_looks_by_itself()
    {
        await using var world = await StartAsync(1);
        await world.PollAsync(Ct);
        await world.Looks.StartAsync(Ct);
        for (var look = 0; look < 3; look++)
        {
            world.Sandbox.Requests.Clear();
            for (var tick = 0; world.Sandbox.Requests.Count == 0; tick++)
            {
                Assert.InRange(tick, 0, 500);
                world.Clock.Advance(new SyncOptions().LookTick);
                await Task.Delay(20, Ct);
            }
        }

        await world.Looks.StopAsync(Ct);
    }

    /// <summary>A search that finds nothing while issues change is no empty list.</summary>
    [Fact]
    [Trait("Complaint", "U-40")]
    public async Task What_looks_do_not_find_is_counted_by_the_reading_of_all_issues()
    {
        await using var world = await StartAsync(3);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.PollAsync(Ct);
        foreach (var issue in world.Sandbox.State.Issues)
            world.Sandbox.State.Edit(issue.Key, """{"labels":[]}""");
        world.Sandbox.State.Transition("SEC-1", "Done");
        for (var minute = 0; minute < 10; minute++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(0, (await world.PollAsync(Ct)).Issues);
        }

        Assert.Equal((1, 1), await MissedAsync(world));
        Assert.Equal((0, 0), await MissedAsync(world));

        // What changed since the last look is the next one's.
        world.Sandbox.State.Transition("SEC-2", "Done");
        Assert.Equal((1, 0), await MissedAsync(world));
    }

    private static async Task<(int Changed, int Missed)> MissedAsync(TicketWorld world)
    {
        var report = await world.ReconcileAsync(Ct);
        return (report.Changed, report.Missed);
    }

    /// <summary>A thousand to a call, and two besides, however many issues there are.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_look_costs_a_call_for_a_thousand_changed_issues_and_two(SandboxEdition edition)
    {
        const int Changed = 2_500;
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(Changed);
        Assert.Equal(Changed, (await world.RunAsync(Ct)).Outcomes["applied"]);
        // What was written to a moment ago is read anew.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.Requests.Clear();

        var poll = await world.PollAsync(Ct);

        Assert.Equal((Changed, true), (poll.Issues, poll.IsComplete));
        Assert.InRange(poll.JiraCalls, 1, (Changed / 1000) + 1 + 2);
        Assert.Equal(poll.JiraCalls, world.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task A_look_that_failed_begins_where_it_did()
    {
        await using var world = await StartAsync(2);
        await world.PollAsync(Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Transition("SEC-1", "Done");
        world.Sandbox.Faults.Add("POST", "issue/bulkfetch", new FaultBehaviour.Answer(500), times: 10);
        Assert.False((await world.PollAsync(Ct)).IsComplete);
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(1));

        var poll = await world.PollAsync(Ct);
        Assert.Equal((1, true), (poll.Changed, poll.IsComplete));
    }

    /// <summary>Jira disabled it, or somebody deleted it: what looks find tells.</summary>
    [Fact]
    public async Task F121_A_webhook_that_fell_silent_is_told_an_hour_after_a_look_found_what_it_should_have_told()
    {
        await using var world = await StartAsync(2);
        await world.TakeWebhooksAsync(Ct);
        await world.PollAsync(Ct);
        await world.HearAsync(world.Sandbox.State.Find("SEC-1")!.Id, Ct);
        Assert.Null(await WarningAfterAsync(TimeSpan.FromMinutes(1)));
        // One that came before the look that finds its change is not late, nor is quiet a sign of anything.
        world.Sandbox.State.Transition("SEC-1", "In Progress");
        await world.HearAsync(world.Sandbox.State.Find("SEC-1")!.Id, Ct);
        for (var i = 0; i < 8; i++)
            Assert.Null(await WarningAfterAsync(TimeSpan.FromMinutes(10)));

        world.Sandbox.State.Transition("SEC-2", "Done");
        for (var i = 0; i < 6; i++)
            Assert.Null(await WarningAfterAsync(TimeSpan.FromMinutes(10)));
        var warning = await WarningAfterAsync(TimeSpan.FromMinutes(10));
        Assert.Contains("No webhook has come since", warning);

        await world.HearAsync(world.Sandbox.State.Find("SEC-2")!.Id, Ct);
        Assert.Null(await WarningAfterAsync(TimeSpan.FromMinutes(10)));

        async Task<string?> WarningAfterAsync(TimeSpan pause)
        {
            world.Clock.Advance(pause);
            Assert.True((await world.PollAsync(Ct)).IsComplete);
            return Assert.Single(await world.TrafficAsync(Ct)).WebhookWarning;
        }
    }

    [Fact]
    public async Task Looks_that_fail_wait_longer_and_longer_until_somebody_asks()
    {
        await using var world = await StartAsync(1);
        await world.PollAsync(Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.Faults.Add("POST", "search/*", new FaultBehaviour.Answer(500), times: 100);
        var waits = new List<TimeSpan>();
        for (var last = world.Clock.GetUtcNow(); waits.Count < 6; world.Clock.Advance(TimeSpan.FromSeconds(30)))
        {
            world.Sandbox.Requests.Clear();
            await world.Sync.LookAsync(world.Configuration.Connection, Ct);
            if (world.Sandbox.Requests.CountOf("POST", null) == 0)
                continue;
            waits.Add(world.Clock.GetUtcNow() - last);
            last = world.Clock.GetUtcNow();
        }

        Assert.Equal([0, 30, 60, 120, 300, 300], waits.Select(w => (int)w.TotalSeconds));

        world.Sandbox.Faults.Clear();
        await world.LookAgainAsync(Ct);
        world.Sandbox.Requests.Clear();
        await world.Sync.LookAsync(world.Configuration.Connection, Ct);
        Assert.NotEqual(0, world.Sandbox.Requests.Count);
        Assert.Null((await world.LaneAsync(Ct))!.LookFailures);
    }

    /// <summary>What was read while somebody wrote to the ticket is old, and the look at what changed has passed it by.</summary>
    [Fact]
    public async Task An_issue_that_was_read_while_its_ticket_was_written_is_read_again_by_the_next_look()
    {
        await using var world = await StartAsync(1);
        await world.PollAsync(Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Transition("SEC-1", "Done");
        var slowness = TimeSpan.FromSeconds(1);
        world.Sandbox.Faults.Add("POST", "issue/bulkfetch", new FaultBehaviour.Drip(slowness, BytesEach: 1_000_000));

        var poll = world.PollAsync(Ct);
        while (!world.Clock.IsAwaited(slowness) && !poll.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        await world.TouchAsync(Ct);
        world.Clock.Advance(slowness);
        Assert.Equal(0, (await poll).Changed);

        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.PollAsync(Ct);
        Assert.Equal("Done", Assert.Single(await world.TicketsAsync(Ct)).Status);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.Requests.Clear();
        await world.PollAsync(Ct);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("POST", "issue/bulkfetch"));
    }

    /// <summary>Data Center gives issues with the search: what was written to meanwhile is read after its ticket, not before.</summary>
    [Fact]
    public async Task An_issue_that_a_search_showed_before_its_ticket_was_written_is_read_anew()
    {
        await using var world = await StartAsync(1, SandboxEdition.DataCenter);
        await world.PollAsync(Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Transition("SEC-1", "In Progress");
        var slowness = TimeSpan.FromSeconds(1);
        world.Sandbox.Faults.Add("POST", "search", new FaultBehaviour.Drip(slowness, BytesEach: 1_000_000));

        var poll = world.PollAsync(Ct);
        while (!world.Clock.IsAwaited(slowness) && !poll.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        world.Sandbox.State.Transition("SEC-1", "Done");
        await world.TouchAsync(Ct);
        world.Clock.Advance(slowness);

        Assert.Equal(1, (await poll).Changed);
        Assert.Equal("Done", Assert.Single(await world.TicketsAsync(Ct)).Status);
    }

    /// <summary>Each attempt to sign in counts: some Jira sites lock an account after three.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Looks_do_not_try_to_sign_in_again_and_again(SandboxEdition edition)
    {
        await using var world = await StartAsync(1, edition);
        await world.PollAsync(Ct);
        world.Sandbox.State.RevokeCredentials();
        world.Sandbox.Requests.Clear();

        var first = await world.PollAsync(Ct);
        var calls = world.Sandbox.Requests.Count;
        for (var i = 0; i < 5; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(25));
            await world.WakeAsync(Ct);
            Assert.NotNull((await world.PollAsync(Ct)).PausedBecause);
            Assert.NotNull((await world.ReconcileAsync(Ct)).PausedBecause);
        }

        Assert.False(first.IsComplete);
        Assert.NotNull(first.PausedBecause);
        Assert.Equal((1, 1), (calls, world.Sandbox.Requests.Count));
        Assert.Equal(PauseCause.SignIn, Assert.Single(await world.Pauses.ListAsync(Ct)).Cause);
    }

    /// <summary>Nor do the readings that come more rarely.</summary>
    [Fact]
    public async Task A_reading_of_all_issues_that_cannot_sign_in_pauses_the_connection()
    {
        await using var world = await StartAsync(1);
        world.Sandbox.State.RevokeCredentials();

        var report = await world.ReconcileAsync(Ct);

        Assert.False(report.IsComplete);
        Assert.NotNull(report.PausedBecause);
        Assert.Equal(PauseCause.SignIn, Assert.Single(await world.Pauses.ListAsync(Ct)).Cause);
    }

    private async Task<TicketWorld> StartAsync(int tickets, SandboxEdition edition = SandboxEdition.Cloud)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => c with { GroupBy = [] });
        for (var i = 1; i <= tickets; i++)
            world.Findings.Add(i);
        await world.RunAsync(Ct);
        return world;
    }

    public class OnSqlite(SqliteTestDatabase db) : PollContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : PollContract(db), IClassFixture<PostgresTestDatabase>;
}
