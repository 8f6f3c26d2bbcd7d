using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Makes the issues of a run: intents first, then the sends, then what came of each.</summary>
internal sealed class RunCreates(
    OperationStore operationStore,
    TicketStore tickets,
    IntentStore intents,
    CircuitStore circuits,
    CreateSender sender,
    UncertainResolver resolver,
    IssueLinker linker,
    IntentRows intentRows,
    TimeProvider clock)
{
    private const int Batch = 500;

    /// <param name="operations">Creates of one run; at least one.</param>
    /// <returns>Tickets by the number of their operation, as they were before anything was sent.</returns>
    public async Task<IReadOnlyDictionary<int, TicketRow>> SendAsync(
        LaneSession session, TicketConfiguration configuration, List<StoredOperation> operations, RunReport report, CancellationToken ct)
    {
        report.Say("Writing intents");
        var (byOperation, own) = (new Dictionary<int, TicketRow>(), new HashSet<int>());
        foreach (var batch in operations.Chunk(Batch))
            await PlanAsync(session, configuration, batch, byOperation, own, ct);
        session.CountOfRun(byOperation.Values.Select(t => t.Id));
        if (session.LooksFirst && !session.IsStopped)
            await resolver.ResolveDueAsync(session, ct);
        report.Say("Creating issues");
        var open = operations.ToDictionary(o => byOperation[o.Number].Id);
        var answered = new List<StoredOperation>();
        try
        {
            await sender.SendDueAsync(session, SentAsync, ct);
        }
        catch (OperationCanceledException)
        {
            // What came to an end by then is told; the rest is carried on with.
            await SettleAsync(session, [.. open.Values], byOperation, own, report, t => t.State is TicketState.Created or TicketState.Rejected, CancellationToken.None);
            throw;
        }

        await SettleAsync(session, [.. open.Values], byOperation, own, report, _ => true, ct);
        await linker.LinkDueAsync(session, ct);
        return byOperation;

        // Whoever looks at a long run sees how far it is.
        async Task SentAsync(IReadOnlyList<TicketRow> sent)
        {
            report.Add(sent.Count);
            answered.AddRange(sent.Select(t => open.GetValueOrDefault(t.Id)).OfType<StoredOperation>());
            if (answered.Count < Batch)
                return;
            foreach (var ended in await SettleAsync(session, answered, byOperation, own, report, t => t.State == TicketState.Created, ct))
                open.Remove(ended);
            answered.RemoveAll(o => !open.ContainsKey(byOperation[o.Number].Id));
        }
    }

    /// <param name="own">Operations whose ticket is theirs, whoever sends it and however often the run is carried on.</param>
    private async Task PlanAsync(
        LaneSession session, TicketConfiguration configuration, StoredOperation[] batch, Dictionary<int, TicketRow> byOperation, HashSet<int> own, CancellationToken ct)
    {
        await using (var work = await intents.BeginAsync(ct))
        {
            var planned = new List<PlannedIntent>(batch.Length);
            foreach (var operation in batch)
            {
                var create = (SyncOperation.Create)operation.Operation;
                byOperation[operation.Number] = intentRows.Of(
                    session, configuration, create.Group, create.Generation, configuration.FollowLink is null ? null : create.Follows, create.Parent);
                planned.Add(new(byOperation[operation.Number], create.Existing is { } existing ? new(existing, create.Undos) : null, create.Group.Members));
            }

            var taken = await intents.PlanAsync(work, planned, ct);
            foreach (var (operation, intent) in batch.Zip(planned))
            {
                var ticket = intent.Existing?.Ticket ?? intent.Row.Id;
                if (!taken.Contains(ticket))
                    continue;
                own.Add(operation.Number);
                // Kept with the intent: a run that is cut off knows when it is carried on which issues are its own, to tell them and to take them back.
                await OperationStore.SetTicketAsync(work, operation, ticket, ct);
            }

            await work.CommitAsync(ct);
        }

        // Where the group had its ticket already, that one counts.
        var stored = (await tickets.ByMarkersAsync(session.Connection, [.. batch.Select(o => byOperation[o.Number].Marker)], ct))
            .ToDictionary(t => t.Marker);
        foreach (var operation in batch)
        {
            byOperation[operation.Number] = stored[byOperation[operation.Number].Marker];
            if (operation.Ticket == byOperation[operation.Number].Id)
                own.Add(operation.Number);
        }
    }

    /// <param name="isEnded">Says of a ticket as it is now whether this is what came of its operation; of the others nothing is told yet.</param>
    /// <returns>Tickets whose operation has its outcome now.</returns>
    private async Task<IReadOnlyList<TicketId>> SettleAsync(
        LaneSession session,
        List<StoredOperation> operations,
        Dictionary<int, TicketRow> byOperation,
        HashSet<int> own,
        RunReport report,
        Func<TicketRow, bool> isEnded,
        CancellationToken ct)
    {
        var ended = new List<TicketId>();
        var after = (await tickets.ByIdsAsync([.. operations.Select(o => byOperation[o.Number].Id)], ct)).ToDictionary(t => t.Id);
        var known = (await circuits.ByConnectionAsync(session.Connection, ct)).ToDictionary(c => (c.ProjectId, c.IssueTypeId));
        foreach (var batch in operations.Chunk(Batch))
        {
            await using var work = await operationStore.BeginAsync(ct);
            foreach (var operation in batch)
            {
                var ticket = after[byOperation[operation.Number].Id];
                var wasThere = byOperation[operation.Number].State == TicketState.Created && !own.Contains(operation.Number);
                if (!isEnded(ticket))
                    continue;
                ended.Add(ticket.Id);
                var outcome = operation.IsUndoneSince(ticket)
                    ? new SyncOutcome.Skipped(StoredOperation.UndoneSince)
                    : OutcomeOf(ticket, known.GetValueOrDefault((ticket.ProjectId, ticket.IssueTypeId)), session, wasThere);
                await OperationStore.SetTicketAsync(work, operation, ticket.Id, ct);
                await OperationStore.SetOutcomeAsync(work, operation, outcome, ct);
                report.Count(outcome, wasThere);
            }

            await work.CommitAsync(ct);
        }

        return ended;
    }

    private SyncOutcome OutcomeOf(TicketRow ticket, Circuit? circuit, LaneSession session, bool wasThere) => ticket.State switch
    {
        TicketState.Created when wasThere => new SyncOutcome.Skipped($"the group has its issue already: {ticket.IssueKey}"),
        TicketState.Created => new SyncOutcome.Applied(ticket.IssueKey!) { Note = ticket.LeftOut },
        TicketState.Rejected => new SyncOutcome.Refused(ticket.Reason ?? "refused"),
        TicketState.Uncertain or TicketState.Sending =>
            new SyncOutcome.Uncertain(ticket.Reason ?? "no clear answer yet", ticket.NotBefore ?? clock.GetUtcNow()),
        _ when circuit is { IsOpen: true } => new SyncOutcome.Parked(circuit.Reason ?? "refused", circuit.ProbeAt!.Value),
        _ => new SyncOutcome.Deferred(ticket.Reason ?? session.StopReason ?? "not sent yet", ticket.NotBefore ?? session.ResumeAt),
    };
}
