using Fairlead.Client.Connections;
using Fairlead.Sandbox;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>What a running server does by itself.</summary>
public abstract class TicketJobsContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_server_applies_by_itself()
    {
        await using var world = await TicketsWorld.StartAsync(databases, wakeUp: "00:00:05");
        await world.ImportAsync("a-1,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml.Replace("automatic: false", "automatic: true", StringComparison.Ordinal), Ct);

        await TicketsWorld.UntilAsync(() => world.Sandbox.State.IssueCount > 0);
        Assert.Single(world.Sandbox.State.Issues);
    }

    /// <summary>F031: the token was revoked seconds before its successor stood in the file. Nobody has to say anything.</summary>
    [Fact]
    public async Task A_server_goes_on_by_itself_when_the_file_with_the_token_is_replaced_after_a_refusal()
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-token-");
        try
        {
            var file = Path.Combine(folder.FullName, "token");
            await using var world = await TicketsWorld.StartAsync(databases, wakeUp: "00:00:05");
            await File.WriteAllTextAsync(file, world.Sandbox.Accounts.ApiToken, Ct);
            await world.Host.Client.Connections.ChangeAsync(
                world.ConnectionId, new(Credential: TicketsWorld.CredentialOf(world.Sandbox) with { Secret = $"file:{file}" }), Ct);
            await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml.Replace("automatic: false", "automatic: true", StringComparison.Ordinal), Ct);
            world.Sandbox.State.RevokeToken(world.Sandbox.Accounts.ApiToken);
            await world.ImportAsync("a-1,high,CVE-1");
            await TicketsWorld.UntilAsync(async () => await world.ChangeAsync("UPDATE ticket_lanes SET pause = pause WHERE pause = 1") == 1);

            await File.WriteAllTextAsync(file, world.Sandbox.State.MakeToken(), Ct);

            await TicketsWorld.UntilAsync(() => world.Sandbox.State.IssueCount == 1);
            Assert.Equal(0, await world.ChangeAsync("UPDATE ticket_lanes SET pause = pause WHERE pause IS NOT NULL"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>F067: one connection's job throws what nobody expects at every tick; the other's goes on, and so does the first once that is mended.</summary>
    [Fact]
    public async Task A_job_that_throws_stops_no_other()
    {
        await using var world = await TicketsWorld.StartAsync(databases, wakeUp: "00:00:05");
        await using var second = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        await world.Host.Client.Connections.CreateAsync(
            new("other", second.BaseUrl.AbsoluteUri, new CredentialRequest(CredentialKind.CloudApiToken, second.Accounts.ApiToken, second.Accounts.Email)), Ct);
        await world.ImportAsync("a-1,high,CVE-1");
        var automatic = TicketsWorld.Yaml.Replace("automatic: false", "automatic: true", StringComparison.Ordinal);
        await world.Tickets.ApplyYamlAsync(automatic, Ct);
        await world.Tickets.ApplyYamlAsync(automatic.Replace("team", "other", StringComparison.Ordinal).Replace("shop", "market", StringComparison.Ordinal), Ct);
        await TicketsWorld.UntilAsync(() => world.Sandbox.State.IssueCount == 1 && second.State.IssueCount == 1);
        var shop = (await world.Tickets.ConfigurationAsync("shop", Ct)).Id;

        // Once the run is over: until then it writes its own state.
        while (await world.ChangeAsync($"UPDATE ticket_runs SET state = 5, attention = '{{}}' WHERE state = 3 AND configuration_id = '{shop}'") == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Ct);
        await world.ImportAsync("a-1,high,CVE-1", "a-2,high,CVE-2");
        await TicketsWorld.UntilAsync(() => second.State.IssueCount == 2);
        await world.ImportAsync("a-1,high,CVE-1", "a-2,high,CVE-2", "a-3,high,CVE-3");
        await TicketsWorld.UntilAsync(() => second.State.IssueCount == 3);
        Assert.Equal(1, world.Sandbox.State.IssueCount);

        await world.ChangeAsync($"UPDATE ticket_runs SET state = 3, attention = '[]' WHERE configuration_id = '{shop}'");
        await TicketsWorld.UntilAsync(() => world.Sandbox.State.IssueCount == 3);
    }

    public class OnSqlite(SqliteTestDatabase db) : TicketJobsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TicketJobsContract(db), IClassFixture<PostgresTestDatabase>;
}
