using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Reads the findings once and parts them into the groups of a configuration, whether it is enabled or not.</summary>
internal sealed class GroupReader(IFindingSource findings, ManualStore manual, TicketStore tickets, LinkStore links)
{
    /// <param name="now">UTC; the filter counts the age of findings up to it.</param>
    public async Task<Grouping> ReadAsync(TicketConfiguration configuration, DateTimeOffset now, CancellationToken ct) =>
        await ReadAsync(configuration, await tickets.PlannedAsync(configuration.Id, ct), now, ct);

    /// <param name="known">The configuration's tickets, which say what parts its groups have.</param>
    /// <inheritdoc cref="ReadAsync(TicketConfiguration, DateTimeOffset, CancellationToken)"/>
    public async Task<Grouping> ReadAsync(
        TicketConfiguration configuration, IReadOnlyList<PlannedTicket> known, DateTimeOffset now, CancellationToken ct)
    {
        var grouping = await BeginAsync(configuration, known, now, ct);
        await FillAsync([grouping], configuration.Filter, ct);
        return grouping;
    }

    /// <summary>The same for several, in their order: the findings are read once for all of them.</summary>
    /// <inheritdoc cref="ReadAsync(TicketConfiguration, DateTimeOffset, CancellationToken)"/>
    public async Task<IReadOnlyList<Grouping>> ReadAsync(IReadOnlyList<TicketConfiguration> configurations, DateTimeOffset now, CancellationToken ct)
    {
        var all = new List<Grouping>(configurations.Count);
        foreach (var configuration in configurations)
            all.Add(await BeginAsync(configuration, await tickets.PlannedAsync(configuration.Id, ct), now, ct));
        if (all.Count > 0)
            await FillAsync(all, configurations is [var only] ? only.Filter : TicketFilter.Everything, ct);
        return all;
    }

    private async Task<Grouping> BeginAsync(
        TicketConfiguration configuration, IReadOnlyList<PlannedTicket> known, DateTimeOffset now, CancellationToken ct)
    {
        var parts = new GroupParts(configuration, known);
        if (parts.Tickets.Count > 0)
            parts.Place(await links.OfTicketsAsync(parts.Tickets, ct));
        var ticketed = configuration.Filter.OfTicketed() is null ? null : await BehindOpenAsync(known, ct);
        return new(configuration, now, await manual.PinsAsync(configuration.Id, ct), parts, ticketed);
    }

    private async Task<IReadOnlySet<FindingId>> BehindOpenAsync(IEnumerable<PlannedTicket> known, CancellationToken ct) =>
        (await links.OfTicketsAsync([.. known.Where(t => t is { IsDone: false, Presence: null or IssuePresence.Present or IssuePresence.Forbidden }).Select(t => t.Id)], ct))
            .SelectMany(l => l).ToHashSet();

    /// <param name="filter">One that every grouping's findings pass.</param>
    private async Task FillAsync(IReadOnlyList<Grouping> all, TicketFilter filter, CancellationToken ct)
    {
        await foreach (var finding in findings.StreamAsync(filter, ct))
        {
            foreach (var grouping in all)
                grouping.Add(finding);
        }

        // What a person put behind a ticket, or a rule let in, need not pass the filter.
        foreach (var grouping in all)
        {
            foreach (var finding in await findings.PlannedAsync([.. grouping.Unmet], ct))
                grouping.Add(finding);
        }
    }

    /// <summary>
    /// A stored plan names some members of a very large group only: the others are read here, as they are now. A group that the
    /// configuration does not make any more keeps those that are named; the next plan deals with it.
    /// </summary>
    public async Task<IReadOnlyList<StoredOperation>> CompleteAsync(
        TicketConfiguration configuration, IReadOnlyList<StoredOperation> operations, DateTimeOffset now, CancellationToken ct)
    {
        var cut = operations.Where(o => SendsContent(o.Operation) && o.Operation.Group.IsCut).Select(o => o.Operation.Group.Key).ToHashSet();
        if (cut.Count == 0)
            return operations;
        var members = new Dictionary<string, IReadOnlyList<FindingId>>();
        foreach (var tally in (await ReadAsync(configuration, now, ct)).Groups)
        {
            if (GroupKeys.TextOf(tally.Key) is var key && cut.Contains(key))
                members[key] = tally.Members;
        }

        return
        [
            .. operations.Select(o => SendsContent(o.Operation) && members.TryGetValue(o.Operation.Group.Key, out var all)
                ? o with { Operation = o.Operation with { Group = o.Operation.Group with { All = all } } }
                : o),
        ];
    }

    private static bool SendsContent(SyncOperation operation) =>
        operation is SyncOperation.Create or SyncOperation.Update or SyncOperation.Transition { Goal: TransitionGoal.Open };
}
