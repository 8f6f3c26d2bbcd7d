using System.Globalization;
using System.Text;
using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Which findings are behind a ticket: all that its issue speaks of, written with it.</summary>
public abstract class LinkContract(TestDatabase databases)
{
    private const int Many = (2 * TicketGroup.MaxListed) + 50;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Also where the plan was stored and is applied later: it names some members only.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Every_member_of_a_very_large_group_is_behind_its_ticket_and_the_worst_are_named(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        for (var i = 1; i < Many; i++)
            world.Findings.Add(i, $"CVE-{i}", Severity.Low);
        world.Findings.Add(Many, "CVE-worst", Severity.Critical);
        var run = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        await world.RestartAsync(Ct);

        await world.Sync.ApplyAsync(run.Id, null, Ct);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal((TicketState.Created, Many), (ticket.State, ticket.Findings));
        Assert.Equal(Many, (await BehindAsync(world, ticket)).Count);
        Assert.Contains("CVE-worst", Assert.Single(world.Sandbox.State.Issues).Description);
    }

    [Fact]
    public async Task An_issue_of_a_very_large_group_tells_how_many_of_all_are_open()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        for (var i = 1; i <= Many; i++)
            world.Findings.Add(i, $"CVE-{i}");
        for (var i = 31; i <= Many; i++)
            world.Findings.Close(i);

        await world.RunAsync(Ct);

        Assert.Contains($"30 of {Many}", Assert.Single(world.Sandbox.State.Issues).Description);
    }

    [Fact]
    [Trait("Complaint", "U-16")]
    public async Task The_links_follow_the_group_as_it_is_sent_again()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        for (var i = 1; i <= Many; i++)
            world.Findings.Add(i, $"CVE-{i}");
        await world.RunAsync(Ct);
        var before = await BehindAsync(world, Assert.Single(await world.TicketsAsync(Ct)));

        world.Findings.Add(Many + 1, "CVE-new");
        world.Findings.Change(1, f => f with { Asset = "web" });
        await world.RunAsync(Ct);

        var tickets = await world.TicketsAsync(Ct);
        var (api, web) = (Assert.Single(tickets, t => t.Group.Contains("api")), Assert.Single(tickets, t => t.Group.Contains("web")));
        var after = await BehindAsync(world, api);
        Assert.Equal(Many, api.Findings);
        Assert.Equal(Many, after.Count);
        Assert.Single(after.Except(before));
        var moved = Assert.Single(before.Except(after));
        Assert.Equal([moved], await BehindAsync(world, web));
        Assert.Equal(new TicketOfFinding(web.Id, web.IssueKey), Assert.Single((await world.Catalog.OfFindingsAsync([moved], Ct))[moved]));
    }

    /// <summary>Nothing is sent then, and what comments say is about the new member all the same.</summary>
    [Fact]
    public async Task A_member_that_changes_nothing_of_what_the_issue_shows_is_behind_it_too()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, c => c with { Template = new Template("Look at {{group.asset}}", "See the list.") });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.Requests.Clear();

        world.Findings.Add(2, "CVE-2");
        await world.RunAsync(Ct);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(2, ticket.Findings);
        Assert.Equal(2, (await BehindAsync(world, ticket)).Count);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("PUT", "issue"));
    }

    /// <summary>The connection is paused, so that nothing was sent yet.</summary>
    [Fact]
    public async Task A_ticket_that_is_planned_again_has_the_members_of_then()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        world.Findings.Add(1);
        world.Findings.Add(2, "CVE-2");
        world.Sandbox.State.RevokeCredentials();
        await world.RunAsync(Ct);
        var before = await BehindAsync(world, Assert.Single(await world.TicketsAsync(Ct)));

        world.Findings.Change(1, f => f with { Asset = "web" });
        world.Findings.Add(3, "CVE-3");
        world.Sandbox.State.RestoreCredentials();
        await world.ConfigureAsync(c => c with { IssueType = new("10099", "Incident") }, Ct);
        await world.RunAsync(Ct);

        var ticket = Assert.Single(await world.TicketsAsync(Ct), t => t.Group.Contains("api"));
        var after = await BehindAsync(world, ticket);
        Assert.Equal((2, 2, 2), (before.Count, after.Count, ticket.Findings));
        Assert.Single(after.Intersect(before));
    }

    [Fact]
    public async Task A_search_pages_over_all_findings_of_a_ticket_and_a_comment_speaks_of_all()
    {
        await using var world = await StartAsync(
            SandboxEdition.Cloud,
            c => c with
            {
                CommentRules = [new() { Pattern = "accept", Status = FindingStatus.RiskAccepted, By = [new(CommentAuthors.Anyone)], Days = 30 }],
                CommentRulesSince = DateTimeOffset.UnixEpoch,
            },
            hasRealFindings: true);
        await ImportAsync(world, "shop", Many);
        await ImportAsync(world, "other", 3);
        await world.RunAsync(Ct);
        var ticket = Assert.Single(await world.TicketsAsync(Ct), t => t.Findings == Many);
        var filter = new FindingFilter { Ticket = ticket.Id };

        var found = new HashSet<FindingId>();
        string? cursor = null;
        do
        {
            var page = await world.RealFindings.SearchAsync(filter, FindingOrder.WorstFirst, cursor, 100, Ct);
            Assert.All(page.Items, f => Assert.True(found.Add(f.Id)));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(Many, found.Count);
        Assert.Equal(Many, (await world.RealFindings.CountAsync(filter, Ct)).Total);

        world.Clock.Advance(TimeSpan.FromSeconds(10));
        world.Sandbox.State.Comment(ticket.IssueKey!, "accept", "bob");
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.PollAsync(Ct);
        Assert.Equal(0, (await world.RealFindings.CountAsync(filter with { IsOpen = true }, Ct)).Total);
        Assert.Equal(Many, Assert.Single(await world.Comments.ListAsync(null, null, null, 10, Ct)).Findings);
    }

    [Fact]
    public async Task Findings_without_an_issue_are_those_that_have_none_yet_or_no_more()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, c => c with { Filter = new TicketFilter { Assets = ["shop"] } }, hasRealFindings: true);
        await ImportAsync(world, "shop", 2);
        await ImportAsync(world, "other", 3);
        Assert.Equal((0, 5), await CountAsync());

        await world.RunAsync(Ct);
        Assert.Equal((2, 3), await CountAsync());
        var made = await world.Catalog.TallyAsync(null, Ct);
        Assert.Equal([KeyValuePair.Create(TicketStanding.Created, 1L)], made.ByStanding);
        Assert.Equal((0, 1L), (made.ByStatus.Count, made.Unread));
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.PollAsync(Ct);
        Assert.Equal([KeyValuePair.Create(JiraStatusCategory.ToDo, 1L)], (await world.Catalog.TallyAsync(world.Configuration.Id, Ct)).ByStatus);
        Assert.Empty((await world.Catalog.TallyAsync(TicketConfigurationId.New(world.Clock), Ct)).ByStanding);

        await LinkWorld.UnlinkAsync(world);
        Assert.Equal((0, 5), await CountAsync());
        var tally = await world.Catalog.TallyAsync(world.Configuration.Id, Ct);
        Assert.Equal(1, Assert.Single(tally.ByStanding, s => s.Key == TicketStanding.Unlinked).Value);
        Assert.Empty(tally.ByStatus);

        async Task<(long With, long Without)> CountAsync() => (
            (await world.RealFindings.CountAsync(new FindingFilter { HasTicket = true }, Ct)).Total,
            (await world.RealFindings.CountAsync(new FindingFilter { HasTicket = false }, Ct)).Total);
    }

    private Task<TicketWorld> StartAsync(
        SandboxEdition edition, Func<TicketConfiguration, TicketConfiguration>? configure = null, bool hasRealFindings = false) =>
        TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition },
            c => (configure ?? (x => x))(c with { GroupBy = [GroupingKey.Asset] }), hasRealFindings);

    private static async Task<HashSet<FindingId>> BehindAsync(TicketWorld world, Ticket ticket) =>
        [.. (await world.Links.OfTicketsAsync([ticket.Id], Ct))[ticket.Id]];

    private static async Task ImportAsync(TicketWorld world, string asset, int count)
    {
        var csv = new StringBuilder("title,severity,rule_id,file_path,line\n");
        for (var i = 1; i <= count; i++)
            csv.Append(CultureInfo.InvariantCulture, $"Weakness {i},high,rule-{i},src/{i}.py,1\n");
        await world.ImportAsync(asset, csv.ToString(), Ct);
    }

    public class OnSqlite(SqliteTestDatabase db) : LinkContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LinkContract(db), IClassFixture<PostgresTestDatabase>;
}
