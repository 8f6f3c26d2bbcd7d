using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Platform.Tickets.Undoing;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What was given to Jira to be moved together.</summary>
/// <param name="From">Where the issue of each ticket was before. Whether it arrived, the issue says.</param>
/// <param name="Unclear">Tickets of which Jira has not told yet what became of their move: they are left alone for this run.</param>
internal sealed record BulkMoves(IReadOnlyDictionary<TicketId, JiraStatus> From, IReadOnlySet<TicketId> Unclear)
{
    /// <summary>What an operation ends with whose issue may be under way still; <see langword="null"/>: it is not.</summary>
    public SyncOutcome? WhyNotYet(TicketId ticket) =>
        Unclear.Contains(ticket) ? new SyncOutcome.Deferred("Jira has not told yet what became of the issues that it was given to move together", null) : null;

    public static BulkMoves None { get; } = new(new Dictionary<TicketId, JiraStatus>(), new HashSet<TicketId>());
}

/// <summary>
/// Gives moves that need neither comment nor fields to Cloud together, up to a thousand as one task. What the task leaves where it was, and
/// everything where the account lacks the permission <em>Bulk change</em>, is moved one by one afterwards. A task is known from before its
/// call until it is over, so that nobody moves its issues meanwhile, whatever happens to this process.
/// </summary>
internal sealed class BulkMover(
    LinkProof links, BulkMoveStore store, OperationStore operationStore, ConfigurationStore configurations, FreshIssues fresh, WriteOutcomes outcomes, Lanes lanes, TimeProvider clock)
{
    /// <summary>Fewer are moved one by one: a task costs a read of the transitions, the call and its polls.</summary>
    private const int Fewest = 10;

    private static readonly TimeSpan FirstPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(10);

    /// <summary>How long one run waits for a task.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>After it a call whose answer was lost has begun its task or never will.</summary>
    private static readonly TimeSpan Quarantine = TimeSpan.FromMinutes(2);

    /// <summary>After it a task is believed to be stuck.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromHours(1);

    /// <summary>After it nobody takes what came of a task any more.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>What was given to Jira before and may be under way still. Moves nothing.</summary>
    public Task<BulkMoves> BegunAsync(LaneSession session, TicketConfiguration configuration, CancellationToken ct) =>
        MoveAsync(session, configuration, [], new Dictionary<TicketId, TicketRow>(), ct);

    /// <param name="operations">Of any kind.</param>
    /// <param name="rows">The tickets of the operations.</param>
    public async Task<BulkMoves> MoveAsync(
        LaneSession session, TicketConfiguration configuration, IEnumerable<StoredOperation> operations, IReadOnlyDictionary<TicketId, TicketRow> rows, CancellationToken ct)
    {
        if (session.IsStopped || session.Jira.Site.Edition != JiraEdition.Cloud)
            return BulkMoves.None;
        var book = new Book();
        try
        {
            await SettleAsync(session, configuration, book, ct);
            var moves = operations
                .Where(o => o.Operation is SyncOperation.Transition { Text: "" } && rows.GetValueOrDefault(o.Ticket!.Value)?.IssueId is not null)
                .Select(o => new Candidate(rows[o.Ticket!.Value], o))
                .Where(m => !book.From.ContainsKey(m.Ticket.Id))
                .ToList();
            if (moves.Count >= Fewest)
                await MoveAsync(session, configuration, moves, book, ct);
        }
        catch (JiraUnavailableException e)
        {
            await lanes.PauseAfterAsync(session, e, ct);
        }
        catch (JiraRefusedException e) when (e.Cause.IsAboutSignIn())
        {
            await lanes.PauseAfterAsync(session, e, ct);
        }
        catch (JiraRefusedException)
        {
            // What is refused for all may be possible for each, and says then whose fault it is.
        }

        return new(book.From, book.Unclear);
    }

    /// <summary>What came of tasks that were begun before. One that Jira does not tell of is unclear, and keeps no other from being asked about.</summary>
    private async Task SettleAsync(LaneSession session, TicketConfiguration configuration, Book book, CancellationToken ct)
    {
        foreach (var begun in await store.OfAsync(session.Connection, ct))
        {
            try
            {
                await SettleAsync(session, configuration, begun, book, wait: false, ct);
            }
            catch (JiraRefusedException e) when (!e.Cause.IsAboutSignIn())
            {
                // Its issues are in the book.
            }
        }
    }

    private async Task MoveAsync(LaneSession session, TicketConfiguration configuration, List<Candidate> moves, Book book, CancellationToken ct)
    {
        var first = await ReadAsync(session, configuration, moves, ct);
        var readAt = clock.GetTimestamp();
        var isFirst = true;
        foreach (var alike in Alike(moves, first))
        {
            session.ThrowIfLeaving();
            if (!await configurations.IsEnabledAsync(configuration.Id, ct))
                return;
            // A task may have taken minutes since they were read.
            var read = isFirst ? first : await ReadAsync(session, configuration, alike, ct);
            if (!isFirst)
                readAt = clock.GetTimestamp();
            if (Alike(alike, read).FirstOrDefault() is { } batch && !await TryAsync(session, configuration, batch, read, readAt, book, ct))
                return;
            isFirst = false;
        }
    }

    /// <summary>Issues of one workflow that stand at the same status and go the same way. Where an issue is now counts, not where it was made.</summary>
    private static IEnumerable<Candidate[]> Alike(IEnumerable<Candidate> moves, IReadOnlyDictionary<string, JiraIssue> issues) => moves
        .Where(m => issues.GetValueOrDefault(m.Ticket.IssueId!) is { Status: { } status, Project: not null, IssueType: not null } issue && !ClosedMeanwhile.Is(m.Move, m.Ticket, issue)
            && !TransitionChoice.IsAt(status, m.Move.Goal, m.Move.Target))
        .GroupBy(m => (issues[m.Ticket.IssueId!].Project!.Id, Type: issues[m.Ticket.IssueId!].IssueType!.Id, Status: issues[m.Ticket.IssueId!].Status!.Id, m.Move.Goal, m.Move.Target))
        .SelectMany(g => g.Chunk(TransitionsResource.MaxBulk))
        .Where(b => b.Length >= Fewest);

    /// <returns>Whether the next batch is worth an attempt.</returns>
    private async Task<bool> TryAsync(
        LaneSession session, TicketConfiguration configuration, Candidate[] batch, IReadOnlyDictionary<string, JiraIssue> issues, long readAt, Book book, CancellationToken ct)
    {
        var (ticket, move) = (batch[0].Ticket, batch[0].Move);
        if (await session.Jira.Transitions.ListAsync(ticket.IssueId!, ct) is not { } possible
            || TransitionChoice.Of(possible, move.Goal, move.Target, configuration, new HashSet<string> { issues[ticket.IssueId!].Status!.Id })
                is not TransitionChoice.Step { IsLast: true, Fields.Count: 0 } step)
            return true;
        var begun = new BulkMoveRow
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            ConnectionId = session.Connection,
            ConfigurationId = configuration.Id,
            Tickets = BulkMoveRow.JsonOf(batch.Select(b => KeyValuePair.Create(b.Ticket.Id, issues[b.Ticket.IssueId!].Status!))),
            BegunAt = clock.GetUtcNow().ToStoredResolution(),
        };
        await using (var work = await operationStore.BeginAsync(ct))
        {
            await BulkMoveStore.InsertAsync(work, begun, session.Epoch, ct);
            foreach (var one in batch)
            {
                var issue = issues[one.Ticket.IssueId!];
                if (IssueBefore.Of(issue, issue.Status, one.Move, configuration, one.Ticket) is { } before)
                    await OperationStore.SetBeforeAsync(work, one.Operation, before, ct);
            }

            await work.CommitAsync(ct);
        }

        KillPoint.Hit("bulk.intent-committed");
        var jira = session.Jira.SendingWhile(async token => !session.IsLeaving && !fresh.IsOld(readAt) && await lanes.IsHeldAsync(session, token));
        var outcome = await jira.Transitions.StartBulkAsync(step.Transition.Id, [.. batch.Select(b => b.Ticket.IssueId!)], sendMail: true, ct);
        KillPoint.Hit("bulk.answered");
        switch (outcome)
        {
            case JiraOutcome<string>.Committed task:
                await store.SetTaskAsync(begun.Id, task.Value, ct);
                KillPoint.Hit("bulk.task-known");
                session.CountClear();
                return await SettleAsync(session, configuration, begun with { TaskId = task.Value }, book, wait: true, ct);
            case JiraOutcome<string>.Uncertain:
                book.Add(begun, isClear: false);
                await outcomes.OfAsync(session, outcome, ct);
                return false;
            // Somebody may have moved some of them while it waited: they are read anew, and go one by one.
            case var _ when fresh.HasAged(outcome, readAt):
                await store.DeleteAsync(begun.Id, ct);
                return true;
            default:
                await store.DeleteAsync(begun.Id, ct);
                await outcomes.OfAsync(session, outcome, ct);
                return false;
        }
    }

    /// <param name="wait">Waits for the task, as long as a run does.</param>
    /// <returns>Whether it is over.</returns>
    private async Task<bool> SettleAsync(LaneSession session, TicketConfiguration configuration, BulkMoveRow begun, Book book, bool wait, CancellationToken ct)
    {
        var isOver = false;
        try
        {
            isOver = begun.TaskId is { } task ? await IsOverAsync(session, task, begun.BegunAt, wait, ct) : clock.GetUtcNow() - begun.BegunAt > Quarantine;
        }
        finally
        {
            book.Add(begun, isOver);
        }

        // Where its issues were is for the run that still has to say of each what became of it; another's does not take that away.
        if (isOver && (begun.ConfigurationId == configuration.Id || clock.GetUtcNow() - begun.BegunAt > Kept))
            await store.DeleteAsync(begun.Id, ct);
        return isOver;
    }

    private async Task<bool> IsOverAsync(LaneSession session, string taskId, DateTimeOffset begunAt, bool wait, CancellationToken ct)
    {
        var until = clock.GetUtcNow() + Patience;
        for (var pause = FirstPoll; ; pause = pause * 2 > LongestPoll ? LongestPoll : pause * 2)
        {
            // Jira keeps tasks for two weeks.
            if (clock.GetUtcNow() - begunAt > Stuck || await session.Jira.Transitions.BulkTaskAsync(taskId, ct) is not { IsOver: false })
                return true;
            if (!wait || session.IsLeaving || clock.GetUtcNow() + pause > until)
                return false;
            await Task.Delay(pause, clock, ct);
        }
    }

    private async Task<Dictionary<string, JiraIssue>> ReadAsync(
        LaneSession session, TicketConfiguration configuration, IReadOnlyCollection<Candidate> moves, CancellationToken ct)
    {
        var issues = new Dictionary<string, JiraIssue>();
        var fields = IssueBefore.FieldsToRead(configuration, moves.Select(m => m.Move));
        foreach (var chunk in moves.Chunk(LinkProof.Batch))
        {
            session.ThrowIfLeaving();
            foreach (var (id, issue) in (await links.VouchAsync(session, [.. chunk.Select(m => m.Ticket)], fields, ct)).Ours)
                issues[id] = issue;
        }

        return issues;
    }

    private sealed record Candidate(TicketRow Ticket, StoredOperation Operation)
    {
        public SyncOperation.Transition Move => (SyncOperation.Transition)Operation.Operation;
    }

    private sealed class Book
    {
        public Dictionary<TicketId, JiraStatus> From { get; } = [];

        public HashSet<TicketId> Unclear { get; } = [];

        public void Add(BulkMoveRow begun, bool isClear)
        {
            foreach (var (ticket, status) in begun.From)
            {
                From[ticket] = status;
                if (!isClear)
                    Unclear.Add(ticket);
            }
        }
    }
}
