using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;

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
        new MoveWhenStandingShifts(),
        new UpdateWhenRenderedDiffers(),
    ];

    /// <param name="behind">The findings behind each ticket; <see langword="null"/>: no group has grown.</param>
    public static SyncPlan Plan(
        IEnumerable<PlannedFinding> findings,
        TicketConfiguration configuration,
        IReadOnlyCollection<PlannedTicket> tickets,
        DateTimeOffset now,
        Confirmed confirmed = default,
        ILookup<TicketId, FindingId>? behind = null)
    {
        var parts = new GroupParts(configuration, tickets);
        if (behind is not null)
            parts.Place(behind);
        var grouping = new Grouping(configuration, now, pins: null, parts);
        if (configuration.Enabled)
        {
            foreach (var finding in findings)
                grouping.Add(finding);
        }

        if (behind is not null)
            grouping.NoteTold(tickets, behind);
        return Plan(grouping, configuration, tickets, now, confirmed);
    }

    /// <param name="confirmed">What a person knows to be right: it is not held.</param>
    public static SyncPlan Plan(
        Grouping grouping, TicketConfiguration configuration, IEnumerable<PlannedTicket> tickets, DateTimeOffset now, Confirmed confirmed = default)
    {
        var latest = LatestOf(tickets);
        var operations = new List<SyncOperation>();
        var closes = new List<SyncOperation>();
        var unsettled = new List<UnsettledTicket>();
        var withdrawn = new List<TicketId>();
        var incomplete = new List<IncompleteGroup>();
        var adopted = new List<AdoptedStanding>();
        var settled = 0;
        foreach (var view in Views(grouping, configuration, latest, now))
        {
            var step = Step(view, configuration);
            if (view.AdoptedWith(step) is { } standing)
                adopted.Add(new(view.Ticket!.Id, standing, (int?)view.Ticket.StoredStanding ?? -1));
            if (step is { } operation)
            {
                (view.HasLeft ? closes : operations).Add(operation with { Undos = UndosOf(view, operation) });
                // What it says can follow while its move is refused, which a person is told of all the same.
                if (operation is SyncOperation.Update && view.IsHeld && Obstacle.Of(view, configuration, v => Step(v, configuration)) is { } refused)
                    unsettled.Add(refused);
            }
            else if (Obstacle.Of(view, configuration, v => Step(v, configuration)) is { } obstacle)
            {
                unsettled.Add(obstacle);
            }
            else if (view is { HasLeft: true, Ticket.State: TicketState.Planned or TicketState.Retry })
            {
                withdrawn.Add(view.Ticket.Id);
            }
            else if (!view.HasLeft)
            {
                settled++;
            }

            // What is to be sent now is looked at anew, with its findings.
            if (view is { IsOpen: true, Ticket: { State: TicketState.Created, IsDone: false, LeftOut: { } reason } ticket } && ticket.SentHash == view.Hash)
                incomplete.Add(new(ticket.GroupLabel, reason, ticket.IssueKey));
        }

        operations.Sort(InOrder);
        TakeTurns(operations, latest.Values);
        var areUnusual = CloseGuard.AreUnusual(closes.Count, latest.Values.Count(t => t.CanBeWrittenAt(now) && !t.IsDone));
        var isHeld = areUnusual && closes.Count > confirmed.MostCloses;
        var heldCreates = TooManyCreates(operations, Math.Max(configuration.MaxCreates, confirmed.MostCreates));
        if (heldCreates.Count > 0)
            operations.RemoveAll(o => o is SyncOperation.Create);
        closes.Sort(InOrder);
        if (!isHeld)
            operations.AddRange(areUnusual ? closes.Select(c => (SyncOperation.Transition)c with { IsConfirmed = true }) : closes);
        operations.Sort(InOrder);
        var inTurn = SubTaskTally.InTurn(operations);
        return new SyncPlan(
            configuration.Id, configuration.Revision, now, grouping.Findings, grouping.Groups.Count, settled + operations.Count - inTurn.Count, unsettled.Count, inTurn)
        {
            // In an order of their own, so that nobody is told other examples of the same trouble because findings were read in another one.
            Unsettled = [.. unsettled.OrderBy(u => u.Ticket.Value)],
            HeldCloses = isHeld ? closes : [],
            HeldCreates = heldCreates,
            Withdrawn = [.. withdrawn.OrderBy(w => w.Value)],
            Adopted = [.. adopted.OrderBy(a => a.Ticket.Value)],
            Incomplete = [.. incomplete.OrderBy(i => i.Group, StringComparer.Ordinal).ThenBy(i => i.IssueKey, StringComparer.Ordinal)],
        };
    }

    /// <summary>What tells whether groups are as they were in another plan, by their key.</summary>
    public static IReadOnlyDictionary<string, string> HashesOf(
        Grouping grouping, TicketConfiguration configuration, IEnumerable<PlannedTicket> tickets, DateTimeOffset now) =>
        Views(grouping, configuration, LatestOf(tickets), now).ToDictionary(v => GroupKeys.TextOf(v.Tally.Key), v => v.Hash);

    /// <param name="operations">In order.</param>
    /// <returns>All creates when they are more than may be made without a person's word; else none.</returns>
    private static IReadOnlyList<SyncOperation> TooManyCreates(List<SyncOperation> operations, int most)
    {
        if (operations.Count(o => o is SyncOperation.Create) <= most)
            return [];
        return [.. operations.Where(o => o is SyncOperation.Create)];
    }

    /// <summary>New tickets go on counting where those before them ended.</summary>
    /// <param name="operations">In order.</param>
    private static void TakeTurns(List<SyncOperation> operations, IReadOnlyCollection<PlannedTicket> latest)
    {
        var next = latest.Count == 0 ? 0 : latest.Max(t => t.Turn) + 1;
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is SyncOperation.Create { Existing: null, Generation: 1 } create)
                operations[i] = create with { Group = create.Group with { Turn = next++ } };
        }
    }

    /// <summary>All groups, then what is left of those that the filter or grouping made disappear.</summary>
    private static IEnumerable<GroupView> Views(
        Grouping grouping, TicketConfiguration configuration, Dictionary<UInt128, PlannedTicket> latest, DateTimeOffset now)
    {
        var look = TicketLook.HashOf(configuration);
        var below = SubTaskTally.Of(grouping.Groups, latest);
        var buffer = new ByteBuffer();
        var met = new HashSet<UInt128>();
        foreach (var tally in grouping.Groups)
        {
            var ticket = latest.GetValueOrDefault(tally.Key);
            if (ticket is not null)
                met.Add(tally.Key);
            yield return ViewOf(tally, ticket);
        }

        // A disabled configuration looks at no finding, so it cannot say that one is gone.
        if (!configuration.Enabled)
            yield break;
        foreach (var (key, ticket) in latest.Where(t => !met.Contains(t.Key)))
        {
            yield return ViewOf(new GroupTally(key, ticket.GroupLabel), ticket);
        }

        GroupView ViewOf(GroupTally tally, PlannedTicket? ticket)
        {
            var subTasks = ticket is null ? SubTaskTally.None : below.GetValueOrDefault(ticket.Id, SubTaskTally.None);
            return new(tally, tally.HashWith(look, subTasks, buffer), ticket, now) { SubTasks = subTasks };
        }
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

    /// <summary>A new ticket begins anew.</summary>
    private static int UndosOf(GroupView view, SyncOperation operation) => operation is SyncOperation.Create { Existing: null } ? 0 : view.Ticket!.Undos;

    private static Dictionary<UInt128, PlannedTicket> LatestOf(IEnumerable<PlannedTicket> tickets)
    {
        var latest = new Dictionary<UInt128, PlannedTicket>();
        foreach (var ticket in tickets)
        {
            var key = GroupKeys.Parse(ticket.GroupKey);
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
