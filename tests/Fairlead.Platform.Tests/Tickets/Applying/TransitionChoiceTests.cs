using Fairlead.Jira.Resources;
using Fairlead.Platform.Tests.Tickets.Planning;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Which step closes an issue of which findings were fixed.</summary>
[Trait("Complaint", "U-20")]
public sealed class TransitionChoiceTests
{
    private static readonly JiraTransition Reject = To("Reject", "Rejected", JiraStatusCategory.Done);
    private static readonly JiraTransition Begin = To("Start", "In Progress", JiraStatusCategory.InProgress);

    [Fact]
    public void What_says_fixed_goes_before_what_only_ends() =>
        Assert.Equal("Fixed", Choose([To("Archive", "Archived", JiraStatusCategory.Done), To("Fix", "Fixed", JiraStatusCategory.Done)]));

    [Fact]
    [Trait("Complaint", "U-19")]
    public void A_refusal_is_not_taken_where_a_step_leads_on() => Assert.Equal("In Progress", Choose([Reject, Begin]));

    [Theory]
    [InlineData("Won't Fix")]
    [InlineData("Wont do")]
    [InlineData("Declined")]
    [InlineData("Cancelled")]
    [InlineData("Duplicate")]
    public void Where_only_a_refusal_ends_it_a_person_decides(string status)
    {
        var choice = Assert.IsType<TransitionChoice.NoWay>(Of([To("End", status, JiraStatusCategory.Done)], SamplePlanning.Configuration));
        Assert.Contains(status, choice.Reason);
        Assert.Contains("doneStatus", choice.Reason);
    }

    [Fact]
    public void A_status_that_the_configuration_names_is_taken_whatever_it_says()
    {
        var configuration = SamplePlanning.Configuration with { DoneStatus = new(Reject.To.Id, Reject.To.Name) };
        Assert.Equal(Reject, Assert.IsType<TransitionChoice.Step>(Of([Begin, Reject], configuration)).Transition);
    }

    private static string Choose(IReadOnlyList<JiraTransition> possible) =>
        Assert.IsType<TransitionChoice.Step>(Of(possible, SamplePlanning.Configuration)).Transition.To.Name;

    private static TransitionChoice Of(IReadOnlyList<JiraTransition> possible, TicketConfiguration configuration) =>
        TransitionChoice.Of(possible, TransitionGoal.Done, null, configuration, new HashSet<string> { "1" });

    private static JiraTransition To(string name, string status, JiraStatusCategory category) =>
        new($"t-{name}", name, new JiraStatus($"s-{status}", status, category), []);
}
