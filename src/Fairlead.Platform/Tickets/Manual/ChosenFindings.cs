using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Manual;

/// <summary>Findings that a person chose, as the group of a ticket.</summary>
/// <param name="Before">Where a person put findings before whose ticket there has ended.</param>
internal sealed record ChosenGroup(TicketGroup Group, IReadOnlyDictionary<FindingId, UInt128?> Before);

/// <summary>Checks whether findings can be given to a ticket of their own, and makes its group.</summary>
internal sealed class ChosenFindings(IFindingSource findings, ManualStore manual, LinkStore links, TicketStore tickets, TimeProvider clock)
{
    public const int MaxFindings = TicketGroup.MaxListed;

    private const int MaxNamed = 5;

    /// <summary>Somebody else asked at the same time.</summary>
    public static readonly ConfigurationFault Taken =
        new("findings", "another ticket was just made of one of them", "look again: fairlead ticket list");

    /// <returns><see langword="null"/> after a problem.</returns>
    public async Task<ChosenGroup?> ReadAsync(TicketConfiguration configuration, IReadOnlyList<FindingId> ids, FaultList faults, CancellationToken ct)
    {
        if (!configuration.Enabled)
            faults.Problem("configuration", $"{configuration.Name} is disabled, so its tickets would not be kept true", "enable it, or name another");
        if (ids.Count is 0 or > MaxFindings || ids.Distinct().Count() < ids.Count)
        {
            faults.Problem("findings", $"name 1 to {MaxFindings} findings, each once");
            return null;
        }

        // Before the tickets are read: who is seen in a group whose ticket has not ended is refused below.
        var before = await manual.PinsAsync(configuration.Id, ct);
        var known = await findings.PlannedAsync(ids, ct);
        foreach (var missing in ids.Except(known.Select(f => f.Id)).Take(MaxNamed))
            faults.Problem("findings", $"there is no finding {missing}", "see them with: fairlead finding list");
        if (known.Count > 0 && !known.Any(f => f.IsOpen))
            faults.Problem("findings", "none of them is open");
        await DemandFreeAsync(configuration, ids, faults, ct);
        // The group has a name of its own that no grouping gives.
        if (faults.HasProblems)
            return null;
        var group = GroupOf(configuration, known, GroupKeys.Parse(TicketId.New(clock).Value.ToString("N")));
        return new(group with { Turn = await tickets.NextTurnAsync(configuration.Id, ct) }, before);
    }

    /// <summary>Parts findings as the configuration groups them, in the order in which they are named; what is unknown is a part of its own.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<FindingId>>> PartsAsync(TicketConfiguration configuration, IReadOnlyList<FindingId> ids, CancellationToken ct)
    {
        var keys = new GroupKeys(configuration.Id, configuration.GroupBy);
        var groupOf = (await findings.PlannedAsync(ids, ct)).ToDictionary(f => f.Id, f => keys.Of(f));
        return [.. ids.GroupBy(i => groupOf.TryGetValue(i, out var group) ? group : (UInt128?)null).Select(part => part.ToList())];
    }

    /// <summary>
    /// Those of the findings that the configuration's own grouping puts behind a ticket, as in any part of its group, so that they come back when they are taken from it.
    /// </summary>
    public async Task<IReadOnlyList<FindingId>> ByItselfAsync(TicketConfiguration configuration, TicketRow ticket, IReadOnlyList<FindingId> ids, CancellationToken ct)
    {
        var keys = new GroupKeys(configuration.Id, configuration.GroupBy);
        var key = GroupKeys.Parse(ticket.GroupKey);
        var now = clock.GetUtcNow();
        var (filter, ofTicketed) = (new FilterMatch(configuration.Filter, now), new FilterMatch(configuration.Filter.OfTicketed() ?? configuration.Filter, now));
        return ids.Count == 0 ? []
            : [.. (await findings.PlannedAsync(ids, ct)).Where(f => (filter.Accepts(f) || ofTicketed.Accepts(f)) && GroupParts.IsPart(keys.Of(f), key)).Select(f => f.Id)];
    }

    /// <summary>The group in which all findings behind a ticket are, as they are now.</summary>
    /// <returns><see langword="null"/> when none is behind it.</returns>
    public async Task<TicketGroup?> OfTicketAsync(TicketConfiguration configuration, TicketRow ticket, CancellationToken ct)
    {
        var known = await findings.PlannedAsync([.. (await links.OfTicketsAsync([ticket.Id], ct))[ticket.Id]], ct);
        return known.Count == 0 ? null : GroupOf(configuration, known, GroupKeys.Parse(ticket.GroupKey)) with { Label = ticket.GroupLabel };
    }

    /// <inheritdoc cref="TicketLinks.ElsewhereAsync"/>
    public async Task<IReadOnlyDictionary<FindingId, TicketInTheWay>> ElsewhereAsync(
        TicketConfiguration configuration, IReadOnlyList<FindingId> ids, TicketId? but, ILookup<FindingId, TicketId>? held, CancellationToken ct)
    {
        var behind = await links.OfFindingsAsync(ids, ct);
        HashSet<TicketId> holding = held is null ? [] : [.. ids.SelectMany(i => held[i])];
        var known = (await tickets.ByIdsAsync([.. behind.SelectMany(f => f).Select(t => t.Id).Union(holding)], ct))
            .Where(t => t.ConfigurationId == configuration.Id && t.Id != but).ToDictionary(t => t.Id);
        var pins = known.Keys.Any(holding.Contains) ? await manual.PinsAsync(configuration.Id, ct) : new Dictionary<FindingId, UInt128?>();

        bool Holds(FindingId id, TicketRow ticket) => IsThere(ticket)
            && (behind[id].Any(t => t.Id == ticket.Id) || (pins.TryGetValue(id, out var group) && group == GroupKeys.Parse(ticket.GroupKey)));
        var elsewhere = new Dictionary<FindingId, TicketInTheWay>();
        foreach (var id in ids)
        {
            var standing = behind[id].Select(t => known.GetValueOrDefault(t.Id)).FirstOrDefault(t => t is not null && Stands(t))
                ?? held?[id].Select(t => known.GetValueOrDefault(t)).FirstOrDefault(t => t is not null && Holds(id, t));
            if (standing is not null)
                elsewhere[id] = new(standing.Id, standing.IssueKey ?? standing.Id.ToString());
        }

        return elsewhere;
    }

    /// <summary>A finding is behind one open issue of each configuration.</summary>
    private async Task DemandFreeAsync(TicketConfiguration configuration, IReadOnlyList<FindingId> ids, FaultList faults, CancellationToken ct)
    {
        var behind = (await links.OfFindingsAsync(ids, ct)).SelectMany(f => f).Select(t => t.Id).Distinct().ToList();
        var standing = (await tickets.ByIdsAsync(behind, ct)).Where(t => t.ConfigurationId == configuration.Id && Stands(t)).ToList();
        if (standing.Count == 0)
            return;
        var names = string.Join(", ", standing.Take(MaxNamed).Select(t => t.IssueKey ?? $"a ticket in state {t.State.ToString().ToLowerInvariant()}"));
        faults.Problem(
            "findings",
            $"some of them are behind {names}{(standing.Count > MaxNamed ? $" and {standing.Count - MaxNamed} more" : "")} already",
            $"leave those out, or name another configuration than {configuration.Name}");
    }

    private static bool IsThere(TicketRow ticket) => ticket is { State: TicketState.Created, Presence: IssuePresence.Present or IssuePresence.Forbidden };

    private static bool Stands(TicketRow ticket) => ticket.State switch
    {
        TicketState.Rejected => false,
        TicketState.Created => ticket.StatusCategory != JiraStatusCategory.Done
            && (ticket.Presence is IssuePresence.Present or IssuePresence.Forbidden || ticket is { Presence: IssuePresence.Lost, NotBefore: not null }),
        _ => true,
    };

    private TicketGroup GroupOf(TicketConfiguration configuration, IReadOnlyList<PlannedFinding> known, UInt128 key)
    {
        var grouping = new Grouping(configuration, clock.GetUtcNow(), known.ToDictionary(f => f.Id, _ => (UInt128?)key));
        foreach (var finding in known)
            grouping.Add(finding);
        var tally = grouping.Groups.Single();
        return tally.ToGroup(tally.HashWith(TicketLook.HashOf(configuration), SubTaskTally.None, new ByteBuffer()));
    }
}
