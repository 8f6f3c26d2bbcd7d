using Fairlead.Client.Operations;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.State;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Issues that people made: linked to findings, parted from them, and changed for others.</summary>
public abstract class TicketLinksContract(TestDatabase databases)
{
    private const string Theirs = """{"description": "h2. Seen in *production*", "priority": {"name": "Low"}}""";

    private static readonly Actor Ann = new(ActorKind.User, null, "Ann");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_linked_issue_keeps_its_text_and_lives_and_ends_with_its_findings(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var before = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks", ["team"], Theirs);

        var made = await LinkAsync(world, before.Key, 1, 2);

        var ticket = (await world.Catalog.GetAsync(made, Ct))!;
        Assert.Equal((TicketStanding.Created, before.Key, "Payroll leaks", 2), (ticket.Standing, ticket.IssueKey, ticket.Summary, ticket.Findings));
        Assert.Equal(["fairlead", ticket.Marker, "team"], Now(world, before).Labels.Order());
        Assert.Contains(ticket.Marker, Now(world, before).Properties["fairlead"]);
        Assert.Contains("2 findings", Assert.Single(Now(world, before).Comments).Text);
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.linked" && a.Actor.Name == "Ann");
        await PlansNothingAsync(world);
        await LooksAsync(world);
        await PlansNothingAsync(world);

        world.Findings.Change(1, f => f with { Title = "Another title", Severity = Kernel.Severity.Critical });
        await RunAsync(world);
        AssertTheirs(before, Now(world, before));
        world.Findings.Close(1);
        world.Findings.Close(2);
        await RunAsync(world);
        Assert.True(Now(world, before).IsDone);
        world.Findings.Reopen(2);
        await RunAsync(world);
        Assert.False(Now(world, before).IsDone);
        AssertTheirs(before, Now(world, before));
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    /// <summary>Fields that the configuration gives to Fairlead are set by the next reading; what else people set stays.</summary>
    [Theory]
    [InlineData(FieldOwner.Fairlead, true)]
    [InlineData(FieldOwner.Last, false)]
    public async Task Of_labels_only_what_is_Fairleads_is_set(FieldOwner owner, bool isSet)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, c => c with { Labels = ["ours"], LabelsOwner = owner, PriorityOwner = FieldOwner.Fairlead });
        var before = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks", fields: Theirs);
        await LinkAsync(world, before.Key, 1);

        await world.ReconcileAsync(Ct);
        await RunAsync(world);

        Assert.Equal(isSet, Now(world, before).Labels.Contains("ours"));
        AssertTheirs(before, Now(world, before));
        await PlansNothingAsync(world);
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
        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.LinkAsync(Ann, new(world.Configuration, issue.Key, [finding]), Ct));

        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.Active, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        world.Sandbox.State.Comment(issue.Key, "false positive", "bob");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    [Fact]
    public async Task Where_labels_are_on_no_screen_the_property_alone_carries_the_marker()
    {
        await using var world = await StartAsync(SandboxEdition.DataCenter);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");

        var ticket = (await world.Catalog.GetAsync(await LinkAsync(world, issue.Key, 1), Ct))!;
        Assert.Empty(Now(world, issue).Labels);
        await LooksAsync(world);
        world.Findings.Close(1);
        await RunAsync(world);

        Assert.Contains(ticket.Marker, Now(world, issue).Properties["fairlead"]);
        Assert.True(Now(world, issue).IsDone);
    }

    [Theory]
    [InlineData("SEC-999", 1, "issue", "Jira shows no SEC-999")]
    [InlineData("payroll", 1, "issue", "no key")]
    [InlineData("SEC-1", 99, "findings", "no finding")]
    [InlineData("SEC-1", 3, "findings", "behind SEC-2 already")]
    [InlineData("SEC-2", 1, "issue", "SEC-2 is the issue of \"chosen by a person\" in Security already")]
    [InlineData("SEC-3", 1, "issue", "another Fairlead")]
    public async Task What_cannot_be_linked_is_refused_with_its_place_and_nothing_is_written(string key, int finding, string path, string message)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        world.Findings.Add(3, "CVE-3");
        world.Sandbox.State.Create("SEC", "Bug", "Free");
        await LinkAsync(world, world.Sandbox.State.Create("SEC", "Bug", "Taken").Key, 3);
        var foreign = world.Sandbox.State.Create("SEC", "Bug", "Of another Fairlead");
        world.Sandbox.State.SetProperty(foreign.Key, "fairlead", $$"""{"v":1,"marker":"fl-{{new string('b', 26)}}"}""");
        world.Sandbox.Requests.Clear();

        var problem = Assert.Single(Assert.IsType<IssueOutcome.Invalid>(await world.TicketLinks.LinkAsync(Ann, Draft(world, key, finding), Ct)).Problems);

        Assert.Equal(path, problem.Path);
        Assert.Contains(message, problem.Message);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("PUT", "issue/*") + world.Sandbox.Requests.CountOf("POST", "issue/*/comment"));
        Assert.Single(await world.TicketsAsync(Ct));
    }

    /// <summary>After the marker, or after the comment: the sweep takes the issue for nobody's, and asking again completes it, also for other findings.</summary>
    [Theory]
    [InlineData("PUT", "issue/*/properties/fairlead", FaultTime.AfterCommit)]
    [InlineData("PUT", "issue/*", FaultTime.BeforeCommit)]
    [InlineData("POST", "issue/*/comment", FaultTime.BeforeCommit)]
    [InlineData("POST", "issue/*/comment", FaultTime.AfterCommit)]
    public async Task What_was_cut_off_is_completed_by_asking_again(string method, string route, FaultTime time)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        for (var i = 0; i < 3; i++)
            world.Sandbox.Faults.Add(method, route, new FaultBehaviour.Drop(time));

        Assert.IsNotType<IssueOutcome.Done>(await world.TicketLinks.LinkAsync(Ann, Draft(world, issue.Key, 1), Ct));
        Assert.Empty(await world.TicketsAsync(Ct));
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.Sync.SweepAsync(world.Configuration.Connection, Ct);
        await LinkAsync(world, issue.Key, 1);

        Assert.Contains("1 finding,", Assert.Single(Now(world, issue).Comments).Text);
        await LooksAsync(world);
        Assert.Equal(TicketStanding.Created, Assert.Single(await world.TicketsAsync(Ct)).Standing);
        await PlansNothingAsync(world);
    }

    [Theory]
    [InlineData("EDIT_ISSUES")]
    [InlineData("ADD_COMMENTS")]
    public async Task Where_Jira_refuses_marker_or_comment_nothing_is_linked_and_no_marker_is_left(string permission)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        world.Sandbox.State.RemovePermission(permission);

        var refused = Assert.IsType<IssueOutcome.Refused>(await world.TicketLinks.LinkAsync(Ann, Draft(world, issue.Key, 1), Ct));

        Assert.Contains(issue.Key, refused.Reason);
        Assert.Empty(await world.TicketsAsync(Ct));
        Assert.Empty(Now(world, issue).Labels);
        Assert.DoesNotContain("fl-", Now(world, issue).Properties.GetValueOrDefault("fairlead", ""));
    }

    [Fact]
    public async Task On_a_paused_connection_nothing_is_linked_or_parted()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        var ticket = await LinkAsync(world, issue.Key, 1);
        world.Sandbox.State.RevokeCredentials();
        await world.ReconcileAsync(Ct);

        Assert.IsType<IssueOutcome.Paused>(await world.TicketLinks.LinkAsync(Ann, Draft(world, issue.Key, 2), Ct));
        Assert.IsType<IssueOutcome.Paused>(await world.TicketLinks.UnlinkAsync(Ann, ticket, Ct));
        Assert.Equal(issue.Key, Assert.Single(await world.TicketsAsync(Ct)).IssueKey);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_unlinked_issue_is_left_alone_and_its_findings_get_a_new_one_when_asked(SandboxEdition edition)
    {
        await using var world = await StartGroupedAsync(edition);
        var first = Assert.Single(world.Sandbox.State.Issues);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        await UnlinkAsync(world);

        Assert.Empty(Now(world, first).Labels);
        Assert.DoesNotContain("fl-", Now(world, first).Properties["fairlead"]);
        await world.ConfigureAsync(c => c with { Labels = ["new"] }, Ct);
        await LooksAsync(world);
        var attention = Assert.Single((await RunAsync(world)).Attention);
        Assert.Equal((AttentionKind.Unlinked, $"{first.Key} was unlinked by Ann"), (attention.Kind, attention.Reason));
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal((TicketStanding.Unlinked, null, null), (ticket.Standing, ticket.IssueKey, ticket.IssueId));
        Assert.Contains($"recreate {ticket.Id}", attention.NextStep);
        Assert.Equal(1, world.Sandbox.State.IssueCount);

        Assert.Equal(AskOutcome.Asked, await world.Repairs.RecreateAsync(Ann, ticket.Id, Ct));
        await RunAsync(world);
        var second = Assert.Single(world.Sandbox.State.Issues, i => i.Id != first.Id);
        await LooksAsync(world);
        Assert.Equal(second.Key, Assert.Single(await world.TicketsAsync(Ct)).IssueKey);
        Assert.Equal(first.Revision + 1, Now(world, first).Revision);
        await PlansNothingAsync(world);
    }

    [Fact]
    public async Task Something_new_that_is_opened_after_the_unlinking_makes_a_new_issue()
    {
        await using var world = await StartGroupedAsync(SandboxEdition.Cloud);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await UnlinkAsync(world);
        world.Findings.Change(1, f => f with { Title = "Another title" });
        await RunAsync(world);
        Assert.Equal(1, world.Sandbox.State.IssueCount);

        world.Findings.Add(5);
        await RunAsync(world);

        Assert.Equal(2, world.Sandbox.State.IssueCount);
        Assert.Equal(2, Assert.Single(await world.TicketsAsync(Ct)).Findings);
        await PlansNothingAsync(world);
    }

    /// <summary>Its marker cannot be taken off, and means nothing any more.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_issue_that_was_hidden_when_it_was_unlinked_is_not_taken_back_and_can_be_linked_again(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        await LinkAsync(world, issue.Key, 1);
        world.Sandbox.State.Hide(issue.Key);
        await UnlinkAsync(world);
        world.Sandbox.State.Hide(issue.Key, isHidden: false);
        await LooksAsync(world);
        var unlinked = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(TicketStanding.Unlinked, unlinked.Standing);

        var again = (await world.Catalog.GetAsync(await LinkAsync(world, issue.Key, 1, 2), Ct))!;

        Assert.NotEqual(unlinked.Marker, again.Marker);
        Assert.Equal(["fairlead", again.Marker], Now(world, issue).Labels.Order());
        await LooksAsync(world);
        Assert.Equal(TicketStanding.Created, (await world.Catalog.GetAsync(again.Id, Ct))!.Standing);
        await PlansNothingAsync(world);
    }

    [Fact]
    public async Task A_marker_that_cannot_be_taken_off_is_told()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        await LinkAsync(world, issue.Key, 1);
        world.Sandbox.State.RemovePermission("EDIT_ISSUES");

        await UnlinkAsync(world);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(TicketStanding.Unlinked, ticket.Standing);
        Assert.Contains($"still carries the marker {ticket.Marker}", ticket.Reason);
        await LooksAsync(world);
        Assert.Equal(TicketStanding.Unlinked, Assert.Single(await world.TicketsAsync(Ct)).Standing);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_relinked_ticket_lives_with_its_new_issue_and_leaves_the_one_before(SandboxEdition edition)
    {
        await using var world = await StartGroupedAsync(edition);
        var first = Assert.Single(world.Sandbox.State.Issues);
        var second = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks", ["team"], Theirs);

        await RelinkAsync(world, second.Key);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal((TicketStanding.Created, second.Key, "Payroll leaks"), (ticket.Standing, ticket.IssueKey, ticket.Summary));
        Assert.Empty(Now(world, first).Labels);
        Assert.Equal(["fairlead", ticket.Marker, "team"], Now(world, second).Labels.Order());
        Assert.Single(Now(world, second).Comments);
        await LooksAsync(world);
        await PlansNothingAsync(world);
        world.Findings.Change(1, f => f with { Title = "Another title" });
        await RunAsync(world);
        AssertTheirs(second, Now(world, second));
        world.Findings.Close(1);
        await RunAsync(world);
        Assert.True(Now(world, second).IsDone);
        Assert.False(Now(world, first).IsDone);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
    }

    /// <summary>Whatever became of its issue, a ticket can be given another one.</summary>
    [Theory]
    [InlineData("deleted")]
    [InlineData("hidden")]
    [InlineData("unlinked")]
    public async Task A_ticket_without_an_issue_is_given_one(string before)
    {
        await using var world = await StartGroupedAsync(SandboxEdition.Cloud);
        var first = Assert.Single(world.Sandbox.State.Issues);
        switch (before)
        {
            case "deleted":
                world.Sandbox.State.Delete(first.Key);
                await world.ReconcileAsync(Ct);
                world.Clock.Advance(TimeSpan.FromMinutes(11));
                await world.ReconcileAsync(Ct);
                break;
            case "hidden":
                world.Sandbox.State.Hide(first.Key);
                break;
            default:
                await UnlinkAsync(world);
                break;
        }

        var second = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        await RelinkAsync(world, second.Key);
        if (before == "hidden")
            world.Sandbox.State.Hide(first.Key, isHidden: false);
        await LooksAsync(world);

        Assert.Equal((second.Key, TicketStanding.Created), (Assert.Single(await world.TicketsAsync(Ct)).IssueKey, Assert.Single(await world.TicketsAsync(Ct)).Standing));
        Assert.False(Now(world, second).IsDone);
        await PlansNothingAsync(world);
    }

    [Fact]
    public async Task What_cannot_be_relinked_or_unlinked_is_refused_with_the_next_step()
    {
        await using var world = await StartGroupedAsync(SandboxEdition.Cloud);
        var ticket = Assert.Single(await world.TicketsAsync(Ct));

        Assert.IsType<IssueOutcome.Unknown>(await world.TicketLinks.UnlinkAsync(Ann, TicketId.New(world.Clock), Ct));
        Assert.Contains("already", Assert.Single(Assert.IsType<IssueOutcome.Invalid>(await world.TicketLinks.RelinkAsync(Ann, ticket.Id, ticket.IssueKey!, Ct)).Problems).Message);
        await UnlinkAsync(world);
        Assert.Contains("recreate", Assert.IsType<IssueOutcome.Refused>(await world.TicketLinks.UnlinkAsync(Ann, ticket.Id, Ct)).Reason);
        await world.Repairs.RecreateAsync(Ann, ticket.Id, Ct);
        Assert.Contains("fairlead apply", Assert.IsType<IssueOutcome.Refused>(await world.TicketLinks.RelinkAsync(Ann, ticket.Id, "SEC-1", Ct)).Reason);
    }

    private static async Task<TicketId> LinkAsync(TicketWorld world, string key, params int[] findings) =>
        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.LinkAsync(Ann, Draft(world, key, findings), Ct)).Ticket;

    private static async Task UnlinkAsync(TicketWorld world) =>
        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.UnlinkAsync(Ann, Assert.Single(await world.TicketsAsync(Ct)).Id, Ct));

    private static async Task RelinkAsync(TicketWorld world, string key) =>
        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.RelinkAsync(Ann, Assert.Single(await world.TicketsAsync(Ct)).Id, key, Ct));

    private async Task<TicketWorld> StartAsync(SandboxEdition edition, Func<TicketConfiguration, TicketConfiguration>? configure = null)
    {
        var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, c => (configure ?? (same => same))(c with { Filter = new TicketFilter { Assets = ["none"] } }));
        world.Findings.Add(1);
        world.Findings.Add(2, "CVE-2");
        return world;
    }

    /// <summary>With a ticket that the configuration made.</summary>
    private async Task<TicketWorld> StartGroupedAsync(SandboxEdition edition)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        return world;
    }

    /// <summary>Whatever looks at issues by itself.</summary>
    private static async Task LooksAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.WakeAsync(Ct);
        await world.PollAsync(Ct);
        Assert.True((await world.Sync.SweepAsync(world.Configuration.Connection, Ct)).IsComplete);
        await world.ReconcileAsync(Ct);
    }

    private static async Task PlansNothingAsync(TicketWorld world)
    {
        var plan = (await world.Previews.PreviewAsync(world.Configuration.Id, 5, Ct))!.Plan;
        Assert.Empty(plan.Operations);
    }

    private static async Task<SyncRun> RunAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        return await world.RunAsync(Ct);
    }

    private static SandboxIssue Now(TicketWorld world, SandboxIssue issue) => world.Sandbox.State.Find(issue.Key)!;

    private static void AssertTheirs(SandboxIssue before, SandboxIssue after) => Assert.Equal(
        (before.Summary, before.DescriptionMarkup, before.Priority), (after.Summary, after.DescriptionMarkup, after.Priority));

    private static LinkDraft Draft(TicketWorld world, string key, params int[] findings) =>
        new(world.Configuration, key, [.. findings.Select(FakeFindings.IdOf)]);

    public class OnSqlite(SqliteTestDatabase db) : TicketLinksContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TicketLinksContract(db), IClassFixture<PostgresTestDatabase>;
}
