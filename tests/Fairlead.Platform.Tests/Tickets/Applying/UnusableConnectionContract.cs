using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Jobs;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>A connection through which no call can be made costs nothing while it is so, and everything that became due goes out afterwards.</summary>
public abstract class UnusableConnectionContract(TestDatabase databases)
{
    private static readonly SqlText CountSql = SqlText.FromFixedParts("SELECT count(*) FROM ticket_runs");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ConnectionUnusable.Disabled)]
    [InlineData(ConnectionUnusable.SecretUnreadable)]
    [InlineData(ConnectionUnusable.Missing)]
    public async Task Wake_ups_store_no_plan_and_what_became_due_goes_out_once_it_can_be_used(ConnectionUnusable why)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var health = new TicketHealth(world.Pauses, world.Unusable, new TicketTraffic(world.Database, world.Clock), world.Jira, world.Failed, world.Clock);
        world.Findings.Add(1);
        await ImportedAsync(world);
        world.Jira.Unusable = why;

        for (var i = 0; i < 3; i++)
        {
            await world.WakeUp.RunAsync(world.Configuration.Connection, Ct);
            world.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(0, await world.Database.FirstAsync<long>(CountSql, null, Ct));
        Assert.Empty(world.Failed.Names);
        var told = Assert.Single(await health.CheckAsync(Ct));
        Assert.Equal(("tickets_waiting", "jira", false), (told.Code, told.About, told.IsBlocking));
        Assert.Contains($"{why}", told.Message);

        world.Jira.Unusable = null;
        await world.WakeUp.RunAsync(world.Configuration.Connection, Ct);

        Assert.Single(world.Sandbox.State.Issues);
        Assert.Empty(await health.CheckAsync(Ct));
    }

    /// <summary>It becomes so between the wake-up's look and the run.</summary>
    [Fact]
    public async Task A_run_that_finds_it_so_is_no_mistake_of_Fairleads_and_stores_nothing()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Jira.Unusable = ConnectionUnusable.Disabled;

        var failure = await Assert.ThrowsAsync<ConnectionUnusableException>(() => world.RunAsync(Ct));

        Assert.False(FailedConfigurations.IsMistake(failure));
        Assert.Equal(0, await world.Database.FirstAsync<long>(CountSql, null, Ct));
    }

    [Fact]
    public async Task A_disabled_connection_that_holds_nothing_up_is_told_beside_the_run()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        Assert.Empty((await world.RunAsync(Ct)).Warnings);
        world.Jira.Unusable = ConnectionUnusable.Disabled;

        var run = await world.RunAsync(Ct);

        Assert.Equal((0, 0), (run.Planned.All, run.Attention.Count));
        Assert.Contains("is disabled, so what changed in Jira since is not known", Assert.Single(run.Warnings).Message);
    }

    private static async Task ImportedAsync(TicketWorld world)
    {
        await using var work = await world.Database.BeginAsync(Ct);
        await new EventLog(world.Database, world.Clock).AppendAsync(work, TicketConfigurations.ChangedEvent, "", Ct);
        await work.CommitAsync(Ct);
    }

    public class OnSqlite(SqliteTestDatabase db) : UnusableConnectionContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : UnusableConnectionContract(db), IClassFixture<PostgresTestDatabase>;
}
