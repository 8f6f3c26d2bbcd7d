using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>Issues that people made, linked and parted over HTTP.</summary>
public abstract class TicketLinksApiContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_issue_is_linked_changed_for_another_and_unlinked()
    {
        await using var world = await StartAsync();
        var (first, second) = (world.Sandbox.State.Create("SEC", "Bug", "Reported by hand"), world.Sandbox.State.Create("SEC", "Bug", "The real one"));
        var request = new LinkTicketRequest("shop", first.Key, await FindingsAsync(world));

        var ticket = await world.Tickets.LinkAsync(request, Ct);
        Assert.Equal(("created", "Reported by hand", 1), (ticket.State, ticket.Summary, ticket.Findings));
        Assert.Equal(ticket.Id, (await world.Tickets.LinkAsync(request, Ct)).Id);
        var taken = await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.LinkAsync(request with { Issue = second.Key }, Ct));
        Assert.Equal(422, taken.Problem.Status);
        Assert.Equal("/findings", Assert.Single(taken.Problem.Errors!).Pointer);
        Assert.Contains($"behind {first.Key} already", $"{taken.Problem.Errors![0]}");

        Assert.Equal(second.Key, (await world.Tickets.RelinkAsync(ticket.Id, new(second.Key), Ct)).IssueKey);
        var parted = await world.Tickets.UnlinkAsync(ticket.Id, Ct);
        Assert.Equal(("unlinked", "unlinked", null), (parted.State, parted.Presence, parted.IssueKey));
        Assert.StartsWith($"{second.Key} was unlinked by ", parted.Reason);
        Assert.Equal(parted.Id, Assert.Single((await world.Tickets.TicketsAsync(null, "unlinked", null, 10, Ct)).Items).Id);
        Assert.Equal(409, (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.UnlinkAsync(ticket.Id, Ct))).Problem.Status);
        Assert.Equal("unlinked", Assert.Single((await world.Tickets.RunAsync("shop", Ct)).Attention).Kind);
        Assert.Contains("Unlinked", await world.Host.Http.GetStringAsync("tickets", Ct));

        await world.Tickets.RecreateAsync(ticket.Id, Ct);
        Assert.Empty((await world.Tickets.RunAsync("shop", Ct)).Attention);
        Assert.Equal(3, world.Sandbox.State.IssueCount);
    }

    [Theory]
    [InlineData("shopp", "SEC-1", "There is no ticket configuration")]
    [InlineData("shop", "SEC-1", "Jira shows no SEC-1")]
    [InlineData("shop", "../myself", "no key of an issue")]
    public async Task What_is_wrong_with_a_request_is_said(string configuration, string issue, string expected)
    {
        await using var world = await StartAsync();

        var problem = await Assert.ThrowsAsync<FairleadProblemException>(async () => await world.Tickets.LinkAsync(new(configuration, issue, await FindingsAsync(world)), Ct));

        Assert.Equal(422, problem.Problem.Status);
        Assert.Contains(expected, problem.Message);
    }

    [Fact]
    public async Task Through_a_paused_connection_it_is_refused_with_the_next_step_and_a_silent_Jira_is_asked_again()
    {
        await using var world = await StartAsync();
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Reported by hand");
        var request = new LinkTicketRequest("shop", issue.Key, await FindingsAsync(world));
        world.Sandbox.Faults.Add("GET", "issue/*", new Sandbox.Faults.FaultBehaviour.Answer(500));
        world.Sandbox.Faults.Add("GET", "issue/*", new Sandbox.Faults.FaultBehaviour.Answer(500));
        world.Sandbox.Faults.Add("GET", "issue/*", new Sandbox.Faults.FaultBehaviour.Answer(500));
        Assert.Equal(503, (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.LinkAsync(request, Ct))).Problem.Status);
        world.Sandbox.Faults.Clear();
        world.Sandbox.State.RevokeCredentials();

        await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.LinkAsync(request, Ct));
        var paused = (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.LinkAsync(request, Ct))).Problem;

        Assert.Equal((409, "connection_paused"), (paused.Status, paused.Code));
        Assert.Contains("connection resume team", paused.Detail);
    }

    private async Task<TicketsWorld> StartAsync()
    {
        var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("Old key,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        return world;
    }

    private static async Task<IReadOnlyList<string>> FindingsAsync(TicketsWorld world) =>
        [.. (await world.Findings.SearchAsync(new FindingQuery(), FindingSort.WorstFirst, null, 10, Ct)).Items.Select(f => f.Id.ToString())];

    public class OnSqlite(SqliteTestDatabase db) : TicketLinksApiContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TicketLinksApiContract(db), IClassFixture<PostgresTestDatabase>;
}
