using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>What a look at changed issues costs in calls, as docs/performance.md tells it.</summary>
public abstract class PollCostContract(TestDatabase databases)
{
    private const int Many = 2_500;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly (int Changed, int Cloud, int DataCenter)[] Costs = [(0, 1, 1), (1, 2, 1), (1_000, 2, 1), (1_001, 3, 2), (Many, 4, 3)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>At most a call for each thousand and two; how many issues there are does not matter.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_look_costs_exactly_its_searches_and_a_read_for_each_thousand(SandboxEdition edition)
    {
        await using var world = await StartAsync(Many, edition);
        foreach (var (changed, cloud, dataCenter) in Costs)
        {
            foreach (var issue in world.Sandbox.State.Issues.Take(changed).ToList())
                world.Sandbox.State.Edit(issue.Key, $$"""{"duedate": "2027-01-{{changed % 28 + 1:00}}"}""");

            var poll = await PollAsync(world);

            Assert.Equal((changed, edition == SandboxEdition.Cloud ? cloud : dataCenter), (poll.Issues, poll.Calls));
            Assert.InRange(poll.Calls, 1, (changed / 1000.0) + 2);
        }
    }

    /// <summary>Whatever people do with a hundred issues: what they moved costs one call on Cloud, and each comment of theirs one.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, 2, 3, 3)]
    [InlineData(SandboxEdition.DataCenter, 2, 3, 2)]
    public async Task Rules_cost_what_people_said_and_not_what_they_did_not(SandboxEdition edition, int quiet, int moved, int commented)
    {
        await using var world = await StartAsync(100, edition, WithRules);
        var issues = world.Sandbox.State.Issues.ToList();

        Assert.Equal(1, (await PollAsync(world)).Calls);
        issues.ForEach(i => world.Sandbox.State.Edit(i.Key, """{"duedate": "2027-01-31"}"""));
        Assert.Equal((100, quiet), await PollAsync(world, Minute));
        // Looks overlap: what was heard is not asked for again.
        Assert.Equal((100, edition == SandboxEdition.Cloud ? 2 : 1), await PollAsync(world, Minute));

        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.PollAsync(Ct);
        world.Sandbox.State.Transition(issues[0].Key, "In Progress");
        world.Sandbox.State.Edit(issues[1].Key, """{"priority": {"name": "Low"}}""");
        // Their history is asked for at once; whose it is, once in a quarter of an hour.
        var asked = await PollAsync(world);
        Assert.Equal((2, moved), (asked.Issues, asked.Calls - world.Sandbox.Requests.CountOf("GET", "myself")));

        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.PollAsync(Ct);
        world.Sandbox.State.Comment(issues[2].Key, "false positive", "bob");
        asked = await PollAsync(world);
        Assert.Equal((1, commented), (asked.Issues, asked.Calls - world.Sandbox.Requests.CountOf("GET", "myself")));
        Assert.Equal(1, world.Sandbox.Requests.CountOf("GET", "issue/*/comment"));
    }

    /// <summary>What Jira gives a hundred to a call: comments of many issues, and lists that are Fairlead's.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, true, 1 + 1 + 3, 1 + 1)]
    [InlineData(SandboxEdition.DataCenter, true, 1 + 3, 1)]
    [InlineData(SandboxEdition.Cloud, false, 1 + 3, 1 + 3)]
    [InlineData(SandboxEdition.DataCenter, false, 1, 1)]
    public async Task Comments_and_lists_of_more_than_a_hundred_cost_a_call_for_each(SandboxEdition edition, bool areComments, int first, int again)
    {
        await using var world = await StartAsync(250, edition, areComments ? WithRules : c => c with { Labels = ["ours"], LabelsOwner = FieldOwner.Fairlead });
        foreach (var issue in world.Sandbox.State.Issues.ToList())
            world.Sandbox.State.Edit(issue.Key, """{"duedate": "2027-01-31"}""");

        Assert.Equal((250, first), await PollAsync(world, Minute));
        Assert.Equal((250, again), await PollAsync(world, Minute));
    }

    /// <summary>Which Jira it is, and who Fairlead is there, is asked every quarter of an hour, however often it looks.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_every_look_needs_is_asked_once_in_a_quarter_of_an_hour(SandboxEdition edition)
    {
        const int Looks = 45;
        await using var world = await StartAsync(20, edition, WithRules);
        world.Sandbox.Requests.Clear();

        for (var minute = 0; minute < Looks; minute++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            world.Sandbox.State.Transition("SEC-1", minute % 2 == 0 ? "In Progress" : "To Do");
            Assert.True((await world.PollAsync(Ct)).IsComplete);
        }

        Assert.Equal(3, world.Sandbox.Requests.CountOf("GET", "serverInfo"));
        Assert.Equal(3, world.Sandbox.Requests.CountOf("GET", "myself"));
        // Search, issue and history on Cloud; search, comments and history of the one issue on Data Center. With each name of the site some issues prove it.
        Assert.Equal((3 * Looks) + 3 + 3 + 3, world.Sandbox.Requests.Count);
    }

    /// <summary>They are read together with what changed.</summary>
    [Fact]
    public async Task An_issue_that_is_hidden_costs_no_call_of_its_own_while_others_change()
    {
        await using var world = await StartAsync(20, SandboxEdition.Cloud, WithRules);
        world.Sandbox.State.Hide("SEC-7");
        await world.ReconcileAsync(Ct);
        world.Sandbox.State.Edit("SEC-1", """{"duedate": "2027-01-31"}""");

        Assert.Equal((1, 2), await PollAsync(world, Minute));
        Assert.Equal((1, 2), await PollAsync(world, Minute));
        await PollAsync(world);
        // Nothing changed but that it is still not seen.
        Assert.Equal((0, 2), await PollAsync(world));
    }

    /// <summary>Where labels are not on the screen all of a project's changes are found, and most are nobody's.</summary>
    [Fact]
    public async Task Issues_that_are_nobodys_ticket_cost_no_read()
    {
        const int Strangers = 2_200;
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        world.Findings.AddMany(3);
        await world.RunAsync(Ct);
        await PollAsync(world);
        var ours = world.Sandbox.State.Issues.Select(i => i.Key).ToList();
        for (var i = 0; i < Strangers; i++)
        {
            world.Sandbox.State.Create("SEC", "Bug", $"Somebody else's number {i}");
            if (i % 1_000 == 500)
                world.Sandbox.State.Edit(ours[i / 1_000], """{"duedate": "2027-01-31"}""");
        }

        // By label and of the project.
        Assert.Equal((2, 2 + 1), await PollAsync(world));
    }

    private static TicketConfiguration WithRules(TicketConfiguration c) => c with
    {
        CommentRules = [Comments.CommentWorld.Rule("false positive", FindingStatus.FalsePositive)],
        CommentRulesSince = DateTimeOffset.UnixEpoch,
        StatusMap = [new StatusRule { Finding = FindingStatus.InProgress, Category = JiraStatusCategory.InProgress }],
        StatusMapSince = DateTimeOffset.UnixEpoch,
        Severities = [new(new("4", "Low"), Kernel.Severity.Low)],
        SeveritiesSince = DateTimeOffset.UnixEpoch,
    };

    /// <summary>The site was seen a moment ago.</summary>
    private static async Task<(int Issues, int Calls)> PollAsync(TicketWorld world, TimeSpan? after = null)
    {
        world.Clock.Advance(after ?? TimeSpan.FromMinutes(6));
        world.Jira.Pin = world.Jira.Pin with { SeenAt = world.Clock.GetUtcNow() };
        world.Sandbox.Requests.Clear();
        var poll = await world.PollAsync(Ct);
        Assert.True(poll.IsComplete);
        Assert.Equal(poll.JiraCalls, world.Sandbox.Requests.Count);
        return (poll.Issues, poll.JiraCalls);
    }

    /// <summary>Every issue was read once, and nobody changed one since.</summary>
    private async Task<TicketWorld> StartAsync(int tickets, SandboxEdition edition, Func<TicketConfiguration, TicketConfiguration>? configure = null)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, configure);
        world.Findings.AddMany(tickets);
        Assert.Equal(tickets, (await world.RunAsync(Ct)).Outcomes["applied"]);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(tickets, (await PollAsync(world)).Issues);
        return world;
    }

    public class OnSqlite(SqliteTestDatabase db) : PollCostContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : PollCostContract(db), IClassFixture<PostgresTestDatabase>;
}
