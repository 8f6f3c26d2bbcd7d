using Fairlead.Client.Operations;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Comments;

/// <summary>What people say on a ticket's issue, seen from Fairlead and said from there.</summary>
public abstract class ConversationContract(TestDatabase databases)
{
    private static readonly Actor Ann = new(ActorKind.User, null, "Ann");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task The_latest_comments_are_shown_as_they_are_in_Jira_and_restricted_ones_without_words(SandboxEdition edition)
    {
        var (world, ticket) = await StartAsync(edition);
        await using var _ = world;
        var key = ticket.IssueKey!;
        world.Sandbox.State.Comment(key, "the first");
        var edited = world.Sandbox.State.Comment(key, "a typo");
        world.Sandbox.State.Comment(key, "only for us", visibleTo: "Developers");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.EditComment(key, edited, "corrected");
        world.Sandbox.State.Comment(key, "the last");

        var said = (await world.Conversation.ReadAsync(ticket.Id, 3, Ct))!;

        Assert.Equal((key, 4L), (said.IssueKey, said.Total));
        Assert.Equal(["corrected", null, "the last"], said.Comments.Select(c => c.Text));
        Assert.Equal([true, false, false], said.Comments.Select(c => c.EditedAt is not null));
        Assert.Contains("Developers", said.Comments[1].VisibleTo);
        Assert.DoesNotContain(said.Comments, c => c.IsOurs);
        world.Sandbox.State.DeleteComment(key, edited);
        Assert.Equal(["the first", null, "the last"], (await world.Conversation.ReadAsync(ticket.Id, 100, Ct))!.Comments.Select(c => c.Text));
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task The_latest_changes_are_shown_with_who_made_them_and_long_texts_by_their_lengths(SandboxEdition edition)
    {
        var (world, ticket) = await StartAsync(edition);
        await using var _ = world;
        for (var i = 0; i < 150; i++)
            world.Sandbox.State.Edit(ticket.IssueKey!, $$"""{"summary": "title {{i}}"}""");
        world.Sandbox.State.Edit(ticket.IssueKey!, """{"description": "ours\nalone"}""");

        var history = (await world.JiraHistory.ReadAsync(ticket.Id, 100, Ct))!;

        Assert.Equal((ticket.IssueKey, 100), (history.IssueKey, history.Changes.Count));
        Assert.True(history.Total >= 151);
        var last = history.Changes[^1];
        Assert.Equal("description", last.Fields.Single().Field);
        Assert.EndsWith("characters)", last.Fields.Single().To);
        Assert.Equal(new IssueFieldChange("summary", "title 148", "title 149"), history.Changes[^2].Fields.Single());
        Assert.DoesNotContain(history.Changes, c => c.IsOurs);
        Assert.Equal(history.Changes.TakeLast(3), (await world.JiraHistory.ReadAsync(ticket.Id, 3, Ct))!.Changes, (a, b) => a.Id == b.Id);
    }

    [Fact]
    public async Task What_Fairlead_changed_is_told_as_its_own()
    {
        var (world, ticket) = await StartAsync(SandboxEdition.Cloud);
        await using var _ = world;
        await world.ImportAsync("api", "title,severity,ruleId\nOld key,critical,CVE-1\n", Ct);
        await world.RunAsync(Ct);

        var history = (await world.JiraHistory.ReadAsync(ticket.Id, 100, Ct))!;

        Assert.Contains(history.Changes, c => c.IsOurs && c.Fields.Any(f => f.Field == "description"));
    }

    /// <summary>However often it is asked for, and though the answer was lost; and no rule takes it for somebody's word.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_is_said_is_said_once_with_the_name_of_who_says_it(SandboxEdition edition)
    {
        var (world, ticket) = await StartAsync(edition);
        await using var _ = world;
        world.Sandbox.Faults.Add("POST", "issue/*/comment", new FaultBehaviour.Drop());

        Assert.IsType<IssueOutcome.Unanswered>(await world.Conversation.SayAsync(Ann, ticket.Id, "false positive, I think", Ct));
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<IssueOutcome.Done>(await world.Conversation.SayAsync(Ann, ticket.Id, " false positive, I think\n", Ct));
        Assert.IsType<IssueOutcome.Done>(await world.Conversation.SayAsync(Ann with { Name = "Bob" }, ticket.Id, "false positive, I think", Ct));

        var said = (await world.Conversation.ReadAsync(ticket.Id, 100, Ct))!.Comments;
        Assert.Equal(["Ann", "Bob"], said.Select(c => c.Text!.Split('\n')[^1].Split(',')[0]));
        Assert.All(said, c => Assert.True(c.IsOurs));
        Assert.StartsWith("false positive, I think\n", said[0].Text);
        Assert.Single(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.commented" && a.Actor.Name == "Ann" && a.Summary.Contains("false positive", StringComparison.Ordinal));
        await world.PollAsync(Ct);
        await world.ReconcileAsync(Ct);
        Assert.True(Assert.Single((await world.RealFindings.SearchAsync(FindingFilter.Everything, FindingOrder.OldestFirst, null, 10, Ct)).Items).IsOpen);
        Assert.Empty((await world.RunAsync(Ct)).Outcomes);
    }

    /// <summary>A request that comes again at once is the same one; who asks again days later says it again.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task The_same_words_are_said_again_days_later_and_once_when_a_request_comes_twice(SandboxEdition edition)
    {
        var (world, ticket) = await StartAsync(edition);
        await using var _ = world;

        await Task.WhenAll(AskAsync(Ann), AskAsync(Ann));
        world.Clock.Advance(TimeSpan.FromMinutes(9));
        await AskAsync(Ann);
        Assert.Equal((1, 1), await CountAsync());

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await AskAsync(Ann);
        Assert.Equal((2, 2), await CountAsync());

        world.Clock.Advance(TimeSpan.FromDays(14));
        await AskAsync(Ann);
        await AskAsync(Ann);
        Assert.Equal((3, 3), await CountAsync());

        // Of the same name.
        await AskAsync(Ann with { Id = "another" });
        Assert.Equal((4, 4), await CountAsync());

        async Task AskAsync(Actor actor) => Assert.IsType<IssueOutcome.Done>(await world.Conversation.SayAsync(actor, ticket.Id, "Any news?", Ct));

        async Task<(int Said, int Noted)> CountAsync() => (
            world.Sandbox.State.Find(ticket.IssueKey!)!.Comments.Count(c => c.Text.StartsWith("Any news?", StringComparison.Ordinal)),
            (await world.ActivitiesAsync(Ct)).Count(a => a.Action == "tickets.commented"));
    }

    /// <summary>Another issue has the ticket's id, as after a restore of Jira.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Of_an_issue_without_the_marker_nothing_is_shown_and_nothing_is_said_there(SandboxEdition edition)
    {
        var (world, ticket) = await StartAsync(edition);
        await using var _ = world;
        world.Sandbox.State.Comment(ticket.IssueKey!, "somebody else's");
        world.Sandbox.State.Edit(ticket.IssueKey!, """{"labels": []}""");
        world.Sandbox.State.SetProperty(ticket.IssueKey!, "fairlead", "{}");

        Assert.Null(await world.Conversation.ReadAsync(ticket.Id, 100, Ct));
        Assert.IsType<IssueOutcome.Refused>(await world.Conversation.SayAsync(Ann, ticket.Id, "hello", Ct));
        Assert.Single(world.Sandbox.State.Find(ticket.IssueKey!)!.Comments);
    }

    [Fact]
    public async Task What_Jira_refuses_is_told_and_nothing_is_noted()
    {
        var (world, ticket) = await StartAsync(SandboxEdition.Cloud);
        await using var _ = world;
        world.Sandbox.State.RemovePermission("ADD_COMMENTS");

        var refused = Assert.IsType<IssueOutcome.Refused>(await world.Conversation.SayAsync(Ann, ticket.Id, "hello", Ct));

        Assert.Contains("gets no comment", refused.Reason);
        Assert.DoesNotContain(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.commented");
        Assert.IsType<IssueOutcome.Unknown>(await world.Conversation.SayAsync(Ann, Kernel.Identity.TicketId.New(world.Clock), "hello", Ct));
    }

    private async Task<(TicketWorld World, Ticket Ticket)> StartAsync(SandboxEdition edition)
    {
        var world = await CommentWorld.StartAsync(databases, edition, CommentWorld.Rule("false positive", FindingStatus.FalsePositive));
        await world.ImportAsync("api", "title,severity,ruleId\nOld key,high,CVE-1\n", Ct);
        await world.RunAsync(Ct);
        return (world, Assert.Single(await world.TicketsAsync(Ct)));
    }

    public class OnSqlite(SqliteTestDatabase db) : ConversationContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ConversationContract(db), IClassFixture<PostgresTestDatabase>;
}
