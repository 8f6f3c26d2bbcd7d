using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>Where the status map sends an issue, and when.</summary>
public sealed class StatusTargetTests
{
    private static readonly StatusTarget Begun = To(FindingStatus.InProgress, "3", JiraStatusCategory.InProgress);
    private static readonly StatusTarget Refused = To(FindingStatus.FalsePositive, "9", JiraStatusCategory.Done);
    private static readonly TicketConfiguration Mapped = Configuration with
    {
        StatusTargets = [To(FindingStatus.Active, "1", JiraStatusCategory.ToDo), Begun, Refused],
        StatusTargetsSince = Now.AddDays(-1),
    };

    private static readonly PlannedTicket Shown = Of(FindingStatus.Active) with { StatusId = "1", ShownFinding = FindingStatus.Active };

    [Fact]
    public void Findings_that_come_to_stand_otherwise_move_the_issue()
    {
        var move = MoveOf(FindingStatus.InProgress, Shown);

        Assert.Equal((TransitionGoal.Open, Begun, ""), (move!.Goal, move.Target, move.Text));
        Assert.Equal("its findings are in progress", move.Reason);
    }

    [Fact]
    public void A_person_who_moves_the_issue_is_not_moved_back_while_the_findings_stand_as_before() =>
        Assert.Null(MoveOf(FindingStatus.Active, Shown with { StatusId = "3", StatusCategory = JiraStatusCategory.InProgress }));

    [Fact]
    public void Where_the_issue_is_there_already_that_is_only_written_down()
    {
        var plan = PlanOf(FindingStatus.InProgress, Shown with { StatusId = "3", StatusCategory = JiraStatusCategory.InProgress });

        Assert.DoesNotContain(plan.Operations, o => o is SyncOperation.Transition);
        Assert.Equal(FindingStatus.InProgress, Assert.Single(plan.Adopted).Standing);
    }

    [Fact]
    public void Where_the_map_says_nothing_the_issue_stays_and_the_way_back_counts_again()
    {
        Assert.Equal(FindingStatus.Potential, Assert.Single(PlanOf(FindingStatus.Potential, Shown).Adopted).Standing);
        var elsewhere = Shown with { StatusId = "3", StatusCategory = JiraStatusCategory.InProgress, ShownFinding = FindingStatus.Potential };
        Assert.Equal("1", MoveOf(FindingStatus.Active, elsewhere)!.Target!.Status!.Id);
    }

    [Fact]
    public void What_stood_so_before_the_map_is_left_where_it_is_and_what_is_made_after_it_is_moved()
    {
        var never = Shown with { ShownFinding = null };

        Assert.Null(MoveOf(FindingStatus.InProgress, never with { CreatedAt = Now.AddDays(-2) }));
        Assert.NotNull(MoveOf(FindingStatus.InProgress, never with { CreatedAt = Now }));
    }

    [Fact]
    public void What_a_person_said_by_a_move_of_the_issue_moves_it_no_further()
    {
        Assert.Null(MoveOf(FindingStatus.InProgress, Shown with { ShownFinding = FindingStatus.InProgress }));
        var plan = PlanOf(FindingStatus.InProgress, Shown with { ShownFinding = null, TakesAnyStanding = true });
        Assert.DoesNotContain(plan.Operations, o => o is SyncOperation.Transition);
        Assert.Single(plan.Adopted);
    }

    [Fact]
    public void Closed_findings_go_where_the_map_says_and_the_comment_says_why()
    {
        var close = MoveOf(FindingStatus.FalsePositive, Shown);

        Assert.Equal((TransitionGoal.Done, Refused), (close!.Goal, close.Target));
        Assert.Contains("no longer open: false positive", close.Text);
        Assert.Null(MoveOf(FindingStatus.Fixed, Shown)!.Target);
    }

    [Fact]
    public void What_a_person_brought_to_done_stays_there_and_what_fairlead_did_goes_on()
    {
        var done = Shown with { StatusId = "5", StatusCategory = JiraStatusCategory.Done, DoneAt = Now, ShownFinding = FindingStatus.Fixed };

        Assert.Null(MoveOf(FindingStatus.FalsePositive, done));
        Assert.Equal(Refused, MoveOf(FindingStatus.FalsePositive, done with { IsWhereMoved = true })!.Target);
    }

    [Fact]
    public void Closed_findings_may_lead_to_a_status_that_is_not_done_once()
    {
        var review = To(FindingStatus.Fixed, "4", JiraStatusCategory.InProgress);
        var configuration = Mapped with { StatusTargets = [review] };

        Assert.Equal(review, MoveOf(FindingStatus.Fixed, Shown, configuration)!.Target);
        Assert.Null(MoveOf(FindingStatus.Fixed, Shown with { StatusId = "4", ShownFinding = FindingStatus.Fixed }, configuration));
        Assert.Null(MoveOf(FindingStatus.Fixed, Shown with { StatusId = "7", ShownFinding = FindingStatus.Fixed }, configuration));
    }

    [Fact]
    public void A_reopened_issue_goes_where_the_map_says()
    {
        var done = Shown with { StatusId = "5", StatusCategory = JiraStatusCategory.Done, DoneAt = Now.AddDays(-2), ShownFinding = FindingStatus.Fixed };

        Assert.Equal("1", MoveOf(FindingStatus.Active, done)!.Target!.Status!.Id);
    }

    [Fact]
    public void A_step_that_was_refused_stays_due_and_is_told()
    {
        var hash = MoveOf(FindingStatus.InProgress, Shown)!.Group.Hash;
        var plan = PlanOf(FindingStatus.InProgress, Shown with { HeldHash = hash });

        Assert.Empty(plan.Operations);
        Assert.Empty(plan.Adopted);
        Assert.Equal(AttentionKind.Stuck, Assert.Single(plan.Unsettled).Kind);
    }

    /// <summary>Somebody took a word back by opening the issue again, and the scanner says that the finding is fixed all the same.</summary>
    [Fact]
    public void What_a_person_opened_again_stays_open_and_is_told_until_the_findings_stand_otherwise()
    {
        var opened = Shown with { ShownFinding = null, TakesAnyStanding = true };
        var plan = PlanOf(FindingStatus.Fixed, opened);

        Assert.Empty(plan.Operations);
        Assert.Equal(AttentionKind.KeptOpen, Assert.Single(plan.Unsettled).Kind);
        var adopted = opened with { ShownFinding = Assert.Single(plan.Adopted).Standing, TakesAnyStanding = false };
        Assert.Equal(AttentionKind.KeptOpen, Assert.Single(PlanOf(FindingStatus.Fixed, adopted).Unsettled).Kind);
        Assert.Equal(Refused, MoveOf(FindingStatus.FalsePositive, adopted)!.Target);
    }

    private static SyncOperation.Transition? MoveOf(FindingStatus status, PlannedTicket ticket, TicketConfiguration? configuration = null) =>
        PlanOf(status, ticket, configuration).Operations.OfType<SyncOperation.Transition>().SingleOrDefault();

    private static SyncPlan PlanOf(FindingStatus status, PlannedTicket ticket, TicketConfiguration? configuration = null) =>
        SyncPlanner.Plan([Finding(1, isOpen: status.IsOpen) with { Status = status }], configuration ?? Mapped, [ticket], Now);

    private static PlannedTicket Of(FindingStatus status) =>
        Created(Assert.Single(SyncPlanner.Plan([Finding(1) with { Status = status }], Configuration, [], Now).Operations));

    private static StatusTarget To(FindingStatus finding, string id, JiraStatusCategory category) =>
        new() { Finding = finding, Status = new(id, $"S{id}"), Category = category };
}
