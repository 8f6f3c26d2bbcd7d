using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Configuring;

namespace Fairlead.Platform.Tests.Tickets.Configuring;

public class FieldDemandTests
{
    private static readonly JiraFieldMeta Platform = new(
        "customfield_1", "Platform", false, false, new("option", null, null, null, 1), ["set"], [new("10", "Linux", []), new("11", "Windows", [])], null);

    [Fact]
    public void An_option_that_another_type_does_not_take_is_named_with_those_that_it_does()
    {
        var faults = new FaultList();
        FieldDemand.CheckOptions([Platform], [Of("10", "Linux")], "Sub-task", faults);
        Assert.Empty(faults.Problems);

        FieldDemand.CheckOptions([Platform], [Of("12", "Plan 9")], "Sub-task", faults);
        var problem = Assert.Single(faults.Problems);
        Assert.Equal("fields.Platform", problem.Path);
        Assert.Contains("Sub-task does not take \"Plan 9\"", problem.Message);
        Assert.Contains("Linux, Windows", problem.Fix);
    }

    private static FieldMapping Of(string id, string name) => new("customfield_1", "Platform", FieldShape.Option, new ValueSource.Constant([new(id, name)]));
}
