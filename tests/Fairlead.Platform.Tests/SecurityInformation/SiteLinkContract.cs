using System.Globalization;
using Fairlead.Client.Providers;
using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>What people link and unlink on a site's Security page, of findings that share an issue or that a provider associates.</summary>
public abstract class SiteLinkContract(TestDatabase databases)
{
    private const string Site = "site";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unlinked_from_one_of_the_findings_that_a_configuration_groups_the_issue_stays_and_that_is_told()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct, "groupBy: [asset]");
        await InstallAsync(world, jira);
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"), HubWorld.Vulnerability("b"));
        await world.LookAsync(Ct);
        var ticket = Assert.Single(await TicketsAsync(world));
        Assert.Equal(2, ticket.Findings);
        var issue = Assert.Single(jira.State.Issues);

        await SayAsync(world, "a", issue.Id, linked: false);
        await world.LookAsync(Ct);

        var told = Assert.Single((await SiteAsync(world)).LinksNotDone);
        Assert.Contains($"The finding shares {issue.Key} with others, because the configuration on jira groups them so, and stays behind it.", told.Problem);
        Assert.Contains($"fairlead ticket unlink {ticket.Id}", told.Problem);
        Assert.NotNull(told.RetryAt);
        Assert.Contains(told.Problem, Assert.Single(await world.HealthAsync(Ct), r => r.Code == "security_links_not_followed").Message);
        Assert.Equal(2, Assert.Single(await TicketsAsync(world)).Findings);

        // As it says: once they are not grouped so, it is behind an issue of its own.
        await world.ConfigureAsync("jira", "groupBy: [label:vulnerability]", Ct);
        await world.LookAsync(Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.LookAsync(Ct);
        Assert.Empty((await SiteAsync(world)).LinksNotDone);
        Assert.Equal([1, 1], (await TicketsAsync(world)).Where(t => t.IssueKey != issue.Key).Select(t => t.Findings));
    }

    [Fact]
    public async Task What_a_person_unlinked_no_push_of_its_provider_links_again_until_the_person_does()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        await InstallAsync(world, jira);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        await world.PushAsync(Ct, AssociationContract.With("a", added: issue.Key), AssociationContract.With("b", added: issue.Key));
        await world.LookAsync(Ct);
        Assert.Equal(2, Assert.Single(await TicketsAsync(world)).Findings);

        await SayAsync(world, "a", issue.Id, linked: false);
        await world.LookAsync(Ct);
        Assert.Equal(1, Assert.Single(await TicketsAsync(world)).Findings);
        // By its key or by its id.
        await world.PushAsync(Ct, AssociationContract.With("a", added: issue.Key), AssociationContract.With("b", added: issue.Key));
        await world.LookAsync(Ct);
        await world.PushAsync(Ct, AssociationContract.With("a", added: issue.Id.ToString(CultureInfo.InvariantCulture)));
        await world.LookAsync(Ct);

        Assert.Equal(1, Assert.Single(await TicketsAsync(world)).Findings);
        Assert.Empty(await world.FailedAsync(Ct));
        Assert.Empty((await SiteAsync(world)).LinksNotDone);
        await SayAsync(world, "a", issue.Id, linked: true);
        await world.LookAsync(Ct);
        Assert.Equal(2, Assert.Single(await TicketsAsync(world)).Findings);
    }

    [Fact]
    public async Task A_second_issue_of_a_finding_is_refused_and_tried_after_longer_and_longer_pauses_until_the_first_is_taken_away()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        await InstallAsync(world, jira);
        var (first, second) = (jira.State.Create("SEC", "Bug", "First"), jira.State.Create("SEC", "Bug", "Second"));
        await world.PushAsync(Ct, AssociationContract.With("a", added: first.Key), HubWorld.Vulnerability("b"));
        await world.LinkAsync(Ct);
        await SayAsync(world, "a", second.Id, linked: true);
        await SayAsync(world, "b", second.Id, linked: true);
        await world.LinkAsync(Ct);

        Assert.Equal([first.Key, second.Key], (await TicketsAsync(world)).Select(t => t.IssueKey).Order());
        foreach (var hours in (double[])[1, 2, 4, 8, 16, 24, 24])
        {
            var told = Assert.Single((await SiteAsync(world)).LinksNotDone);
            Assert.StartsWith($"The finding is behind {first.Key} already", told.Problem);
            Assert.Equal(hours, (told.RetryAt!.Value - world.Clock.GetUtcNow()).TotalHours);
            world.Clock.Advance(TimeSpan.FromHours(hours));
            await world.LinkAsync(Ct);
        }

        // Said anew it is tried at once.
        await SayAsync(world, "a", first.Id, linked: false);
        await SayAsync(world, "a", second.Id, linked: true);
        await world.LinkAsync(Ct);
        await world.LinkAsync(Ct);
        Assert.Empty((await SiteAsync(world)).LinksNotDone);
        Assert.Equal(2, Assert.Single(await TicketsAsync(world), t => t.IssueKey == second.Key).Findings);
    }

    /// <summary>Behind an issue that is done it is once the next run opens that.</summary>
    [Fact]
    public async Task What_a_person_unlinks_from_an_issue_that_is_done_before_the_next_run_opens_it_no_more()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        await InstallAsync(world, jira);
        var issue = jira.State.Create("SEC", "Bug", "First");
        await world.PushAsync(Ct, HubWorld.Vulnerability("b"), AssociationContract.With("a", added: issue.Key));
        await world.LinkAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.PushAsync(Ct, HubWorld.Vulnerability("a", "closed"));
        await world.LookAsync(Ct);
        Assert.True(jira.State.Find(issue.Key)!.IsDone);

        await SayAsync(world, "b", issue.Id, linked: true);
        await world.LinkAsync(Ct);
        await SayAsync(world, "b", issue.Id, linked: false);
        await world.LookAsync(Ct);

        Assert.True(jira.State.Find(issue.Key)!.IsDone);
        Assert.Equal(1, Assert.Single(await TicketsAsync(world)).Findings);
    }

    /// <summary>Jira has deleted everything, so that nobody asks for it any more.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_not_followed_of_an_installation_that_is_over_is_followed_in_no_later_one(bool wasTried)
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct, "enabled: false");
        await InstallAsync(world, jira);
        var (linked, unlinked) = (jira.State.Create("SEC", "Bug", "First"), jira.State.Create("SEC", "Bug", "Second"));
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"), HubWorld.Vulnerability("b"));
        await world.LinkAsync(Ct);
        await SayAsync(world, "b", unlinked.Id, linked: false);
        await world.LinkAsync(Ct);
        await SayAsync(world, "a", linked.Id, linked: true);
        if (wasTried)
        {
            await world.LinkAsync(Ct);
            Assert.StartsWith("No ticket configuration is enabled", Assert.Single((await SiteAsync(world)).LinksNotDone).Problem);
        }

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Sites.SetStateAsync(Site, ProviderSiteState.Uninstalled, new SiteWord(world.Clock.GetUtcNow()), Ct);
        Assert.Empty((await SiteAsync(world)).LinksNotDone);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await InstallAsync(world, jira);
        await world.ConfigureAsync("jira", "automatic: false\nfilter: {assets: [none]}", Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.LinkAsync(Ct);

        Assert.Empty(await TicketsAsync(world));
        Assert.Empty((await SiteAsync(world)).LinksNotDone);
        Assert.DoesNotContain(await world.HealthAsync(Ct), r => r.Code == "security_links_not_followed");
        // What was followed stays known.
        Assert.Equal([$"{unlinked.Id}"], (await world.Submissions.PartedAsync((await world.Sites.FindAsync(Site, Ct))!, Ct)).SelectMany(p => p));
    }

    /// <summary>Nobody said that the one before was over.</summary>
    [Fact]
    public async Task Nor_in_another_installation_of_the_Forge_app()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct, "enabled: false");
        var issue = jira.State.Create("SEC", "Bug", "First");
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        await world.LinkAsync(Ct);
        var key = (await HearAsync("one"))!.ClientKey;
        await world.SiteStore.WantAsync(key, Assert.Single(await world.FindingsAsync(Ct)).Id, $"{issue.Id}", wanted: true, world.Clock.GetUtcNow(), Ct);
        await world.LinkAsync(Ct);
        Assert.Single((await SiteAsync(world)).LinksNotDone);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await HearAsync("one");
        Assert.Single((await SiteAsync(world)).LinksNotDone);

        await HearAsync("two");

        Assert.Empty((await SiteAsync(world)).LinksNotDone);

        Task<ProviderSite?> HearAsync(string installation) =>
            world.Sites.HearAsync(new ForgeInstallation("cloud", installation, null), jira.BaseUrl.AbsoluteUri, world.Clock.GetUtcNow(), new SecretText("token"), told: true, Ct);
    }

    /// <summary>As it is told to a person who takes the step.</summary>
    [Fact]
    public async Task What_another_ticket_has_is_followed_within_a_minute_once_that_has_the_issue()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        await InstallAsync(world, jira);
        var (first, second) = (jira.State.Create("SEC", "Bug", "First"), jira.State.Create("SEC", "Bug", "Second"));
        await world.PushAsync(Ct, AssociationContract.With("a", added: first.Key));
        await world.LinkAsync(Ct);
        await SayAsync(world, "a", second.Id, linked: true);
        await world.LinkAsync(Ct);
        var told = Assert.Single((await SiteAsync(world)).LinksNotDone);
        Assert.Contains($"fairlead ticket relink {first.Key} {second.Key}", told.Problem);

        // Nothing changed: nothing is tried.
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.LinkAsync(Ct);
        Assert.Equal(told.RetryAt, Assert.Single((await SiteAsync(world)).LinksNotDone).RetryAt);

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<IssueOutcome.Done>(await world.Links.RelinkAsync(Actor.System, Assert.Single(await TicketsAsync(world)).Id, second.Key, Ct));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.LinkAsync(Ct);

        Assert.Empty((await SiteAsync(world)).LinksNotDone);
        Assert.Equal(second.Key, Assert.Single(await TicketsAsync(world)).IssueKey);
    }

    [Fact]
    public async Task What_no_configuration_is_enabled_for_is_followed_with_the_next_look_once_one_is()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct, "enabled: false");
        await InstallAsync(world, jira);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        await world.LinkAsync(Ct);
        await SayAsync(world, "a", issue.Id, linked: true);
        await world.LinkAsync(Ct);
        Assert.StartsWith("No ticket configuration is enabled on jira", Assert.Single((await SiteAsync(world)).LinksNotDone).Problem);

        await world.ConfigureAsync("jira", "automatic: false\nfilter: {assets: [none]}", Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        await world.LinkAsync(Ct);

        Assert.Empty((await SiteAsync(world)).LinksNotDone);
        Assert.Equal(issue.Key, Assert.Single(await TicketsAsync(world)).IssueKey);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_issue_that_is_linked_again_or_another_one_takes_the_place_of_the_ticket_that_was_unlinked(bool another)
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct, "groupBy: [label:vulnerability]");
        await InstallAsync(world, jira);
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"), HubWorld.Vulnerability("b"));
        await world.LookAsync(Ct);
        var a = (await world.FindingsAsync(Ct)).Single(f => f.Detail.Labels["vulnerability"] == "a").Id;
        var before = (await world.Tickets.OfFindingsAsync([a], Ct))[a].Single();
        var made = (await TicketsAsync(world)).ToDictionary(t => t.Id, t => long.Parse(t.IssueId!, CultureInfo.InvariantCulture));
        var issue = another ? made.Single(t => t.Key != before.Id).Value : made[before.Id];
        await SayAsync(world, "a", made[before.Id], linked: false);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.LookAsync(Ct);
        Assert.Equal(TicketStanding.Unlinked, Assert.Single(await TicketsAsync(world), t => t.Id == before.Id).Standing);

        await SayAsync(world, "a", issue, linked: true);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.LookAsync(Ct);

        Assert.Empty((await SiteAsync(world)).LinksNotDone);
        Assert.Equal(another ? 1 : 2, (await TicketsAsync(world)).Count(t => t.Standing == TicketStanding.Created));
        Assert.DoesNotContain(await TicketsAsync(world), t => t.Id == before.Id);
        // What no run would do is not promised, and whoever asks for all unlinked ones still sees it.
        Assert.Equal(AskOutcome.Replaced, await world.Repairs.RecreateAsync(Actor.System, before.Id, Ct));
        Assert.Contains("Another ticket has taken its place", Assert.IsType<IssueOutcome.Refused>(await world.Links.RelinkAsync(Actor.System, before.Id, before.IssueKey!, Ct)).Reason);
        Assert.Equal(before.Id, Assert.Single(await world.Tickets.ListAsync(null, TicketStanding.Unlinked, null, 100, Ct)).Id);

        // Unlinked again, the ticket that had it last stands for it, and a new issue can be had of that one.
        var last = (await world.Tickets.OfFindingsAsync([a], Ct))[a].Single(t => t.Id != before.Id);
        await SayAsync(world, "a", issue, linked: false);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.LookAsync(Ct);
        if (another)
        {
            // Others are behind it still, so that it is grouped like others again, where its own ticket was unlinked.
            Assert.Equal(TicketStanding.Unlinked, Assert.Single(await TicketsAsync(world), t => t.Id == before.Id).Standing);
            last = before;
        }

        Assert.Equal(last.Id, Assert.Single(await TicketsAsync(world), t => t.Standing == TicketStanding.Unlinked).Id);
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RecreateAsync(Actor.System, last.Id, Ct));
        await world.LookAsync(Ct);
        Assert.Equal(3, jira.State.Issues.Count);
        Assert.Equal([TicketStanding.Created, TicketStanding.Created], (await TicketsAsync(world)).Select(t => t.Standing));
    }

    private static Task InstallAsync(HubWorld world, SandboxServer jira) => world.Sites.InstallAsync(
        Site, jira.BaseUrl.AbsoluteUri.TrimEnd('/'), new SecretText("secret"), new SiteWord(world.Clock.GetUtcNow()), Ct);

    /// <summary>A person links or unlinks an issue of a vulnerability's finding.</summary>
    private static async Task SayAsync(HubWorld world, string vulnerability, long issueId, bool linked)
    {
        var finding = (await world.FindingsAsync(Ct)).Single(f => f.Detail.Labels["vulnerability"] == vulnerability);
        await world.SiteStore.WantAsync(Site, finding.Id, issueId.ToString(CultureInfo.InvariantCulture), linked, world.Clock.GetUtcNow(), Ct);
    }

    private static async Task<ProviderSiteResponse> SiteAsync(HubWorld world) => Assert.Single(await world.Sites.ShowAsync(Ct));

    private static Task<IReadOnlyList<Ticket>> TicketsAsync(HubWorld world) => world.Tickets.ListAsync(null, null, null, 100, Ct);

    public class OnSqlite(SqliteTestDatabase db) : SiteLinkContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SiteLinkContract(db), IClassFixture<PostgresTestDatabase>;
}
