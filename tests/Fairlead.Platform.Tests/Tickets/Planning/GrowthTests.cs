using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>What becomes of findings that join a group whose issue is there already (U-28).</summary>
public class GrowthTests
{
    private readonly GrowingGroup _group = new(Configuration with { Growth = GrowthPolicy.NewTicket });

    [Fact]
    public void By_default_the_issue_tells_of_them_too()
    {
        _group.Configuration = Configuration;
        _group.Apply(Finding(1));
        _group.Move(0, JiraStatusCategory.InProgress);

        Assert.IsType<SyncOperation.Update>(Assert.Single(_group.Apply(Finding(1), Finding(2))));
    }

    [Fact]
    public void Until_work_has_begun_the_issue_tells_of_them_too()
    {
        _group.Apply(Finding(1));

        Assert.Equal(2, Assert.IsType<SyncOperation.Update>(Assert.Single(_group.Apply(Finding(1), Finding(2)))).Group.Total);
    }

    [Fact]
    [Trait("Complaint", "U-28")]
    public void Once_work_has_begun_they_get_an_issue_of_their_own_that_follows_the_one_before()
    {
        _group.Apply(Finding(1));
        _group.Move(0, JiraStatusCategory.InProgress);

        var second = Assert.IsType<SyncOperation.Create>(Assert.Single(_group.Apply(Finding(1), Finding(2))));
        Assert.Equal(("SEC-1", 1), (second.Follows, second.Generation));
        Assert.Equal([new FindingId(IdOf(2))], second.Group.Members);
        Assert.EndsWith("part 2", second.Group.Label);
        Assert.Contains("SEC-1", second.Reason);

        // What comes next is told there, until somebody works at that one too.
        Assert.Equal(second.Group.Key, Assert.IsType<SyncOperation.Update>(Assert.Single(_group.Apply(Finding(1), Finding(2), Finding(3)))).Group.Key);
        _group.Move(1, JiraStatusCategory.InProgress);
        var third = Assert.IsType<SyncOperation.Create>(Assert.Single(_group.Apply(Finding(1), Finding(2), Finding(3), Finding(4))));
        Assert.Equal([new FindingId(IdOf(4))], third.Group.Members);
    }

    [Fact]
    public void Each_issue_follows_its_own_findings()
    {
        _group.Apply(Finding(1));
        _group.Move(0, JiraStatusCategory.InProgress);
        _group.Apply(Finding(1), Finding(2));

        var close = Assert.IsType<SyncOperation.Transition>(Assert.Single(_group.Apply(Finding(1, isOpen: false), Finding(2))));
        Assert.Equal((_group.Tickets[0].Id, TransitionGoal.Done), (close.Ticket, close.Goal));
        var reopen = Assert.IsType<SyncOperation.Transition>(Assert.Single(_group.Apply(Finding(1) with { OpenedAt = Now }, Finding(2))));
        Assert.Equal((_group.Tickets[0].Id, TransitionGoal.Open), (reopen.Ticket, reopen.Goal));
    }

    [Fact]
    public void An_issue_that_is_put_back_to_do_before_anything_came_takes_in_what_comes()
    {
        _group.Apply(Finding(1));
        _group.Move(0, JiraStatusCategory.InProgress);
        _group.Move(0, JiraStatusCategory.ToDo);

        Assert.IsType<SyncOperation.Update>(Assert.Single(_group.Apply(Finding(1), Finding(2))));
    }

    [Fact]
    public void Another_policy_leaves_findings_where_they_are()
    {
        _group.Apply(Finding(1));
        _group.Move(0, JiraStatusCategory.InProgress);
        _group.Apply(Finding(1), Finding(2));
        _group.Configuration = Configuration;

        Assert.Empty(_group.Apply(Finding(1), Finding(2)));
        _group.Move(1, JiraStatusCategory.InProgress);
        Assert.Equal(_group.Tickets[1].Id, Assert.IsType<SyncOperation.Update>(Assert.Single(_group.Apply(Finding(1), Finding(2), Finding(3)))).Ticket);
    }

    /// <summary>Done is the business of the reopen policy, and what is not made yet has nobody at work.</summary>
    [Fact]
    public void What_is_done_or_not_made_yet_has_no_part_after_it()
    {
        _group.Apply(Finding(1));
        _group.Move(0, JiraStatusCategory.Done);
        Assert.Empty(_group.Plan(Finding(1)).Operations);
        Assert.Equal(TransitionGoal.Open, Assert.IsType<SyncOperation.Transition>(Assert.Single(_group.Plan(Finding(1), Finding(2)).Operations)).Goal);
        _group.Tickets[0] = _group.Tickets[0] with { StatusCategory = JiraStatusCategory.Done, DoneAt = Now.AddDays(-2) };
        Assert.Equal(TransitionGoal.Open, Assert.IsType<SyncOperation.Transition>(Assert.Single(_group.Plan(Finding(1), Finding(2)).Operations)).Goal);

        _group.Tickets[0] = _group.Tickets[0] with { State = TicketState.Uncertain, IssueKey = null, Presence = null, StatusCategory = null };
        Assert.Empty(_group.Plan(Finding(1), Finding(2)).Operations);
    }
}
