using System.Text.Json.Nodes;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>
/// A server that is killed between putting a finding behind an issue that is done, where it is only once the next run opens that, and writing down which ticket it is. The next look
/// goes on with what is stored then.
/// </summary>
public abstract class KilledLinkContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_linked_once_also_when_a_run_came_before_that(bool runFirst)
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = await KilledAsync(world, jira);
        if (runFirst)
            await RunAsync(world);

        await world.LinkAsync(Ct);
        await RunAsync(world);

        var ticket = Assert.Single(await TicketsAsync(world));
        Assert.Equal((issue, 2), (ticket.IssueKey, ticket.Findings));
        Assert.False(jira.State.Find(issue)!.IsDone);
        Assert.Single(jira.State.Find(issue)!.Comments, c => c.Text.Contains("Linked in Fairlead", StringComparison.Ordinal));
        Assert.Single(jira.State.Issues);
        Assert.Empty(await world.FailedAsync(Ct));

        // The link is written down: it goes with its association.
        await world.PushAsync(Ct, With("b", removed: issue));
        await world.LinkAsync(Ct);
        Assert.Equal(1, Assert.Single(await TicketsAsync(world)).Findings);
        Assert.Equal(1, await world.AssociationsAsync(Ct));
    }

    [Fact]
    public async Task Taken_back_before_the_next_look_it_is_parted_and_the_issue_stays_done()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = await KilledAsync(world, jira);

        await world.PushAsync(Ct, With("b", removed: issue));
        await world.LinkAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.LinkAsync(Ct);
        await RunAsync(world);

        Assert.True(jira.State.Find(issue)!.IsDone);
        Assert.Equal(1, Assert.Single(await TicketsAsync(world)).Findings);
        Assert.Equal(1, await world.AssociationsAsync(Ct));
    }

    [Fact]
    public async Task While_Jira_is_away_after_that_it_is_linked_without_it()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        await KilledAsync(world, jira);
        jira.Faults.Add("GET", "issue/*", new Fairlead.Sandbox.Faults.FaultBehaviour.Answer(500), times: null);

        await world.LinkAsync(Ct);

        Assert.Empty(await world.FailedAsync(Ct));
    }

    /// <summary>An issue that is done, of a; b is put behind it, and that is not written down.</summary>
    private static async Task<string> KilledAsync(HubWorld world, SandboxServer jira)
    {
        var issue = jira.State.Create("SEC", "Bug", "First").Key;
        await world.PushAsync(Ct, With("b"), With("a", added: issue));
        await world.LinkAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.PushAsync(Ct, HubWorld.Vulnerability("a", "closed"));
        await world.LinkAsync(Ct);
        await RunAsync(world);
        Assert.True(jira.State.Find(issue)!.IsDone);
        await world.PushAsync(Ct, With("b", added: issue));
        await world.LinkAsync(Ct);
        await world.Database.ChangeRowsAsync(
            "UPDATE security_associations SET ticket_id = NULL, linking_on = (SELECT id FROM connections), due_at = (SELECT written_at FROM security_providers) WHERE vulnerability_id = 'b'", Ct);
        return issue;
    }

    private static async Task RunAsync(HubWorld world)
    {
        foreach (var configuration in await world.Configurations.ListAsync(Ct))
            await world.Sync.RunAsync(configuration.Id, null, Ct);
    }

    private static JsonObject With(string id, string? added = null, string? removed = null) => AssociationContract.With(id, added, removed);

    private static Task<IReadOnlyList<Ticket>> TicketsAsync(HubWorld world) => world.Tickets.ListAsync(null, null, null, 100, Ct);

    public class OnSqlite(SqliteTestDatabase db) : KilledLinkContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : KilledLinkContract(db), IClassFixture<PostgresTestDatabase>;
}
