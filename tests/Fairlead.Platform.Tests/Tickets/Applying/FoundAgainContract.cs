using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Issues that are in Jira and not known: after a restore, after a lost answer, and those that somebody planted.</summary>
public abstract class FoundAgainContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F164, R8: after a restore everything unlinked is looked for, also what the old database never knew.</summary>
    [Fact]
    public async Task After_a_restore_nothing_is_created_twice()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(5);
        await world.RunAsync(Ct);
        // The lost day: its tickets are in Jira and not in the database.
        await world.Database.ChangeRowsAsync("DELETE FROM tickets", Ct);
        await InstanceIdentity.RaiseEpochAsync(world.Database, Ct);
        await world.RestartAsync(Ct);
        world.Findings.Add(6, "CVE-6");

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);
        await world.RunAsync(Ct);

        Assert.Equal(6, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F128: planted duplicates, some closed.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Planted_duplicates_end_with_the_oldest_open_one(int count)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var first = Assert.Single(world.Sandbox.State.Issues);
        for (var i = 1; i < count; i++)
        {
            var copy = world.Sandbox.State.Create("SEC", first.IssueType, first.Summary, [.. first.Labels]);
            world.Sandbox.State.SetProperty(copy.Key, Marker.PropertyKey, first.Properties[Marker.PropertyKey]);
        }

        world.Sandbox.State.Transition(first.Key, "Done");
        for (var i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(11));
            await world.WakeAsync(Ct);
        }

        var open = Assert.Single(world.Sandbox.State.OpenIssues);
        Assert.Equal(world.Sandbox.State.Issues[1].Key, open.Key);
        Assert.Equal(open.Key, Assert.Single(await world.TicketsAsync(Ct)).IssueKey);
    }

    /// <summary>F043: found again by its marker, and closed by a person meanwhile: linked, left closed, opened once when something new comes.</summary>
    [Fact]
    public async Task An_issue_that_was_closed_before_it_was_found_is_opened_once_when_something_new_comes()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.AfterCommit));
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Sandbox.State.Transition(key, "Done");

        await world.ConvergeAsync(Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Add(2);

        var run = await world.RunAsync(Ct);
        Assert.Equal((SyncRunState.Done, 0, 0, 1), (run.State, run.Planned.Create, run.Planned.Update, run.Planned.Transition));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.Equal(1, world.Creates);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    public class OnSqlite(SqliteTestDatabase db) : FoundAgainContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : FoundAgainContract(db), IClassFixture<PostgresTestDatabase>;
}
