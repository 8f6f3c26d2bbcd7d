using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>
/// Takes back what a run did, issue by issue, but for what people did since. What has to wait is carried on later, as every run that was cut off;
/// what the next run would do again is held (<see cref="UndoHold"/>).
/// </summary>
internal sealed class RunUndoer(
    OperationStore operationStore,
    TicketStore tickets,
    IntentStore intents,
    IssueStore issues,
    LinkProof links,
    IssueRemover remover,
    IssueRestorer restorer,
    UndoHold hold,
    BulkMover bulk,
    SiteGuard site,
    WriteOutcomes outcomes,
    Lanes lanes,
    TimeProvider clock)
{
    /// <summary>What the run asked for and was not sent yet is not sent any more. Comes before anything else is sent.</summary>
    /// <param name="report">Takes what came of each.</param>
    public async Task TakeBackAsync(LaneSession session, SyncRun run, Action<SyncOutcome>? report, CancellationToken ct)
    {
        var creates = (await operationStore.PendingAsync(run.Id, ct)).Where(o => IsRemoval(UndoOf(o))).ToList();
        var rows = await RowsAsync(creates, ct);
        foreach (var operation in creates)
        {
            var state = rows.GetValueOrDefault(operation.Ticket!.Value)?.State;
            if (state is TicketState.Sending or TicketState.Uncertain)
                await NoteAsync(session, rows[operation.Ticket!.Value], operation, ct);
            if (state is not (TicketState.Planned or TicketState.Retry))
                continue;
            var outcome = new SyncOutcome.Skipped("it was not sent yet, and is not sent any more");
            await using var work = await operationStore.BeginAsync(ct);
            if (!await intents.TakeBackAsync(work, rows[operation.Ticket!.Value], $"undone by {UndoOf(operation).By}", session.Epoch, ct))
                continue;
            await KeepAsync(work, run, operation, UndoResult.Of(outcome), ct);
            await work.CommitAsync(ct);
            report?.Invoke(outcome);
        }
    }

    /// <summary>Where Jira proves not to have the issue, it is not sent again.</summary>
    private async Task NoteAsync(LaneSession session, TicketRow ticket, StoredOperation operation, CancellationToken ct)
    {
        if (ticket.Undos > operation.Operation.Undos)
            return;
        await using var work = await operationStore.BeginAsync(ct);
        await issues.UndoAsync(work, ticket, ticket.GroupHash, $"undone by {UndoOf(operation).By}", session.Epoch, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>Carries out what is left of an undo.</summary>
    /// <param name="report">Takes what came of each operation.</param>
    public async Task UndoAsync(LaneSession session, SyncRun run, TicketConfiguration configuration, Action<SyncOutcome> report, CancellationToken ct)
    {
        await TakeBackAsync(session, run, report, ct);
        var pending = await operationStore.PendingAsync(run.Id, ct);
        var rows = await RowsAsync(pending, ct);
        if (!session.IsStopped)
            await site.HoldsAsync(session, ct);
        var together = await bulk.BegunAsync(session, configuration, ct);
        var undone = run.Undoes!.Value;
        var undoable = (await operationStore.UndoableAsync(undone, ct)).Select(o => o.Number).ToHashSet();
        IReadOnlyList<string> fields = ["updated", WorkOfOthers.FieldToRead, .. IssueBefore.FieldsOf(configuration)];
        for (var (next, from) = (0, 0); next < pending.Count; from = next)
        {
            session.ThrowIfLeaving();
            var chunk = pending.Skip(next).Take(LinkProof.Batch).ToList();
            var linked = await links.TryVouchAsync(session, chunk.Select(o => rows.GetValueOrDefault(o.Ticket!.Value)).OfType<TicketRow>(), fields, ct);
            var history = await HistoryAsync(session, linked, ct);
            var readAt = clock.GetTimestamp();
            // Of the operations that are undone, and of removals that were cut off.
            var numbers = chunk.Select(o => UndoOf(o).Of.Number).ToList();
            var befores = await operationStore.BeforesAsync(undone, numbers, ct);
            var book = new Book(undoable, await operationStore.WrittenLaterAsync(undone, numbers, ct));
            var cutOff = await operationStore.BeforesAsync(run.Id, [.. chunk.Select(o => o.Number)], ct);
            // As for writes: what people did while those before were taken back is read before the rest is.
            foreach (var operation in chunk.TakeWhile(_ => next == from || clock.GetElapsedTime(readAt) <= LinkProof.HoldsFor))
            {
                next++;
                session.ThrowIfLeaving();
                ct.ThrowIfCancellationRequested();
                var undo = UndoOf(operation);
                var before = IsRemoval(undo) ? cutOff.GetValueOrDefault(operation.Number) : befores.GetValueOrDefault(undo.Of.Number);
                var ticket = rows.GetValueOrDefault(operation.Ticket!.Value);
                var since = ticket?.IssueId is { } issueId ? history.GetValueOrDefault(issueId, []) : [];
                var result = session.IsStopped
                    ? UndoResult.Of(new SyncOutcome.Deferred(session.StopReason!, session.ResumeAt))
                    : together.WhyNotYet(operation.Ticket.Value) is { } underWay ? UndoResult.Of(underWay)
                    : await TryAsync(new(session, run, configuration, operation, linked, before, since), ticket, book, ct);
                report(result.Outcome);
                // What has to wait is carried on with later: the run stays unfinished until then.
                if (result.Outcome.IsToCome)
                    continue;
                await using var work = await operationStore.BeginAsync(ct);
                await KeepAsync(work, run, operation, result, ct);
                // It was held while nobody knew whether there is an issue, which is there and is left.
                if (result.Outcome is SyncOutcome.Refused && IsRemoval(undo) && ticket!.Undos > operation.Operation.Undos)
                    await issues.NotUndoneAsync(work, ticket, operation.Operation.Undos, session.Epoch, ct);
                await work.CommitAsync(ct);
                KillPoint.Hit("undo.kept");
            }
        }

        await hold.HoldAsync(session, run, configuration, ct);
    }

    private static SyncOperation.Undo UndoOf(StoredOperation operation) => (SyncOperation.Undo)operation.Operation;

    private static bool IsRemoval(SyncOperation.Undo undo) => undo.Of.Kind is UndoneKind.Create or UndoneKind.CreateDeleted;

    private async Task<UndoResult> TryAsync(UndoStep step, TicketRow? ticket, Book book, CancellationToken ct)
    {
        if (ticket is null)
            return UndoResult.Of(new SyncOutcome.Skipped("the ticket is gone"));
        if (!book.Undoable.Contains(step.Undo.Of.Number))
            return UndoResult.Of(new SyncOutcome.Skipped("it is undone already"));
        try
        {
            if (IsRemoval(step.Undo))
                return UndoResult.Of(await remover.RemoveAsync(step, ticket, ct));
            if (ticket.IssueId is null)
                return UndoResult.Of(new SyncOutcome.Skipped("the ticket has no issue any more"));
            if (step.Linked.WhyNotWritten(ticket) is { } obstacle)
                return UndoResult.Of(obstacle);
            if (step.Before is not { } before)
                return UndoResult.Of(new SyncOutcome.Refused("what the issue was before is not known"));
            if (before.IssueId != ticket.IssueId)
                return UndoResult.Of(new SyncOutcome.Skipped("the ticket has another issue by now, to which that run wrote nothing"));
            if (book.WrittenLater.TryGetValue(step.Undo.Of.Number, out var later))
                return UndoResult.Of(new SyncOutcome.Refused($"a later run wrote to it since; undo that one first: fairlead run undo {later}"));
            return await restorer.RestoreAsync(step, ticket, before, ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return UndoResult.Of(await outcomes.OfFailureAsync(step.Session, e, ct));
        }
    }

    private static async Task KeepAsync(Fairlead.Storage.UnitOfWork work, SyncRun run, StoredOperation operation, UndoResult result, CancellationToken ct)
    {
        await OperationStore.SetOutcomeAsync(work, operation, result.Outcome, ct);
        if (result.How is { } how)
            await OperationStore.SetUndoneAsync(work, run.Undoes!.Value, UndoOf(operation).Of.Number, how, ct);
    }

    /// <summary>What others than Fairlead's account did with the issues, oldest first: a call for all on Cloud, one for each on Data Center.</summary>
    private async Task<IReadOnlyDictionary<string, List<JiraChange>>> HistoryAsync(LaneSession session, LinkedIssues linked, CancellationToken ct)
    {
        var history = new Dictionary<string, List<JiraChange>>();
        if (linked.Ours.Count == 0 || session.IsStopped)
            return history;
        try
        {
            var ours = await session.AccountsAsync(ct);
            await foreach (var part in session.Jira.Changelog.FetchAsync([.. linked.Ours.Keys], [], ct))
            {
                if (!history.TryGetValue(part.IssueId, out var changes))
                    history[part.IssueId] = changes = [];
                changes.AddRange(part.Changes);
            }

            // Of which nothing came, although something happened to them: that says nothing of who did it.
            foreach (var issue in linked.Ours.Values.Where(i => !history.ContainsKey(i.Id) && i.UpdatedAt != i.CreatedAt))
                history[issue.Id] = await session.Jira.Changelog.ForIssueAsync(issue.Id, ct).ToListAsync(ct);

            foreach (var changes in history.Values)
            {
                changes.RemoveAll(c => c.Author is { } author && ours.Did(author.Id, c.CreatedAt));
                changes.Sort((a, b) => a.CreatedAt.CompareTo(b.CreatedAt));
            }
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            // Without it nobody knows what is people's: nothing is touched.
            await lanes.PauseAfterAsync(session, e, ct);
        }

        return history;
    }

    private async Task<Dictionary<TicketId, TicketRow>> RowsAsync(IEnumerable<StoredOperation> operations, CancellationToken ct) =>
        (await tickets.ByIdsAsync([.. operations.Select(o => o.Ticket!.Value).Distinct()], ct)).ToDictionary(t => t.Id);

    /// <param name="Undoable">Numbers of what can be undone of the run.</param>
    /// <param name="WrittenLater">Which other run wrote to the ticket since; by number of the operation that is undone.</param>
    private sealed record Book(IReadOnlySet<int> Undoable, IReadOnlyDictionary<int, SyncRunId> WrittenLater);
}
