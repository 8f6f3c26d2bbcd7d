using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

public class SyncPlannerTests
{
    [Fact]
    [Trait("Complaint", "U-26")]
    public void Findings_that_share_the_keys_share_a_ticket()
    {
        var plan = Plan([Finding(1, "R1"), Finding(2, "R1"), Finding(3, "R2"), Finding(4, "R1", asset: "web")]);

        Assert.Equal(4, plan.Findings);
        Assert.Equal(3, plan.Groups);
        Assert.Equal([2, 1, 1], plan.Operations.Select(o => o.Group.Open).OrderDescending());
        Assert.All(plan.Operations, o => Assert.IsType<SyncOperation.Create>(o));
    }

    [Fact]
    [Trait("Complaint", "U-26")]
    public void A_label_is_a_key_by_its_name_and_a_tag_by_being_there()
    {
        PlannedFinding[] findings =
        [
            Labelled(1, "owner=payments", "x=1"), Labelled(2, "Owner=payments"), Labelled(3, "owner=web"), Labelled(4), Labelled(5, "owners=payments"),
            Labelled(6, "owner=web", "owner=payments"), Labelled(7, "owner=payments", "owner=web"), Labelled(8, "owner"),
        ];
        var byOwner = Configuration with { GroupBy = [GroupingKey.OfLabel("owner")] };

        var plan = SyncPlanner.Plan(findings, byOwner, [], Now);

        Assert.Equal(
            [("owner none", 2), ("owner payments", 2), ("owner payments, web", 2), ("owner web", 1), ("owner yes", 1)],
            plan.Operations.Select(o => (o.Group.Label, o.Group.Open)).Order());
        // Letter case and what else is asked for make other groups or none.
        Assert.Equal(plan.Operations.Select(o => o.Group.Key), SyncPlanner.Plan(findings, byOwner with { GroupBy = [GroupingKey.OfLabel("OWNER")] }, [], Now).Operations.Select(o => o.Group.Key));
        Assert.Equal(7, SyncPlanner.Plan(findings, byOwner with { GroupBy = [GroupingKey.OfLabel("owner"), GroupingKey.OfLabel("x"), GroupingKey.Rule] }, [], Now).Groups + 1);

        static PlannedFinding Labelled(int id, params string[] labels) => Finding(id) with { Labels = labels };
    }

    [Fact]
    public void Without_keys_every_finding_has_its_own_ticket()
    {
        var plan = SyncPlanner.Plan([Finding(1), Finding(2)], Configuration with { GroupBy = [] }, [], Now);

        Assert.Equal(2, plan.Operations.Count);
    }

    /// <summary>Neither alone, nor in the ticket of others; where it had one before anybody knew, that is done.</summary>
    [Fact]
    [Trait("Complaint", "U-07")]
    public void A_duplicate_owns_no_ticket()
    {
        var duplicate = Finding(2, "R2", isOpen: false) with { Status = FindingStatus.Duplicate };

        Assert.Equal(1, Assert.Single(Plan([Finding(1), duplicate]).Operations).Group.Open);
        Assert.Equal(1, Assert.Single(Plan([Finding(1), duplicate with { Rule = "R1" }]).Operations).Group.Open);
        var own = Assert.Single(Plan([Finding(2, "R2")]).Operations);
        var step = Assert.IsType<SyncOperation.Transition>(Assert.Single(Plan([duplicate], Created(own)).Operations));
        Assert.Equal((TransitionGoal.Done, FindingStatus.Duplicate), (step.Goal, step.Group.Standing));
    }

    [Fact]
    [Trait("Complaint", "U-17")]
    public void A_finding_that_was_never_open_asks_for_no_ticket() =>
        Assert.Empty(Plan([Finding(1, isOpen: false)]).Operations);

    [Fact]
    public void The_worst_come_first()
    {
        var plan = Plan([Finding(1, "a", Severity.Low), Finding(2, "b", Severity.Critical), Finding(3, "c", Severity.Medium)]);

        Assert.Equal([Severity.Critical, Severity.Medium, Severity.Low], plan.Operations.Select(o => o.Group.Severity));
    }

    /// <summary>In the order of the plan, and on from where the tickets before it ended; what comes in place of a ticket has its turn.</summary>
    [Fact]
    [Trait("Complaint", "U-53")]
    public void New_tickets_go_on_counting_turns()
    {
        var first = Plan([Finding(1, "a", Severity.Low), Finding(2, "b", Severity.Critical), Finding(3, "c", Severity.Medium)]);
        Assert.Equal([0, 1, 2], first.Operations.Select(o => o.Group.Turn));

        var tickets = first.Operations.Select(o => Created(o)).ToArray();
        tickets[0] = tickets[0] with { Presence = IssuePresence.Released };
        var second = Plan([Finding(1, "a", Severity.Low), Finding(2, "b", Severity.Critical), Finding(3, "c", Severity.Medium, content: 7), Finding(4, "d")], tickets);

        Assert.Equal([("b", 0), ("c", 1), ("d", 3)], second.Operations.Select(o => (o.Group.Label[^1..], o.Group.Turn)).Order());
    }

    [Fact]
    public void A_group_takes_the_severity_of_its_open_findings()
    {
        var plan = Plan([Finding(1, severity: Severity.Critical, isOpen: false), Finding(2, severity: Severity.Low), Finding(3, severity: Severity.Medium)]);

        Assert.Equal(Severity.Medium, Assert.Single(plan.Operations).Group.Severity);
    }

    [Fact]
    [Trait("Complaint", "U-29")]
    public void Nothing_is_planned_when_jira_agrees()
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);

        Assert.Empty(Plan([Finding(1)], Created(create)).Operations);
    }

    [Fact]
    public void A_changed_finding_updates_the_ticket()
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);

        Assert.IsType<SyncOperation.Update>(Assert.Single(Plan([Finding(1, content: 7)], Created(create)).Operations));
    }

    [Fact]
    public void A_changed_template_updates_open_tickets_only()
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);
        var changed = Configuration with { Template = Template.Default with { Summary = "{{group.title}}" } };

        Assert.Single(SyncPlanner.Plan([Finding(1)], changed, [Created(create)], Now).Operations);
        var done = Created(create, JiraStatusCategory.Done) with { DoneAt = Now };
        Assert.Empty(SyncPlanner.Plan([Finding(1, isOpen: false)], changed, [done], Now).Operations);
    }

    [Fact]
    [Trait("Complaint", "U-18")]
    public void When_all_findings_are_closed_the_issue_is_moved_to_done()
    {
        var create = Assert.Single(Plan([Finding(1), Finding(2)]).Operations);

        var step = Assert.Single(Plan([Finding(1, isOpen: false), Finding(2, isOpen: false)], Created(create)).Operations);

        Assert.Equal(TransitionGoal.Done, Assert.IsType<SyncOperation.Transition>(step).Goal);
    }

    [Fact]
    public void An_issue_that_is_done_already_is_left_alone()
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);

        Assert.Empty(Plan([Finding(1, isOpen: false)], Created(create, JiraStatusCategory.Done)).Operations);
    }

    [Fact]
    public void What_a_person_closed_knowingly_stays_closed()
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);
        var closed = Created(create, JiraStatusCategory.Done) with { DoneAt = Now.AddHours(-1) };

        Assert.Empty(Plan([Finding(1)], closed).Operations);
    }

    private static readonly ReopenPolicy Listed = new() { NotFrom = [new("7", "Won't Do")], WithinDays = 30 };

    public static TheoryData<string, ReopenPolicy, int, string?, bool, string?> Recurrences => new()
    {
        { "always", ReopenPolicy.Always, 400, "7", false, null },
        { "never", new() { IsNever = true }, 2, null, false, "the configuration never reopens an issue" },
        { "in time", Listed, 29, "8", false, null },
        { "too late", Listed, 31, "8", false, "it was closed more than 30 days ago" },
        { "listed", Listed, 2, "7", false, "somebody closed it as Won't Do, from which the configuration does not reopen" },
        { "listed, but by us", Listed, 2, "7", true, null },
    };

    [Theory]
    [MemberData(nameof(Recurrences))]
    [Trait("Complaint", "U-24")]
    public void A_finding_that_comes_back_follows_the_configuration(string name, ReopenPolicy policy, int days, string? resolution, bool isOurs, string? kept)
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);
        var closed = Created(create, JiraStatusCategory.Done) with { DoneAt = Now.AddDays(-days), ResolutionId = resolution, IsWhereMoved = isOurs };

        var plan = SyncPlanner.Plan([Finding(1)], Configuration with { Reopen = policy }, [closed], Now);
        var instead = SyncPlanner.Plan([Finding(1)], Configuration with { Reopen = policy with { NewTicket = true } }, [closed], Now);

        if (kept is null)
        {
            Assert.All([plan, instead], p => Assert.Equal(TransitionGoal.Open, Assert.IsType<SyncOperation.Transition>(Assert.Single(p.Operations)).Goal));
            return;
        }

        Assert.Empty(plan.Operations);
        var told = Assert.Single(plan.Unsettled);
        Assert.True((told.Kind, told.Reason) == (AttentionKind.KeptClosed, kept), name);
        var again = Assert.IsType<SyncOperation.Create>(Assert.Single(instead.Operations));
        Assert.Equal((2, "SEC-1", $"findings came back after SEC-1 was done, and {kept}"), (again.Generation, again.Follows, again.Reason));
        Assert.Empty(instead.Unsettled);
    }

    /// <summary>A status in which issues may not be edited refuses the edit, not the reopening.</summary>
    [Fact]
    public void An_edit_that_was_refused_keeps_no_recurrence_from_reopening()
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);
        var closed = Created(create, JiraStatusCategory.Done) with { DoneAt = Now.AddDays(-1) };
        var reopen = Assert.Single(Plan([Finding(1)], closed).Operations);

        var stuck = closed with { HeldHash = Holds.WithEdit(null, reopen.Group.Hash), SentHash = null };
        Assert.Equal(TransitionGoal.Open, Assert.IsType<SyncOperation.Transition>(Assert.Single(Plan([Finding(1)], stuck).Operations)).Goal);
        Assert.Empty(Plan([Finding(1)], closed with { HeldHash = reopen.Group.Hash }).Operations);

        // While it is open, the edit is not tried again, and is told.
        var open = Plan([Finding(1)], stuck with { StatusCategory = JiraStatusCategory.ToDo, DoneAt = null });
        Assert.Empty(open.Operations);
        Assert.Equal(AttentionKind.Stuck, Assert.Single(open.Unsettled).Kind);
    }

    [Theory]
    [InlineData(TicketState.Planned)]
    [InlineData(TicketState.Sending)]
    [InlineData(TicketState.Uncertain)]
    [InlineData(TicketState.Retry)]
    public void A_ticket_on_its_way_is_left_to_the_protocol(TicketState state)
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);
        var plan = Plan([Finding(1, content: 5)], Created(create) with { State = state, IssueKey = null, Presence = null });

        Assert.Empty(plan.Operations);
        Assert.Equal(1, plan.Waiting);
    }

    [Fact]
    [Trait("Complaint", "U-38")]
    public void What_jira_refused_is_tried_again_only_when_it_changed()
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);
        var refused = Created(create) with { State = TicketState.Rejected, HeldHash = create.Group.Hash, IssueKey = null, Presence = null };

        Assert.Empty(Plan([Finding(1)], refused).Operations);
        var again = Assert.IsType<SyncOperation.Create>(Assert.Single(Plan([Finding(1, content: 3)], refused).Operations));
        Assert.Equal((1, refused.Id), (again.Generation, again.Existing));
    }

    /// <summary>What was open by then stays without an issue, whatever else changes.</summary>
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void An_unlinked_ticket_gets_a_new_issue_only_when_something_was_opened_since(int openedAfter, bool isMade)
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);
        var unlinked = Created(create) with { Presence = IssuePresence.Unlinked, IssueKey = null, StatusCategory = null, DoneAt = Now };

        var plan = Plan([Finding(1, content: 9) with { OpenedAt = Now.AddMinutes(openedAfter) }], unlinked);

        Assert.Equal(isMade ? [2] : [], plan.Operations.Select(o => Assert.IsType<SyncOperation.Create>(o).Generation));
        Assert.Equal(isMade ? [] : [AttentionKind.Unlinked], plan.Unsettled.Select(u => u.Kind));
    }

    [Theory]
    [InlineData(IssuePresence.Forbidden)]
    [InlineData(IssuePresence.Deleted)]
    [Trait("Complaint", "U-51")]
    public void An_issue_that_cannot_be_seen_is_neither_written_nor_made_again(IssuePresence presence)
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);

        Assert.Empty(Plan([Finding(1, content: 9)], Created(create) with { Presence = presence }).Operations);
    }

    [Fact]
    public void A_frozen_ticket_rests()
    {
        var create = Assert.Single(Plan([Finding(1)]).Operations);

        Assert.Empty(Plan([Finding(1, isOpen: false)], Created(create) with { FrozenUntil = Now.AddMinutes(1) }).Operations);
        Assert.Single(Plan([Finding(1, isOpen: false)], Created(create) with { FrozenUntil = Now }).Operations);
    }

    [Fact]
    public void A_disabled_configuration_plans_nothing() =>
        Assert.Empty(SyncPlanner.Plan([Finding(1)], Configuration with { Enabled = false }, [], Now).Operations);

    [Fact]
    [Trait("Complaint", "U-27")]
    public void The_order_of_findings_makes_no_difference()
    {
        var findings = Enumerable.Range(1, 50).Select(i => Finding(i, $"R{i % 7}", (Severity)(i % 6), i % 3 > 0)).ToList();

        Assert.Equivalent(Plan(findings), Plan(findings.AsEnumerable().Reverse()), strict: true);
    }

    [Fact]
    public void Configurations_never_share_a_group() =>
        Assert.NotEqual(
            Plan([Finding(1)]).Operations[0].Group.Key,
            SyncPlanner.Plan([Finding(1)], Configuration with { Id = new(IdOf(9)) }, [], Now).Operations[0].Group.Key);

    [Fact]
    public void A_value_cannot_pass_for_two() =>
        Assert.NotEqual(
            Plan([Finding(1, "b", asset: "a")]).Operations[0].Group.Key,
            Plan([Finding(1, "", asset: "ab")]).Operations[0].Group.Key);
}
