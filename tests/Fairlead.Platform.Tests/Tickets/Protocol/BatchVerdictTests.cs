using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tests.Tickets.Protocol;

/// <summary>A sub-task's parent is its own: what Jira says of it holds no other issue of the project and type up.</summary>
public class BatchVerdictTests
{
    [Theory]
    [InlineData("parentId", 1)]
    [InlineData("parent", 2)]
    [InlineData("pid", 2)]
    public void A_refused_parent_is_told_for_the_sub_task_alone(string field, int items)
    {
        var verdict = Of(field, items, areSubTasks: true);

        Assert.Null(verdict.Consequence);
        Assert.All(verdict.Answers, a => Assert.Contains("does not fit", Assert.IsType<CreateAnswer.Refused>(a).Reason));
    }

    [Theory]
    [InlineData("parent", false)]
    [InlineData("customfield_1", true)]
    public void What_is_the_same_for_all_still_parks_them(string field, bool areSubTasks) =>
        Assert.IsType<Consequence.OpenCircuit>(Of(field, 2, areSubTasks).Consequence);

    private static BatchVerdict Of(string field, int items, bool areSubTasks) => BatchVerdict.Of(
        [.. Enumerable.Repeat(new JiraOutcome<CreatedIssue>.Rejected(JiraRefusalCause.Invalid, 400, new([], new Dictionary<string, string> { [field] = "it does not fit" })), items)],
        "labels", canFall: true, isItsOwnFault: false, areSubTasks);
}
