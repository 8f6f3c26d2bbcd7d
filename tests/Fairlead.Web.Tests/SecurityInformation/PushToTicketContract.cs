using System.Text;
using Fairlead.Client.Findings;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>From a push over HTTP to an issue in Jira, and to its end.</summary>
public abstract class PushToTicketContract(TestDatabase databases)
{
    private const string Yaml = """
        name: pushed
        connection: team
        project: SEC
        issueType: Bug
        automatic: false
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_pushed_becomes_a_ticket_that_lives_as_the_vulnerability_does()
    {
        await using var world = await TicketsWorld.StartAsync(
            databases, settings: new() { ["SecurityInformation:ReportInterval"] = "00:00:01", ["Tickets:Sync:JobsEnabled"] = "false" });
        await world.Tickets.ApplyYamlAsync(Yaml, Ct);

        await PushAsync(world, "open");
        await TicketsWorld.UntilAsync(async () => await FindingAsync(world) is { ClosedAt: null });
        await world.Tickets.RunAsync("pushed", Ct);
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items);
        var issue = world.Sandbox.State.Issues.Single(i => i.Key == ticket.IssueKey);
        Assert.Contains("CVE-2026-1234 in left-pad", issue.Summary);
        Assert.False(issue.IsDone);
        Assert.Equal(
            ("github.com/acme/shop", "v"),
            ((await FindingAsync(world))!.Detail.Labels["container"], (await FindingAsync(world))!.Detail.Labels["vulnerability"]));

        await PushAsync(world, "closed");
        await TicketsWorld.UntilAsync(async () => await FindingAsync(world) is { ClosedAt: not null });
        await world.Tickets.RunAsync("pushed", Ct);
        Assert.True(world.Sandbox.State.Issues.Single(i => i.Key == ticket.IssueKey).IsDone);

        await PushAsync(world, "open");
        await TicketsWorld.UntilAsync(async () => await FindingAsync(world) is { ClosedAt: null });
        await world.Tickets.RunAsync("pushed", Ct);
        Assert.False(world.Sandbox.State.Issues.Single(i => i.Key == ticket.IssueKey).IsDone);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    private static async Task PushAsync(TicketsWorld world, string status)
    {
        var vulnerability = SecurityWorld.Vulnerability("v", TimeProvider.System.GetUtcNow().UtcTicks);
        vulnerability["status"] = status;
        using var body = new StringContent(SecurityWorld.Bulk(vulnerability), Encoding.UTF8, "application/json");
        using var answer = await world.Host.Http.PostAsync("rest/security/1.0/bulk", body, Ct);
        Assert.Equal(202, (int)answer.StatusCode);
    }

    private static async Task<FindingResponse?> FindingAsync(TicketsWorld world) =>
        (await world.Findings.SearchAsync(new FindingQuery(), FindingSort.NewestFirst, null, 10, Ct)).Items is [var found] ? await world.Findings.GetAsync(found.Id, Ct) : null;

    public class OnSqlite(SqliteTestDatabase db) : PushToTicketContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : PushToTicketContract(db), IClassFixture<PostgresTestDatabase>;
}
