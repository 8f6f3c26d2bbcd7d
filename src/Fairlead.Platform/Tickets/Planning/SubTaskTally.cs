using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>What lies in the sub-tasks of one issue, those that are still to be made included. Pure.</summary>
/// <param name="Open">Findings.</param>
/// <param name="OpenedAt">UTC. When the latest of them was opened; <see langword="null"/> when none is open.</param>
/// <param name="Standing">As the most open of the findings; <see langword="null"/> without any.</param>
/// <param name="MayBeOpen">Sub-tasks that are not done, as far as is known.</param>
internal sealed record SubTaskTally(int Open, DateTimeOffset? OpenedAt, FindingStatus? Standing, IReadOnlyList<TicketId> MayBeOpen)
{
    /// <summary>One of them is open because a person opened it again: what it hangs on is not closed over it.</summary>
    public bool HasKeptOpen { get; init; }

    /// <summary>Worst of the open findings.</summary>
    public Severity Severity { get; init; }

    public static SubTaskTally None { get; } = new(0, null, null, []);

    /// <param name="latest">The latest ticket of each group.</param>
    /// <returns>By the ticket of the issue above.</returns>
    public static IReadOnlyDictionary<TicketId, SubTaskTally> Of(IEnumerable<GroupTally> groups, IReadOnlyDictionary<UInt128, PlannedTicket> latest)
    {
        var below = new Dictionary<TicketId, SubTaskTally>();
        foreach (var ticket in latest.Values.Where(t => t is { Parent: not null, MayBeOpen: true }))
        {
            var tally = below.GetValueOrDefault(ticket.Parent!.Value, None);
            below[ticket.Parent.Value] = tally with { MayBeOpen = [.. tally.MayBeOpen, ticket.Id] };
        }

        var met = new HashSet<UInt128>();
        foreach (var group in groups)
        {
            met.Add(group.Key);
            // A sub-task that is there hangs where it hangs; one that is not made yet has a place only.
            if ((latest.TryGetValue(group.Key, out var ticket) ? ticket.Parent : group.Parent?.Id) is { } parent)
                below[parent] = below.GetValueOrDefault(parent, None).With(group, ticket);
        }

        foreach (var (key, ticket) in latest.Where(t => t.Value.Parent is not null && !met.Contains(t.Key)))
            below[ticket.Parent!.Value] = below.GetValueOrDefault(ticket.Parent.Value, None).With(new GroupTally(key, ticket.GroupLabel), ticket);

        return below;
    }

    /// <summary>A sub-task is closed before its parent, so that a workflow that demands it lets the parent go.</summary>
    /// <returns>Without the closes whose sub-tasks stay open in this run.</returns>
    public static IReadOnlyList<SyncOperation> InTurn(IReadOnlyList<SyncOperation> operations)
    {
        if (!operations.Any(o => o is SyncOperation.Transition { AfterSubTasks.Count: > 0 }))
            return operations;
        var closed = operations.OfType<SyncOperation.Transition>().Where(o => o.Goal == TransitionGoal.Done).Select(o => o.Ticket).ToHashSet();
        return [.. operations.Where(o => o is not SyncOperation.Transition { AfterSubTasks: var first } || first.All(closed.Contains))];
    }

    private SubTaskTally With(GroupTally group, PlannedTicket? ticket) => this with
    {
        // One that was deleted keeps nothing open.
        HasKeptOpen = HasKeptOpen || (ticket is { MayBeOpen: true } && new GroupView(group, "", ticket, default).IsKeptOpen),
        Open = Open + group.Open,
        OpenedAt = OpenedAt > group.OpenedAt ? OpenedAt : group.OpenedAt ?? OpenedAt,
        Severity = group.Open > 0 && group.Severity > Severity ? group.Severity : Severity,
        Standing = group.Standing is { } standing ? GroupStanding.Of(Standing, standing) : Standing,
    };
}
