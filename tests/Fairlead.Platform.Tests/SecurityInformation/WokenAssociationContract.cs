using System.Text.Json.Nodes;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>Associations that could not be linked, once what they waited for is there: they are tried again long before their pause is over.</summary>
public abstract class WokenAssociationContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_that_is_made_has_everything_tried_again()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var first = await world.ConnectAsync("first", Ct);
        await world.PushAsync(Ct, With("a", added: "SEC-1"));
        await world.LinkAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.LinkAsync(Ct);
        Assert.Equal((world.Clock.GetUtcNow(), world.Clock.GetUtcNow() + TimeSpan.FromMinutes(10)), Assert.Single(await world.FailedAsync(Ct)) is var told ? (told.TriedAt, told.RetryAt) : default);

        await using var second = await world.ConnectAsync("second", Ct);
        second.State.Create("SEC", "Bug", "Known to us");
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        await world.LinkAsync(Ct);

        Assert.Equal("SEC-1", Assert.Single(await TicketsAsync(world)).IssueKey);
        Assert.Empty(await world.FailedAsync(Ct));
    }

    [Fact]
    public async Task A_configuration_that_is_enabled_has_it_too()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct, "enabled: false");
        jira.State.Create("SEC", "Bug", "Known to us");
        await world.PushAsync(Ct, With("a", added: "SEC-1"));
        await world.LinkAsync(Ct);
        Assert.StartsWith("no configuration is enabled", Assert.Single(await world.FailedAsync(Ct)).Problem);

        await world.ConfigureAsync("jira", "automatic: false\nfilter: {assets: [none]}", Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        await world.LinkAsync(Ct);

        Assert.Equal("SEC-1", Assert.Single(await TicketsAsync(world)).IssueKey);
    }

    [Fact]
    public async Task What_another_ticket_has_is_tried_again_once_that_lets_it_go()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var (first, second) = (jira.State.Create("SEC", "Bug", "First"), jira.State.Create("SEC", "Bug", "Second"));
        await world.PushAsync(Ct, With("a", added: $"{first.Key} {second.Key}"));
        await world.LinkAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.LinkAsync(Ct);
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromMinutes(10), Assert.Single(await world.FailedAsync(Ct)).RetryAt);

        world.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<IssueOutcome.Done>(await world.Links.UnlinkAsync(Actor.System, Assert.Single(await TicketsAsync(world)).Id, Ct));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.LinkAsync(Ct);

        Assert.Equal([second.Key], (await TicketsAsync(world)).Where(t => t.Standing == TicketStanding.Created).Select(t => t.IssueKey));
        Assert.Empty(await world.FailedAsync(Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_issue_that_was_not_there_is_looked_for_again_once_it_is_a_ticket_s(bool byKey)
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        await using var twin = await HubWorld.StartAsync(databases, Ct);
        await using var ofTwin = await twin.ConnectAsync("twin", Ct);
        var name = byKey ? "SEC-1" : $"{ofTwin.State.Create("SEC", "Bug", "By which the id is known that comes next").Id}";
        await world.PushAsync(Ct, With("a", added: name), HubWorld.Vulnerability("b"));
        await world.LinkAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.LinkAsync(Ct);
        Assert.Equal(name, Assert.Single(await world.FailedAsync(Ct)).Issue);

        world.Clock.Advance(TimeSpan.FromSeconds(2));
        var issue = jira.State.Create("SEC", "Bug", "Made later");
        Assert.Equal(name, byKey ? issue.Key : $"{issue.Id}");
        var draft = new LinkDraft(Assert.Single(await world.Configurations.ListAsync(Ct)), issue.Key, [(await world.FindingsAsync(Ct)).Single(f => f.Detail.Labels["vulnerability"] == "b").Id]);
        Assert.IsType<IssueOutcome.Done>(await world.Links.LinkAsync(Actor.System, draft, Ct));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.LinkAsync(Ct);

        Assert.Equal(2, Assert.Single(await TicketsAsync(world)).Findings);
        Assert.Empty(await world.FailedAsync(Ct));
    }

    [Fact]
    public async Task What_changes_in_Jira_alone_only_the_next_try_shows_and_until_then_it_is_said_of_when_the_reason_is()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        await world.PushAsync(Ct, With("a", added: "SEC-1"));
        await world.LinkAsync(Ct);
        var tried = world.Clock.GetUtcNow();
        jira.State.Create("SEC", "Bug", "Made later");
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        await world.LinkAsync(Ct);

        Assert.Equal((tried, tried + TimeSpan.FromMinutes(5)), Assert.Single(await world.FailedAsync(Ct)) is var told ? (told.TriedAt, told.RetryAt) : default);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.LinkAsync(Ct);
        Assert.Empty(await world.FailedAsync(Ct));
    }

    private static JsonObject With(string id, string? added = null, string? removed = null) => AssociationContract.With(id, added, removed);

    private static Task<IReadOnlyList<Ticket>> TicketsAsync(HubWorld world) => world.Tickets.ListAsync(null, null, null, 100, Ct);

    public class OnSqlite(SqliteTestDatabase db) : WokenAssociationContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : WokenAssociationContract(db), IClassFixture<PostgresTestDatabase>;
}
