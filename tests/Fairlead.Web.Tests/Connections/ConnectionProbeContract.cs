using System.Net.Http.Json;
using Fairlead.Client.Connections;
using Fairlead.Client.Operations;
using Fairlead.Storage;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Web.Tests.Connections;

/// <summary>What a connection is used for is tried too, when somebody tests it and by itself.</summary>
public abstract class ConnectionProbeContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("CREATE_ISSUES", "lacks Create Issues")]
    [InlineData("BROWSE_PROJECTS", "lacks Browse Projects")]
    public async Task What_the_account_may_not_do_where_tickets_are_made_is_named(string permission, string expected)
    {
        await using var world = await StartAsync();
        world.Sandbox.State.RemovePermission(permission, "SEC");

        var result = await world.Host.Client.Connections.TestAsync(world.ConnectionId, Ct);

        Assert.Equal(ConnectionCause.InsufficientPermission, result.Cause);
        Assert.Contains(expected, result.Message);
        var health = await world.Host.Http.GetFromJsonAsync<HealthResponse>("health/ready", Ct);
        Assert.Contains(health!.Reasons, r => r.Code == "connection_lacking" && r.Message.Contains("fairlead connection test team"));
    }

    /// <summary>The old one ends tomorrow, and lacks the same: no pause for want of a permission in one of many projects. What does all is not replaced by what does less.</summary>
    [Fact]
    public async Task A_credential_that_signs_in_takes_the_place_of_one_that_lacks_a_permission_too()
    {
        await using var world = await StartAsync();
        var accounts = world.Sandbox.Accounts;
        var token = new CredentialRequest(CredentialKind.CloudApiToken, accounts.ApiToken, accounts.Email);
        // It asks for attention because it ends, and works for all.
        await world.Host.Client.Connections.ChangeAsync(world.ConnectionId, new(Credential: token with { ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(1) }), Ct);
        Assert.Equal(ConnectionHealth.Attention, (await world.Host.Client.Connections.GetAsync(world.ConnectionId, Ct)).Health);
        world.Sandbox.State.RemovePermission("TRANSITION_ISSUES", "SEC");
        var (isInForce, refused) = await world.Host.Client.Connections.UseSlotAsync(world.ConnectionId, CredentialSlot.Secondary, token, Ct);
        Assert.Equal((false, ConnectionCause.InsufficientPermission), (isInForce, refused.Cause));

        await world.Host.Client.Connections.TestAsync(world.ConnectionId, Ct);
        (isInForce, var lacks) = await world.Host.Client.Connections.UseSlotAsync(world.ConnectionId, CredentialSlot.Secondary, token, Ct);

        Assert.Equal((true, ConnectionCause.InsufficientPermission), (isInForce, lacks.Cause));
        var connection = await world.Host.Client.Connections.GetAsync(world.ConnectionId, Ct);
        Assert.Equal((ConnectionHealth.Attention, CredentialSlot.Secondary), (connection.Health, connection.Credentials.Single(c => c.IsActive).Slot));
        Assert.Contains("Transition Issues", connection.HealthDetail);
        Assert.False((await world.Host.Client.Connections.UseSlotAsync(world.ConnectionId, CredentialSlot.Primary, token with { Secret = "wrong" }, Ct)).IsInForce);
    }

    [Fact]
    public async Task A_server_finds_out_by_itself()
    {
        await using var world = await StartAsync();
        world.Sandbox.State.RemovePermission("TRANSITION_ISSUES", "SEC");
        await world.Host.Host.Services.GetRequiredService<Database>().ExecuteAsync(
            SqlText.FromFixedParts("UPDATE connections SET checked_at = @at, probed_at = NULL"), new { at = TimeProvider.System.GetUtcNow().AddHours(-2) }, Ct);

        await TicketsWorld.UntilAsync(async () => (await world.Host.Client.Connections.GetAsync(world.ConnectionId, Ct)).Health == ConnectionHealth.Attention);

        var connection = await world.Host.Client.Connections.GetAsync(world.ConnectionId, Ct);
        Assert.Equal(ConnectionCause.InsufficientPermission, connection.Cause);
        Assert.Contains("Transition Issues", connection.HealthDetail);
    }

    private async Task<TicketsWorld> StartAsync()
    {
        var world = await TicketsWorld.StartAsync(databases);
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        Assert.True((await world.Host.Client.Connections.TestAsync(world.ConnectionId, Ct)).Works);
        return world;
    }

    public sealed class OnSqlite(SqliteTestDatabase db) : ConnectionProbeContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : ConnectionProbeContract(db), IClassFixture<PostgresTestDatabase>;
}
