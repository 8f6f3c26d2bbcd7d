using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>Tickets of chosen findings over HTTP.</summary>
public abstract class ManualTicketsContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ticket_is_reviewed_made_once_and_leads_to_its_findings()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("Old key,high,CVE-1", "Open port,critical,CVE-2", "Long log,low,CVE-3");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        var chosen = (await world.Findings.SearchAsync(new FindingQuery(), FindingSort.WorstFirst, null, 2, Ct)).Items;
        var request = new CreateTicketRequest("shop", [.. chosen.Select(f => f.Id.ToString())], Summary: "Two that matter");

        var review = await world.Tickets.ReviewAsync(request, Ct);
        Assert.Equal(("Two that matter", "Highest", 2, 2), (review.Summary, review.Priority, review.Findings, review.Open));
        Assert.Contains("Open port", review.Description);
        Assert.Equal(0, world.Sandbox.State.IssueCount);

        // Sent back as it was shown, the description goes on following the findings.
        var ticket = await world.Tickets.CreateAsync(request with { Description = review.Description }, Ct);
        Assert.Equal(("created", review.Summary, 2), (ticket.State, ticket.Summary, ticket.Findings));
        var behind = await world.Findings.SearchAsync(new FindingQuery(Ticket: ticket.Id), FindingSort.WorstFirst, null, 10, Ct);
        Assert.Equal(chosen.Select(f => f.Id), behind.Items.Select(f => f.Id));

        var again = await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.CreateAsync(request, Ct));
        Assert.Contains(ticket.IssueKey!, again.Message);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    [Theory]
    [InlineData("shop", "no-id", "no id")]
    [InlineData("shop", "0199f0c2-0000-7000-8000-000000000000", "there is no finding")]
    [InlineData("shopp", "0199f0c2-0000-7000-8000-000000000000", "There is no ticket configuration")]
    public async Task What_is_wrong_with_a_request_is_said(string configuration, string finding, string expected)
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);

        var problem = await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.CreateAsync(new CreateTicketRequest(configuration, [finding]), Ct));

        Assert.Contains(expected, problem.Message);
        Assert.Equal(0, world.Sandbox.State.IssueCount);
    }

    public class OnSqlite(SqliteTestDatabase db) : ManualTicketsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ManualTicketsContract(db), IClassFixture<PostgresTestDatabase>;
}
