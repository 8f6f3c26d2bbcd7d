using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>Tickets and findings at one moment, and what they have to do with each other.</summary>
internal sealed class LoopState
{
    private readonly Dictionary<TicketId, PlannedTicket> _planned;
    private readonly IReadOnlyDictionary<FindingId, UInt128?> _pins;
    private readonly ILookup<TicketId, FindingId> _behind;
    private readonly bool _isByAsset;

    private LoopState(
        IReadOnlyList<Ticket> tickets, IReadOnlyList<LoopFinding> findings, Dictionary<TicketId, PlannedTicket> planned,
        IReadOnlyDictionary<FindingId, UInt128?> pins, ILookup<TicketId, FindingId> behind, bool isByAsset) =>
        (Tickets, Findings, _planned, _pins, _behind, _isByAsset) = (tickets, findings, planned, pins, behind, isByAsset);

    public IReadOnlyList<Ticket> Tickets { get; }

    public IReadOnlyList<LoopFinding> Findings { get; }

    public static async Task<LoopState> ReadAsync(TicketWorld world, LoopScanner scanner, CancellationToken ct)
    {
        var tickets = await world.TicketsAsync(ct);
        return new(
            tickets,
            await scanner.AllAsync(),
            (await world.Store.PlannedAsync(world.Configuration.Id, ct)).ToDictionary(t => t.Id),
            await world.Pins.PinsAsync(world.Configuration.Id, ct),
            await world.Links.OfTicketsAsync([.. tickets.Select(t => t.Id)], ct),
            world.Configuration.GroupBy is [{ Field: GroupingField.Asset }]);
    }

    /// <summary>Of several tickets of a group, the later ones took the place of what stays closed.</summary>
    public bool IsLatest(Ticket ticket) => Tickets.All(t => KeyOf(t) != KeyOf(ticket) || t.Generation <= ticket.Generation);

    /// <summary>Whether the group has a finding that is open.</summary>
    public bool IsWanted(Ticket ticket) => Findings.Any(f => f.IsOpen && IsIn(f, ticket));

    /// <summary>Whether a finding belongs to the group of which the ticket is, or is a part.</summary>
    public bool IsIn(LoopFinding finding, Ticket ticket) => PinOf(finding) is { } pin ? pin == KeyOf(ticket) : GroupOf(finding) == ticket.Group.Split(" · part ")[0];

    /// <summary>In words: where a person put it, or what it has in common with others.</summary>
    public string GroupOf(LoopFinding finding) =>
        PinOf(finding) is { } pin ? pin : _isByAsset ? $"asset {finding.Asset}" : $"asset {finding.Asset} · rule {finding.Rule}";

    public bool IsBehindAny(LoopFinding finding) => Tickets.Any(t => _behind[t.Id].Contains(finding.Id));

    public IReadOnlyList<LoopFinding> Behind(Ticket ticket) => [.. Findings.Where(f => _behind[ticket.Id].Contains(f.Id))];

    public bool HasOpen(Ticket ticket) => Behind(ticket).Any(f => f.IsOpen);

    public FindingStatus? StandingOf(Ticket ticket) =>
        Behind(ticket).Aggregate((FindingStatus?)null, (standing, f) => GroupStanding.Of(standing, f.Status));

    /// <summary>For whoever has to find out why.</summary>
    public override string ToString() => string.Join('\n', Tickets.OrderBy(t => t.Id.Value).Select(t =>
        $"{t.Id} {t.Group} (generation {t.Generation}{(IsLatest(t) ? "" : ", replaced")}): {t.IssueKey} {t.State} {t.Presence} {t.Status}; {t.Reason} {OddsOf(_planned[t.Id])}[{string.Join(", ", Behind(t).Select(f => $"{f.Title} {f.Status}"))}]"));

    private static string OddsOf(PlannedTicket ticket) =>
        $"shown {ticket.StoredStanding}{(ticket.IsWhereMoved ? ", where moved" : "")}{(ticket.HeldHash is null ? "" : ", held")}{(ticket.UndoneHash is null ? "" : ", undone")}{(ticket.DoneAt is { } at ? $", done {at:HH:mm:ss}" : "")} ";

    private string KeyOf(Ticket ticket) => _planned[ticket.Id].GroupKey;

    private string? PinOf(LoopFinding finding) => _pins.GetValueOrDefault(finding.Id) is { } key ? GroupKeys.TextOf(key) : null;
}
