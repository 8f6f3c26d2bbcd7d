using Fairlead.Kernel.Text;

namespace Fairlead.Kernel.Tests;

public class NearMissTests
{
    [Theory]
    [InlineData("hihg", "high")]
    [InlineData("crit", "critical")]
    [InlineData("INFO", "informational")]
    [InlineData("accept", "riskAccepted")]
    [InlineData("waiting", null)] // two begin with it
    [InlineData("in", null)] // too short to be a part
    [InlineData("purple", null)]
    public void A_word_is_known_by_few_edits_or_by_a_part_that_only_one_has(string typed, string? meant) =>
        Assert.Equal(
            meant,
            NearMiss.Of(typed, ["critical", "high", "medium", "low", "informational", "riskAccepted", "waitingForThirdParty", "waitingForVerification"]));
}
