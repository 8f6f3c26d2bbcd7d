using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Jobs;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>What health says of tickets.</summary>
public abstract class TicketHealthContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A look that failed once is nobody's business; one that fails for minutes is.</summary>
    [Theory]
    [InlineData(4, false)]
    [InlineData(6, true)]
    public async Task Health_tells_of_a_connection_where_nothing_is_heard_any_more(int minutes, bool isTold)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var trouble = new ReadingTrouble("Jira's index is being rebuilt.", "Wait.", world.Clock.GetUtcNow());
        world.Clock.Advance(TimeSpan.FromMinutes(minutes));

        var reasons = await new TicketHealth(world.Pauses, world.Unusable, new Quiet(world.Configuration.Connection, trouble), world.Jira, world.Failed, world.Clock).CheckAsync(Ct);

        Assert.Equal(isTold, reasons.Any(r => r.Code == "jira_not_read" && r.Message.Contains("index is being rebuilt. Wait.", StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("Complaint", "U-40")]
    public async Task Health_tells_of_looks_that_miss_what_changed()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var health = new TicketHealth(world.Pauses, world.Unusable, new Quiet(world.Configuration.Connection, null, 3), world.Jira, world.Failed, world.Clock);

        var told = Assert.Single(await health.CheckAsync(Ct));
        Assert.Equal(("jira_changes_missed", "jira"), (told.Code, told.About));
        Assert.Contains("connection jira did not find 3 issues", told.Message);
    }

    /// <summary>Planning fails inside Fairlead for one configuration, and not for another.</summary>
    [Fact]
    [Trait("Complaint", "U-25")]
    public async Task A_configuration_that_fails_stops_none_of_the_others_and_is_told_until_it_runs()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var health = new TicketHealth(world.Pauses, world.Unusable, new TicketTraffic(world.Database, world.Clock), world.Jira, world.Failed, world.Clock);
        world.Findings.Add(1);
        var wrong = world.Configuration with { Id = TicketConfigurationId.New(world.Clock), Name = "Another", GroupBy = [new GroupingKey((GroupingField)99)] };
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

    private sealed class Quiet(ConnectionId connection, ReadingTrouble? trouble, int missed = 0) : IConnectionTraffic
    {
        public Task<IReadOnlyList<ConnectionTraffic>> ListAsync(CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<ConnectionTraffic>>([new(connection, null, null, null, trouble, null, 0) { MissedIssues = missed }]);
    }

    public class OnSqlite(SqliteTestDatabase db) : TicketHealthContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TicketHealthContract(db), IClassFixture<PostgresTestDatabase>;
}
