using Fairlead.Jira.Resources;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Comments;

/// <summary>What people say in a Jira whose clock shows another time than Fairlead's.</summary>
public abstract class OtherClockContract(TestDatabase databases)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud, -3)]
    [InlineData(SandboxEdition.DataCenter, -3)]
    [InlineData(SandboxEdition.DataCenter, 3)]
    public async Task A_comment_counts_when_it_was_written_after_the_rules_and_not_when_before(SandboxEdition edition, int minutesAhead)
    {
        await using var world = await StartAsync(edition, minutesAhead);
        world.Sandbox.State.Comment("SEC-1", "false positive", "bob");
        world.Clock.Advance(Minute);
        await world.ConfigureAsync(
            c => c with { CommentRules = [CommentWorld.Rule("false positive", FindingStatus.FalsePositive), CommentWorld.Rule("working on it", FindingStatus.InProgress)], CommentRulesSince = world.Clock.GetUtcNow() }, Ct);
        world.Clock.Advance(Minute);

        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Equal(FindingStatus.Active, await StatusAsync(world));
        world.Sandbox.State.Comment("SEC-1", "working on it", "bob");
        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);

        Assert.Equal(FindingStatus.InProgress, await StatusAsync(world));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public async Task Of_a_comment_and_a_decision_the_later_one_counts(int minutesAhead)
    {
        await using var world = await StartAsync(SandboxEdition.DataCenter, minutesAhead);
        await world.ConfigureAsync(
            c => c with { CommentRules = [CommentWorld.Rule("false positive", FindingStatus.FalsePositive), CommentWorld.Rule("working on it", FindingStatus.InProgress)], CommentRulesSince = world.Clock.GetUtcNow() }, Ct);
        world.Clock.Advance(Minute);
        world.Sandbox.State.Comment("SEC-1", "false positive", "bob");
        world.Clock.Advance(Minute);
        var id = Assert.Single(await ReportedFindings.AllAsync(world)).Id;
        await world.RealFindings.EditAsync(id, new FindingEdit { Status = FindingStatus.Potential, Reason = "looking" }, Ct);
        world.Clock.Advance(Minute);
        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.Potential, await StatusAsync(world));

        world.Sandbox.State.Comment("SEC-1", "working on it", "bob");
        await ReportedFindings.PollAsync(world);

        Assert.Equal(FindingStatus.InProgress, await StatusAsync(world));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(4, 0, 0)]
    [InlineData(-4, 0, 0)]
    [InlineData(130, 0, 130)]
    [InlineData(-130, 0, -130)]
    [InlineData(134, 4, 132)]
    [InlineData(30, 60, null)]
    public void How_far_a_clock_is_ahead_is_told_to_the_second_and_not_where_the_way_of_the_answer_explains_it(int seconds, int took, int? told)
    {
        var asked = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var info = new JiraServerInfo(null, "Cloud", null, [], null, asked.AddSeconds(seconds));

        Assert.Equal(told is { } known ? TimeSpan.FromSeconds(known) : null, SitePin.AheadOf(info, asked, asked.AddSeconds(took)));
        Assert.Null(SitePin.AheadOf(info with { ServerTime = null }, asked, asked));
    }

    private static async Task<FindingStatus> StatusAsync(TicketWorld world) => Assert.Single(await ReportedFindings.AllAsync(world)).Status;

    private async Task<TicketWorld> StartAsync(SandboxEdition edition, int minutesAhead)
    {
        var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, hasRealFindings: true, jiraAhead: TimeSpan.FromMinutes(minutesAhead));
        await ReportedFindings.TicketAsync(world, "a");
        world.Clock.Advance(Minute);
        return world;
    }

    public class OnSqlite(SqliteTestDatabase db) : OtherClockContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : OtherClockContract(db), IClassFixture<PostgresTestDatabase>;
}
