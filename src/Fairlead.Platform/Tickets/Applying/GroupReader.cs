using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Reads the findings once and parts them into the groups of a configuration, whether it is enabled or not.</summary>
internal sealed class GroupReader(IFindingSource findings, ManualStore manual)
{
    /// <param name="now">UTC; the filter counts the age of findings up to it.</param>
    public async Task<Grouping> ReadAsync(TicketConfiguration configuration, DateTimeOffset now, CancellationToken ct) =>
        (await ReadAsync([configuration], now, ct))[0];

    /// <summary>The same for several, in their order: the findings are read once for all of them.</summary>
    /// <inheritdoc cref="ReadAsync(TicketConfiguration, DateTimeOffset, CancellationToken)"/>
    public async Task<IReadOnlyList<Grouping>> ReadAsync(IReadOnlyList<TicketConfiguration> configurations, DateTimeOffset now, CancellationToken ct)
    {
        var all = new List<Grouping>(configurations.Count);
        foreach (var configuration in configurations)
            all.Add(new(configuration, now, await manual.PinsAsync(configuration.Id, ct)));
        if (all.Count == 0)
            return all;
        await foreach (var finding in findings.StreamAsync(configurations is [var only] ? only.Filter : TicketFilter.Everything, ct))
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

        return all;
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
