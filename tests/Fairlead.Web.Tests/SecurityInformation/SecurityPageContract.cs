using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Client.Providers;
using Fairlead.Client.Tickets;
using Fairlead.Sandbox.Faults;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>From findings to a Jira site's Security page and back: what is submitted, what people link there, and what a reinstallation asks for.</summary>
public abstract class SecurityPageContract(TestDatabase databases)
{
    private const string Yaml = """
        name: shop
        connection: team
        project: SEC
        issueType: Bug
        automatic: false
        filter: {rules: [one]}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Findings_stand_on_the_Security_page_with_their_tickets_and_what_people_link_there_is_known()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.Tickets.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.ImportAsync("shop", "one", "two");
        await world.Tickets.Tickets.RunAsync("shop", Ct);
        var ticket = Assert.Single((await world.Tickets.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items);

        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Count == 2);
        await world.Jira.Security.WhenIdleAsync();
        Assert.Equal("Fairlead", Assert.Single(world.Jira.Security.WorkspacesOf(SiteWorld.App)).Name);
        var container = Assert.Single(await world.Jira.Security.SearchContainersAsync(SiteWorld.App, "fairlead", "SHO", Ct));
        Assert.Equal("shop", container.Name);
        Assert.Empty(await world.Jira.Security.SearchContainersAsync(SiteWorld.App, "fairlead", "%", Ct));
        await world.Jira.Security.ConnectAsync(SiteWorld.App, "SEC", container.Id, Ct);
        Assert.Equal(
            [("one", "high", "open", ticket.IssueKey!), ("two", "high", "open", "")],
            world.Jira.Security.VulnerabilitiesIn(SiteWorld.App, "SEC").OrderBy(v => v.Title).Select(v => (v.Title, v.Severity, v.Status, string.Join(' ', v.Issues))));

        // A person links the other one to an issue of their own, and takes it back.
        var issue = world.Jira.State.Create("SEC", "Bug", "Known to us");
        var two = world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Single(v => v.Title == "two").Id;
        Assert.Equal("it answered 204", await world.Jira.Security.LinkAsync(SiteWorld.App, two, issue.Key, Ct));
        await TicketsWorld.UntilAsync(async () => (await TicketsAsync(world)).Contains(issue.Key));
        Assert.Contains("Linked in Fairlead", Assert.Single(world.Jira.State.Issues.Single(i => i.Key == issue.Key).Comments).Text);
        Assert.Equal("it answered 204", await world.Jira.Security.UnlinkAsync(SiteWorld.App, two, issue.Key, Ct));
        await TicketsWorld.UntilAsync(async () => !(await TicketsAsync(world)).Contains(issue.Key));
        Assert.Empty(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Single(v => v.Title == "two").Issues);

        // What people decide, and what is gone.
        var found = (await world.Host.Client.Findings.SearchAsync(new FindingQuery(), FindingSort.NewestFirst, null, 10, Ct)).Items.Single(f => f.Title == "two");
        await world.Host.Client.Findings.ChangeAsync(found.Id, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Single(v => v.Title == "two").Status == "ignored");

        // Jira deletes all; a reinstallation, by the same key, gets all that it had, as it is now.
        await world.Jira.Security.UninstallAsync(SiteWorld.App, Ct);
        Assert.Equal((ProviderSiteState.Uninstalled, 0L), ((await world.SiteAsync()).State, (await world.SiteAsync()).Submitted));
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(2);
        Assert.Equal(
            [("one", "open", ticket.IssueKey!), ("two", "ignored", "")],
            world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).OrderBy(v => v.Title).Select(v => (v.Title, v.Status, string.Join(' ', v.Issues))));
        Assert.Equal("BACKFILL", world.Sent[^1]!.Value.Operation);
        var shown = Assert.Single(await world.Host.Client.Providers.SitesAsync(Ct));
        Assert.Equal((ProviderSiteState.Enabled, "team", null, null), (shown.State, shown.Connection, shown.Problem, shown.NextStep));
    }

    [Fact]
    public async Task An_issue_that_takes_the_place_of_a_tickets_issue_takes_it_on_the_Security_page()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.Tickets.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.ImportAsync("shop", "one");
        await world.Tickets.Tickets.RunAsync("shop", Ct);
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        var ticket = Assert.Single((await world.Tickets.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items);
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App) is [{ Issues: [var key] }] && key == ticket.IssueKey);
        var other = world.Jira.State.Create("SEC", "Bug", "Known to us").Key;

        await world.Tickets.Tickets.RelinkAsync(ticket.Id, new RelinkTicketRequest(other), Ct);

        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App) is [{ Issues: [var key] }] && key == other);
    }

    [Fact]
    public async Task What_a_site_refuses_is_shown_and_tried_again_and_what_is_withdrawn_is_deleted()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one", "two");
        var one = (await world.Host.Client.Findings.SearchAsync(new FindingQuery(), FindingSort.NewestFirst, null, 10, Ct)).Items.Single(f => f.Title == "one").Id;

        // Not at all: told, and tried again after a pause.
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Answer(503));
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Answer(202, $$$"""{"acceptedVulnerabilities":[],"failedVulnerabilities":{"{{{one}}}":[{"message":"not today"}]}}"""));
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Problem is not null);
        Assert.Contains("503", (await world.SiteAsync()).Problem);
        await world.Tickets.ChangeAsync("UPDATE provider_sites SET due_at = NULL");

        // One of them: that one's problem.
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Failed == 1);
        var failure = Assert.Single((await world.SiteAsync()).Failures);
        Assert.Equal((one, "not today"), (failure.Finding, failure.Problem));
        Assert.NotNull(failure.RetryAt);
        Assert.Contains("not today", await world.Host.Http.GetStringAsync("health/ready", Ct));
        await world.Tickets.ChangeAsync("UPDATE provider_submissions SET due_at = (SELECT installed_at FROM provider_sites) WHERE due_at IS NOT NULL");
        await TicketsWorld.UntilAsync(async () => await world.SiteAsync() is { Failed: 0, Submitted: 2 });
        Assert.Equal(one.ToString(), Assert.Single(world.Sent[^1]!.Value.Ids));

        // What an earlier installation refused is told no more.
        await world.Tickets.ChangeAsync("UPDATE provider_submissions SET problem = 'once', installation = 0");
        Assert.Empty((await world.SiteAsync()).Failures);
        await world.Tickets.ChangeAsync("UPDATE provider_submissions SET problem = NULL, installation = 1");

        // What a provider pushed and deleted is not shown as closed, but not at all.
        using (var body = new StringContent(SecurityWorld.Bulk(SecurityWorld.Vulnerability("v")), System.Text.Encoding.UTF8, "application/json"))
        using (await world.Host.Http.PostAsync("rest/security/1.0/bulk", body, Ct))
            await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Any(v => v.Title == "CVE-2026-1234 in left-pad"));
        using (await world.Host.Http.DeleteAsync("rest/security/1.0/vulnerability/v", Ct))
            await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).All(v => v.Title != "CVE-2026-1234 in left-pad"));
    }

    [Fact]
    public async Task What_a_site_refuses_to_delete_keeps_nothing_away_that_is_new()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.PushAsync(HttpMethod.Post, "bulk", SecurityWorld.Bulk(SecurityWorld.Vulnerability("v"), SecurityWorld.Vulnerability("w")));
        await TicketsWorld.UntilAsync(async () => (await world.FindingsAsync()).Count == 2);
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(2);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());

        // Of two, one is refused and one is gone already.
        world.Jira.Faults.Add("DELETE", "/rest/security/1.0/vulnerability/**", new FaultBehaviour.Answer(400, "[{\"message\":\"not that one\"}]"));
        world.Jira.Faults.Add("DELETE", "/rest/security/1.0/vulnerability/**", new FaultBehaviour.Answer(404, "[{\"message\":\"there is none\"}]"));
        world.Jira.Faults.Add("GET", "/rest/security/1.0/vulnerability/**", new FaultBehaviour.Answer(404, "[{\"message\":\"there is none\"}]"));
        await world.PushAsync(HttpMethod.Delete, "vulnerability/v");
        await world.PushAsync(HttpMethod.Delete, "vulnerability/w");
        await TicketsWorld.UntilAsync(() => world.Jira.Faults.Waiting.Count == 0);
        await world.ImportAsync("shop", "new");

        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Any(v => v.Title == "new"));
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync() && await world.SiteAsync() is { Submitted: 2, Failed: 1 });
        var site = await world.SiteAsync();
        var failure = Assert.Single(site.Failures);
        Assert.StartsWith("Jira refused to delete it (400): ", failure.Problem);
        Assert.Contains("not that one", failure.Problem);
        Assert.Null(site.Problem);
        Assert.NotNull(failure.RetryAt);
        Assert.Equal(2, world.Jira.Requests.CountOf("DELETE", "/rest/security/1.0/vulnerability/**"));

        // It is tried again when it is time.
        await world.Tickets.ChangeAsync("UPDATE provider_submissions SET due_at = (SELECT installed_at FROM provider_sites) WHERE due_at IS NOT NULL");
        await TicketsWorld.UntilAsync(async () => await world.SiteAsync() is { Submitted: 1, Failed: 0 });
        Assert.Equal(3, world.Jira.Requests.CountOf("DELETE", "/rest/security/1.0/vulnerability/**"));

        // That there is none is not believed while it is shown.
        await world.PushAsync(HttpMethod.Post, "bulk", SecurityWorld.Bulk(SecurityWorld.Vulnerability("x")));
        await world.UntilSubmittedAsync(2);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        world.Jira.Faults.Add("DELETE", "/rest/security/1.0/vulnerability/**", new FaultBehaviour.Answer(404, "[{\"message\":\"no such thing\"}]"));
        await world.PushAsync(HttpMethod.Delete, "vulnerability/x");
        await TicketsWorld.UntilAsync(async () => await world.SiteAsync() is { Failed: 1, Submitted: 2 });
        Assert.StartsWith("Jira refused to delete it (404): no such thing", Assert.Single((await world.SiteAsync()).Failures).Problem);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_again_corrects_what_is_closed_withdrawn_or_parted(bool reinstalled)
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.Tickets.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.ImportAsync("shop", "one", "two");
        await world.Tickets.Tickets.RunAsync("shop", Ct);
        using (var body = new StringContent(SecurityWorld.Bulk(SecurityWorld.Vulnerability("v")), System.Text.Encoding.UTF8, "application/json"))
        using (await world.Host.Http.PostAsync("rest/security/1.0/bulk", body, Ct))
            await TicketsWorld.UntilAsync(async () => (await world.FindingsAsync()).Count == 3);
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(3);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        Assert.All(world.Sent, call => Assert.Equal("BACKFILL", call!.Value.Operation));

        // While the site is away, one is decided, one gets another issue, one is withdrawn.
        world.Jira.Faults.Add(null, "/rest/security/1.0/**", new FaultBehaviour.Answer(503), times: null);
        await world.Host.Client.Findings.ChangeAsync((await world.FindingsAsync()).Single(f => f.Title == "two").Id, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
        var other = world.Jira.State.Create("SEC", "Bug", "Known to us").Key;
        await world.Tickets.Tickets.RelinkAsync(Assert.Single((await world.Tickets.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items).Id, new RelinkTicketRequest(other), Ct);
        using (await world.Host.Http.DeleteAsync("rest/security/1.0/vulnerability/v", Ct))
            await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Problem is not null);
        await TicketsWorld.UntilAsync(async () => (await world.FindingsAsync()).Single(f => f.Title.StartsWith("CVE", StringComparison.Ordinal)).Status == FindingState.Fixed);

        var calls = world.Sent.Count;
        if (reinstalled)
            await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        else
            await world.Host.Client.Providers.SubmitAsync((await world.SiteAsync()).ClientKey, new(All: true), Ct);
        // What people do meanwhile is not refused.
        var one = world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Single(v => v.Title == "one");
        Assert.Equal("it answered 204", await world.Jira.Security.LinkAsync(SiteWorld.App, one.Id, other, Ct));
        world.Jira.Faults.Clear();
        await world.Tickets.ChangeAsync("UPDATE provider_sites SET due_at = NULL");

        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App) is [var a, var b]
            && (a.Title == "one" ? a : b).Issues is [var key] && key == other && (a.Title == "one" ? b : a).Status == "ignored");
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        Assert.Equal(reinstalled ? "BACKFILL" : "NORMAL", world.Sent[calls]!.Value.Operation);
        Assert.Equal(2, world.Sent.Skip(calls).SelectMany(c => c!.Value.Ids).Distinct().Count());
    }

    [Fact]
    public async Task Disabled_it_is_sent_nothing()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one");
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(1);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        await world.Jira.Security.EnableAsync(SiteWorld.App, false, Ct);
        var before = world.Jira.Requests.Matching(null, "/rest/security/1.0/**").Count;

        await world.ImportAsync("other", "two");
        // Once another site was looked at that comes after it, which nobody can reach, it was passed over.
        await world.Tickets.ChangeAsync(
            """
            INSERT INTO provider_sites (client_key, base_url, state, installed_at, changed_at, installation, linked_installation, sequence, asked, cloud_id, forge_installation)
            SELECT 'forge:other', 'https://zzz.invalid', 1, installed_at, changed_at, 1, 0, 0, 0, 'other', 'other' FROM provider_sites
            """);
        await TicketsWorld.UntilAsync(async () => (await world.Host.Client.Providers.SitesAsync(Ct)).Any(s => s.Kind == ProviderSiteKind.Forge && s.Problem is not null));
        await world.Tickets.ChangeAsync("DELETE FROM provider_sites WHERE client_key = 'forge:other'");

        Assert.Equal(before, world.Jira.Requests.Matching(null, "/rest/security/1.0/**").Count);
        Assert.Equal(409, (await Assert.ThrowsAsync<FairleadProblemException>(async () => await world.Host.Client.Providers.SubmitAsync((await world.SiteAsync()).ClientKey, new(), Ct))).Problem.Status);
        Assert.Contains("Enable the app in Jira", (await world.SiteAsync()).NextStep);
        await world.Jira.Security.EnableAsync(SiteWorld.App, true, Ct);
        await world.UntilSubmittedAsync(2);
        Assert.Equal(before + 1, world.Jira.Requests.Matching(null, "/rest/security/1.0/**").Count);
    }

    [Fact]
    public async Task What_people_link_and_Fairlead_cannot_follow_is_told()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one");
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(1);
        var one = world.Jira.Security.VulnerabilitiesOf(SiteWorld.App)[0].Id;
        var issue = world.Jira.State.Create("SEC", "Bug", "Known to us");

        Assert.Equal("it answered 204", await world.Jira.Security.LinkAsync(SiteWorld.App, one, issue.Key, Ct));
        await UntilToldAsync("No ticket configuration is enabled on team");
        Assert.Contains("security_links_not_followed", await world.Host.Http.GetStringAsync("health/ready", Ct));

        await world.Tickets.Tickets.ApplyYamlAsync(Yaml, Ct);
        world.Jira.State.Delete(issue.Key);
        await world.Tickets.ChangeAsync("UPDATE provider_links SET due_at = (SELECT installed_at FROM provider_sites)");
        await UntilToldAsync("Jira shows no issue of the id");

        await world.Host.Client.Findings.ChangeAsync((await world.FindingsAsync())[0].Id, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
        await world.Tickets.ChangeAsync("UPDATE provider_links SET due_at = (SELECT installed_at FROM provider_sites)");
        await UntilToldAsync("The finding is closed");

        await world.Host.Client.Connections.DisableAsync(world.Tickets.ConnectionId, Ct);
        await world.Tickets.ChangeAsync("UPDATE provider_links SET due_at = (SELECT installed_at FROM provider_sites)");
        await UntilToldAsync("No enabled connection has the address of the site");
        await world.Host.Client.Connections.ChangeAsync(world.Tickets.ConnectionId, new(IsEnabled: true), Ct);

        // Taken back, there is nothing to follow any more.
        var again = world.Jira.State.Create("SEC", "Bug", "Another");
        await world.Tickets.ChangeAsync($"UPDATE provider_links SET issue_id = '{again.Id}'");
        Assert.Equal("it answered 204", await world.Jira.Security.UnlinkAsync(SiteWorld.App, one, again.Key, Ct));
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).LinksNotDone.Count == 0);

        Task UntilToldAsync(string what) => TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).LinksNotDone is [var told] && told.Problem.Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_issue_that_was_linked_to_a_closed_finding_is_its_ticket_once_it_is_open_again()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.Tickets.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.ImportAsync("shop", "one");
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(1);
        var one = (await world.FindingsAsync())[0].Id;
        await world.Host.Client.Findings.ChangeAsync(one, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App)[0].Status == "ignored");
        var issue = world.Jira.State.Create("SEC", "Bug", "Known to us");
        Assert.Equal("it answered 204", await world.Jira.Security.LinkAsync(SiteWorld.App, one.ToString(), issue.Key, Ct));
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).LinksNotDone is [{ RetryAt: not null } told] && told.Problem.Contains("The finding is closed", StringComparison.Ordinal));

        await world.Host.Client.Findings.ChangeAsync(one, new ChangeFindingRequest(FindingState.Active, "it is one"), Ct);
        // An hour later.
        await world.Tickets.ChangeAsync("UPDATE provider_links SET due_at = (SELECT installed_at FROM provider_sites) WHERE due_at IS NOT NULL");

        await TicketsWorld.UntilAsync(async () => (await TicketsAsync(world)).Contains(issue.Key));
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).LinksNotDone.Count == 0);
    }

    [Fact]
    public async Task An_issue_that_Jira_does_not_know_keeps_no_finding_away()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.Tickets.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.ImportAsync("shop", "one");
        await world.Tickets.Tickets.RunAsync("shop", Ct);
        world.Jira.State.Delete(Assert.Single(world.Jira.State.Issues).Key);

        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Count == 1);
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Failures is [var failure] && failure.Problem.Contains("Jira does not know the issue", StringComparison.Ordinal));
        Assert.Empty(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App)[0].Issues);
    }

    [Fact]
    public async Task A_site_without_a_connection_is_told_what_comes_next()
    {
        await using var world = await SiteWorld.StartAsync(databases, jobs: "01:00:00");
        await world.Host.Client.Connections.RemoveAsync(world.Tickets.ConnectionId, Ct);
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);

        var site = await world.SiteAsync();
        Assert.Null(site.Connection);
        Assert.Contains($"Make a connection to the site; findings are submitted once there is one: fairlead connection add NAME --site {site.BaseUrl} --email ADDRESS --token-env VARIABLE", site.NextStep);
    }

    private static async Task<IReadOnlyList<string?>> TicketsAsync(SiteWorld world) =>
        [.. (await world.Tickets.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items.Select(t => t.IssueKey)];

    public class OnSqlite(SqliteTestDatabase db) : SecurityPageContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SecurityPageContract(db), IClassFixture<PostgresTestDatabase>;
}
