using Fairlead.Kernel;
using Fairlead.Platform.Tickets.Priorities;

namespace Fairlead.Platform.Tests.Tickets.Priorities;

public class PriorityJudgeTests
{
    private static readonly DateTimeOffset Since = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly PriorityJudge Judge = new([new(new("1", "Highest"), Severity.Critical), new(new("5", "Lowest"), Severity.Low)], Since);

    /// <param name="after">Seconds after the map became what it is; null: the priority was never changed.</param>
    [Theory]
    [InlineData("5", 1, false, 0, false, "Low")]
    [InlineData("5", 1, false, 0, true, "Low")]
    [InlineData("1", 0, false, 0, false, "Critical")]
    [InlineData("3", 1, false, 0, true, "back")]
    [InlineData("", 1, false, 0, true, "back")]
    [InlineData("3", 1, false, 0, false, "nothing")]
    [InlineData("5", 1, true, 0, true, "nothing")]
    [InlineData("5", null, false, 0, false, "nothing")]
    [InlineData("5", -1, false, 0, false, "nothing")]
    [InlineData("5", 1, false, 2, false, "nothing")]
    public void A_priority_says_what_the_map_says_of_what_a_person_set(string priority, int? after, bool isOurs, int linked, bool hasEffect, string expected)
    {
        var change = after is { } seconds ? new PriorityChange(isOurs, Since.AddSeconds(seconds)) : null;
        var said = Judge.Judge(priority, change, linked == 0 ? null : Since.AddSeconds(linked), hasEffect) switch
        {
            PriorityVerdict.Change verdict => $"{verdict.Severity}",
            PriorityVerdict.TakeBack => "back",
            _ => "nothing",
        };
        Assert.Equal(expected, said);
    }
}
