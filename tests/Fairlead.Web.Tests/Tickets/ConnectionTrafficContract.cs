using Fairlead.Client;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>What the API and the page tell of what went through a connection, and that nothing is heard (U-23).</summary>
public abstract class ConnectionTrafficContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Complaint", "U-23")]
    public async Task Looks_that_fail_are_told_with_reason_and_next_step_until_one_succeeds()
    {
        await using var world = await StartAsync();
        await world.Tickets.PollAsync(world.ConnectionId, Ct);
        var before = (await world.Host.Client.Connections.GetAsync(world.ConnectionId, Ct)).Traffic!;
        world.Sandbox.Faults.Add("POST", "search/*", new FaultBehaviour.Answer(400, """{"errorMessages":["The index is being rebuilt."],"errors":{}}"""));
        world.Sandbox.Faults.Add("POST", "search/*", new FaultBehaviour.Answer(400, """{"errorMessages":["The index is still being rebuilt."],"errors":{}}"""));

        await FailAsync(world);
        var first = (await world.Host.Client.Connections.GetAsync(world.ConnectionId, Ct)).Traffic!;
        await FailAsync(world);
        var failing = Assert.Single(await world.Host.Client.Connections.ListAsync(Ct)).Traffic!;
        await world.Tickets.PollAsync(world.ConnectionId, Ct);
        var mended = (await world.Host.Client.Connections.GetAsync(world.ConnectionId, Ct)).Traffic!;

        Assert.NotNull(before.LastWriteAt);
        Assert.Null(before.Trouble);
        Assert.Contains("still being rebuilt", failing.Trouble!.Reason);
        Assert.Contains("Test the connection", failing.Trouble.NextStep);
        Assert.Equal((before.LastLookAt, first.Trouble!.Since), (failing.LastLookAt, failing.Trouble.Since));
        Assert.Null(mended.Trouble);
        Assert.True(mended.LastLookAt > before.LastLookAt);
    }

    [Fact]
    [Trait("Complaint", "U-23")]
    public async Task A_webhook_that_never_came_is_told_where_one_is_wanted()
    {
        await using var world = await StartAsync();
        Assert.Null((await world.Host.Client.Connections.GetAsync(world.ConnectionId, Ct)).Traffic!.WebhookWarning);

        await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct);
        Assert.Null((await world.Host.Client.Connections.GetAsync(world.ConnectionId, Ct)).Traffic!.WebhookWarning);
        await world.Host.Host.Services.GetRequiredService<Database>().ExecuteAsync(
            SqlText.FromFixedParts("UPDATE webhook_intakes SET rotated_at = @at"), new { at = TimeProvider.System.GetUtcNow().AddMinutes(-11) }, Ct);

        var traffic = (await world.Host.Client.Connections.GetAsync(world.ConnectionId, Ct)).Traffic!;
        Assert.Null(traffic.LastEventAt);
        Assert.Contains("No webhook ever came", traffic.WebhookWarning);
        Assert.Contains("No webhook ever came", await world.Host.Http.GetStringAsync("connections", Ct));
    }

    private static Task FailAsync(TicketsWorld world) =>
        Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.PollAsync(world.ConnectionId, Ct));

    private async Task<TicketsWorld> StartAsync()
    {
        var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("a-1,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        return world;
    }

    public class OnSqlite(SqliteTestDatabase db) : ConnectionTrafficContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ConnectionTrafficContract(db), IClassFixture<PostgresTestDatabase>;
}
