using Fairlead.Kernel.Text;

namespace Fairlead.Kernel.Tests;

public class ShellWordTests
{
    [Theory]
    [InlineData("team", "team")]
    [InlineData("https://team.example/jira", "https://team.example/jira")]
    [InlineData("the team", "'the team'")]
    [InlineData("it's $(id)", @"'it'\''s $(id)'")]
    [InlineData("", "''")]
    public void A_name_can_be_pasted_into_a_shell(string name, string expected) => Assert.Equal(expected, ShellWord.Of(name));
}
