using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.State;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Findings that join a group whose issue somebody works at get a sub-task of it (U-28).</summary>
public abstract class SubTaskContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-28")]
    public async Task Once_work_has_begun_what_comes_gets_a_sub_task_and_the_parent_is_closed_last(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var parent = await WorkedAtAsync(world);
        var before = world.Sandbox.State.Find(parent)!;
        world.Sandbox.State.BlockOnSubtasks("SEC", "Done");
        world.Findings.Add(2);
        var shown = (SyncOperation.Create)Assert.Single((await world.Previews.PreviewAsync(world.Configuration.Id, 10, Ct))!.Samples).Operation;
        Assert.Contains($"work on {parent} has begun", shown.Reason);

        world.Sandbox.Requests.Clear();
        await SettledAsync(world);

        var subTask = SubTaskOf(world, parent);
        Assert.Equal(("Sub-task", "SEC"), (subTask.IssueType, subTask.ProjectKey));
        Assert.Equal((1, before.Revision), (world.Creates, world.Sandbox.State.Find(parent)!.Revision));
        var ticket = Assert.Single(await world.TicketsAsync(Ct), t => t.IssueKey == subTask.Key);
        Assert.Equal((parent, 1), (ticket.ParentKey, ticket.Findings));
        Assert.Contains(ticket.Marker, subTask.Labels);

        // Each names the other.
        await world.PollAsync(Ct);
        var above = (await world.Catalog.GetAsync(ticket.Parent!.Value, Ct))!;
        Assert.Equal((parent, null), (above.IssueKey, above.ParentKey));
        var told = Assert.Single(above.SubTasks);
        Assert.Equal((ticket.Id, subTask.Key, subTask.Status), (told.Id, told.IssueKey, told.Status));
        Assert.Empty((await world.Catalog.GetAsync(ticket.Id, Ct))!.SubTasks);

        // Its own findings do not close the parent; in the end both are closed in one run, the sub-task first.
        world.Findings.Close(1);
        await SettledAsync(world);
        Assert.Equal(2, world.Sandbox.State.OpenIssues.Count);
        world.Findings.Close(2);
        await SettledAsync(world);
        Assert.Empty(world.Sandbox.State.OpenIssues);

        world.Findings.Reopen(2);
        await SettledAsync(world);
        Assert.Equal(2, world.Sandbox.State.OpenIssues.Count);
        Assert.Contains("sub-task", world.Sandbox.State.Find(parent)!.Comments[^1].Text);
        world.Findings.Close(2);
        await SettledAsync(world);
        Assert.Empty(world.Sandbox.State.OpenIssues);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud, FaultTime.BeforeCommit)]
    [InlineData(SandboxEdition.Cloud, FaultTime.AfterCommit)]
    [InlineData(SandboxEdition.DataCenter, FaultTime.AfterCommit)]
    public async Task A_lost_answer_makes_no_second_sub_task(SandboxEdition edition, FaultTime time)
    {
        await using var world = await StartAsync(edition);
        var parent = await WorkedAtAsync(world);
        world.Findings.Add(2);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(time));
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Drop(time));

        await world.RunAsync(Ct);
        world.Sandbox.Faults.Clear();
        await world.ConvergeAsync(Ct);
        await SettledAsync(world);

        Assert.Equal(parent, SubTaskOf(world, parent).ParentKey);
    }

    /// <summary>F055, F056, F058, F059.</summary>
    [Theory]
    [InlineData("ticket.before-intent-commit:1")]
    [InlineData("ticket.intent-committed:1")]
    [InlineData("ticket.answered:1")]
    [InlineData("ticket.before-link-commit:1")]
    [InlineData("ticket.linked:1")]
    public async Task A_kill_at_any_step_leaves_one_sub_task(string killAt)
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        await using (var before = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct))
        {
            await before.ConfigureAsync(Growing, Ct);
            await WorkedAtAsync(before);
        }

        using (var child = CrashingSync.Start(nameof(CrashingSync.Makes_a_sub_task_until_it_is_killed), location, sandbox, killAt))
            await CrashingSync.DiedAsync(child, Ct);

        await using var after = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        after.Clock.Advance(TimeSpan.FromDays(1));
        after.Findings.AddMany(2);
        await after.RunAsync(Ct);
        await after.ConvergeAsync(Ct);
        Assert.Equal(0, (await after.RunAsync(Ct)).Planned.All);
        Assert.Equal(2, sandbox.State.IssueCount);
        Assert.Equal(["SEC-1", "SEC-2"], (await after.TicketsAsync(Ct)).Select(t => t.IssueKey).Order());
        Assert.Equal("SEC-1", SubTaskOf(after, "SEC-1").ParentKey);
    }

    [Fact]
    public async Task A_plan_that_was_stored_makes_and_closes_as_it_says()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var parent = await WorkedAtAsync(world);
        world.Sandbox.State.BlockOnSubtasks("SEC", "Done");
        world.Findings.Add(2);

        await ApplyStoredAsync(world);
        Assert.Equal(parent, SubTaskOf(world, parent).ParentKey);
        world.Findings.Close(1);
        world.Findings.Close(2);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await ApplyStoredAsync(world);
        Assert.Empty(world.Sandbox.State.OpenIssues);
    }

    [Fact]
    public async Task Sub_tasks_of_many_parents_go_out_together()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, [GroupingKey.Rule]);
        for (var i = 1; i <= 3; i++)
            world.Findings.Add(i, $"CVE-{i}");
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var issue in world.Sandbox.State.Issues)
            world.Sandbox.State.Transition(issue.Key, "In Progress");
        await ReportedFindings.PollAsync(world);
        for (var i = 1; i <= 3; i++)
            world.Findings.Add(10 + i, $"CVE-{i}");

        world.Sandbox.Requests.Clear();
        await SettledAsync(world);

        Assert.Equal(1, world.Creates);
        Assert.Equal(["SEC-1", "SEC-2", "SEC-3"], world.Sandbox.State.Issues.Select(i => i.ParentKey).OfType<string>().Order());
    }

    /// <summary>What people hang below an issue is theirs: where their workflow then lets nobody close it, a person has to, and nothing repeats.</summary>
    [Fact]
    public async Task A_sub_task_of_somebody_else_that_blocks_the_parent_is_told_once()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var parent = await WorkedAtAsync(world);
        var theirs = world.Sandbox.State.Create("SEC", "Sub-task", "Tell the customer", fields: $$$"""{"parent":{"key":"{{{parent}}}"}}""");
        world.Sandbox.State.BlockOnSubtasks("SEC", "Done");
        world.Findings.Close(1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["refused"]);
        var again = await world.RunAsync(Ct);

        Assert.Equal(0, again.Planned.All);
        Assert.Equal(AttentionKind.Stuck, Assert.Single(again.Attention).Kind);
        Assert.Single(world.Sandbox.State.Find(parent)!.Comments);
        Assert.Equal("In Progress", world.Sandbox.State.Find(parent)!.Status);
        Assert.Contains(theirs.Key, Assert.Single(again.Attention).Reason);

        world.Sandbox.State.Transition(theirs.Key, "Done");
        await world.Repairs.RetryAsync(Actor.System, (await world.TicketsAsync(Ct))[0].Id, Ct);
        await SettledAsync(world);
        Assert.Empty(world.Sandbox.State.OpenIssues);
    }

    [Fact]
    public async Task A_sub_task_that_could_not_be_closed_keeps_its_parent_open_and_the_next_run_closes_both()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var parent = await WorkedAtAsync(world);
        world.Findings.Add(2);
        await SettledAsync(world);
        world.Findings.Close(1);
        world.Findings.Close(2);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.Faults.Add("POST", $"issue/{world.Sandbox.State.Find(SubTaskOf(world, parent).Key)!.Id}/transitions", new FaultBehaviour.Answer(409), times: null);

        var run = await world.RunAsync(Ct);
        Assert.Equal(SyncRunState.PartlyDone, run.State);
        Assert.Equal(2, world.Sandbox.State.OpenIssues.Count);
        Assert.Empty(world.Sandbox.State.Find(parent)!.Comments);

        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.WakeAsync(Ct);
        await SettledAsync(world);
        Assert.Empty(world.Sandbox.State.OpenIssues);
    }

    public static TheoryData<SandboxEdition, string, string> Unfit => new()
    {
        { SandboxEdition.Cloud, "moved", "lies in the project OPS" },
        { SandboxEdition.DataCenter, "moved", "lies in the project OPS" },
        { SandboxEdition.Cloud, "sub-task", "is a Sub-task itself by now" },
        { SandboxEdition.DataCenter, "sub-task", "is a Sub-task itself by now" },
        { SandboxEdition.Cloud, "epic", "which has no sub-tasks in Jira" },
        { SandboxEdition.Cloud, "hidden", "cannot be seen" },
        { SandboxEdition.DataCenter, "hidden", "cannot be seen" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task A_parent_that_can_have_no_sub_task_is_told_with_the_next_step_and_nothing_is_sent(SandboxEdition edition, string what, string told)
    {
        await using var world = await StartAsync(edition);
        var state = world.Sandbox.State;
        var parent = await WorkedAtAsync(world);
        var other = state.Create("SEC", world.Configuration.IssueType.Name, "Something else").Key;
        Action undo = what switch
        {
            "moved" => Done(() => state.Move(parent, "OPS"), () => state.Move(parent, "SEC")),
            "sub-task" => Done(() => state.ChangeType(parent, "Sub-task", other), () => state.ChangeType(parent, world.Configuration.IssueType.Name)),
            "epic" => Done(() => state.ChangeType(parent, "Epic"), () => state.ChangeType(parent, world.Configuration.IssueType.Name)),
            _ => Done(() => state.Hide(parent), () => state.Hide(parent, isHidden: false)),
        };
        world.Findings.Add(2);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.Requests.Clear();

        var run = await world.RunAsync(Ct);

        Assert.Equal((1, 0), (run.Outcomes["refused"], world.Creates));
        var again = await world.RunAsync(Ct);
        Assert.Equal(0, again.Planned.All);
        var attention = Assert.Single(again.Attention, a => a.Kind == AttentionKind.Refused);
        Assert.Contains(told, attention.Reason);

        undo();
        await ReportedFindings.PollAsync(world);
        await world.Repairs.RetryAsync(Actor.System, (await world.TicketsAsync(Ct)).Single(t => t.State == TicketState.Rejected).Id, Ct);
        await SettledAsync(world);
        Assert.Equal(2, (await world.TicketsAsync(Ct)).Count(t => t.State == TicketState.Created));
        Assert.Single(state.Issues, i => i.ParentKey is not null);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Where_the_parent_was_deleted_the_sub_task_follows_the_issue_that_takes_its_place(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var parent = await WorkedAtAsync(world);
        world.Sandbox.State.Delete(parent);
        world.Findings.Add(2);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["refused"]);
        Assert.Equal(0, world.Sandbox.State.IssueCount);

        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.ReconcileAsync(Ct);
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.ReconcileAsync(Ct);
        Assert.Contains((await world.RunAsync(Ct)).Attention, a => a.Kind == AttentionKind.Deleted);
        var deleted = (await world.TicketsAsync(Ct)).Single(t => t.Presence == IssuePresence.Deleted);
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RecreateAsync(Actor.System, deleted.Id, Ct));
        await world.RunAsync(Ct);
        await SettledAsync(world);

        var again = Assert.Single(world.Sandbox.State.Issues, i => i.ParentKey is null);
        Assert.Equal(again.Key, SubTaskOf(world, again.Key).ParentKey);
    }

    [Fact]
    public async Task A_parent_that_was_unlinked_gives_its_place_to_a_new_issue()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var parent = await WorkedAtAsync(world);
        world.Findings.Add(2);
        await SettledAsync(world);
        var ticket = (await world.TicketsAsync(Ct)).Single(t => t.IssueKey == parent);
        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.UnlinkAsync(Actor.System, ticket.Id, Ct));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Add(3);

        await SettledAsync(world);

        // The sub-task stays where it is, for its own finding.
        Assert.Equal(3, world.Sandbox.State.IssueCount);
        Assert.Single(world.Sandbox.State.Issues, i => i.ParentKey is not null);
        Assert.Equal(2, (await world.TicketsAsync(Ct)).Single(t => t.Generation == 2).Findings);
    }

    /// <summary>What is fixed makes an issue no more urgent: while its sub-tasks keep it open, the worst of theirs decides.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_parent_that_only_its_sub_tasks_keep_open_is_as_urgent_as_these_and_says_that_its_own_are_closed(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => Growing(c) with
        {
            Priorities = new Dictionary<Severity, JiraName> { [Severity.Critical] = new("1", "Highest"), [Severity.Medium] = new("3", "Medium"), [Severity.Low] = new("4", "Low") },
        });
        world.Findings.Add(2, severity: Severity.Low);
        world.Findings.Add(1, severity: Severity.Critical);
        await SettledAsync(world);
        var parent = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Transition(parent, "In Progress");
        await ReportedFindings.PollAsync(world);
        world.Findings.Add(3, severity: Severity.Low);
        world.Findings.Add(4, severity: Severity.Medium);
        world.Findings.Close(1);
        await SettledAsync(world);
        Assert.Equal(("Low", false), Shown());

        world.Findings.Close(2);
        await SettledAsync(world);
        Assert.Equal(("Medium", true), Shown());
        Assert.StartsWith("[Medium] ", world.Sandbox.State.Find(parent)!.Summary, StringComparison.Ordinal);

        world.Findings.Close(4);
        await SettledAsync(world);
        Assert.Equal(("Low", true), Shown());
        world.Findings.Change(2, f => f with { Title = "Told otherwise" });
        await SettledAsync(world);
        Assert.Equal(("Low", true), Shown());

        (string?, bool) Shown() => world.Sandbox.State.Find(parent) is { } issue
            ? (issue.Priority, issue.Description!.Contains("those that it names are closed", StringComparison.Ordinal)) : default;
    }

    private static Action Done(Action act, Action undo)
    {
        act();
        return undo;
    }

    private Task<TicketWorld> StartAsync(SandboxEdition edition, IReadOnlyList<GroupingKey>? groupBy = null) =>
        TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => Growing(c) with { GroupBy = groupBy ?? [GroupingKey.Scanner] });

    internal static TicketConfiguration Growing(TicketConfiguration configuration) => configuration with
    {
        GroupBy = [GroupingKey.Scanner],
        Growth = GrowthPolicy.SubTask,
        SubTaskType = new("10003", "Sub-task"),
    };

    private static SandboxIssue SubTaskOf(TicketWorld world, string parent) => Assert.Single(world.Sandbox.State.Issues, i => i.ParentKey == parent);

    internal static async Task<string> WorkedAtAsync(TicketWorld world)
    {
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Transition(key, "In Progress");
        await ReportedFindings.PollAsync(world);
        return key;
    }

    private static async Task ApplyStoredAsync(TicketWorld world)
    {
        var run = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        await world.RestartAsync(Ct);
        await world.Sync.ApplyAsync(run.Id, null, Ct);
    }

    private static async Task SettledAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SyncRunState.Done, (await world.RunAsync(Ct)).State);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    public class OnSqlite(SqliteTestDatabase db) : SubTaskContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SubTaskContract(db), IClassFixture<PostgresTestDatabase>;
}
