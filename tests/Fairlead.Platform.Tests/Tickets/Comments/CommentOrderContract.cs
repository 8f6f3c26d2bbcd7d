using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Comments;

/// <summary>Of several words on a finding, said in comments or in Fairlead, which one counts.</summary>
public abstract class CommentOrderContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A pause, a restart or a webhook that was lost: what a person decided in Fairlead meanwhile is the later word.</summary>
    [Theory]
    [InlineData("false positive")]
    [InlineData("still there")]
    public async Task A_comment_that_is_heard_late_does_not_overrule_what_was_decided_after_it(string said)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule("false positive", FindingStatus.FalsePositive), Rule("still there", FindingStatus.Active));
        var key = await TicketAsync(world, "a");
        world.Sandbox.State.Comment(key, said);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var finding = Assert.Single(await FindingsAsync(world));
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.InProgress, Reason = "mine" }, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));

        await PollAsync(world);

        Assert.Equal((FindingStatus.InProgress, "mine"), (Assert.Single(await FindingsAsync(world)).Status, Assert.Single(await FindingsAsync(world)).Decision!.Reason));
    }

    /// <summary>"This is real" leaves no decision behind, and is one all the same; what is said after it counts.</summary>
    [Fact]
    public async Task A_comment_that_is_heard_late_does_not_overrule_that_a_decision_was_taken_back_after_it()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule("false positive", FindingStatus.FalsePositive), Rule("accepted", FindingStatus.InProgress));
        var key = await TicketAsync(world, "a");
        var finding = Assert.Single(await FindingsAsync(world));
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.Potential }, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Comment(key, "false positive");
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.Active }, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));

        await PollAsync(world);
        Assert.Equal((FindingStatus.Active, null), (Assert.Single(await FindingsAsync(world)).Status, Assert.Single(await FindingsAsync(world)).Decision));

        world.Sandbox.State.Comment(key, "accepted");
        await PollAsync(world);
        Assert.Equal(FindingStatus.InProgress, Assert.Single(await FindingsAsync(world)).Status);
    }

    /// <summary>Two issues speak for one finding, and are heard in another order than they spoke.</summary>
    [Fact]
    public async Task Of_words_on_one_finding_the_one_that_was_said_last_counts_whenever_it_is_heard()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        await TicketAsync(world, "a");
        var spoken = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromHours(3));

        Assert.Equal(FindingStatus.InProgress, await HearAsync(FindingStatus.InProgress, minutes: 5));
        Assert.Equal(FindingStatus.Potential, await HearAsync(FindingStatus.Potential, minutes: 30));
        Assert.Equal(FindingStatus.Potential, await HearAsync(FindingStatus.FalsePositive, minutes: 20));
        Assert.Equal(FindingStatus.Active, await HearAsync(FindingStatus.Active, minutes: 40));
        Assert.Equal(FindingStatus.Active, await HearAsync(FindingStatus.FalsePositive, minutes: 35));
        Assert.Equal(FindingStatus.FalsePositive, await HearAsync(FindingStatus.FalsePositive, minutes: 45));

        async Task<FindingStatus> HearAsync(FindingStatus status, int minutes)
        {
            var id = Assert.Single(await FindingsAsync(world)).Id;
            await using var work = await world.Database.BeginAsync(Ct);
            await world.Decisions.DecideAsync(work, [id], new FindingEdit { Status = status }, new SaidAt(spoken.AddMinutes(minutes)), Ct);
            await work.CommitAsync(Ct);
            return Assert.Single(await FindingsAsync(world)).Status;
        }
    }

    [Fact]
    public async Task Of_comments_that_are_heard_together_the_last_one_counts()
    {
        await using var world = await StartAsync(
            SandboxEdition.Cloud, Rule("false positive", FindingStatus.FalsePositive), Rule("still there", FindingStatus.Active), Rule("working", FindingStatus.InProgress));
        var key = await TicketAsync(world, "a");
        foreach (var said in (string[])["false positive", "still there", "working on it"])
        {
            world.Sandbox.State.Comment(key, said);
            world.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        world.Clock.Advance(TimeSpan.FromHours(1));
        await PollAsync(world);

        Assert.Equal(FindingStatus.InProgress, Assert.Single(await FindingsAsync(world)).Status);
    }

    [Fact]
    public async Task A_deleted_comment_s_decision_does_not_come_back_through_a_later_one()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule("exception", FindingStatus.ExceptionRequested), Rule("working", FindingStatus.InProgress));
        var key = await TicketAsync(world, "a");
        var first = world.Sandbox.State.Comment(key, "an exception please");
        await PollAsync(world);
        var second = world.Sandbox.State.Comment(key, "working on it");
        await PollAsync(world);

        world.Sandbox.State.DeleteComment(key, first);
        await PollAsync(world);
        Assert.Equal(FindingStatus.InProgress, Assert.Single(await FindingsAsync(world)).Status);
        world.Sandbox.State.DeleteComment(key, second);
        await PollAsync(world);

        Assert.Null(Assert.Single(await FindingsAsync(world)).Decision);
    }

    /// <summary>The finding is not open any more, and its issue is done. What people decided here is not the comments' to change.</summary>
    [Fact]
    public async Task A_later_comment_changes_what_an_earlier_one_decided_also_its_end()
    {
        await using var world = await StartAsync(
            SandboxEdition.Cloud, Rule(@"accepted until (?<until>\S+)", FindingStatus.RiskAccepted), Rule("false positive", FindingStatus.FalsePositive));
        var key = await TicketAsync(world, "a");
        var first = world.Sandbox.State.Comment(key, "accepted until 2026-01-31");
        await PollAsync(world);
        await world.RunAsync(Ct);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);

        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Comment(key, "accepted until 2026-02-28");
        await PollAsync(world);
        await AssertDecidedAsync(FindingStatus.RiskAccepted, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        world.Sandbox.State.DeleteComment(key, first);
        await PollAsync(world);
        await AssertDecidedAsync(FindingStatus.RiskAccepted, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Comment(key, "false positive after all");
        await PollAsync(world);
        await AssertDecidedAsync(FindingStatus.FalsePositive, null);

        await world.RealFindings.EditAsync(
            Assert.Single(await FindingsAsync(world)).Id, new FindingEdit { Status = FindingStatus.Duplicate, Reason = "mine" }, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Comment(key, "accepted until 2026-02-28");
        await PollAsync(world);
        await AssertDecidedAsync(FindingStatus.Duplicate, null);

        async Task AssertDecidedAsync(FindingStatus status, DateTimeOffset? until)
        {
            var finding = Assert.Single(await FindingsAsync(world));
            Assert.Equal((status, until), (finding.Status, finding.Decision!.ExpiresAt));
        }
    }

    [Fact]
    public async Task Whoever_takes_a_decision_back_in_Fairlead_is_not_overruled_by_the_end_of_a_comment()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule("open again", FindingStatus.Active));
        var key = await TicketAsync(world, "a");
        var id = Assert.Single(await FindingsAsync(world)).Id;
        await world.RealFindings.EditAsync(id, new FindingEdit { Status = FindingStatus.Potential, Reason = "first" }, Ct);
        var comment = world.Sandbox.State.Comment(key, "open again");
        await PollAsync(world);
        await world.RealFindings.EditAsync(id, new FindingEdit { Status = FindingStatus.InProgress, Reason = "second" }, Ct);
        await world.RealFindings.EditAsync(id, new FindingEdit { Status = FindingStatus.Active }, Ct);

        world.Sandbox.State.DeleteComment(key, comment);
        await PollAsync(world);

        Assert.Null(Assert.Single(await FindingsAsync(world)).Decision);
    }

    /// <summary>"No longer open" alone would read as mended.</summary>
    [Fact]
    public async Task The_comment_that_closes_an_issue_says_what_became_of_the_findings()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule("ok until (?<until>.+)", FindingStatus.RiskAccepted));
        var key = await TicketAsync(world, "a", "b");
        world.Sandbox.State.Comment(key, "ok until 2026-02-28", "bob");
        await PollAsync(world);
        await world.RealFindings.EditAsync((await FindingsAsync(world))[0].Id, new FindingEdit { Status = FindingStatus.FalsePositive, By = new Actor(Fairlead.Client.Operations.ActorKind.User, null, "Alice") }, Ct);
        // By a plan that is looked at again, and by one that is not.
        var planned = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.Sync.ApplyAsync(planned.Id, null, Ct);

        Assert.Equal(
            "None of the 2 findings behind this issue is open any longer: 1 false positive by Alice; 1 risk accepted until 2026-02-28 by Bob Tanaka.",
            world.Sandbox.State.Find(key)!.Comments[^1].Text);
    }

    private static CommentRule Rule(string pattern, FindingStatus status) => CommentWorld.Rule(pattern, status);

    private Task<TicketWorld> StartAsync(SandboxEdition edition, params CommentRule[] rules) => CommentWorld.StartAsync(databases, edition, rules);

    private static Task<string> TicketAsync(TicketWorld world, params string[] titles) => ReportedFindings.TicketAsync(world, titles);

    private static Task<PollReport> PollAsync(TicketWorld world) => ReportedFindings.PollAsync(world);

    private static Task<IReadOnlyList<Finding>> FindingsAsync(TicketWorld world) => ReportedFindings.AllAsync(world);

    public class OnSqlite(SqliteTestDatabase db) : CommentOrderContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : CommentOrderContract(db), IClassFixture<PostgresTestDatabase>;
}
