using Fairlead.Client;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>What is said on a ticket's issue, over HTTP.</summary>
public abstract class ConversationApiContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_said_is_read_and_added_to()
    {
        await using var world = await StartAsync();
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        world.Sandbox.State.Comment("SEC-1", "who takes this?");

        var said = await world.Host.Client.Comments.SayAsync(ticket.Id, new("We do."), Ct);

        Assert.Equal(("SEC-1", 2L), (said.IssueKey, said.Total));
        Assert.Equal([("who takes this?", false), ("We do.\nlocal command line, in Fairlead", true)], said.Comments.Select(c => (c.Text!, c.Ours)));
        Assert.Equal(said.Comments[1], Assert.Single((await world.Host.Client.Comments.OfTicketAsync(ticket.Id, 1, Ct)).Comments));
    }

    [Theory]
    [InlineData(0, "Write what is to be said")]
    [InlineData(32_001, "At most 32,000 characters")]
    public async Task What_cannot_be_said_is_refused_at_its_place(int length, string expected)
    {
        await using var world = await StartAsync();
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);

        var problem = (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Host.Client.Comments.SayAsync(ticket.Id, new(new('x', length)), Ct))).Problem;

        Assert.Equal(422, problem.Status);
        var error = Assert.Single(problem.Errors!);
        Assert.Equal("/text", error.Pointer);
        Assert.Contains(expected, $"{error}");
        Assert.Empty(world.Sandbox.State.Find("SEC-1")!.Comments);
    }

    [Fact]
    public async Task What_was_changed_in_the_issue_is_read()
    {
        await using var world = await StartAsync();
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        world.Sandbox.State.Edit("SEC-1", """{"summary": "mine"}""");

        var history = await world.Host.Client.Tickets.HistoryAsync(ticket.Id, 1, Ct);

        Assert.Equal("SEC-1", history.IssueKey);
        Assert.True(history.Total >= 1);
        var change = Assert.Single(history.Changes);
        Assert.False(change.Ours);
        Assert.Equal("mine", Assert.Single(change.Fields).To);
        await world.Tickets.UnlinkAsync(ticket.Id, Ct);
        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Host.Client.Tickets.HistoryAsync(ticket.Id, 10, Ct))).Problem.Status);
    }

    [Fact]
    public async Task Of_a_silent_Jira_and_of_a_ticket_without_an_issue_the_reason_is_told()
    {
        await using var world = await StartAsync();
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        world.Sandbox.Faults.Add("GET", null, new Sandbox.Faults.FaultBehaviour.Answer(503), times: null);
        Assert.Equal(503, await StatusAsync());
        world.Sandbox.Faults.Clear();
        await world.Tickets.UnlinkAsync(ticket.Id, Ct);
        Assert.Equal(404, await StatusAsync());

        async Task<int?> StatusAsync() =>
            (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Host.Client.Comments.OfTicketAsync(ticket.Id, 10, Ct))).Problem.Status;
    }

    private async Task<TicketsWorld> StartAsync()
    {
        var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("Old key,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        return world;
    }

    public class OnSqlite(SqliteTestDatabase db) : ConversationApiContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ConversationApiContract(db), IClassFixture<PostgresTestDatabase>;
}
