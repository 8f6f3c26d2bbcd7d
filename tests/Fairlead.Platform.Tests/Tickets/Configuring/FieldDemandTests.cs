using Fairlead.Jira.Resources;
using Fairlead.Kernel;
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

    /// <summary>Each with the ways out, and not with one that leads back to where it began.</summary>
    [Theory]
    [InlineData("array", "attachment", "attachment list")]
    [InlineData("array", "issuelinks", "issuelinks list")]
    [InlineData("timetracking", null, "timetracking")]
    [InlineData("group", null, "group")]
    public void A_demanded_field_that_cannot_be_set_is_told_with_the_ways_out(string type, string? items, string told)
    {
        var field = Platform with { IsRequired = true, Schema = new(type, items, null, null, 1), AllowedValues = [] };
        var faults = new FaultList();
        FieldDemand.Check([field], [], new HashSet<string>(), new Dictionary<Severity, string>(), faults);

        var problem = Assert.Single(faults.Problems);
        Assert.Equal("fields.Platform", problem.Path);
        Assert.Contains($"fields of type {told} cannot be set by Fairlead", problem.Message);
        Assert.Equal("in Jira, give it a default or make it optional for this issue type; or choose another issue type", problem.Fix);

        var filled = new FaultList();
        FieldDemand.Check([field with { HasDefault = true }], [], new HashSet<string>(), new Dictionary<Severity, string>(), filled);
        Assert.Empty(filled.Problems);
    }

    private static FieldMapping Of(string id, string name) => new("customfield_1", "Platform", FieldShape.Option, new ValueSource.Constant([new(id, name)]));
}
