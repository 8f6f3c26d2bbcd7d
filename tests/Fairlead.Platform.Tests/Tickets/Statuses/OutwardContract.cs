using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Statuses;

/// <summary>Where issues go as their findings change (U-19, U-20), and that both directions of the map together come to rest.</summary>
public abstract class OutwardContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task The_issue_goes_where_the_map_says_without_a_word_and_says_why_at_the_end(SandboxEdition edition)
    {
        await using var world = await StartAsync(
            edition, To(FindingStatus.InProgress, "In Progress"), To(FindingStatus.WaitingForThirdParty, "In Review"), To(FindingStatus.FalsePositive, "Done", "Won't Do"));
        world.Sandbox.State.AddToTransition("SEC", "Done", "resolution");
        world.Findings.Add(1);
        world.Findings.Add(2);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;

        world.Findings.Decide(1, FindingStatus.InProgress);
        await SettledAsync(world);
        Assert.Equal("To Do", world.Sandbox.State.Find(key)!.Status);
        world.Findings.Decide(2, FindingStatus.InProgress);
        await SettledAsync(world);
        Assert.Equal("In Progress", world.Sandbox.State.Find(key)!.Status);
        world.Findings.Decide(1, FindingStatus.FalsePositive);
        world.Findings.Decide(2, FindingStatus.WaitingForThirdParty);
        await SettledAsync(world);
        Assert.Equal("In Review", world.Sandbox.State.Find(key)!.Status);
        Assert.Empty(world.Sandbox.State.Find(key)!.Comments);

        world.Findings.Decide(2, FindingStatus.FalsePositive);
        await SettledAsync(world);

        var issue = world.Sandbox.State.Find(key)!;
        Assert.Equal(("Done", "Won't Do"), (issue.Status, issue.Resolution));
        Assert.Contains("false positive", Assert.Single(issue.Comments).Text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task New_issues_are_where_the_map_says_after_the_run_that_made_them(int findings)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, To(FindingStatus.Active, "In Review"));
        world.Findings.AddMany(findings);

        await SettledAsync(world);

        Assert.Equal(findings, world.Sandbox.State.Issues.Count(i => i.Status == "In Review"));
    }

    /// <summary>No run looked at the findings between the map and the decision.</summary>
    [Fact]
    public async Task A_map_that_comes_later_moves_what_changes_from_then_on()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(2);
        world.Findings.Decide(2, FindingStatus.InProgress);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ConfigureAsync(
            c => c with
            {
                StatusTargets = [new() { Finding = FindingStatus.InProgress, Category = JiraStatusCategory.InProgress }],
                StatusTargetsSince = world.Clock.GetUtcNow(),
            },
            Ct);
        world.Findings.Decide(1, FindingStatus.InProgress);

        await SettledAsync(world);

        Assert.Single(world.Sandbox.State.Issues, i => i.Status == "In Progress");
        Assert.Single(world.Sandbox.State.Issues, i => i.Status == "To Do");
    }

    [Fact]
    public async Task A_person_who_moves_the_issue_is_left_in_peace_until_the_findings_change()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, To(FindingStatus.Active, "To Do"), To(FindingStatus.Potential, "In Review"));
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Sandbox.State.Transition(key, "In Progress");
        await ReportedFindings.PollAsync(world);
        await SettledAsync(world);
        Assert.Equal("In Progress", world.Sandbox.State.Find(key)!.Status);

        world.Findings.Decide(1, FindingStatus.Potential);
        await SettledAsync(world);
        Assert.Equal("In Review", world.Sandbox.State.Find(key)!.Status);
    }

    [Fact]
    [Trait("Complaint", "U-19")]
    public async Task Several_steps_lead_there_where_the_workflow_has_no_straight_one()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, To(FindingStatus.Potential, "In Review"));
        world.Sandbox.State.Restrict("SEC", "In Review", "In Progress");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Decide(1, FindingStatus.Potential);

        await SettledAsync(world);

        Assert.Equal("In Review", Assert.Single(world.Sandbox.State.Issues).Status);
    }

    [Fact]
    [Trait("Complaint", "U-20")]
    public async Task A_field_that_the_workflow_wants_and_no_screen_of_it_has_is_set_before_the_step()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, To(FindingStatus.RiskAccepted, "Done"));
        await world.ConfigureAsync(c => c with { DoneFields = [new("environment", "Environment", FieldShape.RichText, ["not reachable"])] }, Ct);
        world.Sandbox.State.Validate("SEC", "Done", "environment");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Decide(1, FindingStatus.RiskAccepted);

        await SettledAsync(world);

        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.True(issue.IsDone);
        Assert.Contains("not reachable", issue.Fields["environment"]);
        Assert.Single(issue.Comments);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud, "712020:1b2d8b8f-bob")]
    [InlineData(SandboxEdition.DataCenter, "bob")]
    public async Task A_transition_that_is_hidden_until_a_field_is_set_is_opened_by_done_fields(SandboxEdition edition, string bob)
    {
        await using var world = await StartAsync(edition);
        world.Sandbox.State.HideUnlessAssigned("SEC", "Done");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);

        Assert.Contains((await world.RunAsync(Ct)).Attention, a => a.Kind == AttentionKind.Stuck && a.Reason.Contains("no assignee") && a.Reason.Contains("doneFields"));
        await world.ConfigureAsync(c => c with { DoneFields = [new("assignee", "Assignee", FieldShape.User, [bob])] }, Ct);
        await SettledAsync(world);

        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal((true, "Bob Tanaka"), (issue.IsDone, issue.Assignee));
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud, "712020:1b2d8b8f-bob")]
    [InlineData(SandboxEdition.DataCenter, "bob")]
    public async Task Whom_a_person_gave_an_issue_has_it_when_it_is_closed(SandboxEdition edition, string bob)
    {
        await using var world = await StartAsync(edition);
        await world.ConfigureAsync(c => c with { DoneFields = [new("assignee", "Assignee", FieldShape.User, [bob]), new("environment", "Environment", FieldShape.RichText, ["not reachable"])] }, Ct);
        world.Sandbox.State.HideUnlessAssigned("SEC", "Done");
        world.Sandbox.State.Validate("SEC", "Done", "environment");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Sandbox.State.Edit(key, edition == SandboxEdition.Cloud ? """{"assignee": {"accountId": "712020:2c3e9c90-chen"}}""" : """{"assignee": {"name": "chen"}}""");
        world.Findings.Close(1);

        await SettledAsync(world);

        var issue = world.Sandbox.State.Find(key)!;
        Assert.Equal((true, "Chen Wei"), (issue.IsDone, issue.Assignee));
        Assert.Contains("not reachable", issue.Fields["environment"]);
    }

    [Fact]
    public async Task A_resolution_for_which_the_transition_has_no_place_is_told_with_the_ticket()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, To(FindingStatus.FalsePositive, "Done", "Won't Do"));
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Decide(1, FindingStatus.FalsePositive);

        await SettledAsync(world);

        Assert.True(Assert.Single(world.Sandbox.State.Issues).IsDone);
        Assert.Contains("not as \"Won't Do\"", Assert.Single(await world.TicketsAsync(Ct)).Reason);
    }

    [Fact]
    public async Task What_leads_nowhere_is_said_once_and_tried_again_with_the_configuration()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, To(FindingStatus.Potential, "In Review"));
        world.Sandbox.State.Restrict("SEC", "In Review", null);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Decide(1, FindingStatus.Potential);

        for (var i = 0; i < 3; i++)
        {
            world.Findings.Change(1, f => f with { Title = $"Weakness {i}" });
            var run = await world.RunAsync(Ct);
            Assert.Contains(run.Attention, a => a.Kind == AttentionKind.Stuck && a.Reason.Contains("needs a manual move to status In Review"));
        }

        Assert.Contains("could not move this issue to status In Review", Assert.Single(Assert.Single(world.Sandbox.State.Issues).Comments).Text);
        // What it says follows all the same, and then there is nothing to do.
        var follows = await world.RunAsync(Ct);
        Assert.Equal((0, 1), (follows.Planned.Transition, follows.Planned.Update));
        Assert.Contains("Weakness 2", Assert.Single(world.Sandbox.State.Issues).Summary);
        var rests = await world.RunAsync(Ct);
        Assert.Equal(0, rests.Planned.All);
        Assert.Contains(rests.Attention, a => a.Kind == AttentionKind.Stuck && a.Reason.Contains("needs a manual move to status In Review"));
        await world.ConfigureAsync(c => c with { StatusTargets = [new() { Finding = FindingStatus.Potential, Category = JiraStatusCategory.InProgress }] }, Ct);
        await SettledAsync(world);
        Assert.Equal("In Progress", Assert.Single(world.Sandbox.State.Issues).Status);
    }

    /// <summary>Each move of a person would be answered by the other map, if what is said in Jira came back to Jira.</summary>
    [Fact]
    [Trait("Complaint", "U-21")]
    public async Task Maps_that_contradict_each_other_come_to_rest_where_the_person_moved_the_issue()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, hasRealFindings: true, Contradiction);
        await world.ConfigureAsync(c => c with { StatusMap = Answers, StatusMapSince = DateTimeOffset.UnixEpoch }, Ct);
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.Requests.Clear();
        foreach (var status in (string[])["In Progress", "In Review", "To Do", "In Progress"])
        {
            world.Sandbox.State.Transition(key, status, "bob");
            for (var i = 0; i < 3; i++)
            {
                await ReportedFindings.PollAsync(world);
                await world.RunAsync(Ct);
            }

            Assert.Equal(status, world.Sandbox.State.Find(key)!.Status);
        }

        Assert.Equal(0, world.Sandbox.Requests.CountOf("POST", "issue/*/transitions"));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    public async Task Where_the_findings_change_in_fairlead_the_move_says_nothing_by_the_inward_map()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, hasRealFindings: true, Contradiction);
        await world.ConfigureAsync(c => c with { StatusMap = Answers, StatusMapSince = DateTimeOffset.UnixEpoch }, Ct);
        var key = await ReportedFindings.TicketAsync(world, "a");
        var finding = Assert.Single(await ReportedFindings.AllAsync(world));
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.InProgress }, Ct);
        for (var i = 0; i < 3; i++)
        {
            await world.RunAsync(Ct);
            await ReportedFindings.PollAsync(world);
        }

        Assert.Equal("In Review", world.Sandbox.State.Find(key)!.Status);
        Assert.Equal(FindingStatus.InProgress, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>An automation in Jira that answers each of our moves.</summary>
    [Theory]
    [InlineData(FindingStatus.InProgress, FindingStatus.Potential)]
    [InlineData(FindingStatus.Fixed, FindingStatus.FalsePositive)]
    public async Task A_fight_with_an_automation_ends_frozen(FindingStatus one, FindingStatus other)
    {
        await using var world = await StartAsync(
            SandboxEdition.Cloud, To(FindingStatus.InProgress, "In Progress"), To(FindingStatus.Potential, "In Review"));
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        for (var i = 0; i < 9; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(2));
            world.Findings.Decide(1, i % 2 == 0 ? one : other);
            await world.RunAsync(Ct);
            world.Sandbox.State.Transition(key, "To Do");
            await ReportedFindings.PollAsync(world);
        }

        var run = await world.RunAsync(Ct);
        Assert.InRange(world.Sandbox.Requests.CountOf("POST", "issue/*/transitions"), 1, 4);
        Assert.Contains(run.Attention, a => a.Kind == AttentionKind.Frozen);
        Assert.Equal("To Do", world.Sandbox.State.Find(key)!.Status);
    }

    /// <summary>The step is done, the answer is lost: not moved again, and nothing is said by it.</summary>
    [Theory]
    [InlineData(FaultTime.AfterCommit, 1)]
    [InlineData(FaultTime.BeforeCommit, 2)]
    public async Task A_lost_answer_is_looked_after(FaultTime time, int sends)
    {
        await using var world = await StartAsync(SandboxEdition.DataCenter, To(FindingStatus.Potential, "In Review"));
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Decide(1, FindingStatus.Potential);
        world.Sandbox.Requests.Clear();
        world.Sandbox.Faults.Add("POST", "issue/*/transitions", new FaultBehaviour.Drop(time));

        await SettledAsync(world);

        Assert.Equal("In Review", Assert.Single(world.Sandbox.State.Issues).Status);
        Assert.Equal(sends, world.Sandbox.Requests.CountOf("POST", "issue/*/transitions"));
    }

    /// <summary>The transition's screen has no place for the resolution: that is told, whether the answer to the step comes or is lost.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(FaultTime.AfterCommit)]
    [InlineData(FaultTime.BeforeCommit)]
    public async Task A_resolution_that_could_not_be_set_is_told_also_where_the_answer_is_lost(FaultTime? lost)
    {
        await using var world = await StartAsync(SandboxEdition.DataCenter, To(FindingStatus.FalsePositive, "Done", "Won't Do"));
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Decide(1, FindingStatus.FalsePositive);
        if (lost is { } time)
            world.Sandbox.Faults.Add("POST", "issue/*/transitions", new FaultBehaviour.Drop(time));

        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["applied"]);

        Assert.True(Assert.Single(world.Sandbox.State.Issues).IsDone);
        Assert.StartsWith("closed, but not as \"Won't Do\"", Assert.Single(await world.TicketsAsync(Ct)).Reason, StringComparison.Ordinal);
    }

    /// <summary>Planning again after applying yields nothing.</summary>
    private static async Task SettledAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SyncRunState.Done, (await world.RunAsync(Ct)).State);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    private Task<TicketWorld> StartAsync(SandboxEdition edition, params (FindingStatus, string, string?)[] targets) => StartAsync(edition, hasRealFindings: false, targets);

    private Task<TicketWorld> StartAsync(SandboxEdition edition, bool hasRealFindings, params (FindingStatus, string, string?)[] targets) =>
        MappedWorld.StartAsync(databases, new SandboxOptions { Edition = edition }, hasRealFindings, targets);

    private static (FindingStatus Finding, string Status, string? Resolution) To(FindingStatus finding, string status, string? resolution = null) => (finding, status, resolution);

    private static (FindingStatus, string, string?)[] Contradiction =>
    [
        To(FindingStatus.Active, "In Progress"), To(FindingStatus.InProgress, "In Review"), To(FindingStatus.Potential, "To Do"),
    ];

    private static IReadOnlyList<StatusRule> Answers =>
    [
        new() { Category = JiraStatusCategory.InProgress, Finding = FindingStatus.InProgress },
        new() { Category = JiraStatusCategory.ToDo, Finding = FindingStatus.Potential },
    ];

    public class OnSqlite(SqliteTestDatabase db) : OutwardContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : OutwardContract(db), IClassFixture<PostgresTestDatabase>;
}
