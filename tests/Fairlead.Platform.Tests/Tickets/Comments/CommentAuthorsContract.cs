using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Comments;

/// <summary>Whose comments count: not Fairlead's own, and those of whom a rule listens to.</summary>
public abstract class CommentAuthorsContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Complaint", "U-48")]
    public async Task Our_own_comments_and_those_older_than_the_rules_say_nothing()
    {
        await using var world = await CommentWorld.StartAsync(databases, SandboxEdition.Cloud, CommentWorld.Rule("finding", FindingStatus.FalsePositive));
        var key = await ReportedFindings.TicketAsync(world, "a");
        var jira = await world.Jira.ClientForAsync(world.Configuration.Connection, Ct);
        await jira.Comments.AddAsync(key, Jira.RichText.RichDocument.FromPlainText("this finding is a finding"), Ct);
        world.Sandbox.State.Comment(key, "an old finding");
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.ConfigureAsync(c => c with { CommentRulesSince = world.Clock.GetUtcNow() }, Ct);

        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);

        world.Sandbox.State.Comment(key, "a new finding");
        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);
    }

    /// <summary>After a credential of another account was put in force.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-48")]
    public async Task Comments_of_an_account_that_Fairlead_had_before_say_nothing(SandboxEdition edition)
    {
        await using var world = await CommentWorld.StartAsync(databases, edition, CommentWorld.Rule("finding", FindingStatus.FalsePositive));
        var key = await ReportedFindings.TicketAsync(world, "a");
        var id = world.Sandbox.State.Comment(key, "this finding is closed", "bob");
        var jira = await world.Jira.ClientForAsync(world.Configuration.Connection, Ct);
        world.Jira.FormerAccounts = [new() { Account = (await jira.Comments.GetAsync(key, id.ToString(System.Globalization.CultureInfo.InvariantCulture), Ct))!.Author!.Id }];

        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
    }

    /// <summary>A person's credential was put in force by mistake, and taken back: what they did before and do after is theirs.</summary>
    [Fact]
    [Trait("Complaint", "U-48")]
    public async Task What_an_account_says_while_no_connection_signs_in_with_it_is_heard()
    {
        await using var world = await CommentWorld.StartAsync(databases, SandboxEdition.Cloud, CommentWorld.Rule("finding", FindingStatus.FalsePositive));
        var key = await ReportedFindings.TicketAsync(world, "a");
        var id = world.Sandbox.State.Comment(key, "this finding is no problem", "bob");
        var jira = await world.Jira.ClientForAsync(world.Configuration.Connection, Ct);
        var bob = (await jira.Comments.GetAsync(key, id.ToString(System.Globalization.CultureInfo.InvariantCulture), Ct))!.Author!.Id;
        var now = world.Clock.GetUtcNow();
        world.Jira.FormerAccounts = [new() { Account = bob, From = now.AddMinutes(10), Until = now.AddMinutes(11) }];
        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);

        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.Sandbox.State.Comment(key, "Fairlead wrote of a finding by that account", "bob");
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
        world.Clock.Advance(TimeSpan.FromMinutes(62));
        world.Sandbox.State.Comment(key, "and the finding is none", "bob");
        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);
    }

    /// <summary>Whoever has the issue says it, hands it on in the same minute, and is heard after that; whoever gets it said something before.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_assignee_is_who_it_was_when_the_comment_was_written(SandboxEdition edition)
    {
        await using var world = await CommentWorld.StartAsync(databases, edition, CommentWorld.Rule("false positive", FindingStatus.FalsePositive) with { By = [new(CommentAuthors.Assignee)] });
        var key = await ReportedFindings.TicketAsync(world, "a");
        Assign("chen");
        world.Sandbox.State.Comment(key, "a false positive", "bob");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assign("bob");
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Comment(key, "a false positive after all", "bob");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assign("chen");
        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);

        void Assign(string name) => world.Sandbox.State.Edit(key, edition == SandboxEdition.Cloud
            ? $$$"""{"assignee":{"accountId":"{{{(name == "bob" ? "712020:1b2d8b8f-bob" : "712020:2c3e9c90-chen")}}}"}}"""
            : $$$"""{"assignee":{"name":"{{{name}}}"}}""");
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Rules_listen_to_groups_and_roles(SandboxEdition edition)
    {
        await using var world = await CommentWorld.StartAsync(databases, edition,
            CommentWorld.Rule("accept", FindingStatus.RiskAccepted) with { Days = 30, By = [new(CommentAuthors.Group, "Security-Leads")] },
            CommentWorld.Rule("accept", FindingStatus.ExceptionRequested) with { By = [new(CommentAuthors.Role, "Security")] });
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.GiveRole("SEC", "Security", "chen");

        world.Sandbox.State.Comment(key, "accept", "bob");
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
        world.Sandbox.State.Comment(key, "accept", "chen");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.ExceptionRequested, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        world.Sandbox.State.Comment(key, "accept", "dana");
        await ReportedFindings.PollAsync(world);

        var finding = Assert.Single(await ReportedFindings.AllAsync(world));
        Assert.Equal(FindingStatus.RiskAccepted, finding.Status);
        Assert.NotNull(finding.Decision!.ExpiresAt);
    }

    /// <summary>The same people as of real comments, and what <c>by</c> names without a person.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Rules_are_tried_on_a_text_as_if_somebody_in_particular_had_written_it(SandboxEdition edition)
    {
        await using var world = await CommentWorld.StartAsync(databases, edition,
            CommentWorld.Rule("accept", FindingStatus.RiskAccepted) with { Days = 30, By = [new(CommentAuthors.Group, "Security-Leads")] },
            CommentWorld.Rule("accept", FindingStatus.ExceptionRequested) with { By = [new(CommentAuthors.Role, "Security"), new(CommentAuthors.Assignee)] });
        world.Sandbox.State.GiveRole("SEC", "Security", "chen");

        foreach (var (who, status) in ((string, FindingStatus?)[])[
            ("Bob Tanaka", null), ("chen@sandbox.example", FindingStatus.ExceptionRequested), ("Dana Novak", FindingStatus.RiskAccepted), ("anyone", null), ("reporter", null),
            ("Assignee", FindingStatus.ExceptionRequested), ("role:security", FindingStatus.ExceptionRequested), ("group:security-leads", FindingStatus.RiskAccepted)])
        {
            var (tried, problems) = await world.Comments.TryAsync(world.Configuration, "we accept", who, Ct);
            Assert.Empty(problems);
            Assert.Equal((who, status, false, 0), (who, (tried!.Verdict as CommentVerdict.Change)?.Status, tried.IsOurs, tried.Found));
        }

        var (nobody, told) = await world.Comments.TryAsync(world.Configuration, "we accept", "Bob Tanka", Ct);
        Assert.Null(nobody);
        Assert.Contains("did you mean Bob Tanaka", Assert.Single(told).Fix);

        var own = (await (await world.Jira.ClientForAsync(world.Configuration.Connection, Ct)).Myself.GetAsync(Ct)).Id;
        Assert.True((await world.Comments.TryAsync(world.Configuration, "we accept", own, Ct)).Tried!.IsOurs);
    }

    /// <summary>Whoever may edit the comments of others puts words into their mouths.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_edited_comment_is_the_word_of_who_edited_it(SandboxEdition edition)
    {
        await using var world = await CommentWorld.StartAsync(databases, edition,
            CommentWorld.Rule("accept", FindingStatus.ExceptionRequested) with { By = [new(CommentAuthors.Role, "Security")] });
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.GiveRole("SEC", "Security", "chen");
        var comment = world.Sandbox.State.Comment(key, "never", "chen");
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        world.Sandbox.State.EditComment(key, comment, "accept", "bob");
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.EditComment(key, world.Sandbox.State.Comment(key, "never", "bob"), "accept", "chen");
        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Contains("Chen", Assert.Single(await world.Comments.ListAsync(null, null, null, 100, Ct)).Author);
    }

    /// <summary>As masking a secret edits it.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_comment_that_Fairlead_edited_last_is_passed_over(SandboxEdition edition)
    {
        await using var world = await CommentWorld.StartAsync(databases, edition, CommentWorld.Rule("finding", FindingStatus.FalsePositive));
        var key = await ReportedFindings.TicketAsync(world, "a");
        var id = $"{world.Sandbox.State.Comment(key, "this finding is closed, the key was x", "bob")}";
        var jira = await world.Jira.ClientForAsync(world.Configuration.Connection, Ct);
        var source = (await jira.Comments.SourceAsync(key, id, Ct))!;
        var masked = source.Body.GetRawText().Replace("was x", "was [secret removed: acme]", StringComparison.Ordinal);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await jira.Comments.EditSourceAsync(key, id, System.Text.Json.Nodes.JsonNode.Parse(masked)!, null, Ct);

        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Equal(FindingStatus.Active, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    [Fact]
    public async Task Roles_that_Jira_does_not_show_are_told_and_no_later_rule_decides()
    {
        await using var world = await CommentWorld.StartAsync(databases, SandboxEdition.Cloud,
            CommentWorld.Rule("accept", FindingStatus.RiskAccepted) with { Days = 30, By = [new(CommentAuthors.Role, "Security")] },
            CommentWorld.Rule("accept", FindingStatus.Fixed));
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.RemovePermission("ADMINISTER_PROJECTS");

        world.Sandbox.State.Comment(key, "accept", "dana");
        await ReportedFindings.PollAsync(world);

        Assert.Equal(FindingStatus.Active, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        Assert.Contains("does not tell", Assert.Single(await world.Comments.ListAsync(null, null, null, 100, Ct)).Problem);
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a.Action == "comment.not-applied");
    }

    [Fact]
    public async Task Groups_that_Jira_does_not_show_let_no_later_rule_decide()
    {
        await using var world = await CommentWorld.StartAsync(databases, SandboxEdition.Cloud, CommentWorld.Rule("accept", FindingStatus.ExceptionRequested) with { By = [new(CommentAuthors.Group, "security-leads")] }, CommentWorld.Rule("accept", FindingStatus.Fixed));
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.RemovePermission("USER_PICKER");

        world.Sandbox.State.Comment(key, "accept", "dana");
        await ReportedFindings.PollAsync(world);

        Assert.Contains("Browse users and groups", Assert.Single(await world.Comments.ListAsync(null, null, null, 100, Ct)).Problem);
        Assert.Equal(FindingStatus.Active, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    [Fact]
    public async Task A_role_counts_in_the_project_where_the_issue_is_now()
    {
        await using var world = await CommentWorld.StartAsync(databases, SandboxEdition.Cloud, CommentWorld.Rule("accept", FindingStatus.ExceptionRequested) with { By = [new(CommentAuthors.Role, "Security")] });
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.GiveRole("SEC", "Security", "bob");
        const string Other = "OPS";
        world.Sandbox.State.Move(key, Other);

        world.Sandbox.State.Comment(world.Sandbox.State.Issues[0].Key, "accept", "bob");
        await ReportedFindings.PollAsync(world);
        Assert.Null(Assert.Single(await ReportedFindings.AllAsync(world)).Decision);
        world.Sandbox.State.GiveRole(Other, "Security", "bob");
        world.Sandbox.State.Comment(world.Sandbox.State.Issues[0].Key, "accept", "bob");
        await ReportedFindings.PollAsync(world);

        Assert.Equal(FindingStatus.ExceptionRequested, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    public class OnSqlite(SqliteTestDatabase db) : CommentAuthorsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : CommentAuthorsContract(db), IClassFixture<PostgresTestDatabase>;
}
