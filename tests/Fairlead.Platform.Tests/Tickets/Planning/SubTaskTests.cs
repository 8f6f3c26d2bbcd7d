using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>Findings that join a group whose issue is being worked at get a sub-task of it (U-28).</summary>
public class SubTaskTests
{
    private static readonly TicketConfiguration SubTasks = Configuration with { Growth = GrowthPolicy.SubTask, SubTaskType = new("10004", "Sub-task") };

    private readonly GrowingGroup _group = new(SubTasks);

    [Fact]
    public void Until_work_has_begun_the_issue_tells_of_them_too()
    {
        _group.Apply(Finding(1));

        Assert.Equal(2, Assert.IsType<SyncOperation.Update>(Assert.Single(_group.Apply(Finding(1), Finding(2)))).Group.Total);
    }

    [Fact]
    public void Once_work_has_begun_they_get_a_sub_task_until_work_on_that_has_begun_too()
    {
        WorkedAt();

        var first = Assert.IsType<SyncOperation.Create>(Assert.Single(_group.Apply(Finding(1), Finding(2))));
        Assert.Equal((_group.Tickets[0].Id, null, 1), (first.Parent, first.Follows, first.Generation));
        Assert.Equal([new FindingId(IdOf(2))], first.Group.Members);
        Assert.Contains("sub-task of it", first.Reason);
        Assert.Contains("SEC-1", first.Reason);

        Assert.Equal(first.Group.Key, Assert.IsType<SyncOperation.Update>(Assert.Single(_group.Apply(Finding(1), Finding(2), Finding(3)))).Group.Key);
        _group.Move(1, JiraStatusCategory.InProgress);
        var second = Assert.IsType<SyncOperation.Create>(Assert.Single(_group.Apply(Finding(1), Finding(2), Finding(3), Finding(4))));
        Assert.Equal(_group.Tickets[0].Id, second.Parent);
        Assert.Equal([new FindingId(IdOf(4))], second.Group.Members);
    }

    [Theory]
    [InlineData(JiraStatusCategory.Done, IssuePresence.Present)]
    [InlineData(JiraStatusCategory.ToDo, IssuePresence.Deleted)]
    [InlineData(JiraStatusCategory.ToDo, IssuePresence.Unlinked)]
    public void A_sub_task_that_is_over_takes_in_nothing_new(JiraStatusCategory category, IssuePresence presence)
    {
        WorkedAt();
        _group.Apply(Finding(1), Finding(2));
        _group.Move(1, category);
        _group.Tickets[1] = _group.Tickets[1] with { Presence = presence, DoneAt = Now.AddHours(-1) };

        var next = Assert.IsType<SyncOperation.Create>(Assert.Single(_group.Apply(Finding(1), Finding(2), Finding(3))));
        Assert.Equal([new FindingId(IdOf(3))], next.Group.Members);
    }

    [Theory]
    [InlineData(JiraStatusCategory.ToDo)]
    [InlineData(JiraStatusCategory.Done)]
    public void While_nobody_works_at_the_parent_it_takes_in_what_comes(JiraStatusCategory category)
    {
        WorkedAt();
        _group.Apply(Finding(1), Finding(2));
        _group.Move(0, category);

        var operation = Assert.Single(_group.Apply(Finding(1), Finding(2), Finding(3) with { OpenedAt = Now }));
        Assert.Equal((_group.Tickets[0].GroupKey, 2), (operation.Group.Key, operation.Group.Total));
    }

    /// <summary>Whoever streams by first: the finding that was put there by hand, or one that is there by itself.</summary>
    [Fact]
    public void A_sub_task_to_which_a_person_added_a_finding_stays_one_under_its_own_name()
    {
        WorkedAt();
        var label = Assert.Single(_group.Apply(Finding(1), Finding(2))).Group.Label;
        _group.Pins[new FindingId(IdOf(9))] = GroupKeys.Parse(_group.Tickets[1].GroupKey);

        var added = Assert.Single(_group.Apply(Finding(9, rule: "R9"), Finding(1), Finding(2)));
        Assert.Equal((_group.Tickets[1].GroupKey, label, 2), (added.Group.Key, added.Group.Label, added.Group.Total));
        _group.Tickets[1] = _group.Tickets[1] with { Presence = IssuePresence.Released };
        var again = Assert.IsType<SyncOperation.Create>(Assert.Single(_group.Plan(Finding(9, rule: "R9"), Finding(1), Finding(2)).Operations));

        Assert.Equal((_group.Tickets[0].Id, label), (again.Parent, again.Group.Label));
    }

    /// <summary>Nothing of its own is left in it.</summary>
    [Fact]
    public void A_ticket_keeps_its_name_while_only_findings_that_a_person_added_are_behind_it()
    {
        var label = Assert.Single(_group.Apply(Finding(1))).Group.Label;
        _group.Pins[new FindingId(IdOf(9))] = GroupKeys.Parse(_group.Tickets[0].GroupKey);
        _group.Tickets[0] = _group.Tickets[0] with { GroupLabel = label };

        Assert.Equal(label, Assert.Single(_group.Apply(Finding(9, rule: "R9"))).Group.Label);
    }

    [Fact]
    public void The_parent_is_closed_after_its_sub_tasks_and_opened_again_with_them()
    {
        WorkedAt();
        _group.Apply(Finding(1), Finding(2));

        // Its own findings alone do not close it; its text tells how they stand.
        Assert.IsType<SyncOperation.Update>(Assert.Single(_group.Apply(Finding(1, isOpen: false), Finding(2))));
        var closes = _group.Apply(Finding(1, isOpen: false), Finding(2, isOpen: false)).Cast<SyncOperation.Transition>().ToList();
        Assert.All(closes, c => Assert.Equal(TransitionGoal.Done, c.Goal));
        Assert.Equal([_group.Tickets[1].Id], closes.Single(c => c.Ticket == _group.Tickets[0].Id).AfterSubTasks);
        Assert.Empty(closes.Single(c => c.Ticket == _group.Tickets[1].Id).AfterSubTasks);

        var opened = _group.Apply(Finding(1, isOpen: false), Finding(2) with { OpenedAt = Now }).Cast<SyncOperation.Transition>().ToList();
        Assert.Equal(_group.Tickets.Select(t => t.Id).ToHashSet(), opened.Select(o => o.Ticket).ToHashSet());
        Assert.All(opened, o => Assert.Equal(TransitionGoal.Open, o.Goal));
        Assert.Contains("sub-task", opened.Single(o => o.Ticket == _group.Tickets[0].Id).Text);
    }

    [Fact]
    public void A_sub_task_is_closed_for_its_own_findings_alone()
    {
        WorkedAt();
        _group.Apply(Finding(1), Finding(2));

        Assert.Equal(_group.Tickets[1].Id, Assert.IsType<SyncOperation.Transition>(Assert.Single(_group.Apply(Finding(1), Finding(2, isOpen: false)))).Ticket);
    }

    /// <summary>Where Jira refused to close a sub-task, closing its parent is not even tried.</summary>
    [Fact]
    public void A_sub_task_that_cannot_be_closed_keeps_its_parent_open()
    {
        WorkedAt();
        _group.Apply(Finding(1), Finding(2));
        var closed = new[] { Finding(1, isOpen: false), Finding(2, isOpen: false) };
        var close = _group.Plan(closed).Operations.Single(o => o is SyncOperation.Transition t && t.Ticket == _group.Tickets[1].Id);
        _group.Tickets[1] = _group.Tickets[1] with { HeldHash = close.Group.Hash, Reason = "needs a manual move" };

        var plan = _group.Plan(closed);
        Assert.Empty(plan.Operations);
        Assert.Equal((AttentionKind.Stuck, "SEC-2"), (Assert.Single(plan.Unsettled).Kind, plan.Unsettled[0].IssueKey));

        // Somebody closes it by hand.
        _group.Move(1, JiraStatusCategory.Done);
        Assert.Equal(_group.Tickets[0].Id, Assert.IsType<SyncOperation.Transition>(Assert.Single(_group.Apply(closed))).Ticket);
    }

    [Theory]
    [InlineData(TicketState.Uncertain)]
    [InlineData(TicketState.Sending)]
    public void A_sub_task_that_may_be_in_Jira_keeps_its_parent_open(TicketState state)
    {
        WorkedAt();
        _group.Apply(Finding(1), Finding(2));
        _group.Tickets[1] = _group.Tickets[1] with { State = state, IssueKey = null, Presence = null, StatusCategory = null };

        Assert.Empty(_group.Plan(Finding(1, isOpen: false), Finding(2, isOpen: false)).Operations);
    }

    [Fact]
    public void What_was_refused_is_tried_again_once_the_parent_is_another_one()
    {
        WorkedAt();
        var create = _group.Apply(Finding(1), Finding(2))[0];
        _group.Tickets[1] = _group.Tickets[1] with { State = TicketState.Rejected, IssueKey = null, Presence = null, StatusCategory = null, HeldHash = create.Group.Hash };
        Assert.Empty(_group.Plan(Finding(1), Finding(2)).Operations);

        // A new generation of the group's ticket, such as after recreate.
        var again = new TicketId(IdOf(50));
        _group.Tickets[0] = _group.Tickets[0] with { Presence = IssuePresence.Released };
        _group.Tickets.Add(_group.Tickets[0] with { Id = again, Generation = 2, Presence = IssuePresence.Present, IssueKey = "SEC-9" });
        var retried = Assert.IsType<SyncOperation.Create>(Assert.Single(_group.Plan(Finding(1), Finding(2)).Operations));
        Assert.Equal((again, _group.Tickets[1].Id), (retried.Parent, retried.Existing));
    }

    [Fact]
    public void What_was_refused_is_tried_again_with_another_sub_task_type()
    {
        WorkedAt();
        var create = _group.Apply(Finding(1), Finding(2))[0];
        _group.Tickets[1] = _group.Tickets[1] with { State = TicketState.Rejected, IssueKey = null, Presence = null, StatusCategory = null, HeldHash = create.Group.Hash };
        _group.Configuration = SubTasks with { SubTaskType = new("10005", "Defect") };

        Assert.Equal(_group.Tickets[1].Id, Assert.IsType<SyncOperation.Create>(Assert.Single(_group.Plan(Finding(1), Finding(2)).Operations)).Existing);
    }

    [Fact]
    public void Another_policy_leaves_sub_tasks_where_they_are()
    {
        WorkedAt();
        _group.Apply(Finding(1), Finding(2));
        _group.Configuration = Configuration;

        Assert.Empty(_group.Apply(Finding(1), Finding(2)));
        Assert.Equal(_group.Tickets[1].Id, Assert.IsType<SyncOperation.Update>(Assert.Single(_group.Apply(Finding(1), Finding(2), Finding(3)))).Ticket);
        Assert.IsType<SyncOperation.Update>(Assert.Single(_group.Apply(Finding(1, isOpen: false), Finding(2), Finding(3))));
        Assert.Equal(2, _group.Apply(Finding(1, isOpen: false), Finding(2, isOpen: false), Finding(3, isOpen: false)).Count);
    }

    [Fact]
    public void A_new_issue_in_place_of_a_sub_task_that_stays_closed_is_a_sub_task_too()
    {
        _group.Configuration = SubTasks with { Reopen = new() { IsNever = true, NewTicket = true } };
        WorkedAt();
        _group.Apply(Finding(1), Finding(2));
        _group.Move(1, JiraStatusCategory.Done);

        var create = Assert.IsType<SyncOperation.Create>(Assert.Single(_group.Apply(Finding(1), Finding(2) with { OpenedAt = Now })));
        Assert.Equal((2, _group.Tickets[0].Id, "SEC-2"), (create.Generation, create.Parent, create.Follows));
    }

    /// <summary>What came back in a sub-task has its issue there: none is made in place of the parent for it.</summary>
    [Fact]
    public void A_parent_that_stays_closed_is_told()
    {
        WorkedAt();
        _group.Apply(Finding(1), Finding(2));
        _group.Apply(Finding(1, isOpen: false), Finding(2, isOpen: false));
        _group.Configuration = SubTasks with { Reopen = new() { IsNever = true, NewTicket = true } };

        var plan = _group.Plan(Finding(1, isOpen: false), Finding(2) with { OpenedAt = Now });
        Assert.Equal(_group.Tickets[1].GroupKey, Assert.IsType<SyncOperation.Create>(Assert.Single(plan.Operations)).Group.Key);
        Assert.Equal((AttentionKind.KeptClosed, "SEC-1"), (Assert.Single(plan.Unsettled).Kind, plan.Unsettled[0].IssueKey));
    }

    /// <summary>Nothing is planned again and again that waits for a person.</summary>
    [Fact]
    public void A_parent_is_not_closed_over_a_sub_task_that_a_person_opened_again()
    {
        WorkedAt();
        _group.Apply(Finding(1), Finding(2));
        _group.Apply(Finding(1), Finding(2, isOpen: false));
        _group.Move(1, JiraStatusCategory.ToDo);

        var plan = _group.Plan(Finding(1, isOpen: false), Finding(2, isOpen: false));
        Assert.Empty(plan.Operations);
        Assert.Equal((AttentionKind.KeptOpen, "SEC-2"), (Assert.Single(plan.Unsettled).Kind, plan.Unsettled[0].IssueKey));
    }

    /// <summary>Once it is deleted it keeps nothing open, and nobody sees it any more.</summary>
    [Fact]
    public void A_parent_is_closed_although_a_sub_task_that_a_person_opened_again_was_deleted()
    {
        WorkedAt();
        _group.Apply(Finding(1), Finding(2));
        _group.Apply(Finding(1), Finding(2, isOpen: false));
        _group.Move(1, JiraStatusCategory.ToDo);
        _group.Tickets[1] = _group.Tickets[1] with { Presence = IssuePresence.Deleted };

        var close = Assert.IsType<SyncOperation.Transition>(Assert.Single(_group.Plan(Finding(1, isOpen: false), Finding(2, isOpen: false)).Operations));
        Assert.Equal((_group.Tickets[0].Id, TransitionGoal.Done), (close.Ticket, close.Goal));
    }

    /// <summary>A sub-task lies in its parent's project.</summary>
    [Fact]
    public void Where_new_issues_are_made_in_another_project_they_get_an_issue_there()
    {
        WorkedAt();
        _group.Configuration = SubTasks with { Project = new("10001", "OPS") };

        var create = Assert.Single(_group.Plan(Finding(1), Finding(2)).Operations.OfType<SyncOperation.Create>());
        Assert.Equal((null, "SEC-1"), (create.Parent, create.Follows));
    }

    private void WorkedAt()
    {
        _group.Apply(Finding(1));
        _group.Move(0, JiraStatusCategory.InProgress);
    }
}
