using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>As much of a group's member as says where it comes in the group's order.</summary>
internal readonly record struct GroupMember(bool IsOpen, Severity Severity, FindingId Id)
{
    /// <summary>The members that the group's issue can name: open ones first, the worst first.</summary>
    public static IReadOnlyList<FindingId> Named(IEnumerable<GroupMember> members) =>
    [
        .. members.OrderByDescending(m => m.IsOpen).ThenByDescending(m => m.Severity).ThenBy(m => m.Id.Value)
            .Take(TicketGroup.MaxListed).Select(m => m.Id),
    ];
}
