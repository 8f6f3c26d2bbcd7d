using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Jobs;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>One configuration for which planning fails inside Fairlead, beside one for which it does not.</summary>
public abstract class FailingConfigurationContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Complaint", "U-25")]
    public async Task It_stops_none_of_the_others_and_health_tells_of_it_until_it_runs()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var health = new TicketHealth(world.Sync, new TicketTraffic(world.Database, world.Clock), world.Jira, world.Failed, world.Clock);
        world.Findings.Add(1);
        var wrong = world.Configuration with { Id = TicketConfigurationId.New(world.Clock), Name = "Another", GroupBy = [(GroupingKey)99] };
        await PutAsync(world, work => ConfigurationStore.InsertAsync(work, wrong, Ct));

        await world.WakeUp.RunAsync(world.Configuration.Connection, Ct);

        Assert.Single(world.Sandbox.State.Issues);
        var reason = Assert.Single(await health.CheckAsync(Ct));
        Assert.Equal(("configuration_failed", "Another"), (reason.Code, reason.About));

        await PutAsync(world, work => ConfigurationStore.UpdateAsync(work, wrong with { GroupBy = [GroupingKey.Rule], Revision = wrong.Revision + 1 }, Ct));
        await world.WakeUp.RunAsync(world.Configuration.Connection, Ct);

        Assert.Empty(await health.CheckAsync(Ct));
        Assert.Equal(2, world.Sandbox.State.Issues.Count);
    }

    private static async Task PutAsync(TicketWorld world, Func<UnitOfWork, Task<bool>> put)
    {
        await using var work = await world.Database.BeginAsync(Ct);
        Assert.True(await put(work));
        await new EventLog(world.Database, world.Clock).AppendAsync(work, TicketConfigurations.ChangedEvent, "", Ct);
        await work.CommitAsync(Ct);
    }

    public class OnSqlite(SqliteTestDatabase db) : FailingConfigurationContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : FailingConfigurationContract(db), IClassFixture<PostgresTestDatabase>;
}
