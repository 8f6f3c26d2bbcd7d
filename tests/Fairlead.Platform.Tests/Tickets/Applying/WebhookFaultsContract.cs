using Fairlead.Platform.Tickets;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Webhooks that come at a bad moment, of something else, or again after a month.</summary>
public abstract class WebhookFaultsContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Jira tells of the issue before it answers the create, or without ever answering it.</summary>
    [Fact]
    public async Task F117_One_of_an_issue_that_is_just_being_made_makes_no_second_link()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.AfterCommit));
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Drop(FaultTime.AfterCommit));
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal(TicketState.Uncertain, Assert.Single(await world.TicketsAsync(Ct)).State);

        await world.HearAsync(issue.Id, Ct, "jira:issue_created");
        world.Sandbox.Faults.Clear();
        await world.ConvergeAsync(Ct);
        await world.HearAsync(issue.Id, Ct, "jira:issue_created");

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal((TicketState.Created, issue.Key, 1), (ticket.State, ticket.IssueKey, world.Sandbox.State.IssueCount));
    }

    [Fact]
    public async Task F118_One_of_an_issue_that_is_nobodys_ticket_is_heard_without_a_read()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var before = Assert.Single(await world.TicketsAsync(Ct));
        world.Sandbox.Requests.Clear();

        await world.HearAsync(99_999, Ct);
        await world.HearAsync(99_999, Ct, "jira:issue_deleted");

        Assert.Equal(0, world.Sandbox.Requests.CountOf("POST", "issue/bulkfetch"));
        Assert.Equal(before, Assert.Single(await world.TicketsAsync(Ct)));
    }

    /// <summary>By then it is not known any more that it came; what it says was never believed.</summary>
    [Fact]
    public async Task F115_F122_One_that_is_replayed_after_a_month_changes_nothing()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        world.Sandbox.State.Transition(issue.Key, "In Progress");
        await world.HearAsync(issue.Id, Ct);
        await world.HearAsync(issue.Id, Ct, "jira:issue_deleted");
        world.Sandbox.State.Transition(issue.Key, "Done");
        await world.HearAsync(issue.Id, Ct);
        world.Clock.Advance(TimeSpan.FromDays(31));
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("DELETE FROM webhook_events"), null, Ct);

        await world.HearAsync(issue.Id, Ct);
        await world.HearAsync(issue.Id, Ct, "jira:issue_deleted");

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(("Done", IssuePresence.Present), (ticket.Status, ticket.Presence));
    }

    public class OnSqlite(SqliteTestDatabase db) : WebhookFaultsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : WebhookFaultsContract(db), IClassFixture<PostgresTestDatabase>;
}
