using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>What becomes of findings that join a group whose issue is there already (U-28).</summary>
public class GrowthTests
{
    private readonly List<PlannedTicket> _tickets = [];
    private readonly Dictionary<TicketId, IReadOnlyList<FindingId>> _behind = [];
    private TicketConfiguration _configuration = Configuration with { Growth = GrowthPolicy.NewTicket };

    [Fact]
    public void By_default_the_issue_tells_of_them_too()
    {
        _configuration = Configuration;
        Apply(Finding(1));
        Move(0, JiraStatusCategory.InProgress);

        Assert.IsType<SyncOperation.Update>(Assert.Single(Apply(Finding(1), Finding(2))));
    }

    [Fact]
    public void Until_work_has_begun_the_issue_tells_of_them_too()
    {
        Apply(Finding(1));

        Assert.Equal(2, Assert.IsType<SyncOperation.Update>(Assert.Single(Apply(Finding(1), Finding(2)))).Group.Total);
    }

    [Fact]
    public void Once_work_has_begun_they_get_an_issue_of_their_own_that_follows_the_one_before()
    {
        Apply(Finding(1));
        Move(0, JiraStatusCategory.InProgress);

        var second = Assert.IsType<SyncOperation.Create>(Assert.Single(Apply(Finding(1), Finding(2))));
        Assert.Equal(("SEC-1", 1), (second.Follows, second.Generation));
        Assert.Equal([new FindingId(IdOf(2))], second.Group.Members);
        Assert.EndsWith("part 2", second.Group.Label);
        Assert.Contains("SEC-1", second.Reason);

        // What comes next is told there, until somebody works at that one too.
        Assert.Equal(second.Group.Key, Assert.IsType<SyncOperation.Update>(Assert.Single(Apply(Finding(1), Finding(2), Finding(3)))).Group.Key);
        Move(1, JiraStatusCategory.InProgress);
        var third = Assert.IsType<SyncOperation.Create>(Assert.Single(Apply(Finding(1), Finding(2), Finding(3), Finding(4))));
        Assert.Equal([new FindingId(IdOf(4))], third.Group.Members);
    }

    [Fact]
    public void Each_issue_follows_its_own_findings()
    {
        Apply(Finding(1));
        Move(0, JiraStatusCategory.InProgress);
        Apply(Finding(1), Finding(2));

        var close = Assert.IsType<SyncOperation.Transition>(Assert.Single(Apply(Finding(1, isOpen: false), Finding(2))));
        Assert.Equal((_tickets[0].Id, TransitionGoal.Done), (close.Ticket, close.Goal));
        var reopen = Assert.IsType<SyncOperation.Transition>(Assert.Single(Apply(Finding(1) with { OpenedAt = Now }, Finding(2))));
        Assert.Equal((_tickets[0].Id, TransitionGoal.Open), (reopen.Ticket, reopen.Goal));
    }

    [Fact]
    public void An_issue_that_is_put_back_to_do_before_anything_came_takes_in_what_comes()
    {
        Apply(Finding(1));
        Move(0, JiraStatusCategory.InProgress);
        Move(0, JiraStatusCategory.ToDo);

        Assert.IsType<SyncOperation.Update>(Assert.Single(Apply(Finding(1), Finding(2))));
    }

    [Fact]
    public void Another_policy_leaves_findings_where_they_are()
    {
        Apply(Finding(1));
        Move(0, JiraStatusCategory.InProgress);
        Apply(Finding(1), Finding(2));
        _configuration = Configuration;

        Assert.Empty(Apply(Finding(1), Finding(2)));
        Move(1, JiraStatusCategory.InProgress);
        Assert.Equal(_tickets[1].Id, Assert.IsType<SyncOperation.Update>(Assert.Single(Apply(Finding(1), Finding(2), Finding(3)))).Ticket);
    }

    /// <summary>Done is the business of the reopen policy, and what is not made yet has nobody at work.</summary>
    [Fact]
    public void What_is_done_or_not_made_yet_has_no_part_after_it()
    {
        Apply(Finding(1));
        _tickets[0] = _tickets[0] with { StatusCategory = JiraStatusCategory.Done, DoneAt = Now.AddDays(-2) };
        Assert.Equal(TransitionGoal.Open, Assert.IsType<SyncOperation.Transition>(Assert.Single(Plan(Finding(1), Finding(2)).Operations)).Goal);

        _tickets[0] = _tickets[0] with { State = TicketState.Uncertain, IssueKey = null, Presence = null, StatusCategory = null };
        Assert.Empty(Plan(Finding(1), Finding(2)).Operations);
    }

    private SyncPlan Plan(params PlannedFinding[] findings)
    {
        var plan = SyncPlanner.Plan(findings, _configuration, _tickets, Now, Confirmed.Nothing, LookupOf(_behind));
        var reversed = SyncPlanner.Plan(findings.Reverse(), _configuration, _tickets, Now, Confirmed.Nothing, LookupOf(_behind));
        Assert.Equal(plan.Operations.Select(Told), reversed.Operations.Select(Told));
        return plan;
    }

    private IReadOnlyList<SyncOperation> Apply(params PlannedFinding[] findings)
    {
        var plan = Plan(findings);
        foreach (var operation in plan.Operations)
        {
            if (operation is SyncOperation.Create)
                _tickets.Add(Created(operation) with { Id = new(IdOf(100 + _tickets.Count)) });
            var at = _tickets.FindIndex(t => t.GroupKey == operation.Group.Key);
            _behind[_tickets[at].Id] = operation.Group.Members;
            _tickets[at] = _tickets[at] with { SentHash = operation.Group.Hash };
            if (operation is SyncOperation.Transition { Goal: var goal })
                Move(at, goal == TransitionGoal.Done ? JiraStatusCategory.Done : JiraStatusCategory.ToDo);
        }

        Assert.Empty(Plan(findings).Operations);
        return plan.Operations;
    }

    private void Move(int ticket, JiraStatusCategory category) => _tickets[ticket] = _tickets[ticket] with
    {
        StatusCategory = category,
        DoneAt = category == JiraStatusCategory.Done ? Now.AddHours(-1) : null,
    };

    private static string Told(SyncOperation operation) => $"{operation.GetType().Name} {operation.Group.Key} {operation.Group.Hash} {operation.Group.Total}";
}
