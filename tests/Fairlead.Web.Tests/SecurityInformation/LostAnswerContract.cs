using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;
using Fairlead.Sandbox.Faults;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>What a Jira site took and Fairlead was not told of, when it changes here before it is sent again. FAULTS F134.</summary>
public abstract class LostAnswerContract(TestDatabase databases)
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
    public async Task F134_What_changes_before_it_is_sent_again_is_corrected_on_the_site()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.Tickets.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.ImportAsync("shop", "one", "two");
        await world.Tickets.Tickets.RunAsync("shop", Ct);
        var ticket = Assert.Single((await world.Tickets.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items);
        await world.PushAsync(HttpMethod.Post, "bulk", SecurityWorld.Bulk(SecurityWorld.Vulnerability("v")));
        await TicketsWorld.UntilAsync(async () => (await world.FindingsAsync()).Count == 3);
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Drop());
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Problem is not null);
        Assert.All(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App), v => Assert.Equal("open", v.Status));
        Assert.Equal([ticket.IssueKey!], Assert.Single(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App), v => v.Title == "one").Issues);
        Assert.Equal(3, world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Count);
        Assert.Equal(0, (await world.SiteAsync()).Submitted);

        // One is decided, one gets another issue, one is withdrawn.
        await world.Host.Client.Findings.ChangeAsync((await world.FindingsAsync()).Single(f => f.Title == "two").Id, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
        var other = world.Jira.State.Create("SEC", "Bug", "Known to us").Key;
        await world.Tickets.Tickets.RelinkAsync(ticket.Id, new RelinkTicketRequest(other), Ct);
        await world.PushAsync(HttpMethod.Delete, "vulnerability/v");
        await TicketsWorld.UntilAsync(async () => (await world.FindingsAsync()).Single(f => f.Title.StartsWith("CVE", StringComparison.Ordinal)).Status == FindingState.Fixed);
        await world.Tickets.ChangeAsync("UPDATE provider_sites SET due_at = NULL");

        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        Assert.Equal(
            [("one", "open", other), ("two", "ignored", "")],
            world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).OrderBy(v => v.Title).Select(v => (v.Title, v.Status, string.Join(' ', v.Issues))));

        // A call that was still under way would have brought it back: it is deleted once more after a while, and known no longer.
        Assert.Equal(1, world.Jira.Requests.CountOf("DELETE", "/rest/security/1.0/vulnerability/**"));
        Assert.Equal(3, await world.CountAsync("SELECT count(*) FROM provider_submissions WHERE unanswered = 0"));
        await world.Tickets.ChangeAsync("UPDATE provider_submissions SET due_at = (SELECT installed_at FROM provider_sites) WHERE due_at IS NOT NULL");
        await TicketsWorld.UntilAsync(async () => await world.CountAsync("SELECT count(*) FROM provider_submissions") == 2);
        Assert.Equal(2, world.Jira.Requests.CountOf("DELETE", "/rest/security/1.0/vulnerability/**"));
        Assert.Equal((2L, 0L), await world.SiteAsync() is var site ? (site.Submitted, (long)site.Failed) : default);
    }

    [Fact]
    public async Task F134_What_changes_back_before_it_is_sent_again_is_told_again()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one");
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(1);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        var one = (await world.FindingsAsync())[0].Id;
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Drop());
        await world.Host.Client.Findings.ChangeAsync(one, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Problem is not null);
        Assert.Equal("ignored", world.Jira.Security.VulnerabilitiesOf(SiteWorld.App)[0].Status);

        await world.Host.Client.Findings.ChangeAsync(one, new ChangeFindingRequest(FindingState.Active, "it is one"), Ct);
        await world.Tickets.ChangeAsync("UPDATE provider_sites SET due_at = NULL");

        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App)[0].Status == "open");
        await world.UntilSubmittedAsync(1);
    }

    [Fact]
    public async Task F134_What_was_begun_before_a_server_was_killed_is_sent_again_although_nothing_changed_since()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one");
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(1);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        var calls = world.Sent.Count;

        // As it leaves what it tried again because it was time to.
        await world.Tickets.ChangeAsync("UPDATE provider_submissions SET digest = NULL, unanswered = 1");

        await TicketsWorld.UntilAsync(() => world.Sent.Count == calls + 1);
        await world.UntilSubmittedAsync(1);
    }

    public class OnSqlite(SqliteTestDatabase db) : LostAnswerContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LostAnswerContract(db), IClassFixture<PostgresTestDatabase>;
}
