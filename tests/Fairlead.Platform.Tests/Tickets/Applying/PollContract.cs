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
        Assert.Equal(PauseCause.SignIn, Assert.Single(await world.Sync.PausesAsync(Ct)).Cause);
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
        Assert.Equal(PauseCause.SignIn, Assert.Single(await world.Sync.PausesAsync(Ct)).Cause);
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
