using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>F103: what counts as deleted, where Jira has all kinds of answers.</summary>
public abstract class DeletionProofContract(TestDatabase databases)
{
    private const int Linked = 2_000;
    private const int Vanished = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>
    /// Of a hundred issues that do not come, 40 are gone; for 30 Jira answers 403 and for 30 it fails. More than one reading asks for stand before
    /// those that are gone.
    /// </summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task F103_Of_404_403_and_5xx_only_what_is_gone_twice_counts_as_deleted(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var vanished = world.Sandbox.State.Issues.OrderBy(i => $"{i.Id}", StringComparer.Ordinal).Take(Vanished).ToList();
        foreach (var (issue, i) in vanished.Select((issue, i) => (issue, i)))
        {
            if (i >= 60)
                world.Sandbox.State.Delete(issue.Key);
            else
                world.Sandbox.State.Hide(issue.Key);
            if (i < 60)
                world.Sandbox.Faults.Add("GET", $"issue/{issue.Id}", AnswerOf(i), times: 1_000);
        }

        Assert.Equal((0, Vanished), await ReconcileAsync(world));
        world.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal((0, Vanished), await ReconcileAsync(world));
        Assert.Equal(0, world.Sandbox.Requests.CountOf("GET", "issue/*"));
        var (deleted, days) = (0, 0);
        for (; days < 4; days++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            deleted += (await ReconcileAsync(world)).Deleted;
        }

        Assert.Equal(40, deleted);
        var byIssue = (await TicketsAsync(world)).ToDictionary(t => t.IssueKey!, t => t.Presence);
        Assert.All(vanished.Take(60), i => Assert.Equal(IssuePresence.Forbidden, byIssue[i.Key]));
        Assert.All(vanished.Skip(60), i => Assert.Equal(IssuePresence.Deleted, byIssue[i.Key]));
        Assert.Equal(Linked - Vanished, byIssue.Count(i => i.Value == IssuePresence.Present));

        // What was only hidden is there again.
        world.Sandbox.Faults.Clear();
        foreach (var issue in vanished.Take(60))
            world.Sandbox.State.Hide(issue.Key, isHidden: false);
        await world.ReconcileAsync(Ct);
        Assert.Equal(40, (await TicketsAsync(world)).Count(t => t.Presence != IssuePresence.Present));

        static FaultBehaviour AnswerOf(int i) => i % 2 == 0
            ? new FaultBehaviour.Answer(403, """{"errorMessages":["You do not have the permission to see the specified issue."],"errors":{}}""")
            : new FaultBehaviour.Answer(500, """{"errorMessages":["Internal server error"],"errors":{}}""");
    }

    /// <summary>The reading of all fails as a whole: nobody is taken for gone, neither then nor by the next.</summary>
    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task F103_A_reading_that_fails_counts_for_nothing(int status)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(20);
        await world.RunAsync(Ct);
        world.Sandbox.State.Delete("SEC-1");
        world.Sandbox.Faults.Add("POST", "issue/bulkfetch", new FaultBehaviour.Answer(status, """{"errorMessages":["No."],"errors":{}}"""), times: 100);

        Assert.False((await world.ReconcileAsync(Ct)).IsComplete);
        Assert.All(await TicketsAsync(world), t => Assert.Equal(IssuePresence.Present, t.Presence));
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.Faults.Clear();

        Assert.Equal((0, 1), await ReconcileAsync(world));
    }

    /// <summary>Jira went down while it was asked for single issues: the reading ends instead of asking fifty times.</summary>
    [Fact]
    public async Task Where_jira_answers_for_no_issue_the_reading_gives_up()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        foreach (var issue in world.Sandbox.State.Issues.Take(50).ToList())
            world.Sandbox.State.Delete(issue.Key);
        await world.ReconcileAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        world.Sandbox.Faults.Add("GET", "issue/*", new FaultBehaviour.Answer(500), times: 1_000);
        world.Sandbox.Requests.Clear();

        var report = await world.ReconcileAsync(Ct);

        Assert.Equal((0, false), (report.Deleted, report.IsComplete));
        Assert.InRange(world.Sandbox.Requests.CountOf("GET", "issue/*"), 3, 9);
    }

    private static async Task<(int Deleted, int Forbidden)> ReconcileAsync(TicketWorld world)
    {
        world.Sandbox.Requests.Clear();
        var report = await world.ReconcileAsync(Ct);
        Assert.True(report.IsComplete);
        Assert.False(report.IsHeld);
        return (report.Deleted, report.Forbidden);
    }

    private static Task<IReadOnlyList<Ticket>> TicketsAsync(TicketWorld world) => world.Catalog.ListAsync(null, null, null, Linked, Ct);

    private async Task<TicketWorld> StartAsync(SandboxEdition edition)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(Linked);
        Assert.Equal(Linked, (await world.RunAsync(Ct)).Outcomes["applied"]);
        return world;
    }

    public class OnSqlite(SqliteTestDatabase db) : DeletionProofContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : DeletionProofContract(db), IClassFixture<PostgresTestDatabase>;
}
