using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>
/// An issue that its findings left for another group is closed only once that group has its issue: else open findings would for a
/// while, or for good, be behind no open issue. Pure.
/// </summary>
internal static class Replacements
{
    /// <param name="behind">The findings that were last behind each ticket that the plan closes because they left it.</param>
    /// <returns>
    /// The plan, each such close naming the groups that are to get their issue in the same run. Where such a group waits for its issue
    /// from an earlier run, or its create is held, the close is held.
    /// </returns>
    public static SyncPlan Await(
        SyncPlan plan, Grouping grouping, IReadOnlyList<PlannedTicket> tickets, ILookup<TicketId, FindingId> behind)
    {
        var created = plan.Operations.OfType<SyncOperation.Create>().Select(o => o.Group.Key).ToHashSet();
        var waiting = tickets.GroupBy(t => t.GroupKey).Where(g => g.MaxBy(t => t.Generation)!.State != TicketState.Created).Select(g => g.Key);
        var groupOf = GroupsOf(behind.SelectMany(f => f).ToHashSet(), grouping, waiting.Concat(created).Concat(plan.HeldCreates.Select(o => o.Group.Key)).ToHashSet());
        var operations = new List<SyncOperation>(plan.Operations.Count);
        var held = new List<SyncOperation>();
        foreach (var operation in plan.Operations)
        {
            if (operation is not SyncOperation.Transition { HasLeft: true } close)
            {
                operations.Add(operation);
                continue;
            }

            var groups = behind[close.Ticket].Select(f => groupOf.GetValueOrDefault(f)).OfType<string>().Distinct().ToList();
            if (groups.All(created.Contains))
                operations.Add(close with { ReplacedBy = groups });
            else
                held.Add(close);
        }

        return held.Count == 0
            ? plan with { Operations = operations }
            : plan with { Operations = SubTaskTally.InTurn(operations), HeldCloses = held, AwaitsReplacements = true };
    }

    /// <returns>For each of the findings that is open and in one of the groups: which one.</returns>
    private static Dictionary<FindingId, string> GroupsOf(HashSet<FindingId> findings, Grouping grouping, HashSet<string> keys)
    {
        var groupOf = new Dictionary<FindingId, string>();
        foreach (var tally in grouping.Groups)
        {
            var key = GroupKeys.TextOf(tally.Key);
            if (!keys.Contains(key))
                continue;
            foreach (var finding in tally.OpenMembers.Where(findings.Contains))
                groupOf[finding] = key;
        }

        return groupOf;
    }
}
