using System.Text.Json;
using Fairlead.Client.Findings;
using Fairlead.Client.Providers;
using Fairlead.Client.Tickets;
using Fairlead.Sandbox.Security;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>Findings on a Jira site's Security page by way of the Forge app, and back: the same as with Connect, signed by others.</summary>
public abstract class ForgeContract(TestDatabase databases)
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
    public async Task A_site_that_installs_the_Forge_app_has_the_findings_and_what_people_link_there_is_known()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.Tickets.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.ImportAsync("shop", "one", "two");
        await world.Tickets.Tickets.RunAsync("shop", Ct);
        var ticket = Assert.Single((await world.Tickets.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items);

        await world.InstallForgeAsync();
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Count == 2);
        Assert.All(world.Jira.Requests.Matching("POST", "/rest/security/1.0/bulk"), call => Assert.True(call.ViaGateway));

        // Asked for by Jira, with a token for each call.
        await world.Jira.Security.WhenIdleAsync();
        Assert.Equal("Fairlead", Assert.Single(world.Jira.Security.WorkspacesOf(SiteWorld.App)).Name);
        var container = Assert.Single(await world.Jira.Security.SearchContainersAsync(SiteWorld.App, "fairlead", "SHO", Ct));
        await world.Jira.Security.ConnectAsync(SiteWorld.App, "SEC", container.Id, Ct);
        Assert.Equal(
            [("one", "open", ticket.IssueKey!), ("two", "open", "")],
            world.Jira.Security.VulnerabilitiesIn(SiteWorld.App, "SEC").OrderBy(v => v.Title).Select(v => (v.Title, v.Status, string.Join(' ', v.Issues))));

        // A person links the other one to an issue of their own, and takes it back.
        var issue = world.Jira.State.Create("SEC", "Bug", "Known to us");
        var two = world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Single(v => v.Title == "two").Id;
        Assert.Equal("it answered 204", await world.Jira.Security.LinkAsync(SiteWorld.App, two, issue.Key, Ct));
        await TicketsWorld.UntilAsync(async () => (await TicketsAsync(world)).Contains(issue.Key));
        Assert.Equal("it answered 204", await world.Jira.Security.UnlinkAsync(SiteWorld.App, two, issue.Key, Ct));
        await TicketsWorld.UntilAsync(async () => !(await TicketsAsync(world)).Contains(issue.Key));

        var shown = await world.SiteAsync();
        Assert.Equal(
            ($"forge:{world.Jira.Accounts.CloudId}", world.Jira.BaseUrl.AbsoluteUri.TrimEnd('/'), ProviderSiteState.Enabled, "team", null, null),
            (shown.ClientKey, shown.BaseUrl, shown.State, shown.Connection, shown.Problem, shown.NextStep));

        // Jira deletes all; another installation gets all.
        await world.Jira.Security.UninstallAsync(SiteWorld.App, Ct);
        Assert.Equal((ProviderSiteState.Uninstalled, 0L), ((await world.SiteAsync()).State, (await world.SiteAsync()).Submitted));
        await world.InstallForgeAsync();
        await TicketsWorld.UntilAsync(async () => await world.SiteAsync() is { State: ProviderSiteState.Enabled, Submitted: 2 });
        Assert.Equal(2, world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Count);
    }

    [Fact]
    public async Task An_installation_whose_end_nobody_told_gives_way_to_the_next_and_is_over_then()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one");
        await world.InstallForgeAsync();
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Submitted == 1);
        var before = Sequence(world);

        await world.InstallForgeAsync();

        await TicketsWorld.UntilAsync(() => Sequence(world) > before);
        Assert.Single(await world.Host.Client.Providers.SitesAsync(Ct));
    }

    [Fact]
    public async Task A_token_that_ended_is_told_and_the_next_hour_brings_another()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one");
        await world.InstallForgeAsync();
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Submitted == 1);

        await world.Tickets.ChangeAsync("UPDATE provider_sites SET token_until = installed_at");
        await world.ImportAsync("shop", "one", "two");
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Problem is not null);
        Assert.Contains("The token that the Forge app was sent last ended on", (await world.SiteAsync()).Problem);
        Assert.Contains("provider_site_not_submitted", await world.Host.Http.GetStringAsync("health/ready", Ct));
        Assert.Single(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App));

        Assert.Equal("it answered 204", await world.Jira.Security.PassAnHourAsync(SiteWorld.App, revoked: false, Ct));
        await TicketsWorld.UntilAsync(async () => await world.SiteAsync() is { Submitted: 2, Problem: null });

        // One that Jira takes no more, though it should.
        await world.Jira.Security.PassAnHourAsync(SiteWorld.App, revoked: true, Ct);
        await world.ImportAsync("shop", "one", "two", "three");
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Problem is not null);
        Assert.Contains("401", (await world.SiteAsync()).Problem);
        await world.Jira.Security.PassAnHourAsync(SiteWorld.App, revoked: false, Ct);
        await TicketsWorld.UntilAsync(async () => await world.SiteAsync() is { Submitted: 3, Problem: null });
    }

    [Fact]
    public async Task Where_no_connection_leads_nothing_is_sent_told_or_linked()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one");
        await world.Host.Client.Connections.RemoveAsync(world.Tickets.ConnectionId, Ct);

        await world.InstallForgeAsync();

        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Problem is not null);
        var site = await world.SiteAsync();
        Assert.Equal((null, 0L), (site.Connection, site.Submitted));
        Assert.Contains($"{world.Jira.Accounts.CloudId}", site.Problem);
        Assert.Empty(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App));
        Assert.Contains("403", (await Assert.ThrowsAsync<InvalidOperationException>(() => world.Jira.Security.SearchContainersAsync(SiteWorld.App, "fairlead", "", Ct))).Message);
    }

    [Fact]
    public async Task A_site_that_changes_over_from_Connect_is_told_by_the_Forge_app_alone_and_numbers_go_on()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.Tickets.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.ImportAsync("shop", "one");
        await world.Tickets.Tickets.RunAsync("shop", Ct);
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App) is [{ Issues.Count: 1 }]);
        // A person's word keeps the two apart on the page, whatever puts the finding behind the issue again.
        var one = world.Jira.Security.VulnerabilitiesOf(SiteWorld.App)[0];
        await world.Jira.Security.UnlinkAsync(SiteWorld.App, one.Id, one.Issues[0], Ct);
        await TicketsWorld.UntilAsync(async () => (await TicketsAsync(world)).Count == 0);
        var before = Sequence(world);

        await world.InstallForgeAsync();

        await TicketsWorld.UntilAsync(() => Sequence(world) > before);
        var sites = await world.Host.Client.Providers.SitesAsync(Ct);
        Assert.Equal([false, true], sites.Select(s => s.ClientKey.StartsWith("forge:", StringComparison.Ordinal)).Order());
        Assert.All(sites, s => Assert.Null(s.Problem));
        await world.Tickets.Tickets.LinkAsync(new LinkTicketRequest("shop", one.Issues[0], [one.Id]), Ct);
        await world.ImportAsync("shop", "one", "two");
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Count == 2);
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Submitted == 2);
        Assert.All(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App), v => Assert.Empty(v.Issues));
        Assert.Equal([0L, 2L], (await world.Host.Client.Providers.SitesAsync(Ct)).Select(s => s.Submitted).Order());
        Assert.Equal(ProviderSiteState.Superseded, Assert.Single(await world.Host.Client.Providers.SitesAsync(Ct), s => s.Kind == ProviderSiteKind.Connect).State);

        // The Connect app is not back when the Forge app is gone. Installed anew, it goes on with higher numbers.
        var highest = world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Max(Sequence);
        await world.Jira.Security.UninstallAsync(SiteWorld.App, Ct);
        Assert.Equal([ProviderSiteState.Uninstalled, ProviderSiteState.Superseded], (await world.Host.Client.Providers.SitesAsync(Ct)).Select(s => s.State).Order());
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Count == 2);
        Assert.All(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App), v => Assert.True(Sequence(v) > highest));
    }

    [Fact]
    public async Task What_was_closed_while_a_site_changes_over_is_told()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one", "two");
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Submitted == 2);
        await world.Jira.Security.EnableAsync(SiteWorld.App, false, Ct);
        var two = (await world.Host.Client.Findings.SearchAsync(new FindingQuery(), FindingSort.NewestFirst, null, 10, Ct)).Items.Single(f => f.Title == "two");
        await world.Host.Client.Findings.ChangeAsync(two.Id, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
        Assert.Equal(["open", "open"], world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Select(v => v.Status));

        await world.InstallForgeAsync();

        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Any(v => v.Status == "ignored"));
    }

    private static long Sequence(SiteWorld world) => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App) is [var one, ..] ? Sequence(one) : 0;

    private static long Sequence(SandboxVulnerability one) => JsonDocument.Parse(one.Json).RootElement.GetProperty("updateSequenceNumber").GetInt64();

    private static async Task<IReadOnlyList<string?>> TicketsAsync(SiteWorld world) =>
        [.. (await world.Tickets.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items.Select(t => t.IssueKey)];

    public class OnSqlite(SqliteTestDatabase db) : ForgeContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ForgeContract(db), IClassFixture<PostgresTestDatabase>;
}
