using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>
/// Takes back what a run did, issue by issue, but for what people did since. What the next run would do again is held until the findings or the
/// configuration change, or a person asks for it.
/// </summary>
internal sealed class RunUndoer(
    RunStore runs, TicketStore tickets, IssueStore issues, IntentStore intents, LinkProof links, IssueRemover remover, IssueRestorer restorer, PlanMaker plans, SiteGuard site, WriteOutcomes outcomes)
{
    /// <summary>What the run asked for and was not sent yet is not sent any more. Comes before anything else is sent.</summary>
    /// <param name="report">Takes what came of each.</param>
    public async Task TakeBackAsync(LaneSession session, SyncRun run, Action<SyncOutcome>? report, CancellationToken ct)
    {
        var creates = (await runs.PendingAsync(run.Id, ct)).Where(o => UndoOf(o).Of.Kind is UndoneKind.Create or UndoneKind.CreateDeleted).ToList();
        var rows = await RowsAsync(creates, ct);
        foreach (var operation in creates.Where(o => rows.GetValueOrDefault(o.Ticket!.Value)?.State is TicketState.Planned or TicketState.Retry))
        {
            var outcome = new SyncOutcome.Skipped("it was not sent yet, and is not sent any more");
            await using var work = await runs.BeginAsync(ct);
            if (!await intents.TakeBackAsync(work, rows[operation.Ticket!.Value], ReasonOf(operation), session.Epoch, ct))
                continue;
            await KeepAsync(work, run, operation, outcome, ct);
            await work.CommitAsync(ct);
            report?.Invoke(outcome);
        }
    }

    /// <summary>Carries out what is left of an undo.</summary>
    /// <param name="report">Takes what came of each operation.</param>
    public async Task UndoAsync(LaneSession session, SyncRun run, TicketConfiguration configuration, Action<SyncOutcome> report, CancellationToken ct)
    {
        await TakeBackAsync(session, run, report, ct);
        var pending = await runs.PendingAsync(run.Id, ct);
        var rows = await RowsAsync(pending, ct);
        if (!session.IsStopped)
            await site.HoldsAsync(session, ct);
        var book = new Book(
            (await runs.UndoableAsync(run.Undoes!.Value, ct)).ToDictionary(o => o.Number),
            await runs.DoneSinceAsync((await runs.GetAsync(run.Undoes.Value, ct))!, ct));
        IReadOnlyList<string> fields = ["updated", WorkOfOthers.FieldToRead, .. IssueBefore.ContentOf(configuration)];
        foreach (var chunk in pending.Chunk(LinkProof.Batch))
        {
            session.ThrowIfLeaving();
            var linked = await links.TryVouchAsync(session, chunk.Select(o => rows.GetValueOrDefault(o.Ticket!.Value)).OfType<TicketRow>(), fields, ct);
            foreach (var operation in chunk)
            {
                session.ThrowIfLeaving();
                ct.ThrowIfCancellationRequested();
                var outcome = session.IsStopped
                    ? new SyncOutcome.Deferred(session.StopReason!, session.ResumeAt)
                    : await TryAsync(new(session, run, configuration, operation, linked), rows.GetValueOrDefault(operation.Ticket!.Value), book, ct);
                await using var work = await runs.BeginAsync(ct);
                await KeepAsync(work, run, operation, outcome, ct);
                await work.CommitAsync(ct);
                report(outcome);
            }
        }

        await HoldAsync(session, run, configuration, ct);
    }

    public static string ReasonOf(StoredOperation operation) => $"undone by {UndoOf(operation).By}";

    private static SyncOperation.Undo UndoOf(StoredOperation operation) => (SyncOperation.Undo)operation.Operation;

    private async Task<SyncOutcome> TryAsync(UndoStep step, TicketRow? ticket, Book book, CancellationToken ct)
    {
        if (ticket is null)
            return new SyncOutcome.Skipped("the ticket is gone");
        if (!book.Undoable.TryGetValue(step.Undo.Of.Number, out var original))
            return new SyncOutcome.Skipped("it is undone already");
        try
        {
            if (step.Undo.Of.Kind is UndoneKind.Create or UndoneKind.CreateDeleted)
                return await remover.RemoveAsync(step, ticket, ct);
            if (ticket.IssueId is null)
                return new SyncOutcome.Skipped("the ticket has no issue any more");
            if (step.Linked.WhyNotWritten(ticket) is { } obstacle)
                return obstacle;
            if (book.DoneSince.TryGetValue(ticket.Id, out var later))
                return new SyncOutcome.Refused($"a later run wrote to it since; undo that one first: fairlead run undo {later}");
            return original.Before is { } before
                ? await restorer.RestoreAsync(step, ticket, before, ct)
                : new SyncOutcome.Refused("what the issue was before is not known");
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return await outcomes.OfFailureAsync(step.Session, e, ct);
        }
    }

    private async Task KeepAsync(Fairlead.Storage.UnitOfWork work, SyncRun run, StoredOperation operation, SyncOutcome outcome, CancellationToken ct)
    {
        await RunStore.SetOutcomeAsync(work, operation, outcome, ct);
        if (outcome is SyncOutcome.Applied or SyncOutcome.Skipped)
            await runs.SetUndoneAsync(work, run.Undoes!.Value, UndoOf(operation).Of.Number, ct);
    }

    /// <summary>A group may have changed between the run and its undo: what the next run would do to it is held as it stands now.</summary>
    private async Task HoldAsync(LaneSession session, SyncRun run, TicketConfiguration configuration, CancellationToken ct)
    {
        var undone = await RowsAsync(await runs.PageAsync(run.Id, 0, int.MaxValue, ct), ct);
        var decision = await plans.DecideAsync(configuration, Confirmed.Closes | Confirmed.Creates, ct);
        await using var work = await issues.BeginAsync(ct);
        foreach (var next in decision.Plan.Operations)
        {
            if (TicketOf(next) is { } id && undone.GetValueOrDefault(id) is { UndoneHash: not null } ticket)
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

    private async Task<Dictionary<TicketId, TicketRow>> RowsAsync(IEnumerable<StoredOperation> operations, CancellationToken ct) =>
        (await tickets.ByIdsAsync([.. operations.Select(o => o.Ticket!.Value).Distinct()], ct)).ToDictionary(t => t.Id);

    /// <param name="Undoable">What the run did, by number.</param>
    /// <param name="DoneSince">Which later run wrote to tickets since.</param>
    private sealed record Book(IReadOnlyDictionary<int, StoredOperation> Undoable, IReadOnlyDictionary<TicketId, SyncRunId> DoneSince);
}

/// <summary>One operation of an undo, and all that is known of it.</summary>
internal sealed record UndoStep(LaneSession Session, SyncRun Run, TicketConfiguration Configuration, StoredOperation Operation, LinkedIssues Linked)
{
    public SyncOperation.Undo Undo => (SyncOperation.Undo)Operation.Operation;

    /// <summary>Names it for a comment that is sent by itself.</summary>
    public string Reference => $"undo/{Run.Undoes}/{Undo.Of.Number}";

    /// <summary>By others than Fairlead's account, oldest first.</summary>
    public async Task<IReadOnlyList<JiraChange>> ChangesByOthersAsync(string issueId, CancellationToken ct)
    {
        var self = await Session.AccountAsync(ct);
        return await Session.Jira.Changelog.ForIssueAsync(issueId, ct).Where(c => c.Author?.Id != self).OrderBy(c => c.CreatedAt).ToListAsync(ct);
    }

    /// <inheritdoc cref="ChangesByOthersAsync"/>
    public async Task<IReadOnlyList<JiraComment>> CommentsByOthersAsync(string issueId, CancellationToken ct)
    {
        var self = await Session.AccountAsync(ct);
        return await Session.Jira.Comments.ListAsync(issueId, ct).Where(c => c.Author?.Id != self).ToListAsync(ct);
    }
}
