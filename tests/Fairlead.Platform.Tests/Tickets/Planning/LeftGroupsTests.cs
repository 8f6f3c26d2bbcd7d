using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>What becomes of tickets when the configuration changes under them.</summary>
public class LeftGroupsTests
{
    [Fact]
    public void A_ticket_that_the_filter_leaves_without_findings_is_closed_and_the_comment_says_why()
    {
        var ticket = Created(Assert.Single(Plan([Finding(1, severity: Severity.Low)]).Operations));
        var narrower = Configuration with { Filter = TicketFilter.Everything with { MinimumSeverity = Severity.High } };

        var plan = SyncPlanner.Plan([Finding(1, severity: Severity.Low)], narrower, [ticket], Now);

        var close = Assert.IsType<SyncOperation.Transition>(Assert.Single(plan.Operations));
        Assert.Equal((TransitionGoal.Done, true), (close.Goal, close.HasLeft));
        Assert.Contains("rated otherwise", close.Text);
        Assert.Contains("does not say that the findings are fixed", close.Text);
        Assert.Empty(SyncPlanner.Plan([Finding(1, severity: Severity.Low)], narrower, [ticket with { StatusCategory = JiraStatusCategory.Done, DoneAt = DateTimeOffset.UnixEpoch }], Now).Operations);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void When_the_findings_come_back_into_the_filter_the_issue_is_opened_again(bool isNever, bool newTicket)
    {
        var ticket = Created(Assert.Single(Plan([Finding(1)]).Operations)) with
        {
            StatusCategory = JiraStatusCategory.Done,
            DoneAt = DateTimeOffset.UnixEpoch,
        };

        var plan = SyncPlanner.Plan([Finding(1)], Configuration with { Reopen = new() { IsNever = isNever, NewTicket = newTicket, WithinDays = 1 } }, [ticket], Now);

        var move = Assert.IsType<SyncOperation.Transition>(Assert.Single(plan.Operations));

        Assert.Equal(TransitionGoal.Open, move.Goal);
    }

    [Fact]
    public void A_new_grouping_makes_new_tickets_and_closes_the_old_ones()
    {
        var ticket = Created(Assert.Single(Plan([Finding(1), Finding(2)]).Operations));

        var plan = SyncPlanner.Plan([Finding(1), Finding(2)], Configuration with { GroupBy = [] }, [ticket], Now);

        Assert.Equal((2, 1), (plan.Operations.Count(o => o is SyncOperation.Create), plan.Operations.Count(o => o is SyncOperation.Transition)));
    }

    [Theory]
    [InlineData(10, 10, false)]
    [InlineData(11, 20, true)]
    [InlineData(11, 40, false)]
    [Trait("Complaint", "U-15")]
    public void Unusually_many_closes_are_held_until_a_person_confirms(int leaving, int all, bool isHeld)
    {
        var findings = Enumerable.Range(1, all).Select(i => Finding(i, $"R{i}", i <= leaving ? Severity.Low : Severity.High)).ToList();
        var tickets = Plan(findings).Operations.Select(o => Created(o)).ToList();
        var narrower = Configuration with { Filter = TicketFilter.Everything with { MinimumSeverity = Severity.High } };

        var plan = SyncPlanner.Plan(findings, narrower, tickets, Now);
        var confirmed = SyncPlanner.Plan(findings, narrower, tickets, Now, Confirmed.Closes);

        Assert.Equal(isHeld ? leaving : 0, plan.HeldCloses.Count);
        Assert.Equal(isHeld ? 0 : leaving, plan.Operations.Count);
        Assert.Equal((0, leaving), (confirmed.HeldCloses.Count, confirmed.Operations.Count));
    }

    [Fact]
    public void A_disabled_configuration_closes_nothing()
    {
        var ticket = Created(Assert.Single(Plan([Finding(1)]).Operations));

        Assert.Empty(SyncPlanner.Plan([], Configuration with { Enabled = false }, [ticket], Now).Operations);
    }

    [Fact]
    public void What_was_not_made_yet_is_withdrawn_or_made_in_the_new_project()
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);
        var waiting = Created(create) with
        {
            State = TicketState.Retry,
            Presence = null,
            StatusCategory = null,
        };

        var gone = SyncPlanner.Plan([], Configuration, [waiting], Now);
        var moved = SyncPlanner.Plan([Finding(1)], Configuration with { Project = new("10009", "OPS") }, [waiting], Now);

        Assert.Equal((waiting.Id, 0), (Assert.Single(gone.Withdrawn), gone.Operations.Count));
        Assert.Equal(waiting.Id, Assert.IsType<SyncOperation.Create>(Assert.Single(moved.Operations)).Existing);
        Assert.Empty(SyncPlanner.Plan([Finding(1)], Configuration, [waiting], Now).Operations);
    }

    [Fact]
    [Trait("Complaint", "U-16")]
    public void A_deleted_issue_is_not_settled_while_findings_behind_it_are_open()
    {
        var deleted = Created(Assert.Single(Plan([Finding(1)]).Operations)) with { Presence = IssuePresence.Deleted };

        var plan = Plan([Finding(1)], deleted);
        var afterwards = Plan([Finding(1, isOpen: false)], deleted);

        Assert.Equal((0, 1, AttentionKind.Deleted), (plan.Settled, plan.Waiting, Assert.Single(plan.Unsettled).Kind));
        Assert.Equal((1, 0), (afterwards.Settled, afterwards.Waiting));
        var again = Assert.IsType<SyncOperation.Create>(Assert.Single(Plan([Finding(1)], deleted with { Presence = IssuePresence.Released }).Operations));
        Assert.Equal(2, again.Generation);
    }

    [Fact]
    public void What_jira_refused_needs_nobody_once_its_findings_are_closed()
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);
        var refused = Created(create) with { State = TicketState.Rejected, Presence = null, StatusCategory = null, HeldHash = create.Group.Hash };

        Assert.Equal(AttentionKind.Refused, Assert.Single(Plan([Finding(1)], refused).Unsettled).Kind);
        Assert.Empty(Plan([Finding(1, isOpen: false)], refused).Unsettled);
    }
}
