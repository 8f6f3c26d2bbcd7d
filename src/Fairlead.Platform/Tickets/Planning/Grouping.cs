using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Parts findings into groups as they stream by; keeps per group what a plan needs, and no finding.</summary>
/// <param name="now">UTC; the filter counts the age of findings up to it.</param>
/// <param name="pins">Findings that are in whatever the filter says, with the groups where a person put them; null: grouped like others.</param>
/// <param name="parts">Of groups that grew; null: every group is one.</param>
/// <param name="ticketed">Findings behind open issues, where that makes a difference to the filter; null: none.</param>
internal sealed class Grouping(
    TicketConfiguration configuration, DateTimeOffset now, IReadOnlyDictionary<FindingId, UInt128?>? pins = null, GroupParts? parts = null,
    IReadOnlySet<FindingId>? ticketed = null)
{
    /// <summary>Of a group that a person made.</summary>
    private const string ManualLabel = "chosen by a person";

    private readonly Dictionary<FindingId, UInt128?> _unmet = pins?.ToDictionary() ?? [];
    private readonly FilterMatch _filter = new(configuration.Filter, now);
    private readonly FilterMatch _filterOfTicketed = new(configuration.Filter.OfTicketed() ?? configuration.Filter, now);
    private readonly GroupKeys _keys = new(configuration.Id, configuration.GroupBy);
    private readonly ByteBuffer _buffer = new();
    private readonly Dictionary<UInt128, GroupTally> _groups = [];

    /// <summary>Findings that pass the filter.</summary>
    public int Findings { get; private set; }

    public IReadOnlyCollection<GroupTally> Groups => _groups.Values;

    /// <summary>Findings that are in whatever the filter says and that did not come by yet.</summary>
    public IReadOnlyCollection<FindingId> Unmet => _unmet.Keys;

    public void Add(in PlannedFinding finding)
    {
        if (_unmet.Remove(finding.Id, out var pinned))
        {
            Findings++;
            if (pinned is { } group)
                Add(finding, group, parts?.ByKey(group), isManual: true);
            else
                AddToGroup(finding);
            return;
        }

        if (!_filter.Accepts(finding) && !(ticketed?.Contains(finding.Id) == true && _filterOfTicketed.Accepts(finding)))
            return;

        Findings++;
        AddToGroup(finding);
    }

    /// <summary>
    /// Those whose issue is done although findings of their group were open before that: what is behind them tells whether somebody closed it
    /// knowingly.
    /// </summary>
    /// <param name="tickets">All of the configuration, of every generation.</param>
    public IReadOnlyCollection<TicketId> Doubtful(IEnumerable<PlannedTicket> tickets) => [.. DoubtfulOnes(tickets).Select(d => d.Ticket.Id)];

    /// <param name="behind">The findings behind each of <see cref="Doubtful"/>.</param>
    /// <inheritdoc cref="Doubtful"/>
    public void NoteTold(IEnumerable<PlannedTicket> tickets, ILookup<TicketId, FindingId> behind)
    {
        foreach (var (tally, ticket) in DoubtfulOnes(tickets))
            tally.NoteTold(behind[ticket.Id].ToHashSet());
    }

    private IEnumerable<(GroupTally Tally, PlannedTicket Ticket)> DoubtfulOnes(IEnumerable<PlannedTicket> tickets)
    {
        foreach (var generations in tickets.GroupBy(t => t.GroupKey))
        {
            var ticket = generations.MaxBy(t => t.Generation)!;
            if (ticket.IsDone && _groups.TryGetValue(GroupKeys.Parse(ticket.GroupKey), out var tally) && tally.Open > 0 && tally.OpenedAt < ticket.DoneAt)
                yield return (tally, ticket);
        }
    }

    private void AddToGroup(in PlannedFinding finding)
    {
        var group = _keys.Of(finding);
        var part = parts?.Of(finding.Id, group);
        Add(finding, part?.Key ?? group, part, isManual: false);
    }

    /// <param name="part"><see langword="null"/>: the group has one only.</param>
    /// <param name="isManual">A person put the finding there; it may have nothing in common with the group.</param>
    private void Add(in PlannedFinding finding, UInt128 key, GroupPart? part, bool isManual)
    {
        if (!_groups.TryGetValue(key, out var tally))
            _groups.Add(key, tally = new GroupTally(key, ManualLabel, part));
        if (!isManual && !tally.HasOwnLabel)
            tally.Name(part is { Number: > 1 } ? $"{_keys.LabelOf(finding)} · part {part.Number}" : _keys.LabelOf(finding));
        tally.Add(finding, ContentOf(finding));
    }

    private UInt128 ContentOf(in PlannedFinding finding)
    {
        _buffer.Clear();
        _buffer.Add(finding.Id.Value);
        _buffer.Add(finding.Content);
        _buffer.Add((byte)(finding.IsOpen ? 1 : 0));
        return _buffer.Hash();
    }
}
