using System.Text.Json.Nodes;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>Associations that providers take back by another name of the issue than they were added by, before it was linked, so that nobody but Jira knows that the two are one.</summary>
public abstract class TakenBackUnlinkedContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sec-1", "ID")]
    [InlineData("ID", "sec-1")]
    [InlineData("ID", "FORMER")]
    [InlineData("FORMER", "sec-1")]
    [InlineData("sec-1", "FORMER")]
    public async Task What_was_not_linked_yet_is_taken_back_by_any_name_of_its_issue(string added, string removed)
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("OPS", "Bug", "Known to us");
        var former = issue.Key;
        jira.State.Move(issue.Key, "SEC");
        var other = jira.State.Create("SEC", "Bug", "Another");
        string NameOf(string name) => name == "ID" ? $"{issue.Id}" : name == "FORMER" ? former : name;

        await world.PushAsync(Ct, With("a", added: $"{NameOf(added)} {other.Id}"), With("b", added: NameOf(added)));
        await world.PushAsync(Ct, With("a", removed: NameOf(removed)));
        await world.LinkAsync(Ct);
        await world.LinkAsync(Ct);

        Assert.Equal([$"{other.Id}"], (await world.Hub.VulnerabilityAsync(HubWorld.Snyk, "a", Ct))!.Associations);
        Assert.Equal(["SEC-1", other.Key], (await TicketsAsync(world)).Select(t => t.IssueKey).Order());
        Assert.Equal([1, 1], (await TicketsAsync(world)).Select(t => t.Findings));
        Assert.Empty((await world.Hub.VulnerabilityAsync(HubWorld.Snyk, "a", Ct))!.TakenBack);
        Assert.Empty(await world.FailedAsync(Ct));
        Assert.Equal(2, await world.AssociationsAsync(Ct));
    }

    /// <summary>Of what is linked the present key is known, and of the key that it had before only Jira knows.</summary>
    [Fact]
    public async Task What_is_linked_is_taken_back_by_its_former_key()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("OPS", "Bug", "Known to us");
        var former = issue.Key;
        jira.State.Move(issue.Key, "SEC");
        await world.PushAsync(Ct, With("a", added: "SEC-1"));
        await world.LinkAsync(Ct);
        Assert.Single(await TicketsAsync(world));

        await world.PushAsync(Ct, With("a", removed: former));
        await world.LinkAsync(Ct);
        await world.LinkAsync(Ct);

        Assert.Empty((await world.Hub.VulnerabilityAsync(HubWorld.Snyk, "a", Ct))!.Associations);
        Assert.Equal(0, await world.AssociationsAsync(Ct));
    }

    [Fact]
    public async Task An_issue_that_was_taken_back_before_it_was_linked_is_never_touched()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        jira.Faults.Add("GET", "issue/*", new FaultBehaviour.Answer(500), times: null);
        await world.PushAsync(Ct, With("a", added: issue.Key));
        await world.LinkAsync(Ct);
        await world.PushAsync(Ct, With("a", removed: $"{issue.Id}"));
        await world.LinkAsync(Ct);
        Assert.Contains(await world.FailedAsync(Ct), f => f.Issue == $"{issue.Id}" && !f.IsWanted);

        jira.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.LinkAsync(Ct);
        await world.LinkAsync(Ct);

        Assert.Empty(await TicketsAsync(world));
        Assert.Empty(jira.State.Find(issue.Key)!.Comments);
        Assert.Empty(await world.FailedAsync(Ct));
        Assert.Equal(0, await world.AssociationsAsync(Ct));
    }

    [Fact]
    public async Task What_is_added_again_after_that_stands()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        await world.PushAsync(Ct, With("a", added: issue.Key));
        await world.PushAsync(Ct, With("a", removed: $"{issue.Id}"));
        await world.PushAsync(Ct, With("a", added: issue.Key));
        await world.LinkAsync(Ct);
        await world.LinkAsync(Ct);

        Assert.Equal((issue.Key, 1), Assert.Single(await TicketsAsync(world)) is var ticket ? (ticket.IssueKey, ticket.Findings) : default);
        Assert.Equal([issue.Key], (await world.Hub.VulnerabilityAsync(HubWorld.Snyk, "a", Ct))!.Associations);
        Assert.Equal(1, await world.AssociationsAsync(Ct));
    }

    [Fact]
    public async Task What_cannot_be_known_is_told_until_it_is_taken_back_by_the_name_that_was_added()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        await world.PushAsync(Ct, With("a", added: "SEC-9"), With("b", added: "SEC-9"));
        await world.LinkAsync(Ct);
        await world.PushAsync(Ct, With("a", removed: "10999"));
        await world.LinkAsync(Ct);

        var told = Assert.Single(await world.FailedAsync(Ct), f => !f.IsWanted);
        Assert.Equal(("a", "10999", world.Clock.GetUtcNow()), (told.Vulnerability, told.Issue, told.TriedAt));
        Assert.Equal("10999 was taken back, and nothing was associated by this name: Jira shows no such issue to Fairlead's account on jira, so it is not known whether it is SEC-9. Take back the name that was added", told.Problem);
        Assert.Contains("a with 10999", Assert.Single(await world.HealthAsync(Ct), r => r.Code == "associations_not_linked").Message);

        await world.PushAsync(Ct, With("a", removed: "SEC-9"));
        await world.LinkAsync(Ct);
        Assert.Equal(["b"], (await world.FailedAsync(Ct)).Select(f => f.Vulnerability));
        Assert.Equal(1, await world.AssociationsAsync(Ct));
    }

    /// <summary>As tools do that say each night what is no more.</summary>
    [Fact]
    public async Task Of_what_is_linked_Jira_is_not_asked_when_something_else_is_taken_back()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var (issue, other) = (jira.State.Create("SEC", "Bug", "Known to us"), jira.State.Create("SEC", "Bug", "Another"));
        await world.PushAsync(Ct, With("a", added: issue.Key));
        await world.LinkAsync(Ct);
        var asked = jira.Requests.CountOf("GET", "issue/*");
        await world.PushAsync(Ct, With("a", removed: $"{other.Id}"));
        await world.LinkAsync(Ct);
        await world.LinkAsync(Ct);

        Assert.Equal(asked, jira.Requests.CountOf("GET", "issue/*"));
        Assert.Empty((await world.Hub.VulnerabilityAsync(HubWorld.Snyk, "a", Ct))!.TakenBack);
        Assert.Equal(1, Assert.Single(await TicketsAsync(world)).Findings);
        Assert.Equal(1, await world.AssociationsAsync(Ct));
    }

    private static JsonObject With(string id, string? added = null, string? removed = null) => AssociationContract.With(id, added, removed);

    private static Task<IReadOnlyList<Ticket>> TicketsAsync(HubWorld world) => world.Tickets.ListAsync(null, null, null, 100, Ct);

    public class OnSqlite(SqliteTestDatabase db) : TakenBackUnlinkedContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TakenBackUnlinkedContract(db), IClassFixture<PostgresTestDatabase>;
}
