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

    [Theory]
    [InlineData("api", "API", true)]
    [InlineData("api", "web", false)]
    [InlineData("api*", "api-gateway", true)]
    [InlineData("api*", "web-gateway", false)]
    [InlineData("api*", "*gateway", true)]
    [InlineData("prod/*", "*/shop", true)]
    [InlineData("prod/*", "stage/*", false)]
    [InlineData("prod/*", "pro*", true)]
    [InlineData("*/shop", "*/web", false)]
    [InlineData("a*b*c", "a*x*c", true)]
    [InlineData("ab", "a*b*", true)]
    public void Two_patterns_meet_where_some_text_matches_both(string one, string other, bool expected)
    {
        Assert.Equal(expected, new TextPattern(one).Meets(new(other)));
        Assert.Equal(expected, new TextPattern(other).Meets(new(one)));
    }
}
