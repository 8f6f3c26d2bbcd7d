using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>U-54: how long a finding stood accepted, whatever became of the acceptance.</summary>
public class AcceptedTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(FindingStatus.RiskAccepted, 30, 10, 10)]
    [InlineData(FindingStatus.RiskAccepted, 30, 40, 30)]
    [InlineData(FindingStatus.RiskAccepted, null, 10, 0)]
    [InlineData(FindingStatus.FalsePositive, 30, 10, 0)]
    [InlineData(FindingStatus.RiskAccepted, 30, -1, 0)]
    public void Only_an_acceptance_with_an_end_counts_and_no_longer_than_that(FindingStatus status, int? end, int after, int counted) =>
        Assert.Equal(TimeSpan.FromDays(5 + counted), AcceptedTime.After(TimeSpan.FromDays(5), Decision(status, 0, end), Start.AddDays(after)));

    [Fact]
    public void Without_a_decision_nothing_is_added() => Assert.Equal(TimeSpan.FromDays(5), AcceptedTime.After(TimeSpan.FromDays(5), null, Start));

    /// <summary>Accepted for 30 days, on the tenth replaced, on the twelfth that was taken back: at its end it counts once.</summary>
    [Theory]
    [InlineData(FindingStatus.FalsePositive)]
    [InlineData(FindingStatus.RiskAccepted)]
    [InlineData(null)]
    public void What_stands_again_is_not_counted_twice(FindingStatus? inBetween)
    {
        var accepted = Decision(FindingStatus.RiskAccepted, 0, 30);
        var other = inBetween is { } status ? Decision(status, 10, 90) : null;
        var replaced = AcceptedTime.After(TimeSpan.Zero, accepted, Start.AddDays(10));

        var restored = AcceptedTime.AfterRestoring(replaced, other, accepted, Start.AddDays(10), Start.AddDays(12));

        Assert.Equal(TimeSpan.FromDays(30), AcceptedTime.After(restored, accepted, Start.AddDays(31)));
    }

    [Fact]
    public void An_acceptance_that_is_taken_back_counts_as_long_as_it_stood() => Assert.Equal(
        TimeSpan.FromDays(12), AcceptedTime.AfterRestoring(TimeSpan.Zero, Decision(FindingStatus.RiskAccepted, 0, 30), null, Start, Start.AddDays(12)));

    private static FindingDecision Decision(FindingStatus status, int at, int? days) =>
        new(status, null, "Alice", Start.AddDays(at), days is { } d ? Start.AddDays(at + d) : null);
}
