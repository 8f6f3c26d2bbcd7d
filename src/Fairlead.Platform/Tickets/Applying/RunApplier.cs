using System.Collections.Concurrent;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Platform.Tickets.Undoing;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Carries out a stored run: new issues first, then writes to existing ones. Every operation ends with an outcome;
/// one item's failure never stops the others. A run that was cut off is carried on from the operations without outcome.
/// </summary>
internal sealed class RunApplier(
    RunStore runs,
    OperationStore operationStore,
    ConfigurationStore configurations,
    GroupReader groups,
    PlanReview review,
    TicketStore tickets,
    RunCreates creates,
    IssueUpdater updater,
    IssueMover mover,
    LinkProof links,
    BulkMover bulk,
    WriteOutcomes outcomes,
    RunUndoer undoer,
    SiteGuard site,
    IssueObserver observer,
    IFindingSource findings,
    TimeProvider clock)
{
    /// <summary>Updates of issues for which one look at the findings holds.</summary>
    private const int WriteBatch = 1_000;

    /// <summary>How long a look at the findings holds.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>How often the findings are looked at for closes that wait; each wake-up comes back to them.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    private static readonly SyncOutcome ChangedSince = new SyncOutcome.Deferred("its findings changed since this was planned; the next run looks anew", null);

    private readonly ConcurrentDictionary<SyncRunId, DateTimeOffset> _lookedAt = [];

    /// <param name="asOf">UTC. When the findings were looked at for it; <see langword="null"/>: before this session.</param>
    /// <returns>How much had been done, and is now.</returns>
    public async Task<ResumedRun> ApplyAsync(
        LaneSession session, SyncRun run, TicketConfiguration configuration, DateTimeOffset? asOf, IProgress<SyncProgress>? progress, CancellationToken ct)
    {
        var callsBefore = session.Calls.Count;
        await runs.SetStateAsync(run.Id, SyncRunState.Applying, 0, ct);
        var state = SyncRunState.Interrupted;
        try
        {
            var pending = await groups.CompleteAsync(configuration, await operationStore.PendingAsync(run.Id, ct), clock.GetUtcNow(), ct);
            var report = new RunReport(progress, pending.Count);
            report.CountBefore(run.Planned.All - pending.Count);
            if (run.Undoes is null)
            {
                var waiting = await WaitingAsync(run, configuration, pending, ct);
                foreach (var outcome in waiting.Values)
                    report.CountOne(outcome);
                pending = await DueAsync([.. pending.Where(o => !waiting.ContainsKey(o.Number))]);
                List<StoredOperation> issues = [.. pending.Where(o => o.Operation is SyncOperation.Create)];
                if (issues.Count > 0)
                    await PlaceAsync(session, run, configuration, issues, await creates.SendAsync(session, configuration, issues, report, ct), asOf ?? run.PlannedAt, ct);
                var writes = pending.Where(o => o.Operation is not SyncOperation.Create).ToLookup(o => o.Operation is SyncOperation.Transition { AfterSubTasks.Count: > 0 });
                foreach (var batch in writes[false].Chunk(WriteBatch).Concat(writes[true].Chunk(WriteBatch)))
                {
                    var due = await DueAsync(batch);
                    if (!await WriteAsync(session, run, configuration, [.. due], asOf ?? run.PlannedAt, report, ct))
                        break;
                }
            }
            else
            {
                report.Say("Undoing");
                await undoer.UndoAsync(session, run, configuration, report.CountOne, ct);
            }

            var ended = (await runs.GetAsync(run.Id, ct))!;
            state = ended.Outcomes.Values.Sum() < ended.Planned.All ? SyncRunState.Interrupted
                : ended.Outcomes.Keys.All(o => o is "applied" or "skipped") ? SyncRunState.Done : SyncRunState.PartlyDone;
            if (state != SyncRunState.Interrupted)
                _lookedAt.TryRemove(run.Id, out _);
            return new(run.Id, configuration.Name, run.Planned.All, report.Before, report.Now, session.Calls.Count - callsBefore);

            // Creates of a large run take long, and others may have changed findings before the run had its turn.
            async Task<IReadOnlyList<StoredOperation>> DueAsync(IReadOnlyList<StoredOperation> planned)
            {
                if (planned.Count == 0 || clock.GetUtcNow() - asOf <= Fresh)
                    return planned;
                asOf = clock.GetUtcNow();
                var due = new List<StoredOperation>(planned.Count);
                foreach (var (stored, step) in await review.OfAsync(configuration, planned, ct))
                {
                    if (step is not null)
                    {
                        due.Add(step);
                        continue;
                    }

                    var skipped = new SyncOutcome.Skipped(StillDue.Changed);
                    await KeepAsync(stored, skipped, ct);
                    report.CountOne(skipped);
                }

                return due;
            }
        }
        finally
        {
            await runs.SetStateAsync(run.Id, state, session.Calls.Count - callsBefore, CancellationToken.None);
        }
    }

    /// <summary>An issue begins where its workflow does; where the status map wants it elsewhere, it is moved at once. What fails is planned anew.</summary>
    /// <param name="byOperation">Tickets as they were before they were sent.</param>
    /// <inheritdoc cref="WriteAsync"/>
    private async Task PlaceAsync(
        LaneSession session, SyncRun run, TicketConfiguration configuration, List<StoredOperation> operations, IReadOnlyDictionary<int, TicketRow> byOperation,
        DateTimeOffset knownAt, CancellationToken ct)
    {
        if (configuration.StatusTargets.Count == 0 || !await configurations.IsEnabledAsync(configuration.Id, ct))
            return;
        var rows = (await tickets.ByIdsAsync([.. byOperation.Values.Where(t => t.State != TicketState.Created).Select(t => t.Id)], ct)).ToDictionary(t => t.Id);
        var moves = new List<StoredOperation>();
        foreach (var operation in operations)
        {
            if (rows.GetValueOrDefault(byOperation[operation.Number].Id) is { State: TicketState.Created } ticket && !operation.IsUndoneSince(ticket)
                && configuration.TargetOf(operation.Operation.Group.Standing) is { } target && !target.IsAt(ticket.StatusId, ticket.StatusCategory))
            {
                var move = new SyncOperation.Transition(operation.Operation.Group, ticket.Id, ticket.IssueKey!, TransitionGoal.Open, "", "just made")
                {
                    Target = target,
                    Undos = operation.Operation.Undos,
                };
                moves.Add(operation with { Operation = move, Ticket = ticket.Id });
            }
        }

        var together = await bulk.MoveAsync(session, configuration, moves, rows, ct);
        for (var (next, from) = (0, 0); next < moves.Count && session is { IsStopped: false, IsLeaving: false }; from = next)
        {
            var chunk = moves.GetRange(next, Math.Min(LinkProof.Batch, moves.Count - next));
            var issues = await VouchAsync(session, configuration, chunk, rows, ct);
            var readAt = clock.GetTimestamp();
            var writing = new Writing(session, run, configuration, knownAt, issues, LastWriters.Of(session, configuration, chunk, rows, issues), together)
            {
                Groups = new(await findings.PlannedAsync([.. chunk.SelectMany(o => o.Operation.Group.Findings).Distinct()], ct)),
            };
            foreach (var move in chunk.TakeWhile(_ => session is { IsStopped: false, IsLeaving: false } && (next == from || clock.GetElapsedTime(readAt) <= LinkProof.HoldsFor)))
            {
                await TryWriteAsync(writing, move, rows[move.Ticket!.Value], ct);
                next++;
            }
        }
    }

    /// <param name="knownAt">UTC. When the findings were looked at for the operations.</param>
    /// <returns><see langword="false"/> once the configuration is disabled: what is left waits until a person enables it again.</returns>
    private async Task<bool> WriteAsync(
        LaneSession session, SyncRun run, TicketConfiguration configuration, List<StoredOperation> operations, DateTimeOffset knownAt, RunReport report, CancellationToken ct)
    {
        if (operations.Count == 0)
            return true;
        // Before anything is given to Jira together, too.
        if (!await configurations.IsEnabledAsync(configuration.Id, ct))
            return false;
        report.Say("Updating issues");
        var rows = (await tickets.ByIdsAsync([.. operations.Select(o => o.Ticket!.Value).Distinct()], ct)).ToDictionary(t => t.Id);
        if (!session.IsStopped)
            await site.HoldsAsync(session, ct);
        var early = await NotYetAsync(run, configuration, operations, rows, ct);
        foreach (var past in await PastAsync(operations, ct))
            early.TryAdd(past.Number, ChangedSince);
        var together = await bulk.MoveAsync(session, configuration, operations.Where(o => !early.ContainsKey(o.Number)), rows, ct);
        for (var (next, from) = (0, 0); next < operations.Count; from = next)
        {
            session.ThrowIfLeaving();
            if (!await configurations.IsEnabledAsync(configuration.Id, ct))
                return false;
            var chunk = operations.GetRange(next, Math.Min(LinkProof.Batch, operations.Count - next));
            var issues = await VouchAsync(session, configuration, [.. chunk.Where(o => !early.ContainsKey(o.Number))], rows, ct);
            var readAt = clock.GetTimestamp();
            var writing = new Writing(session, run, configuration, knownAt, issues, LastWriters.Of(session, configuration, chunk, rows, issues), together)
            {
                Groups = new(await findings.PlannedAsync([.. chunk.SelectMany(o => o.Operation.Group.Findings).Distinct()], ct)),
            };
            // Under a limit a hundred writes take minutes: what people did meanwhile is read before the rest is written.
            foreach (var operation in chunk.TakeWhile(_ => next == from || clock.GetElapsedTime(readAt) <= LinkProof.HoldsFor))
            {
                session.ThrowIfLeaving();
                ct.ThrowIfCancellationRequested();
                var outcome = early.GetValueOrDefault(operation.Number) ?? (session.IsStopped
                    ? new SyncOutcome.Deferred(session.StopReason!, session.ResumeAt)
                    : await TryWriteAsync(writing, operation, rows.GetValueOrDefault(operation.Ticket!.Value), ct));
                await KeepAsync(operation, outcome, ct);
                if (outcome is SyncOutcome.Applied or SyncOutcome.Refused)
                    session.CountClear();
                report.CountOne(outcome);
                next++;
            }
        }

        return true;
    }

    /// <summary>Moves that may be made together, whose findings stand otherwise by now.</summary>
    private async Task<IReadOnlyList<StoredOperation>> PastAsync(IReadOnlyList<StoredOperation> operations, CancellationToken ct)
    {
        List<StoredOperation> moves = [.. operations.Where(o => o.Operation is SyncOperation.Transition { Text: "" })];
        if (moves.Count == 0)
            return moves;
        var fresh = new FreshGroups(await findings.PlannedAsync([.. moves.SelectMany(o => o.Operation.Group.Findings).Distinct()], ct));
        return [.. moves.Where(o => fresh.IsPast(o.Operation))];
    }

    /// <summary>
    /// What must not be sent, alone or together with others: what was undone since, and closes where what takes the issue's place is not made, a
    /// sub-task is open, or the configuration says otherwise by now.
    /// </summary>
    private async Task<Dictionary<int, SyncOutcome>> NotYetAsync(
        SyncRun run, TicketConfiguration configuration, List<StoredOperation> operations, Dictionary<TicketId, TicketRow> rows, CancellationToken ct)
    {
        var early = operations.Where(o => rows.GetValueOrDefault(o.Ticket!.Value) is { } ticket && o.IsUndoneSince(ticket))
            .ToDictionary(o => o.Number, _ => (SyncOutcome)new SyncOutcome.Skipped(StoredOperation.UndoneSince));
        var closes = operations.Where(o => o.Operation is SyncOperation.Transition { HasLeft: true } && !early.ContainsKey(o.Number)).ToList();
        var unmade = (await tickets.UnmadeGroupsAsync(configuration.Id, [.. closes.SelectMany(ReplacementsOf).Distinct()], ct)).ToLookup(t => t.GroupKey);
        foreach (var close in closes)
        {
            if (run.Revision != configuration.Revision)
                early[close.Number] = new SyncOutcome.Skipped("the configuration changed since this was planned; the next run looks anew");
            else if (ReplacementsOf(close).SelectMany(k => unmade[k]).ToList() is { Count: > 0 } missing)
                early[close.Number] = WhyNotReplaced(missing);
        }

        var parents = operations.Where(o => SubTasksOf(o).Count > 0 && !early.ContainsKey(o.Number)).ToList();
        var open = (await tickets.ByIdsAsync([.. parents.SelectMany(SubTasksOf).Distinct()], ct)).Where(t => t.ToPlanned().MayBeOpen).ToDictionary(t => t.Id);
        foreach (var close in parents)
        {
            if (SubTasksOf(close).Select(t => open.GetValueOrDefault(t)).FirstOrDefault(t => t is not null) is { } subTask)
                early[close.Number] = WhyNotEmptied(subTask);
        }

        return early;

        static IReadOnlyList<Kernel.Identity.TicketId> SubTasksOf(StoredOperation close) =>
            close.Operation is SyncOperation.Transition move ? move.AfterSubTasks : [];

        // What comes by itself is waited for, by a confirmed close for as long as it takes; what needs a person first is told.
        static SyncOutcome WhyNotReplaced(List<TicketRow> missing) => missing.Find(t => t.State == TicketState.Rejected) is { } refused
            ? new SyncOutcome.Refused($"its findings are in another group now, whose issue is not made: {refused.Reason}")
            : new SyncOutcome.Deferred("its findings are in another group now, whose issue is not made yet", null);

        static SyncOutcome WhyNotEmptied(TicketRow subTask) => subTask is { HeldHash: not null } or { UndoneHash: not null }
            ? new SyncOutcome.Refused($"its sub-task {subTask.IssueKey ?? subTask.GroupLabel} is still open: {subTask.Reason}")
            : new SyncOutcome.Deferred($"its sub-task {subTask.IssueKey ?? subTask.GroupLabel} is still open", null);

        static IReadOnlyList<string> ReplacementsOf(StoredOperation close) => ((SyncOperation.Transition)close.Operation).ReplacedBy;
    }

    /// <summary>
    /// Confirmed closes that wait for others, maybe for days: each wake-up comes back to them, and does not look at all findings for their sake but
    /// once an hour, so that one whose findings came back ends.
    /// </summary>
    private async Task<IReadOnlyDictionary<int, SyncOutcome>> WaitingAsync(
        SyncRun run, TicketConfiguration configuration, IReadOnlyList<StoredOperation> operations, CancellationToken ct)
    {
        var (closes, now) = (operations.Where(IsWaitedFor).ToList(), clock.GetUtcNow());
        // What they wait for may be made now.
        if (closes.Count == 0 || operations.Any(o => o.Operation is SyncOperation.Create))
            return new Dictionary<int, SyncOutcome>();
        if (now - _lookedAt.GetOrAdd(run.Id, now) >= LookAgain)
        {
            _lookedAt[run.Id] = now;
            return new Dictionary<int, SyncOutcome>();
        }

        var rows = (await tickets.ByIdsAsync([.. closes.Select(o => o.Ticket!.Value).Distinct()], ct)).ToDictionary(t => t.Id);
        return (await NotYetAsync(run, configuration, closes, rows, ct)).Where(e => e.Value is SyncOutcome.Deferred).ToDictionary();
    }

    /// <summary>A person let it through once, and is not asked again: the run stays unfinished until it is done.</summary>
    private static bool IsWaitedFor(StoredOperation operation) => operation.Operation is SyncOperation.Transition { IsConfirmed: true };

    private async Task KeepAsync(StoredOperation operation, SyncOutcome outcome, CancellationToken ct)
    {
        if (outcome.IsToCome && IsWaitedFor(operation))
            return;
        await using var work = await operationStore.BeginAsync(ct);
        await OperationStore.SetOutcomeAsync(work, operation, outcome, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>With what issues of one look are written.</summary>
    /// <param name="KnownAt">UTC. When the findings were looked at for it.</param>
    private sealed record Writing(
        LaneSession Session, SyncRun Run, TicketConfiguration Configuration, DateTimeOffset KnownAt, LinkedIssues Issues, LastWriters Writers, BulkMoves Together)
    {
        /// <summary>What the operations are about, as it is now.</summary>
        public required FreshGroups Groups { get; init; }
    }

    private async Task<SyncOutcome> TryWriteAsync(Writing writing, StoredOperation operation, TicketRow? ticket, CancellationToken ct) =>
        await outcomes.PutOffAsync(writing.Session, ticket!, await WriteOneAsync(writing, operation, ticket, ct), ct);

    private async Task<SyncOutcome> WriteOneAsync(Writing writing, StoredOperation operation, TicketRow? ticket, CancellationToken ct)
    {
        if (ticket?.IssueId is null)
            return new SyncOutcome.Skipped("the ticket is gone, or has no issue any more");
        // One that cannot be seen now may be seen later, or is found to be deleted by the reading of all issues.
        if (writing.Issues.WhyNotWritten(ticket) is { } obstacle)
            return writing.Issues.IsStrange(ticket) ? obstacle : new SyncOutcome.Deferred(obstacle.Reason, null) { IsAboutIssue = true };
        if (writing.Together.WhyNotYet(ticket.Id) is { } underWay)
            return underWay;
        var (session, configuration, look, from) = (writing.Session, writing.Configuration, writing.Issues.LookAt(ticket)!, writing.Together.From.GetValueOrDefault(ticket.Id));
        var issue = look.Issue;
        // The same in every run that attempts the same step, so that a comment is recognised whoever began it.
        var reference = $"{operation.Operation.GetType().Name}/{operation.Operation.Group.Hash}";
        try
        {
            // What was moved together with others is noted, whatever came since.
            if (from is null && writing.Groups.IsPast(operation.Operation))
                return ChangedSince;
            if (ClosedMeanwhile.Is(operation.Operation, ticket, issue))
                return await PutOffAsync(session, ticket, ct);
            if (IssueBefore.Of(issue, from ?? issue.Status, operation.Operation, configuration, ticket) is { } before)
                await operationStore.SetBeforeAsync(operation, before, ct);
            KillPoint.Hit("run.before-kept");
            return operation.Operation switch
            {
                SyncOperation.Update update => await updater.UpdateAsync(session, ticket, writing.Groups.Of(update.Group), configuration, look, writing.Writers, ct),
                SyncOperation.Transition move when issue.Status is not null => await MoveAsync(writing, ticket, move, look, from, reference, ct),
                SyncOperation.Transition => new SyncOutcome.Skipped("Jira does not show the issue's status"),
                SyncOperation.Comment comment => await CommentAsync(session, ticket, comment, reference, configuration.CommentVisibility, ct),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return await outcomes.OfFailureAsync(session, e, ct);
        }
        catch (Rendering.TemplateLimitException e)
        {
            return new SyncOutcome.Refused(e.Message);
        }
    }

    private async Task<SyncOutcome> MoveAsync(
        Writing writing, TicketRow ticket, SyncOperation.Transition move, IssueLook look, JiraStatus? from, string reference, CancellationToken ct)
    {
        var (session, configuration) = (writing.Session, writing.Configuration);
        var outcome = await mover.MoveAsync(session, ticket, move, configuration, look, from, writing.Run, writing.KnownAt, reference, ct);
        // What the issue shows may be older than the move. Moved first, content after (a closed issue may not be edited).
        if (outcome is SyncOutcome.Applied && move.Goal == TransitionGoal.Open
            && await tickets.GetAsync(ticket.Id, ct) is { } moved
            && await updater.UpdateAsync(session, moved, writing.Groups.Of(move.Group), configuration, look, writing.Writers, ct) is var updated
            && updated is not (SyncOutcome.Applied or SyncOutcome.Skipped))
            return updated;
        return outcome;
    }

    /// <summary>
    /// Somebody closed it since this was planned. Whether it stays closed, and what it then says, is for the plan to say: an edit would also make
    /// the issue look as if it had been closed later, with the newest findings in sight.
    /// </summary>
    private async Task<SyncOutcome> PutOffAsync(LaneSession session, TicketRow ticket, CancellationToken ct)
    {
        await observer.ReadAsync(session, [ticket], ct);
        return new SyncOutcome.Deferred($"{ticket.IssueKey} was closed since this was planned, or with another resolution; the next run looks anew", null);
    }

    private async Task<SyncOutcome> CommentAsync(
        LaneSession session, TicketRow ticket, SyncOperation.Comment comment, string reference, CommentVisibility? visibility, CancellationToken ct) =>
        await IssueCommenter.CommentAsync(session, ticket.IssueId!, comment.Text, reference, visibility, ct) switch
        {
            JiraOutcome<JiraAccepted>.Committed => new SyncOutcome.Applied(ticket.IssueKey!),
            var other when await outcomes.OfAsync(session, other, ct) is { } known => known,
            JiraOutcome<JiraAccepted>.Rejected no => new SyncOutcome.Refused(WriteOutcomes.ReasonOf(no)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Which issues are to be written to, where they stand now, and what they are; a step that is done already is not taken again.</summary>
    private Task<LinkedIssues> VouchAsync(
        LaneSession session, TicketConfiguration configuration, IReadOnlyCollection<StoredOperation> operations, Dictionary<TicketId, TicketRow> rows, CancellationToken ct) =>
        links.TryVouchAsync(
            session,
            operations.Select(o => rows.GetValueOrDefault(o.Ticket!.Value)).OfType<TicketRow>(),
            IssueBefore.FieldsToRead(configuration, operations.Select(o => o.Operation)),
            ct);
}
