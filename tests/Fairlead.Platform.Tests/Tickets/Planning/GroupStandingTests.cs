using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

public sealed class GroupStandingTests
{
    [Theory]
    [InlineData(FindingStatus.Active, FindingStatus.Fixed, FindingStatus.InProgress, FindingStatus.Active)]
    [InlineData(FindingStatus.InProgress, FindingStatus.Potential, FindingStatus.InProgress, FindingStatus.WaitingForThirdParty)]
    [InlineData(FindingStatus.WaitingForThirdParty, FindingStatus.ExceptionRequested, FindingStatus.WaitingForThirdParty, FindingStatus.RiskAccepted)]
    [InlineData(FindingStatus.RiskAccepted, FindingStatus.Fixed, FindingStatus.RiskAccepted, FindingStatus.Duplicate)]
    [InlineData(FindingStatus.Duplicate, FindingStatus.FalsePositive, FindingStatus.Fixed, FindingStatus.Duplicate)]
    [InlineData(FindingStatus.FalsePositive, FindingStatus.Fixed, FindingStatus.FalsePositive, FindingStatus.Fixed)]
    [InlineData(FindingStatus.Active, FindingStatus.WaitingForVerification, FindingStatus.Fixed, FindingStatus.InProgress)]
    public void The_most_open_member_decides_whatever_their_order(FindingStatus expected, params FindingStatus[] members)
    {
        Assert.Equal(expected, Of(members));
        Assert.Equal(expected, Of(members.Reverse()));
    }

    /// <summary>No status is left out of the order.</summary>
    [Fact]
    public void Each_status_alone_stands_for_itself() => Assert.All(
        Enum.GetValues<FindingStatus>().Except([FindingStatus.WaitingForVerification]),
        status => Assert.All(Enum.GetValues<FindingStatus>(), other => Assert.Equal(Of([status, other]), Of([other, status]))));

    private static FindingStatus? Of(IEnumerable<FindingStatus> members) =>
        members.Aggregate((FindingStatus?)null, (group, member) => GroupStanding.Of(group, member));
}
