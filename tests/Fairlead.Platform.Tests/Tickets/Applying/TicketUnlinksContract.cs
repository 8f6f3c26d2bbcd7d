using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Tickets that are parted from their issues, and given others.</summary>
public abstract class TicketUnlinksContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_unlinked_issue_is_left_alone_and_its_findings_get_a_new_one_when_asked(SandboxEdition edition)
    {
        await using var world = await LinkWorld.StartGroupedAsync(databases, edition);
        var first = Assert.Single(world.Sandbox.State.Issues);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        await LinkWorld.UnlinkAsync(world);

        Assert.Empty(LinkWorld.Now(world, first).Labels);
        Assert.DoesNotContain("fl-", LinkWorld.Now(world, first).Properties["fairlead"]);
        await world.ConfigureAsync(c => c with { Labels = ["new"] }, Ct);
        await LinkWorld.LooksAsync(world);
        var attention = Assert.Single((await LinkWorld.RunAsync(world)).Attention);
        Assert.Equal((AttentionKind.Unlinked, $"{first.Key} was unlinked by Ann"), (attention.Kind, attention.Reason));
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal((TicketStanding.Unlinked, null, null), (ticket.Standing, ticket.IssueKey, ticket.IssueId));
        Assert.Contains($"recreate {ticket.Id}", attention.NextStep);
        Assert.Equal(1, world.Sandbox.State.IssueCount);

        // A running server has heard of everything before, and hears of this.
        await world.WakeUp.RunAsync(world.Configuration.Connection, Ct);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RecreateAsync(LinkWorld.Ann, ticket.Id, Ct));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.WakeUp.RunAsync(world.Configuration.Connection, Ct);
        var second = Assert.Single(world.Sandbox.State.Issues, i => i.Id != first.Id);
        await LinkWorld.LooksAsync(world);
        Assert.Equal(second.Key, Assert.Single(await world.TicketsAsync(Ct)).IssueKey);
        Assert.Equal(first.Revision + 1, LinkWorld.Now(world, first).Revision);
        await LinkWorld.PlansNothingAsync(world);
    }

    [Fact]
    public async Task Something_new_that_is_opened_after_the_unlinking_makes_a_new_issue()
    {
        await using var world = await LinkWorld.StartGroupedAsync(databases, SandboxEdition.Cloud);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await LinkWorld.UnlinkAsync(world);
        world.Findings.Change(1, f => f with { Title = "Another title" });
        await LinkWorld.RunAsync(world);
        Assert.Equal(1, world.Sandbox.State.IssueCount);

        world.Findings.Add(5);
        await LinkWorld.RunAsync(world);

        Assert.Equal(2, world.Sandbox.State.IssueCount);
        Assert.Equal(2, Assert.Single(await world.TicketsAsync(Ct)).Findings);
        await LinkWorld.PlansNothingAsync(world);
    }

    /// <summary>Whoever reads the issue alone reads last what is true of it.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_issue_that_was_told_for_what_it_stands_is_told_that_it_does_no_more(SandboxEdition edition)
    {
        await using var world = await LinkWorld.StartAsync(databases, edition);
        var first = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks").Key;
        var second = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks again").Key;
        await LinkWorld.LinkAsync(world, first, 1);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await LinkWorld.RelinkAsync(world, second);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await LinkWorld.UnlinkAsync(world);

        Assert.EndsWith($"stands for no findings any more: {second} does, in its place.", LastSaid(first), StringComparison.Ordinal);
        Assert.EndsWith("Unlinked in Fairlead by Ann. This issue stands for no findings any more.", LastSaid(second), StringComparison.Ordinal);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await LinkWorld.RelinkAsync(world, first);
        Assert.Contains("From now on this issue stands for 1 finding", LastSaid(first), StringComparison.Ordinal);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await LinkWorld.UnlinkAsync(world);
        Assert.Contains("no findings any more", LastSaid(first), StringComparison.Ordinal);

        string LastSaid(string key) => world.Sandbox.State.Find(key)!.Comments[^1].Text;
    }

    /// <summary>Its marker cannot be taken off, and means nothing any more.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_issue_that_was_hidden_when_it_was_unlinked_is_not_taken_back_and_can_be_linked_again(SandboxEdition edition)
    {
        await using var world = await LinkWorld.StartAsync(databases, edition);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        await LinkWorld.LinkAsync(world, issue.Key, 1);
        world.Sandbox.State.Hide(issue.Key);
        await LinkWorld.UnlinkAsync(world);
        world.Sandbox.State.Hide(issue.Key, isHidden: false);
        await LinkWorld.LooksAsync(world);
        var unlinked = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(TicketStanding.Unlinked, unlinked.Standing);

        var again = (await world.Catalog.GetAsync(await LinkWorld.LinkAsync(world, issue.Key, 1, 2), Ct))!;

        Assert.NotEqual(unlinked.Marker, again.Marker);
        Assert.Equal(["fairlead", again.Marker], LinkWorld.Now(world, issue).Labels.Order());
        await LinkWorld.LooksAsync(world);
        Assert.Equal(TicketStanding.Created, (await world.Catalog.GetAsync(again.Id, Ct))!.Standing);
        await LinkWorld.PlansNothingAsync(world);
    }

    [Fact]
    public async Task A_marker_that_cannot_be_taken_off_is_told()
    {
        await using var world = await LinkWorld.StartAsync(databases, SandboxEdition.Cloud);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        await LinkWorld.LinkAsync(world, issue.Key, 1);
        world.Sandbox.State.RemovePermission("EDIT_ISSUES");

        await LinkWorld.UnlinkAsync(world);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(TicketStanding.Unlinked, ticket.Standing);
        Assert.Contains($"still carries the marker {ticket.Marker}", ticket.Reason);
        await LinkWorld.LooksAsync(world);
        Assert.Equal(TicketStanding.Unlinked, Assert.Single(await world.TicketsAsync(Ct)).Standing);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_relinked_ticket_lives_with_its_new_issue_and_leaves_the_one_before(SandboxEdition edition)
    {
        await using var world = await LinkWorld.StartGroupedAsync(databases, edition);
        var first = Assert.Single(world.Sandbox.State.Issues);
        var second = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks", ["team"], LinkWorld.Theirs);

        await LinkWorld.RelinkAsync(world, second.Key);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal((TicketStanding.Created, second.Key, "Payroll leaks"), (ticket.Standing, ticket.IssueKey, ticket.Summary));
        Assert.Empty(LinkWorld.Now(world, first).Labels);
        Assert.Equal(["fairlead", ticket.Marker, "team"], LinkWorld.Now(world, second).Labels.Order());
        Assert.Single(LinkWorld.Now(world, second).Comments);
        await LinkWorld.LooksAsync(world);
        await LinkWorld.PlansNothingAsync(world);
        world.Findings.Change(1, f => f with { Title = "Another title" });
        await LinkWorld.RunAsync(world);
        LinkWorld.AssertTheirs(second, LinkWorld.Now(world, second));
        world.Findings.Close(1);
        await LinkWorld.RunAsync(world);
        Assert.True(LinkWorld.Now(world, second).IsDone);
        Assert.False(LinkWorld.Now(world, first).IsDone);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
    }

    /// <summary>Whatever became of its issue, a ticket can be given another one.</summary>
    [Theory]
    [InlineData("deleted")]
    [InlineData("hidden")]
    [InlineData("unlinked")]
    public async Task A_ticket_without_an_issue_is_given_one(string before)
    {
        await using var world = await LinkWorld.StartGroupedAsync(databases, SandboxEdition.Cloud);
        var first = Assert.Single(world.Sandbox.State.Issues);
        switch (before)
        {
            case "deleted":
                world.Sandbox.State.Delete(first.Key);
                await world.ReconcileAsync(Ct);
                world.Clock.Advance(TimeSpan.FromMinutes(11));
                await world.ReconcileAsync(Ct);
                break;
            case "hidden":
                world.Sandbox.State.Hide(first.Key);
                break;
            default:
                await LinkWorld.UnlinkAsync(world);
                break;
        }

        var second = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        await LinkWorld.RelinkAsync(world, second.Key);
        if (before == "hidden")
            world.Sandbox.State.Hide(first.Key, isHidden: false);
        await LinkWorld.LooksAsync(world);

        Assert.Equal((second.Key, TicketStanding.Created), (Assert.Single(await world.TicketsAsync(Ct)).IssueKey, Assert.Single(await world.TicketsAsync(Ct)).Standing));
        Assert.False(LinkWorld.Now(world, second).IsDone);
        await LinkWorld.PlansNothingAsync(world);
    }

    [Fact]
    public async Task What_cannot_be_relinked_or_unlinked_is_refused_with_the_next_step()
    {
        await using var world = await LinkWorld.StartGroupedAsync(databases, SandboxEdition.Cloud);
        var ticket = Assert.Single(await world.TicketsAsync(Ct));

        Assert.IsType<IssueOutcome.Unknown>(await world.TicketLinks.UnlinkAsync(LinkWorld.Ann, TicketId.New(world.Clock), Ct));
        Assert.Contains("already", Assert.Single(Assert.IsType<IssueOutcome.Invalid>(await world.TicketLinks.RelinkAsync(LinkWorld.Ann, ticket.Id, ticket.IssueKey!, Ct)).Problems).Message);
        await LinkWorld.UnlinkAsync(world);
        Assert.Contains("recreate", Assert.IsType<IssueOutcome.Refused>(await world.TicketLinks.UnlinkAsync(LinkWorld.Ann, ticket.Id, Ct)).Reason);
        await world.Repairs.RecreateAsync(LinkWorld.Ann, ticket.Id, Ct);
        Assert.Contains("fairlead apply", Assert.IsType<IssueOutcome.Refused>(await world.TicketLinks.RelinkAsync(LinkWorld.Ann, ticket.Id, "SEC-1", Ct)).Reason);
    }

    public class OnSqlite(SqliteTestDatabase db) : TicketUnlinksContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TicketUnlinksContract(db), IClassFixture<PostgresTestDatabase>;
}
