using Fairlead.Kernel;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

public class FilterMatchTests
{
    [Theory]
    [InlineData("api", "api", true)]
    [InlineData("API", "api", true)]
    [InlineData("api*", "api-gateway", true)]
    [InlineData("*gate*", "api-gateway", true)]
    [InlineData("a*y", "api-gateway", true)]
    [InlineData("a*b*y", "api-gateway", false)]
    [InlineData("api*api", "api", false)]
    [InlineData("*", "", true)]
    [InlineData("", "api", false)]
    public void A_star_stands_for_any_characters(string pattern, string text, bool expected) =>
        Assert.Equal(expected, new TextPattern(pattern).Matches(text));

    [Fact]
    public void Lists_are_joined_by_and_their_entries_by_or()
    {
        var filter = new FilterMatch(new TicketFilter
        {
            MinimumSeverity = Severity.Medium,
            Scanners = ["TRIVY", "grype"],
            Assets = ["web", "a*"],
            Rules = ["R*"],
        });

        Assert.True(filter.Accepts(Finding(1)));
        Assert.False(filter.Accepts(Finding(1, severity: Severity.Low)));
        Assert.False(filter.Accepts(Finding(1, rule: "X1")));
        Assert.False(filter.Accepts(Finding(1, asset: "db")));
        Assert.False(filter.Accepts(Finding(1) with { Scanner = "nuclei" }));
        Assert.False(filter.Accepts(Finding(1) with { Rule = null }));
    }
}
