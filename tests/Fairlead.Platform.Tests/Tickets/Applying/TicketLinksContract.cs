using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Issues that people made: linked to findings.</summary>
public abstract class TicketLinksContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_linked_issue_keeps_its_text_and_lives_and_ends_with_its_findings(SandboxEdition edition)
    {
        await using var world = await LinkWorld.StartAsync(databases, edition);
        var before = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks", ["team"], LinkWorld.Theirs);

        var made = await LinkWorld.LinkAsync(world, before.Key, 1, 2);

        var ticket = (await world.Catalog.GetAsync(made, Ct))!;
        Assert.Equal((TicketStanding.Created, before.Key, "Payroll leaks", 2), (ticket.Standing, ticket.IssueKey, ticket.Summary, ticket.Findings));
        Assert.Equal(["fairlead", ticket.Marker, "team"], LinkWorld.Now(world, before).Labels.Order());
        Assert.Contains(ticket.Marker, LinkWorld.Now(world, before).Properties["fairlead"]);
        Assert.Contains("2 findings", Assert.Single(LinkWorld.Now(world, before).Comments).Text);
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.linked" && a.Actor.Name == "Ann");
        await LinkWorld.PlansNothingAsync(world);
        await LinkWorld.LooksAsync(world);
        await LinkWorld.PlansNothingAsync(world);

        world.Findings.Change(1, f => f with { Title = "Another title", Severity = Kernel.Severity.Critical });
        await LinkWorld.RunAsync(world);
        LinkWorld.AssertTheirs(before, LinkWorld.Now(world, before));
        world.Findings.Close(1);
        world.Findings.Close(2);
        await LinkWorld.RunAsync(world);
        Assert.True(LinkWorld.Now(world, before).IsDone);
        world.Findings.Reopen(2);
        await LinkWorld.RunAsync(world);
        Assert.False(LinkWorld.Now(world, before).IsDone);
        LinkWorld.AssertTheirs(before, LinkWorld.Now(world, before));
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    /// <summary>Nothing is behind it any more, which says nothing of the matter for which somebody made it.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_linked_issue_behind_which_nothing_is_left_stays_as_it_is(SandboxEdition edition)
    {
        await using var world = await LinkWorld.StartAsync(databases, edition);
        var before = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks", ["team"], LinkWorld.Theirs);
        await LinkWorld.LinkAsync(world, before.Key, 1, 2);
        await LinkWorld.RunAsync(world);
        world.Findings.Leave(1);
        await LinkWorld.RunAsync(world);
        world.Findings.Leave(2);

        await LinkWorld.PlansNothingAsync(world);

        Assert.False(LinkWorld.Now(world, before).IsDone);
        LinkWorld.AssertTheirs(before, LinkWorld.Now(world, before));
    }

    /// <summary>Fields that the configuration gives to Fairlead are set by the next reading; what else people set stays.</summary>
    [Theory]
    [InlineData(FieldOwner.Fairlead, true)]
    [InlineData(FieldOwner.Last, false)]
    public async Task Of_labels_only_what_is_Fairleads_is_set(FieldOwner owner, bool isSet)
    {
        await using var world = await LinkWorld.StartAsync(databases, SandboxEdition.Cloud, c => c with { Labels = ["ours"], LabelsOwner = owner, PriorityOwner = FieldOwner.Fairlead });
        var before = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks", fields: LinkWorld.Theirs);
        await LinkWorld.LinkAsync(world, before.Key, 1);

        await world.ReconcileAsync(Ct);
        await LinkWorld.RunAsync(world);

        Assert.Equal(isSet, LinkWorld.Now(world, before).Labels.Contains("ours"));
        LinkWorld.AssertTheirs(before, LinkWorld.Now(world, before));
        await LinkWorld.PlansNothingAsync(world);
    }

    /// <summary>What was written in an issue, or done to it, before it had to do with the findings.</summary>
    [Fact]
    public async Task What_people_said_before_says_nothing_of_the_findings_and_what_they_say_after_does()
    {
        var rule = new CommentRule { Pattern = "false positive", Status = FindingStatus.FalsePositive, By = [new(CommentAuthors.Anyone)] };
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, null,
            c => c with { Filter = new TicketFilter { Assets = ["none"] }, CommentRules = [rule], CommentRulesSince = DateTimeOffset.UnixEpoch }, hasRealFindings: true);
        await world.ImportAsync("shop", "title,severity,rule_id,file_path,line\na,high,rule,src/a.py,1\n", Ct);
        var finding = Assert.Single(await ReportedFindings.AllAsync(world)).Id;
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        world.Sandbox.State.Comment(issue.Key, "false positive", "bob");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.LinkAsync(LinkWorld.Ann, new(world.Configuration, issue.Key, [finding]), Ct));

        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.Active, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        world.Sandbox.State.Comment(issue.Key, "false positive", "bob");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    /// <summary>What a rule let in is in for good: a person who puts it behind an issue for a time changes nothing of that.</summary>
    [Fact]
    public async Task A_finding_that_a_rule_let_in_stays_in_when_it_is_taken_from_a_ticket()
    {
        await using var world = await LinkWorld.StartAsync(databases, SandboxEdition.Cloud);
        await using (var work = await world.Database.BeginAsync(Ct))
        {
            await TicketAdmissions.AdmitAsync(work, world.Configuration.Id, [FakeFindings.IdOf(1)], Ct);
            await work.CommitAsync(Ct);
        }

        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        var ticket = await LinkWorld.LinkAsync(world, issue.Key, 1, 2);
        await LinkWorld.PlansNothingAsync(world);

        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.RemoveAsync(LinkWorld.Ann, ticket, [FakeFindings.IdOf(1)], Ct));
        Assert.Equal(1, (await LinkWorld.RunAsync(world)).Planned.Create);
    }

    [Fact]
    public async Task Where_labels_are_on_no_screen_the_property_alone_carries_the_marker()
    {
        await using var world = await LinkWorld.StartAsync(databases, SandboxEdition.DataCenter);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");

        var ticket = (await world.Catalog.GetAsync(await LinkWorld.LinkAsync(world, issue.Key, 1), Ct))!;
        Assert.Empty(LinkWorld.Now(world, issue).Labels);
        await LinkWorld.LooksAsync(world);
        world.Findings.Close(1);
        await LinkWorld.RunAsync(world);

        Assert.Contains(ticket.Marker, LinkWorld.Now(world, issue).Properties["fairlead"]);
        Assert.True(LinkWorld.Now(world, issue).IsDone);
    }

    [Theory]
    [InlineData("SEC-999", 1, "issue", "Jira shows no SEC-999")]
    [InlineData("payroll", 1, "issue", "no key")]
    [InlineData("SEC-1", 99, "findings", "no finding")]
    [InlineData("SEC-1", 3, "findings", "behind SEC-2 already")]
    [InlineData("SEC-2", 1, "issue", "SEC-2 is the issue of \"chosen by a person\" in Security already")]
    [InlineData("SEC-3", 1, "issue", "another Fairlead")]
    [InlineData("SEC-4", 1, "issue", "SEC-4 is Done, and a finding is open")]
    public async Task What_cannot_be_linked_is_refused_with_its_place_and_nothing_is_written(string key, int finding, string path, string message)
    {
        await using var world = await LinkWorld.StartAsync(databases, SandboxEdition.Cloud);
        world.Findings.Add(3, "CVE-3");
        world.Sandbox.State.Create("SEC", "Bug", "Free");
        await LinkWorld.LinkAsync(world, world.Sandbox.State.Create("SEC", "Bug", "Taken").Key, 3);
        var foreign = world.Sandbox.State.Create("SEC", "Bug", "Of another Fairlead");
        world.Sandbox.State.SetProperty(foreign.Key, "fairlead", $$"""{"v":1,"marker":"fl-{{new string('b', 26)}}"}""");
        world.Sandbox.State.Transition(world.Sandbox.State.Create("SEC", "Bug", "Over").Key, "Done", "bob");
        world.Sandbox.Requests.Clear();

        var problem = Assert.Single(Assert.IsType<IssueOutcome.Invalid>(await world.TicketLinks.LinkAsync(LinkWorld.Ann, LinkWorld.Draft(world, key, finding), Ct)).Problems);

        Assert.Equal(path, problem.Path);
        Assert.Contains(message, problem.Message);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("PUT", "issue/*") + world.Sandbox.Requests.CountOf("POST", "issue/*/comment"));
        Assert.Single(await world.TicketsAsync(Ct));
    }

    /// <summary>Whoever did not hear the answer asks again.</summary>
    [Fact]
    public async Task The_same_asked_again_is_done_already_however_the_key_is_typed()
    {
        await using var world = await LinkWorld.StartAsync(databases, SandboxEdition.Cloud);
        var (first, second) = (world.Sandbox.State.Create("SEC", "Bug", "One"), world.Sandbox.State.Create("SEC", "Bug", "Two"));
        var made = await LinkWorld.LinkAsync(world, first.Key, 1, 2);

        Assert.Equal(made, await LinkWorld.LinkAsync(world, $" {first.Key.ToLowerInvariant()}", 2, 1));
        await LinkWorld.RelinkAsync(world, second.Key);
        await LinkWorld.RelinkAsync(world, second.Key.ToLowerInvariant());

        Assert.Single(LinkWorld.Now(world, first).Comments, c => c.Text.Contains("From now on", StringComparison.Ordinal));
        Assert.Single(LinkWorld.Now(world, second).Comments);
        Assert.Single(await world.TicketsAsync(Ct));
    }

    [Fact]
    public async Task A_ticket_with_open_findings_is_not_given_an_issue_that_is_done()
    {
        await using var world = await LinkWorld.StartAsync(databases, SandboxEdition.Cloud);
        await LinkWorld.LinkAsync(world, world.Sandbox.State.Create("SEC", "Bug", "One").Key, 1);
        var done = world.Sandbox.State.Create("SEC", "Bug", "Over").Key;
        world.Sandbox.State.Transition(done, "Done", "bob");
        var ticket = Assert.Single(await world.TicketsAsync(Ct)).Id;

        Assert.Contains("is Done", Assert.Single(Assert.IsType<IssueOutcome.Invalid>(await world.TicketLinks.RelinkAsync(LinkWorld.Ann, ticket, done, Ct)).Problems).Message);

        world.Findings.Close(1);
        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.RelinkAsync(LinkWorld.Ann, ticket, done, Ct));
    }

    /// <summary>After the marker, or after the comment: the sweep takes the issue for nobody's, and asking again completes it, also for other findings.</summary>
    [Theory]
    [InlineData("PUT", "issue/*/properties/fairlead", FaultTime.AfterCommit)]
    [InlineData("PUT", "issue/*", FaultTime.BeforeCommit)]
    [InlineData("POST", "issue/*/comment", FaultTime.BeforeCommit)]
    [InlineData("POST", "issue/*/comment", FaultTime.AfterCommit)]
    public async Task What_was_cut_off_is_completed_by_asking_again(string method, string route, FaultTime time)
    {
        await using var world = await LinkWorld.StartAsync(databases, SandboxEdition.Cloud);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        for (var i = 0; i < 3; i++)
            world.Sandbox.Faults.Add(method, route, new FaultBehaviour.Drop(time));

        Assert.IsNotType<IssueOutcome.Done>(await world.TicketLinks.LinkAsync(LinkWorld.Ann, LinkWorld.Draft(world, issue.Key, 1), Ct));
        Assert.Empty(await world.TicketsAsync(Ct));
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.Sync.SweepAsync(world.Configuration.Connection, Ct);
        await LinkWorld.LinkAsync(world, issue.Key, 1);

        Assert.Contains("1 finding,", Assert.Single(LinkWorld.Now(world, issue).Comments).Text);
        await LinkWorld.LooksAsync(world);
        Assert.Equal(TicketStanding.Created, Assert.Single(await world.TicketsAsync(Ct)).Standing);
        await LinkWorld.PlansNothingAsync(world);
    }

    [Theory]
    [InlineData("EDIT_ISSUES")]
    [InlineData("ADD_COMMENTS")]
    public async Task Where_Jira_refuses_marker_or_comment_nothing_is_linked_and_no_marker_is_left(string permission)
    {
        await using var world = await LinkWorld.StartAsync(databases, SandboxEdition.Cloud);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        world.Sandbox.State.RemovePermission(permission);

        var refused = Assert.IsType<IssueOutcome.Refused>(await world.TicketLinks.LinkAsync(LinkWorld.Ann, LinkWorld.Draft(world, issue.Key, 1), Ct));

        Assert.Contains(issue.Key, refused.Reason);
        Assert.Empty(await world.TicketsAsync(Ct));
        Assert.Empty(LinkWorld.Now(world, issue).Labels);
        Assert.DoesNotContain("fl-", LinkWorld.Now(world, issue).Properties.GetValueOrDefault("fairlead", ""));
    }

    [Fact]
    public async Task On_a_paused_connection_nothing_is_linked_or_parted()
    {
        await using var world = await LinkWorld.StartAsync(databases, SandboxEdition.Cloud);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        var ticket = await LinkWorld.LinkAsync(world, issue.Key, 1);
        world.Sandbox.State.RevokeCredentials();
        await world.ReconcileAsync(Ct);

        Assert.IsType<IssueOutcome.Paused>(await world.TicketLinks.LinkAsync(LinkWorld.Ann, LinkWorld.Draft(world, issue.Key, 2), Ct));
        Assert.IsType<IssueOutcome.Paused>(await world.TicketLinks.UnlinkAsync(LinkWorld.Ann, ticket, Ct));
        Assert.Equal(issue.Key, Assert.Single(await world.TicketsAsync(Ct)).IssueKey);
    }

    public class OnSqlite(SqliteTestDatabase db) : TicketLinksContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TicketLinksContract(db), IClassFixture<PostgresTestDatabase>;
}
