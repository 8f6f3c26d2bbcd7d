using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>One group while its findings stream by. The order in which they come makes no difference.</summary>
/// <param name="label">Until <see cref="Name"/> gives another.</param>
/// <param name="part"><see langword="null"/>: the group has one part only.</param>
internal sealed class GroupTally(UInt128 key, string label, GroupPart? part = null)
{
    private readonly List<GroupMember> _members = [];
    private string _label = label;
    private Severity _worst;
    private UInt128 _content;

    public UInt128 Key { get; } = key;

    /// <summary>Ticket of the part before; <see langword="null"/> unless the group is a later part of another, and no sub-task.</summary>
    public PlannedTicket? Before { get; } = part?.Before;

    /// <summary>Ticket of whose issue the group's is, or is to be, a sub-task; <see langword="null"/>: of none.</summary>
    public PlannedTicket? Parent { get; } = part?.Parent;

    public int Open { get; private set; }

    public int Total => _members.Count;

    /// <summary>Worst of the open members; of all when none is open.</summary>
    public Severity Severity { get; private set; }

    public DateTimeOffset? OpenedAt { get; private set; }

    /// <summary>As the most open of the members; <see langword="null"/> without any.</summary>
    public FindingStatus? Standing { get; private set; }

    /// <summary>An open member is behind no ticket of the group: whoever closed its issue did not know of that one.</summary>
    public bool HasUntold { get; private set; }

    public IReadOnlyList<FindingId> Members => [.. _members.Select(m => m.Id)];

    public IEnumerable<FindingId> OpenMembers => _members.Where(m => m.IsOpen).Select(m => m.Id);

    /// <summary>Whether it is named by what findings of it have in common.</summary>
    public bool HasOwnLabel { get; private set; }

    /// <param name="own">What findings of the group have in common.</param>
    public void Name(string own) => (_label, HasOwnLabel) = (own, true);

    /// <param name="told">The findings behind the group's ticket.</param>
    public void NoteTold(IReadOnlySet<FindingId> told) => HasUntold = OpenMembers.Any(m => !told.Contains(m));

    public void Add(in PlannedFinding finding, UInt128 content)
    {
        // A sum, so that the hash needs no sorting and no second pass.
        unchecked
        {
            _content += content;
        }

        Standing = GroupStanding.Of(Standing, finding.Status);
        _members.Add(new GroupMember(finding.IsOpen, finding.Severity, finding.Id, finding.DueFrom));
        _worst = Max(_worst, finding.Severity);
        if (!finding.IsOpen)
        {
            if (Open == 0)
                Severity = _worst;
            return;
        }

        Severity = Open == 0 ? finding.Severity : Max(Severity, finding.Severity);
        Open++;
        OpenedAt = OpenedAt > finding.OpenedAt ? OpenedAt : finding.OpenedAt;
    }

    /// <param name="look">Hash of everything in the configuration that a ticket shows.</param>
    /// <param name="subTasks">Findings in sub-tasks of the group's issue keep it open, and decide how urgent it is: what Jira refused before may be possible once that changes.</param>
    public string HashWith(UInt128 look, SubTaskTally subTasks, ByteBuffer buffer)
    {
        buffer.Clear();
        buffer.Add(look);
        buffer.Add(_content);
        buffer.Add(Open);
        buffer.Add(Total);
        if (subTasks.Open > 0 && Open == 0)
        {
            buffer.Add((byte)1);
            buffer.Add((byte)subTasks.Severity);
        }

        return buffer.Hash().ToString("x32");
    }

    public TicketGroup ToGroup(string hash) => new(
        GroupKeys.TextOf(Key),
        _label,
        Severity,
        Open,
        Total,
        GroupMember.Named(_members),
        hash,
        OpenedAt)
    {
        Standing = Standing,
        All = Total > TicketGroup.MaxListed ? Members : null,
        DueFrom = Total > TicketGroup.MaxListed ? GroupMember.DueFromOf(_members) : null,
    };

    private static Severity Max(Severity a, Severity b) => a > b ? a : b;
}
