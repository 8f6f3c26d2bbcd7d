using System.Text.Json.Nodes;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>Associations that providers take back at whatever moment.</summary>
public abstract class TakenBackContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_taken_back_while_it_is_being_linked_is_parted(bool anotherServerLooks)
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        var slowness = TimeSpan.FromSeconds(7);
        jira.Faults.Add("POST", "issue/*/comment", new FaultBehaviour.Slow(slowness));
        await world.PushAsync(Ct, With("a", added: issue.Key));
        await world.Reporter.ReportDueAsync(Ct);
        var linking = world.Linker.LinkDueAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.Clock.IsAwaited(slowness));

        await world.PushAsync(Ct, With("a", removed: issue.Key));
        await world.Reporter.ReportDueAsync(Ct);
        if (anotherServerLooks)
            await world.Linker.LinkDueAsync(Ct);
        world.Clock.Advance(slowness);
        await linking;
        Assert.Contains("Linked in Fairlead by provider snyk", jira.State.Find(issue.Key)!.Comments[0].Text);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.LookAsync(Ct);

        Assert.Equal(TicketStanding.Unlinked, Assert.Single(await TicketsAsync(world)).Standing);
        Assert.Empty(jira.State.Find(issue.Key)!.Labels);
        Assert.Empty(await world.FailedAsync(Ct));
        Assert.Equal(0, await world.AssociationsAsync(Ct));
    }

    [Fact]
    public async Task A_link_that_a_killed_server_did_not_write_down_is_parted_when_it_is_taken_back()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var (first, second) = (jira.State.Create("SEC", "Bug", "First"), jira.State.Create("SEC", "Bug", "Second"));
        await world.PushAsync(Ct, With("a", added: first.Key), With("b", added: $"{second.Id}"));
        await world.LinkAsync(Ct);
        await world.Database.ChangeRowsAsync("UPDATE security_associations SET ticket_id = NULL, linking_on = (SELECT id FROM connections)", Ct);

        await world.PushAsync(Ct, With("a", removed: first.Key), With("b", removed: $"{second.Id}"));
        await world.LinkAsync(Ct);

        Assert.All(await TicketsAsync(world), t => Assert.Equal(TicketStanding.Unlinked, t.Standing));
        Assert.Equal(0, await world.AssociationsAsync(Ct));
    }

    [Fact]
    public async Task What_a_person_linked_stays_when_an_association_is_taken_back_that_was_never_followed()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        await world.PushAsync(Ct, With("a", added: issue.Key));
        await world.Reporter.ReportDueAsync(Ct);
        var draft = new LinkDraft(Assert.Single(await world.Configurations.ListAsync(Ct)), issue.Key, [Assert.Single(await world.FindingsAsync(Ct)).Id]);
        Assert.IsType<IssueOutcome.Done>(await world.Links.LinkAsync(Actor.System, draft, Ct));

        await world.PushAsync(Ct, With("a", removed: issue.Key));
        await world.LookAsync(Ct);

        Assert.Equal((TicketStanding.Created, 1), (Assert.Single(await TicketsAsync(world)).Standing, (await TicketsAsync(world))[0].Findings));
        Assert.Equal(0, await world.AssociationsAsync(Ct));
    }

    [Fact]
    public async Task What_the_configuration_keeps_behind_its_issue_is_told_when_it_is_taken_back_and_tried_again()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct, "groupBy: [asset]");
        await world.PushAsync(Ct, With("a"), With("b"));
        await world.LookAsync(Ct);
        var issue = Assert.Single(jira.State.Issues).Key;
        await world.PushAsync(Ct, With("a", added: issue));
        await world.LookAsync(Ct);

        await world.PushAsync(Ct, With("a", removed: issue));
        await world.LookAsync(Ct);

        var told = Assert.Single(await world.FailedAsync(Ct));
        Assert.Equal(("a", issue, false), (told.Vulnerability, told.Issue, told.IsWanted));
        Assert.StartsWith($"The finding shares {issue} with others, because the configuration on jira groups them so, and stays behind it.", told.Problem);
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromMinutes(5), told.RetryAt);

        // As it says: once they are not grouped so, it is behind an issue of its own.
        await world.ConfigureAsync("jira", "groupBy: [label:vulnerability]", Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.LookAsync(Ct);
        await world.LookAsync(Ct);
        Assert.Empty(await world.FailedAsync(Ct));
        Assert.Equal(0, await world.AssociationsAsync(Ct));
    }

    [Theory]
    [InlineData("sec-1", "ID")]
    [InlineData("ID", "Sec-1")]
    [InlineData("sec-1", "SEC-1")]
    public async Task What_was_added_by_one_name_of_an_issue_is_taken_back_by_another(string added, string removed)
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var (issue, other) = (jira.State.Create("SEC", "Bug", "Known to us"), jira.State.Create("SEC", "Bug", "Another"));
        string NameOf(string name) => name == "ID" ? $"{issue.Id}" : name;
        await world.PushAsync(Ct, With("a", added: NameOf(added)), With("b", added: NameOf(added)));
        await world.LookAsync(Ct);
        Assert.Equal(2, Assert.Single(await TicketsAsync(world)).Findings);

        await world.PushAsync(Ct, With("a", removed: $"{NameOf(removed)} {other.Id}"), With("b", removed: $"{other.Key} {other.Id}"));
        await world.LookAsync(Ct);

        Assert.Empty((await world.Hub.VulnerabilityAsync(HubWorld.Snyk, "a", Ct))!.Associations);
        Assert.Equal([NameOf(added)], (await world.Hub.VulnerabilityAsync(HubWorld.Snyk, "b", Ct))!.Associations);
        Assert.Equal((TicketStanding.Created, 1), (Assert.Single(await TicketsAsync(world)).Standing, (await TicketsAsync(world))[0].Findings));
        Assert.Equal(1, await world.AssociationsAsync(Ct));
    }

    private static JsonObject With(string id, string? added = null, string? removed = null) => AssociationContract.With(id, added, removed);

    private static Task<IReadOnlyList<Ticket>> TicketsAsync(HubWorld world) => world.Tickets.ListAsync(null, null, null, 100, Ct);

    public class OnSqlite(SqliteTestDatabase db) : TakenBackContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TakenBackContract(db), IClassFixture<PostgresTestDatabase>;
}
