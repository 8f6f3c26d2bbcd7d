using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>One part of a group. To the rules it is a group like every other, with a key of its own.</summary>
/// <param name="Number">1 for the part that has the group's own key.</param>
/// <param name="Before">Ticket of the part before; <see langword="null"/> of the first.</param>
internal sealed record GroupPart(UInt128 Key, int Number, PlannedTicket? Before);

/// <summary>
/// Parts groups that grew after work on their issue had begun. A finding is in the part whose ticket it is behind, for good; one that is
/// behind none of them is in the latest part, or in the next one while the latest part's issue is being worked at. Pure.
/// </summary>
internal sealed class GroupParts
{
    private readonly Dictionary<UInt128, GroupPart> _open = [];
    private readonly List<(PlannedTicket Ticket, UInt128 Group, GroupPart Part)> _tickets = [];
    private readonly Dictionary<(UInt128 Group, FindingId Finding), GroupPart> _placed = [];

    /// <param name="tickets">All of the configuration, of every generation.</param>
    public GroupParts(TicketConfiguration configuration, IEnumerable<PlannedTicket> tickets)
    {
        var byKey = tickets.ToLookup(t => GroupKeys.Parse(t.GroupKey));
        var buffer = new ByteBuffer();
        var nextOf = byKey.ToDictionary(t => t.Key, t => KeyAfter(t.Key, buffer));
        var later = nextOf.Values.Where(nextOf.ContainsKey).ToHashSet();
        foreach (var group in nextOf.Keys.Where(k => !later.Contains(k)))
            Add(configuration, group, byKey, nextOf);
    }

    /// <summary>Those of which it matters what is behind them: few, as most groups have one part and nobody works at its issue.</summary>
    public IReadOnlyCollection<TicketId> Tickets => [.. _tickets.Select(t => t.Ticket.Id)];

    /// <param name="behind">The findings behind each of <see cref="Tickets"/>.</param>
    public void Place(ILookup<TicketId, FindingId> behind)
    {
        // In the order of the parts: a finding that went about between groups is where it was last.
        foreach (var (ticket, group, part) in _tickets)
        {
            foreach (var finding in behind[ticket.Id])
                _placed[(group, finding)] = part;
        }
    }

    /// <param name="group">Key of the group in which the findings' values put it.</param>
    /// <returns><see langword="null"/>: the group has one part.</returns>
    public GroupPart? Of(FindingId finding, UInt128 group) =>
        _open.TryGetValue(group, out var open) ? _placed.GetValueOrDefault((group, finding), open) : null;

    private void Add(
        TicketConfiguration configuration, UInt128 group, ILookup<UInt128, PlannedTicket> byKey, Dictionary<UInt128, UInt128> nextOf)
    {
        var parts = new List<GroupPart> { new(group, 1, null) };
        var latest = LatestOf(byKey[group]);
        while (byKey.Contains(nextOf[parts[^1].Key]))
        {
            parts.Add(new(nextOf[parts[^1].Key], parts.Count + 1, latest));
            latest = LatestOf(byKey[parts[^1].Key]);
        }

        var isClosedToNew = configuration.Growth == GrowthPolicy.NewTicket && IsWorkedAt(latest);
        if (parts.Count == 1 && !isClosedToNew)
            return;
        _open[group] = isClosedToNew ? new(nextOf[parts[^1].Key], parts.Count + 1, latest) : parts[^1];
        _tickets.AddRange(parts.SelectMany(p => byKey[p.Key].Select(t => (t, group, p))));
    }

    private static PlannedTicket LatestOf(IEnumerable<PlannedTicket> tickets) => tickets.MaxBy(t => t.Generation)!;

    /// <summary>As far as is known. What is done is the business of the reopen policy.</summary>
    private static bool IsWorkedAt(PlannedTicket ticket) => ticket is
    {
        State: TicketState.Created,
        Presence: IssuePresence.Present or IssuePresence.Forbidden,
        StatusCategory: JiraStatusCategory.InProgress,
    };

    private static UInt128 KeyAfter(UInt128 part, ByteBuffer buffer)
    {
        buffer.Clear();
        buffer.Add("next part");
        buffer.Add(part);
        return buffer.Hash();
    }
}
