using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Tells of findings that get an issue although another configuration of the same project has one of them, or makes one. Pure.</summary>
internal static class SecondIssues
{
    private const int MostNamed = 5;

    /// <summary>The plan, with what of its new issues others have a ticket of already: in the reason of each, and as a warning.</summary>
    /// <param name="others">Of the same project.</param>
    public static SyncPlan Tell(SyncPlan plan, TicketConfiguration configuration, Grouping grouping, IReadOnlyList<HeldFindings> others)
    {
        var created = plan.Operations.Concat(plan.HeldCreates).OfType<SyncOperation.Create>().Select(c => c.Group.Key).ToHashSet();
        var open = grouping.Groups.Where(g => created.Contains(GroupKeys.TextOf(g.Key)))
            .ToDictionary(g => GroupKeys.TextOf(g.Key), g => g.OpenMembers.ToList());
        var holders = others.Where(o => open.Values.Any(m => m.Exists(o.Findings.Contains))).ToList();
        if (holders.Count == 0)
            return plan;
        var all = open.Values.Sum(CountIn);
        return plan with
        {
            Operations = [.. plan.Operations.Select(Told)],
            HeldCreates = [.. plan.HeldCreates.Select(Told)],
            Warnings =
            [
                .. plan.Warnings,
                new("filter", $"{all:N0} of these findings {Have(all)} by {NamesOf(holders)} in {configuration.Project.Name} already, and {Get(all)} a second issue", FixOf(holders)),
            ],
        };

        int CountIn(IReadOnlyList<FindingId> members) => members.Count(m => holders.Exists(h => h.Findings.Contains(m)));

        SyncOperation Told(SyncOperation operation)
        {
            if (operation is not SyncOperation.Create || !open.TryGetValue(operation.Group.Key, out var members) || CountIn(members) is not (> 0 and var count))
                return operation;
            return operation with { Reason = $"{count:N0} {Have(count)} by {NamesOf([.. holders.Where(h => members.Exists(h.Findings.Contains))])} already; {operation.Reason}" };
        }
    }

    /// <summary>What would come of one that is enabled.</summary>
    /// <param name="own">The findings of which it has an open issue: they get none from it any more.</param>
    /// <param name="open">The open findings that it speaks for.</param>
    /// <param name="others">Of the same project.</param>
    /// <param name="openOf">The open findings that an enabled one of them speaks for.</param>
    /// <returns><see langword="null"/>: it shares none with them.</returns>
    public static ConfigurationFault? Of(
        TicketConfiguration configuration, IReadOnlySet<FindingId> own, IReadOnlySet<FindingId> open, IReadOnlyList<HeldFindings> others,
        IReadOnlyDictionary<TicketConfigurationId, HashSet<FindingId>> openOf)
    {
        var due = open.Where(f => !own.Contains(f)).ToHashSet();
        var holders = others.Where(o => o.Findings.Overlaps(due)).ToList();
        if (holders.Count > 0)
        {
            var count = due.Count(f => holders.Exists(h => h.Findings.Contains(f)));
            return new(
                "filter", $"{count:N0} of the open findings of \"{configuration.Name}\" {Have(count)} by {NamesOf(holders)} in {configuration.Project.Name} already, and {Get(count)} a second issue", FixOf(holders));
        }

        var rivals = others.Where(o => o.By.Enabled && openOf.TryGetValue(o.By.Id, out var theirs) && theirs.Overlaps(open)).ToList();
        if (rivals.Count == 0)
            return null;
        var shared = open.Count(f => rivals.Exists(r => openOf[r.By.Id].Contains(f)));
        return new(
            "filter", $"{shared:N0} of the open findings of \"{configuration.Name}\" {(shared == 1 ? "is" : "are")} for {NamesOf(rivals)} in {configuration.Project.Name} too, and {Get(shared)} an issue of each", FixOf(rivals));
    }

    private static string Have(int count) => count == 1 ? "has a ticket" : "have tickets";

    private static string Get(int count) => count == 1 ? "gets" : "get";

    private static string NamesOf(IReadOnlyList<HeldFindings> holders) =>
        string.Join(", ", holders.Take(MostNamed).Select(h => $"\"{h.By.Name}\"")) + (holders.Count > MostNamed ? $" and {holders.Count - MostNamed} more" : "");

    private static string FixOf(IReadOnlyList<HeldFindings> holders) => holders.Any(h => h.By.Enabled)
        ? "narrow one of the filters, or disable one of the configurations"
        : "narrow the filter";
}
