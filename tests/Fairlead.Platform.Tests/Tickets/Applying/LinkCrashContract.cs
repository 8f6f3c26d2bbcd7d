using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>A process of its own links, relinks and unlinks, and is killed at every named step; asking again completes it.</summary>
public abstract class LinkCrashContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="before">The issue that the ticket has after the kill; null: there is no ticket, or it has none.</param>
    [Theory]
    [InlineData("ticket.marked:1", null)]
    [InlineData("ticket.link-told:1", null)]
    [InlineData("ticket.issue-linked:1", "SEC-1")]
    [InlineData("ticket.marked:2", "SEC-1")]
    [InlineData("ticket.link-told:2", "SEC-1")]
    [InlineData("ticket.relinked:1", "SEC-2")]
    [InlineData("ticket.unlinked:1", null)]
    public async Task A_kill_at_any_step_leaves_one_issue_to_the_ticket_and_each_told_once(string killAt, string? before)
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        sandbox.State.Create("SEC", "Bug", "First");
        sandbox.State.Create("SEC", "Bug", "Second");
        using (var child = CrashingSync.Start(nameof(CrashingSync.Links_and_parts_until_it_is_killed), location, sandbox, killAt))
            await CrashingSync.DiedAsync(child, Ct);

        await using var world = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        world.Findings.Add(1);
        await LookAsync(world);
        var left = (await world.TicketsAsync(Ct)).SingleOrDefault();
        Assert.Equal(before, left?.IssueKey);
        if (left is null)
            left = await TicketAsync(world, await world.TicketLinks.LinkAsync(Actor.System, new(world.Configuration, "SEC-1", [FakeFindings.IdOf(1)]), Ct));
        if (left.IssueKey != "SEC-2")
            left = await TicketAsync(world, await world.TicketLinks.RelinkAsync(Actor.System, left.Id, "SEC-2", Ct));
        await LookAsync(world);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal((TicketStanding.Created, "SEC-2"), (ticket.Standing, ticket.IssueKey));
        Assert.Equal("SEC-2", Assert.Single(sandbox.State.WithLabel(ticket.Marker)).Key);
        Assert.All(sandbox.State.Issues, i => Assert.Equal((false, 0), (i.IsDone, i.Links.Count)));
        // The first is told for what it stands, and that it does no more, if there was time for it. Linked a second time after it was unlinked, the second is told again.
        Assert.Equal([killAt == "ticket.relinked:1" ? 1 : 2, killAt == "ticket.unlinked:1" ? 2 : 1], sandbox.State.Issues.OrderBy(i => i.Id).Select(i => i.Comments.Count));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    private static async Task<Ticket> TicketAsync(TicketWorld world, IssueOutcome outcome) =>
        (await world.Catalog.GetAsync(Assert.IsType<IssueOutcome.Done>(outcome).Ticket, Ct))!;

    /// <summary>Whatever looks at issues by itself.</summary>
    private static async Task LookAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.WakeAsync(Ct);
        await world.Sync.SweepAsync(world.Configuration.Connection, Ct);
        await world.ReconcileAsync(Ct);
    }

    public class OnSqlite(SqliteTestDatabase db) : LinkCrashContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LinkCrashContract(db), IClassFixture<PostgresTestDatabase>;
}
