using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// The groups of operations as their findings are at the moment of writing: what people said in Jira since the plan was made is not written over.
/// Pure.
/// </summary>
/// <param name="now">The findings that the groups name.</param>
internal sealed class FreshGroups(IEnumerable<PlannedFinding> now)
{
    private readonly Dictionary<FindingId, PlannedFinding> _now = now.ToDictionary(f => f.Id);

    /// <returns>Severity and standing as they are; of a group that does not name all of its findings only the severity, which the worst of them decide.</returns>
    public TicketGroup Of(TicketGroup group)
    {
        var members = group.Findings.Where(_now.ContainsKey).Select(id => _now[id]).ToList();
        if (members.Count == 0)
            return group;
        var hasOpen = members.Exists(m => m.IsOpen);
        var rated = hasOpen ? members.Where(m => m.IsOpen) : members;
        var isWhole = members.Count == group.Total && !group.StandsBySubTasks;
        return group with
        {
            Severity = group.StandsBySubTasks && !hasOpen ? group.Severity : rated.Max(m => m.Severity),
            Standing = isWhole ? members.Aggregate((FindingStatus?)null, (standing, member) => GroupStanding.Of(standing, member.Status)) : group.Standing,
            Open = isWhole ? members.Count(m => m.IsOpen) : group.Open,
        };
    }

    /// <summary>Whether the findings stand otherwise than the move says: what is right by now is for the next plan to say.</summary>
    public bool IsPast(SyncOperation operation) => operation is SyncOperation.Transition move && !move.Group.StandsBySubTasks && Of(move.Group) is var group
        && (group.Open > 0 != move.Group.Open > 0 || (move.Target is not null && group.Standing != move.Group.Standing));
}
