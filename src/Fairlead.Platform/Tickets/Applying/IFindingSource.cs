using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Those of a very large group that its issue names, and what it says of all.</summary>
/// <param name="Open">How many of all are open.</param>
/// <param name="DueFrom">As <see cref="TicketGroup.DueFrom"/>.</param>
internal sealed record NamedMembers(IReadOnlyList<FindingId> Named, int Open, IReadOnlyDictionary<Severity, DateOnly> DueFrom)
{
    public static NamedMembers Of(IReadOnlyCollection<GroupMember> all) => new(GroupMember.Named(all), all.Count(m => m.IsOpen), GroupMember.DueFromOf(all));
}

/// <summary>Where the room gets findings from: the Findings room, or a list in tests.</summary>
internal interface IFindingSource
{
    /// <summary>Open and closed ones that can pass the filter; more may come than pass it.</summary>
    IAsyncEnumerable<PlannedFinding> StreamAsync(TicketFilter filter, CancellationToken ct);

    /// <param name="ids">Any number; unknown ones are left out.</param>
    Task<IReadOnlyList<PlannedFinding>> PlannedAsync(IReadOnlyCollection<FindingId> ids, CancellationToken ct);

    /// <summary>Those that an issue can name, in the order of <see cref="GroupMember.Named"/>, as the findings are now.</summary>
    /// <param name="ids">Any number; unknown ones are left out.</param>
    Task<NamedMembers> NamedAsync(IReadOnlyCollection<FindingId> ids, CancellationToken ct);

    /// <summary>Which findings could be known at a time: all that were opened before what this gives.</summary>
    /// <returns>The time itself, or when an import began that was on its way then: its findings are opened as of its beginning and seen at its end.</returns>
    Task<DateTimeOffset> KnownAtAsync(DateTimeOffset at, CancellationToken ct);

    /// <param name="ids">Any number; unknown ones are left out.</param>
    Task<IReadOnlyList<ContentFinding>> ContentAsync(IReadOnlyCollection<FindingId> ids, CancellationToken ct);
}
