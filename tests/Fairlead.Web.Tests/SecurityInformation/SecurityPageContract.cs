using System.Text.Json;
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

        // Jira deletes all; a reinstallation gets all that is open.
        await world.Jira.Security.UninstallAsync(SiteWorld.App, Ct);
        Assert.Equal((ProviderSiteState.Uninstalled, 0L), ((await world.SiteAsync()).State, (await world.SiteAsync()).Submitted));
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Submitted == 1);
        Assert.Equal(("one", ticket.IssueKey), (Assert.Single(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App)).Title, world.Jira.Security.VulnerabilitiesOf(SiteWorld.App)[0].Issues.Single()));
        var shown = await world.SiteAsync();
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
    public async Task A_thousand_go_in_a_call_and_only_what_changed_is_sent_again()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", [.. Enumerable.Range(0, 2_500).Select(i => $"weakness-{i}")]);
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await UntilSubmittedAsync(world, 2_500);

        Assert.Equal([1_000, 1_000, 500], Numbers(world).GroupBy(n => n).OrderBy(g => g.Key).Select(g => g.Count()));
        Assert.Equal(3, Sent(world).Count);
        await world.ImportAsync("other", "one more");
        await UntilSubmittedAsync(world, 2_501);
        Assert.Equal((4, "SCAN"), (Sent(world).Count, Sent(world)[^1]!.Value.Operation));
        Assert.Single(Sent(world)[^1]!.Value.Ids);
        Assert.Equal(2, (await world.Jira.Security.SearchContainersAsync(SiteWorld.App, "fairlead", "", Ct)).Count);

        // As a process leaves it that was killed between Jira's answer and storing it: sent again with a higher number, which changes nothing.
        var before = world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Select(v => (v.Id, v.Title)).ToList();
        var highest = Numbers(world).Max();
        await world.Tickets.ChangeAsync("DELETE FROM provider_submissions");
        await world.Tickets.ChangeAsync("UPDATE provider_sites SET compared = NULL");
        await UntilSubmittedAsync(world, 2_501);
        Assert.Equal(before, world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Select(v => (v.Id, v.Title)));
        Assert.All(Numbers(world), n => Assert.True(n > highest));

        // And when a person asks for it.
        await world.Host.Client.Providers.SubmitAsync((await world.SiteAsync()).ClientKey, new(All: true), Ct);
        highest = Numbers(world).Max();
        await TicketsWorld.UntilAsync(() => Numbers(world).Min() > highest);
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
        Assert.Equal(one.ToString(), Assert.Single(Sent(world)[^1]!.Value.Ids));

        // What a provider pushed and deleted is not shown as closed, but not at all.
        using (var body = new StringContent(SecurityWorld.Bulk(SecurityWorld.Vulnerability("v")), System.Text.Encoding.UTF8, "application/json"))
        using (await world.Host.Http.PostAsync("rest/security/1.0/bulk", body, Ct))
            await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Any(v => v.Title == "CVE-2026-1234 in left-pad"));
        using (await world.Host.Http.DeleteAsync("rest/security/1.0/vulnerability/v", Ct))
            await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).All(v => v.Title != "CVE-2026-1234 in left-pad"));
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
        Assert.Contains($"Make a connection to the site; findings are submitted once there is one: fairlead connect {site.BaseUrl}", site.NextStep);
    }

    private static Task UntilSubmittedAsync(SiteWorld world, long count) =>
        TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Submitted == count);

    /// <summary>The number of each vulnerability that stands there.</summary>
    private static List<long> Numbers(SiteWorld world) =>
        [.. world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Select(v => JsonDocument.Parse(v.Json).RootElement.GetProperty("updateSequenceNumber").GetInt64())];

    /// <summary>Calls that were accepted; of large ones the sandbox does not keep what was in them.</summary>
    private static List<(string Operation, IReadOnlyList<string> Ids)?> Sent(SiteWorld world) =>
    [
        .. world.Jira.Requests.Matching("POST", "/rest/security/1.0/bulk").Where(r => r.Status == 202).Select(r =>
        {
            if (r.Body is null)
                return ((string, IReadOnlyList<string>)?)null;
            var body = JsonDocument.Parse(r.Body).RootElement;
            return (body.GetProperty("operationType").GetString()!, [.. body.GetProperty("vulnerabilities").EnumerateArray().Select(v => v.GetProperty("id").GetString()!)]);
        }),
    ];

    private static async Task<IReadOnlyList<string?>> TicketsAsync(SiteWorld world) =>
        [.. (await world.Tickets.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items.Select(t => t.IssueKey)];

    public class OnSqlite(SqliteTestDatabase db) : SecurityPageContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SecurityPageContract(db), IClassFixture<PostgresTestDatabase>;
}
