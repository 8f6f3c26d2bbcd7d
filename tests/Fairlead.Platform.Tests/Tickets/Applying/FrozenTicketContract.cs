using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Tickets that are left alone because somebody undoes again and again what Fairlead does.</summary>
public abstract class FrozenTicketContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F096: an automation of Jira closes what we open.</summary>
    [Fact]
    public async Task A_ticket_that_is_moved_back_and_forth_is_frozen()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Sandbox.Requests.Clear();
        for (var i = 0; i < 8; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(2));
            world.Sandbox.State.Transition(key, "Done");
            await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
            world.Clock.Advance(TimeSpan.FromMinutes(2));
            world.Findings.Add(10 + i);
            await world.RunAsync(Ct);
            if (!world.Sandbox.State.Find(key)!.IsDone)
                continue;
        }

        var moves = world.Sandbox.Requests.CountOf("POST", "issue/*/transitions");
        Assert.InRange(moves, 1, 3);
        // What new findings say is written on, once for each; of the moves nothing else is.
        Assert.InRange(moves + world.Sandbox.Requests.CountOf("POST", "issue/*/comment"), 1, 6);
        Assert.InRange(world.Sandbox.Requests.CountOf("PUT", "issue/*"), 1, 8);
        var frozen = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Contains("back and forth", frozen.Reason);
        Assert.Contains($"fairlead ticket retry {key}", Assert.Single((await world.RunAsync(Ct)).Attention).NextStep);

        // Whoever put an end to it need not wait.
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RetryAsync(Actor.System, frozen.Id, Ct));
        Assert.Equal(AskOutcome.NotApplicable, await world.Repairs.RetryAsync(Actor.System, frozen.Id, Ct));
        await world.RunAsync(Ct);
        Assert.False(world.Sandbox.State.Find(key)!.IsDone);
    }

    public class OnSqlite(SqliteTestDatabase db) : FrozenTicketContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : FrozenTicketContract(db), IClassFixture<PostgresTestDatabase>;
}
