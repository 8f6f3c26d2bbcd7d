using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>Keeps the next run from doing again what was undone, until the findings or the configuration change.</summary>
internal sealed class UndoHold(OperationStore operations, TicketStore tickets, IssueStore issues, PlanMaker plans)
{
    /// <summary>A group may have changed between the run and its undo: it is held as it stands now.</summary>
    public async Task HoldAsync(LaneSession session, SyncRun undo, TicketConfiguration configuration, CancellationToken ct)
    {
        var before = (await operations.PageAsync(undo.Id, 0, int.MaxValue, ct)).DistinctBy(o => o.Ticket).ToDictionary(o => o.Ticket!.Value, o => o.Operation.Undos);
        var undone = (await tickets.ByIdsAsync(before.Keys, ct)).Where(t => t.Undos > before[t.Id]).ToDictionary(t => t.Id);
        if (undone.Count == 0)
            return;
        var decision = await plans.DecideAsync(configuration, Confirmed.Closes | Confirmed.Creates, ct);
        await using var work = await issues.BeginAsync(ct);
        foreach (var next in decision.Plan.Operations)
        {
            if (TicketOf(next) is { } id && undone.TryGetValue(id, out var ticket))
                await issues.UndoAsync(work, ticket, next.Group.Hash, ticket.Reason ?? "undone", session.Epoch, ct);
        }

        await work.CommitAsync(ct);
    }

    private static TicketId? TicketOf(SyncOperation operation) => operation switch
    {
        SyncOperation.Create create => create.Existing,
        SyncOperation.Update update => update.Ticket,
        SyncOperation.Transition transition => transition.Ticket,
        _ => null,
    };
}
