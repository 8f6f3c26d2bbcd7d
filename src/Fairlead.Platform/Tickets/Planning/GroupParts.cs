using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>One part of a group. To the rules it is a group like every other, with a key of its own.</summary>
/// <param name="Number">1 for the part that has the group's own key.</param>
/// <param name="Before">Ticket of the part before; <see langword="null"/> of the first, and of a sub-task.</param>
/// <param name="Parent">Ticket of whose issue the part's is, or is to be, a sub-task; <see langword="null"/>: of none.</param>
internal sealed record GroupPart(UInt128 Key, int Number, PlannedTicket? Before, PlannedTicket? Parent = null);

/// <summary>
/// Parts groups that grew after work on their issue had begun. A finding is in the part whose ticket it is behind, for good; one that is
/// behind none of them is in the latest part, or in the next one while the latest part's issue is being worked at. Where parts are sub-tasks,
/// it is in the part that they hang on, unless that one's issue is being worked at. Pure.
/// </summary>
internal sealed class GroupParts
{
    /// <summary>As many parts of a group as are looked through for one.</summary>
    private const int MostParts = 500;

    private readonly Dictionary<UInt128, GroupPart> _open = [];
    private readonly Dictionary<UInt128, GroupPart> _byKey = [];
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

    /// <summary>Whether a key is that of a group or of a later part of it.</summary>
    public static bool IsPart(UInt128 group, UInt128 key)
    {
        var buffer = new ByteBuffer();
        for (var part = 0; part < MostParts; part++, group = KeyAfter(group, buffer))
        {
            if (group == key)
                return true;
        }

        return false;
    }

    /// <param name="key">The part's own.</param>
    /// <returns><see langword="null"/>: it is a group of one part.</returns>
    public GroupPart? ByKey(UInt128 key) => _byKey.GetValueOrDefault(key);

    private void Add(
        TicketConfiguration configuration, UInt128 group, ILookup<UInt128, PlannedTicket> byKey, Dictionary<UInt128, UInt128> nextOf)
    {
        var chain = new List<Link>();
        var (key, head) = (group, (Link?)null);
        for (; byKey.Contains(key); key = nextOf[key])
        {
            var ticket = LatestOf(byKey[key]);
            var isSubTask = head is not null && ticket.Parent is not null;
            chain.Add(isSubTask
                ? new(new(key, chain.Count + 1, null, configuration.SubTaskType is null ? null : head!.Ticket), ticket)
                : new(new(key, chain.Count + 1, chain.LastOrDefault()?.Ticket), ticket));
            head = isSubTask ? head : chain[^1];
        }

        var open = OpenOf(configuration, head!, chain[^1], new GroupPart(key, chain.Count + 1, chain[^1].Ticket));
        if (chain.Count == 1 && open.Number == 1)
            return;
        _open[group] = open;
        foreach (var part in chain.Select(l => l.Part).Append(open))
            _byKey[part.Key] = part;
        _tickets.AddRange(chain.SelectMany(l => byKey[l.Part.Key].Select(t => (t, group, l.Part))));
    }

    /// <param name="head">What sub-tasks hang on: the latest part that is none.</param>
    /// <param name="last">The latest part, which may be the head.</param>
    /// <returns>The part that takes in what comes.</returns>
    private static GroupPart OpenOf(TicketConfiguration configuration, Link head, Link last, GroupPart next) => configuration.Growth switch
    {
        GrowthPolicy.NewTicket when IsWorkedAt(last.Ticket) => next,
        GrowthPolicy.SubTask when !IsWorkedAt(head.Ticket) || head.Ticket.Presence != IssuePresence.Present => head.Part,
        GrowthPolicy.SubTask when last != head && TakesIn(last.Ticket) => last.Part,
        // A sub-task lies in its parent's project, and new issues are made in another one by now.
        GrowthPolicy.SubTask when head.Ticket.ProjectId != configuration.Project.Id => next with { Before = head.Ticket },
        GrowthPolicy.SubTask => next with { Before = null, Parent = head.Ticket },
        _ => last.Part,
    };

    /// <summary>A sub-task takes in what comes until work on it has begun; one that is done, deleted or unlinked is over.</summary>
    private static bool TakesIn(PlannedTicket subTask) => subTask switch
    {
        { State: not TicketState.Created } or { Presence: IssuePresence.Released or IssuePresence.Lost } => true,
        { Presence: IssuePresence.Present or IssuePresence.Forbidden } => subTask.StatusCategory is not (JiraStatusCategory.InProgress or JiraStatusCategory.Done),
        _ => false,
    };

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

    /// <summary>A part with its latest ticket.</summary>
    private sealed record Link(GroupPart Part, PlannedTicket Ticket);
}
