using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>As much of a group's member as says where it comes in the group's order, and when it is due.</summary>
/// <param name="DueFrom">As <see cref="Deadline.StartOf"/>.</param>
internal readonly record struct GroupMember(bool IsOpen, Severity Severity, FindingId Id, DateOnly DueFrom)
{
    /// <summary>The members that the group's issue can name: open ones first, the worst first.</summary>
    public static IReadOnlyList<FindingId> Named(IEnumerable<GroupMember> members) =>
    [
        .. members.OrderByDescending(m => m.IsOpen).ThenByDescending(m => m.Severity).ThenBy(m => m.Id.Value)
            .Take(TicketGroup.MaxListed).Select(m => m.Id),
    ];

    /// <inheritdoc cref="TicketGroup.DueFrom"/>
    public static IReadOnlyDictionary<Severity, DateOnly> DueFromOf(IReadOnlyCollection<GroupMember> members)
    {
        var isAnyOpen = members.Any(m => m.IsOpen);
        return Deadline.EarliestOf(members.Where(m => m.IsOpen == isAnyOpen).Select(m => (m.Severity, m.DueFrom)));
    }
}
