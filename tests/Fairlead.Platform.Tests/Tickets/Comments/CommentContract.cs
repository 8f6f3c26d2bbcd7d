using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Comments;

/// <summary>What comments in Jira do to findings, from the comment to the issue's next status (U-48 to U-50).</summary>
public abstract class CommentContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_comment_sets_the_findings_aside_and_the_issue_is_closed(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, Rule("false positive", FindingStatus.FalsePositive));
        var key = await TicketAsync(world, "a", "b");

        world.Sandbox.State.Comment(key, "This is a False Positive:\nthe code is dead.", "bob");
        var poll = await PollAsync(world);
        await world.RunAsync(Ct);

        Assert.Equal((1, 1, true), (poll.Issues, poll.Effects, poll.IsComplete));
        Assert.All(await FindingsAsync(world), f => Assert.Equal(FindingStatus.FalsePositive, f.Status));
        var decision = (await FindingsAsync(world))[0].Decision!;
        Assert.Equal("Bob Tanaka", decision.By);
        Assert.Contains("the code is dead.", decision.Reason);
        Assert.Contains(key, decision.Reason);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
        var entry = Assert.Single(await world.ActivitiesAsync(Ct), a => a.Action == "comment.applied");
        Assert.Equal((Client.Operations.ActorKind.Jira, "Bob Tanaka"), (entry.Actor.Kind, entry.Actor.Name));
    }

    [Fact]
    [Trait("Complaint", "U-50")]
    public async Task A_comment_is_judged_once_however_often_it_is_read()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule("working on it", FindingStatus.InProgress));
        var key = await TicketAsync(world, "a");
        world.Sandbox.State.Comment(key, "working on it");
        await PollAsync(world);
        var finding = Assert.Single(await FindingsAsync(world));
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.Potential, Reason = "looking again" }, Ct);

        Assert.Equal(0, (await PollAsync(world)).Effects);
        world.Sandbox.State.Comment(key, "nothing to see");
        Assert.Equal(0, (await PollAsync(world)).Effects);

        Assert.Equal(FindingStatus.Potential, Assert.Single(await FindingsAsync(world)).Status);
        Assert.Single(await world.Comments.ListAsync(null, null, null, 100, Ct));
    }

    [Fact]
    public async Task An_edited_comment_is_judged_anew_and_a_deleted_one_taken_back()
    {
        await using var world = await StartAsync(
            SandboxEdition.Cloud, Rule("false positive", FindingStatus.FalsePositive), Rule("waiting for", FindingStatus.WaitingForThirdParty));
        var key = await TicketAsync(world, "a");
        var comment = world.Sandbox.State.Comment(key, "false positive");
        await PollAsync(world);
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await FindingsAsync(world)).Status);

        world.Sandbox.State.EditComment(key, comment, "Sorry: we are waiting for the vendor");
        await PollAsync(world);
        Assert.Equal(FindingStatus.WaitingForThirdParty, Assert.Single(await FindingsAsync(world)).Status);

        world.Sandbox.State.DeleteComment(key, comment);
        await PollAsync(world);
        Assert.Equal(FindingStatus.Active, Assert.Single(await FindingsAsync(world)).Status);
        Assert.Null(Assert.Single(await FindingsAsync(world)).Decision);
        Assert.Equal(
            ["the comment was deleted or cannot be seen any more", "the comment was edited"],
            (await world.Comments.ListAsync(null, null, null, 100, Ct)).Select(e => e.Undone?.Because));
    }

    [Fact]
    public async Task What_a_person_decided_since_survives_the_edit_of_a_comment()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule("working on it", FindingStatus.InProgress));
        var key = await TicketAsync(world, "a", "b");
        var comment = world.Sandbox.State.Comment(key, "working on it");
        await PollAsync(world);
        var mine = (await FindingsAsync(world))[0].Id;
        await world.RealFindings.EditAsync(mine, new FindingEdit { Status = FindingStatus.FalsePositive, Reason = "seen" }, Ct);

        world.Sandbox.State.DeleteComment(key, comment);
        await PollAsync(world);

        Assert.All(await FindingsAsync(world), f => Assert.Equal(f.Id == mine ? FindingStatus.FalsePositive : FindingStatus.Active, f.Status));
    }

    [Fact]
    [Trait("Complaint", "U-50")]
    public async Task An_effect_is_undone_once_and_the_comment_is_not_judged_again()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule("fixed", FindingStatus.Fixed));
        var key = await TicketAsync(world, "a", "b");
        world.Sandbox.State.Comment(key, "fixed in 1.2");
        await PollAsync(world);
        await world.RunAsync(Ct);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
        var effect = Assert.Single(await world.Comments.ListAsync(null, null, null, 100, Ct));

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var person = new Actor(Client.Operations.ActorKind.User, null, "Eve");
        Assert.Equal(UndoOutcome.Undone, await world.Comments.UndoAsync(person, effect.Id, Ct));
        Assert.Equal(UndoOutcome.NotApplicable, await world.Comments.UndoAsync(person, effect.Id, Ct));
        Assert.Equal(UndoOutcome.Unknown, await world.Comments.UndoAsync(person, default, Ct));
        await PollAsync(world);
        await world.RunAsync(Ct);

        Assert.All(await FindingsAsync(world), f => Assert.Equal(FindingStatus.Active, f.Status));
        Assert.False(world.Sandbox.State.Find(key)!.IsDone);
    }

    [Fact]
    public async Task Taking_fixed_back_opens_the_finding_whatever_was_decided_before()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule("fixed", FindingStatus.Fixed), Rule("working", FindingStatus.InProgress));
        var key = await TicketAsync(world, "a");
        world.Sandbox.State.Comment(key, "working on it");
        await PollAsync(world);
        var said = world.Sandbox.State.Comment(key, "fixed");
        await PollAsync(world);
        Assert.Equal(FindingStatus.Fixed, Assert.Single(await FindingsAsync(world)).Status);

        world.Sandbox.State.DeleteComment(key, said);
        await PollAsync(world);

        Assert.Equal(FindingStatus.InProgress, Assert.Single(await FindingsAsync(world)).Status);
    }

    [Fact]
    public async Task What_is_caught_as_an_issue_may_be_as_long_as_it_likes()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule(@"duplicate of (?<issue>\S+)", FindingStatus.Duplicate));
        var key = await TicketAsync(world, "a");

        world.Sandbox.State.Comment(key, "duplicate of " + new string('A', 5_000));

        Assert.Equal(1, (await PollAsync(world)).Effects);
        Assert.Equal(FindingStatus.Duplicate, Assert.Single(await FindingsAsync(world)).Status);
    }

    /// <summary>A finding is closed as a duplicate because it is followed elsewhere.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_issue_is_the_duplicate_of_another_one_that_is_there(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, Rule(@"duplicate of (?<issue>[A-Z]+-\d+)", FindingStatus.Duplicate));
        var key = await TicketAsync(world, "a");
        var other = world.Sandbox.State.Create("SEC", "Bug", "The first one").Key;

        foreach (var wrong in new[] { key, key.ToLowerInvariant(), "SEC-9999" })
            world.Sandbox.State.Comment(key, $"duplicate of {wrong}");
        await PollAsync(world);
        Assert.Equal(FindingStatus.Active, Assert.Single(await FindingsAsync(world)).Status);
        var told = (await world.ActivitiesAsync(Ct)).Where(a => a.Action == "comment.not-applied").Select(a => a.Summary).ToList();
        Assert.Equal((3, 2, 1), (told.Count, told.Count(t => t.Contains("is this issue itself")), told.Count(t => t.Contains("Jira shows no SEC-9999"))));

        world.Sandbox.State.Comment(key, $"duplicate of {other}");
        await PollAsync(world);
        Assert.Equal(FindingStatus.Duplicate, Assert.Single(await FindingsAsync(world)).Status);
    }

    [Fact]
    public async Task What_is_quoted_or_struck_out_is_not_heard()
    {
        await using var world = await StartAsync(SandboxEdition.DataCenter, Rule("false positive", FindingStatus.FalsePositive));
        var key = await TicketAsync(world, "a");
        world.Sandbox.State.CommentMarkup(key, "{quote}false positive{quote}\nNo, it is real");
        world.Sandbox.State.CommentMarkup(key, "-false positive- no");
        Assert.Equal(0, (await PollAsync(world)).Effects);

        world.Sandbox.State.CommentMarkup(key, "{quote}is it real?{quote}\nfalse positive");
        Assert.Equal(1, (await PollAsync(world)).Effects);
    }

    [Fact]
    public async Task Comments_are_read_again_only_where_the_issue_changed_since()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule("nothing like it", FindingStatus.Fixed));
        await TicketAsync(world, [.. Enumerable.Range(0, 20).Select(i => $"t{i}")], perTicket: true);
        world.Sandbox.Requests.Clear();
        await PollAsync(world);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("GET", "issue/*/comment"));

        world.Sandbox.State.Comment("SEC-1", "hello");
        await PollAsync(world);
        await PollAsync(world);

        Assert.Equal(1, world.Sandbox.Requests.CountOf("GET", "issue/*/comment"));
    }

    /// <summary>Of many changed issues one call for each hundred shows which have a comment that is new.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Only_issues_with_a_new_comment_cost_a_call_each(SandboxEdition edition)
    {
        const int Changed = 120;
        await using var world = await StartAsync(edition, Rule("false positive", FindingStatus.FalsePositive));
        await TicketAsync(world, [.. Enumerable.Range(0, Changed).Select(i => $"t{i}")], perTicket: true);
        world.Sandbox.State.Comment("SEC-3", "false positive", "bob");
        var edited = world.Sandbox.State.Comment("SEC-4", "nothing", "bob");
        var deleted = world.Sandbox.State.Comment("SEC-5", "false positive", "bob");
        // More than come with an issue on Cloud.
        for (var i = 0; i < 30; i++)
            world.Sandbox.State.Comment("SEC-6", $"remark {i}", "bob");
        Assert.Equal(2, (await PollAsync(world)).Effects);

        foreach (var issue in world.Sandbox.State.Issues)
            world.Sandbox.State.Transition(issue.Key, "In Progress");
        world.Sandbox.State.EditComment("SEC-4", edited, "false positive after all");
        world.Sandbox.State.DeleteComment("SEC-5", deleted);
        world.Sandbox.Requests.Clear();
        var poll = await PollAsync(world);

        Assert.Equal((Changed, 1), (poll.Issues, poll.Effects));
        Assert.Equal(edition == SandboxEdition.Cloud ? 3 : 2, world.Sandbox.Requests.CountOf("GET", "issue/*/comment"));
        Assert.InRange(poll.JiraCalls, 1, (Changed / 1000) + 1 + 2 + ((Changed / 100) + 1) + 3 + 2);
        Assert.Equal(2, (await FindingsAsync(world)).Count(f => f.Status == FindingStatus.FalsePositive));
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud, false)]
    [InlineData(SandboxEdition.Cloud, true)]
    [InlineData(SandboxEdition.DataCenter, true)]
    [Trait("Complaint", "U-49")]
    public async Task The_words_of_a_restricted_comment_are_kept_nowhere(SandboxEdition edition, bool isInternal)
    {
        await using var world = await StartAsync(
            edition, Rule("exception (?<issue>.+)", FindingStatus.ExceptionRequested), Rule("accept until (?<until>.+)", FindingStatus.RiskAccepted));
        var key = await TicketAsync(world, "a");
        foreach (var text in (string[])["exception Hush-1", "accept until Hush-2"])
            _ = isInternal ? world.Sandbox.State.CommentInternally(key, text, "bob") : world.Sandbox.State.Comment(key, text, "bob", visibleTo: "Administrators");
        await PollAsync(world);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        var effects = await world.Comments.ListAsync(null, null, null, 100, Ct);
        var tried = await world.Comments.TryAsync(world.Configuration, ticket.Id, Ct);
        var decision = Assert.Single(await FindingsAsync(world)).Decision!;
        Assert.Equal((2, 2, FindingStatus.ExceptionRequested), (effects.Count, tried!.Count, decision.Status));
        Assert.DoesNotContain(
            "Hush", string.Join('\n', [.. effects.Select(e => e.ToString()), .. tried.Select(t => t.ToString()), decision.ToString(), .. (await world.ActivitiesAsync(Ct)).Select(a => a.Summary)]));
    }

    [Fact]
    [Trait("Complaint", "U-54")]
    public async Task An_accepted_risk_comes_back_when_its_end_is_over()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Rule("accept until (?<until>.+)", FindingStatus.RiskAccepted));
        var key = await TicketAsync(world, "a");
        world.Sandbox.State.Comment(key, "accept until 7 days");
        await PollAsync(world);
        await world.RunAsync(Ct);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);

        world.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(1, await world.RealFindings.EndExpiredDecisionsAsync(Ct));
        await world.RunAsync(Ct);

        Assert.False(world.Sandbox.State.Find(key)!.IsDone);
    }

    /// <summary>Accepted twice, for 40 days and for 50: of the thirty days those are left that there were when it was accepted.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-54")]
    public async Task U54_An_acceptance_that_ended_has_moved_the_deadline(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, Rule("accept until (?<until>.+)", FindingStatus.RiskAccepted));
        var sla = new ValueSource.Deadline([new(Fairlead.Kernel.Severity.High, 30)]);
        await world.ConfigureAsync(c => c with { Fields = [new("duedate", "Due date", FieldShape.Date, sla)] }, Ct);
        var key = await TicketAsync(world, "a", "b");
        Assert.Equal(30, DaysLeft());
        world.Clock.Advance(TimeSpan.FromDays(10));

        foreach (var (days, left) in new[] { (40, 20), (50, 19) })
        {
            world.Sandbox.State.Comment(key, $"accept until {days} days");
            await PollAsync(world);
            await world.RunAsync(Ct);
            Assert.True(world.Sandbox.State.Find(key)!.IsDone);
            world.Clock.Advance(TimeSpan.FromDays(days + 1));
            await world.RunAsync(Ct);
            Assert.False(world.Sandbox.State.Find(key)!.IsDone);
            // The day that has passed since each end counts.
            Assert.InRange(DaysLeft(), left - 1, left);
        }

        Assert.All(await FindingsAsync(world), f => Assert.InRange(f.AcceptedFor.TotalDays, 89, 91));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        int DaysLeft() => DateOnly.Parse(world.Sandbox.State.Find(key)!.Fields["duedate"].Trim('"'), System.Globalization.CultureInfo.InvariantCulture).DayNumber
            - DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime).DayNumber;
    }

    private static CommentRule Rule(string pattern, FindingStatus status) => CommentWorld.Rule(pattern, status);

    private Task<TicketWorld> StartAsync(SandboxEdition edition, params CommentRule[] rules) => CommentWorld.StartAsync(databases, edition, rules);

    private static Task<string> TicketAsync(TicketWorld world, params string[] titles) => ReportedFindings.TicketAsync(world, titles);

    private static Task<string> TicketAsync(TicketWorld world, string[] titles, bool perTicket) => ReportedFindings.TicketAsync(world, titles, perTicket);

    private static Task<PollReport> PollAsync(TicketWorld world) => ReportedFindings.PollAsync(world);

    private static Task<IReadOnlyList<Finding>> FindingsAsync(TicketWorld world) => ReportedFindings.AllAsync(world);

    public class OnSqlite(SqliteTestDatabase db) : CommentContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : CommentContract(db), IClassFixture<PostgresTestDatabase>;
}
