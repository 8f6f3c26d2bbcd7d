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

    /// <summary>They are for work that is done: an issue that is opened again, or only led on, keeps its assignee and never looks resolved.</summary>
    [Theory]
    [InlineData(false, "resolution,assignee", "")]
    [InlineData(true, "assignee", "assignee")]
    public void Fields_for_closing_are_not_set_where_an_issue_goes_on(bool areRequired, string onScreen, string expected)
    {
        var configuration = SamplePlanning.Configuration with
        {
            DoneFields = [new("resolution", "Resolution", FieldShape.Option, ["1"]), new("assignee", "Assignee", FieldShape.User, ["bob"])],
        };
        var reopen = To("Reopen", "To Do", JiraStatusCategory.ToDo) with { Fields = [.. onScreen.Split(',').Select(id => Field(id, areRequired))] };
        var close = To("Close", "Closed", JiraStatusCategory.Done) with { Fields = [Field("resolution", isRequired: false), Field("assignee", isRequired: false)] };

        var step = Assert.IsType<TransitionChoice.Step>(TransitionChoice.Of([reopen], TransitionGoal.Open, null, configuration, new HashSet<string> { "1" }));
        Assert.Equal(expected, string.Join(',', step.Fields.Select(f => f.Id)));
        Assert.Equal(expected, string.Join(',', Assert.IsType<TransitionChoice.Step>(Of([reopen], configuration)).Fields.Select(f => f.Id)));
        Assert.Equal(["resolution", "assignee"], Assert.IsType<TransitionChoice.Step>(Of([close], configuration)).Fields.Select(f => f.Id));
        // Who has it keeps it.
        var taken = TransitionChoice.Of([close], TransitionGoal.Done, null, configuration, new HashSet<string> { "1" }, new HashSet<string> { "assignee" });
        Assert.Equal("resolution", Assert.Single(Assert.IsType<TransitionChoice.Step>(taken).Fields).Id);
    }

    private static JiraFieldMeta Field(string id, bool isRequired) =>
        new(id, id, isRequired, HasDefault: false, new JiraFieldSchema(id == "assignee" ? "user" : "resolution", null, null, null, null), ["set"], id == "assignee" ? [] : [new JiraAllowedValue("1", "Done", [])], null);

    private static string Choose(IReadOnlyList<JiraTransition> possible) =>
        Assert.IsType<TransitionChoice.Step>(Of(possible, SamplePlanning.Configuration)).Transition.To.Name;

    private static TransitionChoice Of(IReadOnlyList<JiraTransition> possible, TicketConfiguration configuration) =>
        TransitionChoice.Of(possible, TransitionGoal.Done, null, configuration, new HashSet<string> { "1" });

    private static JiraTransition To(string name, string status, JiraStatusCategory category) =>
        new($"t-{name}", name, new JiraStatus($"s-{status}", status, category), []);
}
