using Fairlead.Kernel.Text;

namespace Fairlead.Kernel.Tests;

public sealed class TextPatternTests
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
}
