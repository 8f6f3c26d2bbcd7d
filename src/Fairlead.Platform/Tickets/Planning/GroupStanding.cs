using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>How a group of findings stands as a whole: as the most open of them. Pure.</summary>
internal static class GroupStanding
{
    private static readonly FindingStatus[] Order =
    [
        FindingStatus.Active, FindingStatus.InProgress, FindingStatus.Potential, FindingStatus.WaitingForThirdParty, FindingStatus.ExceptionRequested,
        FindingStatus.RiskAccepted, FindingStatus.Duplicate, FindingStatus.FalsePositive, FindingStatus.Fixed,
    ];

    /// <summary>How a group can stand, the most open first.</summary>
    public static IReadOnlyList<FindingStatus> All => Order;

    /// <summary>What waits for verification counts as active.</summary>
    /// <param name="group">How the others stand; <see langword="null"/> when there are none.</param>
    public static FindingStatus Of(FindingStatus? group, FindingStatus member)
    {
        var status = member == FindingStatus.WaitingForVerification ? FindingStatus.Active : member;
        return group is { } other && Array.IndexOf(Order, other) < Array.IndexOf(Order, status) ? other : status;
    }
}
