namespace Fairlead.Platform.Tickets.Planning;

/// <summary>
/// Findings and tickets in, operations out. Pure: no I/O, no clock, no randomness; the same input gives the same plan, and
/// planning again after applying gives an empty one.
/// </summary>
internal static class SyncPlanner
{
    private static readonly IReadOnlyList<IPlanningRule> Rules =
    [
        new CreateForOpenGroups(),
        new CloseWhenAllFindingsClosed(),
        new ReopenWhenRecurring(),
        new UpdateWhenRenderedDiffers(),
    ];

    public static SyncPlan Plan(
        IEnumerable<PlannedFinding> findings,
        TicketConfiguration configuration,
        IEnumerable<PlannedTicket> tickets,
        DateTimeOffset now)
    {
        var grouping = new Grouping(configuration);
        if (configuration.Enabled)
        {
            foreach (var finding in findings)
                grouping.Add(finding);
        }

        return Plan(grouping, configuration, tickets, now);
    }

    public static SyncPlan Plan(
        Grouping grouping, TicketConfiguration configuration, IEnumerable<PlannedTicket> tickets, DateTimeOffset now)
    {
        var latest = LatestOf(tickets);
        var look = TicketLook.HashOf(configuration);
        var buffer = new ByteBuffer();
        var operations = new List<SyncOperation>();
        var waiting = 0;
        foreach (var tally in grouping.Groups)
        {
            var ticket = latest.GetValueOrDefault(tally.Key);
            var view = new GroupView(tally, tally.HashWith(look, buffer), ticket, now);
            if (Step(view, configuration) is { } operation)
                operations.Add(operation);
            else if (ticket is not null && ticket.State != TicketState.Created)
                waiting++;
        }

        operations.Sort(InOrder);
        return new SyncPlan(
            configuration.Id,
            configuration.Revision,
            now,
            grouping.Findings,
            grouping.Groups.Count,
            grouping.Groups.Count - operations.Count - waiting,
            waiting,
            operations);
    }

    private static SyncOperation? Step(GroupView view, TicketConfiguration configuration)
    {
        foreach (var rule in Rules)
        {
            if (rule.Plan(view, configuration) is { } operation)
                return operation;
        }

        return null;
    }

    private static Dictionary<UInt128, PlannedTicket> LatestOf(IEnumerable<PlannedTicket> tickets)
    {
        var latest = new Dictionary<UInt128, PlannedTicket>();
        foreach (var ticket in tickets)
        {
            var key = UInt128.Parse(ticket.GroupKey, System.Globalization.NumberStyles.HexNumber);
            if (!latest.TryGetValue(key, out var other) || other.Generation < ticket.Generation)
                latest[key] = ticket;
        }

        return latest;
    }

    private static int InOrder(SyncOperation a, SyncOperation b)
    {
        var bySeverity = b.Group.Severity.CompareTo(a.Group.Severity);
        if (bySeverity != 0)
            return bySeverity;
        var byKind = (b is SyncOperation.Create).CompareTo(a is SyncOperation.Create);
        return byKind != 0 ? byKind : string.CompareOrdinal(a.Group.Key, b.Group.Key);
    }
}
