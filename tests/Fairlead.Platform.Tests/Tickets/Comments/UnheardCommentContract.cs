using Fairlead.Client.Tickets;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Comments;

/// <summary>What is said while Jira does not show it, or while nobody listens, is heard later.</summary>
public abstract class UnheardCommentContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Jira says nothing of an issue that it hides, nor that it changed when it shows it again.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_is_said_while_the_issue_is_hidden_is_heard_when_it_is_shown_again(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var key = await ReportedFindings.TicketAsync(world, "a");
        await ReportedFindings.PollAsync(world);
        world.Sandbox.State.Hide(key);
        world.Sandbox.State.Comment(key, "false positive");
        await world.HearAsync(world.Sandbox.State.Find(key)!.Id, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
        world.Sandbox.State.Hide(key, isHidden: false);

        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        world.Sandbox.Requests.Clear();
        Assert.Equal((0, 1), ((await ReportedFindings.PollAsync(world)).Issues, world.Sandbox.Requests.Count));
    }

    /// <summary>The answer to the create was lost, somebody wrote on the issue at once, and the webhook told of an issue that was no ticket's yet.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_is_said_on_an_issue_that_is_found_late_is_heard(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.AfterCommit));
        await world.ImportAsync("shop", "title,severity,rule_id\na,high,a\n", Ct);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        world.Sandbox.State.Comment(issue.Key, "false positive", "bob");
        await world.TakeWebhooksAsync(Ct);
        await world.HearAsync(issue.Id, Ct);
        Assert.NotEqual(TicketState.Created, Assert.Single(await world.TicketsAsync(Ct)).State);
        // Looks go on meanwhile, and the issue is found when what they look at again is past.
        for (var i = 0; i < 10; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.PollAsync(Ct);
        }

        await world.WakeAsync(Ct);
        Assert.Equal(TicketState.Created, Assert.Single(await world.TicketsAsync(Ct)).State);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.PollAsync(Ct);

        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    [Fact]
    public async Task Comments_that_Jira_does_not_show_are_heard_when_it_does()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.Comment(key, "false positive");
        world.Sandbox.Faults.Add("GET", "issue/*/comment", new FaultBehaviour.Answer(403, """{"errorMessages":["You do not have the permission to see the specified issue."],"errors":{}}"""));
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
        world.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);
    }

    /// <summary>Nobody told of it, and looks search only what changed lately: the daily reading finds what they missed.</summary>
    [Fact]
    public async Task What_no_look_found_is_heard_after_the_daily_reading()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a");
        await ReportedFindings.PollAsync(world);
        world.Sandbox.State.Hide(key);
        world.Sandbox.State.Comment(key, "false positive");
        world.Clock.Advance(TimeSpan.FromHours(1));
        await ReportedFindings.PollAsync(world);
        world.Sandbox.State.Hide(key, isHidden: false);
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);

        await world.ReconcileAsync(Ct);
        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);
    }

    [Fact]
    public async Task What_is_said_while_the_configuration_is_disabled_is_heard_when_it_is_enabled()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a");
        await world.ConfigureAsync(c => c with { Enabled = false }, Ct);
        world.Sandbox.State.Comment(key, "false positive");
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Equal(FindingStatus.Active, Assert.Single(await ReportedFindings.AllAsync(world)).Status);

        await world.ConfigureAsync(c => c with { Enabled = true }, Ct);
        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    /// <summary>Without a server hours may lie between a comment and the next look.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_was_said_before_the_rules_changed_is_judged_by_the_rules_of_then(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, hasRealFindings: true);
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.Comment(key, "please wait", "bob");
        await SaveAsync(world, new CommentRuleBody("false positive", "falsePositive"), new CommentRuleBody("wait", "waitingForThirdParty"));
        world.Sandbox.State.Comment(key, "false positive", "bob");
        await SaveAsync(world, new CommentRuleBody("wait", "potential"), new CommentRuleBody("false positive", "inProgress"));

        Assert.Equal((1, 0), ((await ReportedFindings.PollAsync(world)).Effects, (await ReportedFindings.PollAsync(world)).Effects));
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        var told = Assert.Single(await world.ActivitiesAsync(Ct), a => a.Action == "comment.applied");
        Assert.Contains("by rule 1 of those until", told.Summary);

        world.Sandbox.State.Comment(key, "no false positive after all", "bob");
        Assert.Equal((1, 0), ((await ReportedFindings.PollAsync(world)).Effects, (await ReportedFindings.PollAsync(world)).Effects));
        Assert.Equal(FindingStatus.InProgress, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_was_said_before_the_rules_were_taken_out_is_heard_and_nothing_that_is_said_then(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, hasRealFindings: true);
        var key = await ReportedFindings.TicketAsync(world, "a");
        var rule = new CommentRuleBody("false positive", "falsePositive");
        await SaveAsync(world, rule, new CommentRuleBody("wait", "potential"));
        world.Sandbox.State.Comment(key, "false positive", "bob");
        await SaveAsync(world);
        world.Sandbox.State.Comment(key, "better wait", "bob");

        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        world.Sandbox.State.Comment(key, "wait", "bob");
        world.Sandbox.Requests.Clear();
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("GET", "issue/*/comment"));

        await SaveAsync(world, new CommentRuleBody("wait", "potential"));
        world.Sandbox.State.Edit(key, """{"duedate": "2027-01-31"}""");
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    [Fact]
    public async Task Once_the_rules_are_taken_out_what_becomes_of_comments_takes_nothing_back()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a");
        var (deleted, edited) = (world.Sandbox.State.Comment(key, "false positive", "bob"), world.Sandbox.State.Comment(key, "also a false positive", "bob"));
        await ReportedFindings.PollAsync(world);
        await SaveAsync(world);

        world.Sandbox.State.DeleteComment(key, deleted);
        world.Sandbox.State.EditComment(key, edited, "never mind");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);

        await SaveAsync(world, new CommentRuleBody("wait", "potential"));
        world.Sandbox.State.Edit(key, """{"duedate": "2027-01-31"}""");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    [Fact]
    public async Task What_was_opened_after_the_comment_is_not_decided_on_by_it()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.Comment(key, "false positive", "bob");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReportedFindings.TicketAsync(world, "a", "b");

        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Equal(["a FalsePositive", "b Active"], (await ReportedFindings.AllAsync(world)).Select(f => $"{f.Title} {f.Status}").Order(StringComparer.Ordinal));
    }

    /// <summary>As where nobody looks but by a command.</summary>
    [Fact]
    public async Task The_first_look_hears_what_was_said_since_the_first_issue()
    {
        await using var world = await StartAsync(SandboxEdition.DataCenter);
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.Comment(key, "false positive", "bob");
        world.Clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);
    }

    [Fact]
    public async Task What_was_said_on_the_issue_before_stays_said_when_the_ticket_gets_another()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a", "b");
        world.Sandbox.State.Comment(key, "false positive", "bob");
        await ReportedFindings.PollAsync(world);
        await world.RealFindings.EditAsync((await ReportedFindings.AllAsync(world))[0].Id, new FindingEdit { Status = FindingStatus.Active }, Ct);
        await world.RunAsync(Ct);
        var other = world.Sandbox.State.Create("SEC", "Bug", "Another").Key;
        await LinkWorld.RelinkAsync(world, other);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Comment(other, "Is this the one?", "bob");
        await ReportedFindings.PollAsync(world);
        Assert.Equal([FindingStatus.Active, FindingStatus.FalsePositive], (await ReportedFindings.AllAsync(world)).Select(f => f.Status).Order());
    }

    private static async Task SaveAsync(TicketWorld world, params CommentRuleBody[] rules)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SaveAsync(Ct, body => body with { CommentRules = rules });
        world.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private Task<TicketWorld> StartAsync(SandboxEdition edition) => TicketWorld.StartAsync(
        databases,
        Ct,
        new SandboxOptions { Edition = edition },
        c => c with
        {
            CommentRules = [new CommentRule { Pattern = "false positive", Status = FindingStatus.FalsePositive, By = [new(CommentAuthors.Anyone)] }],
            CommentRulesSince = DateTimeOffset.UnixEpoch,
        },
        hasRealFindings: true);

    public class OnSqlite(SqliteTestDatabase db) : UnheardCommentContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : UnheardCommentContract(db), IClassFixture<PostgresTestDatabase>;
}
