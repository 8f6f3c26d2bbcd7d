using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Looks at the findings again before steps are taken that were planned a while ago. Sends and stores nothing.</summary>
internal sealed class PlanReview(GroupReader groups, TicketStore tickets, CloseReasons closes, TimeProvider clock)
{
    /// <returns>In the same order; <see langword="null"/> in place of what is not to be done any more.</returns>
    public async Task<IReadOnlyList<(StoredOperation Stored, StoredOperation? Due)>> OfAsync(
        TicketConfiguration configuration, IReadOnlyList<StoredOperation> operations, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var known = await tickets.PlannedAsync(configuration.Id, ct);
        var grouping = await groups.ReadAsync(configuration, known, now, ct);
        var asked = operations.Select(o => o.Operation.Group.Key).ToHashSet();
        var plan = SyncPlanner.Plan(grouping, configuration, known, now, Confirmed.Creates | Confirmed.Closes);
        var steps = (await closes.TellAsync([.. plan.Operations.Where(o => asked.Contains(o.Group.Key))], ct)).ToDictionary(o => o.Group.Key);
        var hashes = SyncPlanner.HashesOf(grouping, configuration, known, now);
        var latest = known.GroupBy(t => t.GroupKey).ToDictionary(g => g.Key, g => g.MaxBy(t => t.Generation));
        return
        [
            .. operations.Select(o => (o, StillDue.Of(
                    o.Operation, o.HasBefore, hashes.GetValueOrDefault(o.Operation.Group.Key), steps.GetValueOrDefault(o.Operation.Group.Key),
                    latest.GetValueOrDefault(o.Operation.Group.Key)) is { } due
                ? o with { Operation = due }
                : null)),
        ];
    }
}
