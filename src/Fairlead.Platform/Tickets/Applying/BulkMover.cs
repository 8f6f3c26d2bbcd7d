using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What was given to Jira to be moved together.</summary>
/// <param name="From">Where the issue of each ticket was before. Whether it arrived, the issue says.</param>
/// <param name="Unclear">Tickets of which Jira has not told yet what became of their move: they are left alone for this run.</param>
internal sealed record BulkMoves(IReadOnlyDictionary<TicketId, JiraStatus> From, IReadOnlySet<TicketId> Unclear)
{
    public static BulkMoves None { get; } = new(new Dictionary<TicketId, JiraStatus>(), new HashSet<TicketId>());
}

/// <summary>
/// Gives moves that need neither comment nor fields to Cloud together, up to a thousand as one task. What the task leaves where it was, and
/// everything where the account lacks the permission <em>Bulk change</em>, is moved one by one afterwards.
/// </summary>
internal sealed class BulkMover(LinkProof links, WriteOutcomes outcomes, Lanes lanes, TimeProvider clock)
{
    /// <summary>Fewer are moved one by one: a task costs a read of the transitions, the call and its polls.</summary>
    private const int Fewest = 10;

    private static readonly TimeSpan FirstPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <param name="operations">Of any kind.</param>
    /// <param name="rows">The tickets of the operations.</param>
    public async Task<BulkMoves> MoveAsync(
        LaneSession session, TicketConfiguration configuration, IEnumerable<StoredOperation> operations, IReadOnlyDictionary<TicketId, TicketRow> rows, CancellationToken ct)
    {
        var moves = operations
            .Where(o => o.Operation is SyncOperation.Transition { Text: "" } && rows.GetValueOrDefault(o.Ticket!.Value)?.IssueId is not null)
            .Select(o => (Ticket: rows[o.Ticket!.Value], Move: (SyncOperation.Transition)o.Operation))
            .ToList();
        if (session.IsStopped || session.Jira.Site.Edition != JiraEdition.Cloud || moves.Count < Fewest)
            return BulkMoves.None;
        var (from, unclear) = (new Dictionary<TicketId, JiraStatus>(), new HashSet<TicketId>());
        try
        {
            var issues = await ReadAsync(session, [.. moves.Select(m => m.Ticket)], ct);
            var alike = moves
                .Where(m => issues.GetValueOrDefault(m.Ticket.IssueId!)?.Status is { } status && !TransitionChoice.IsAt(status, m.Move.Goal, m.Move.Target))
                .GroupBy(m => (m.Ticket.ProjectId, m.Ticket.IssueTypeId, issues[m.Ticket.IssueId!].Status!.Id, m.Move.Goal, m.Move.Target));
            foreach (var batch in alike.SelectMany(g => g.Chunk(TransitionsResource.MaxBulk)).Where(b => b.Length >= Fewest))
            {
                session.ThrowIfLeaving();
                if (!await TryAsync(session, configuration, batch[0].Move, [.. batch.Select(b => b.Ticket)], issues, from, unclear, ct))
                    break;
            }
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            await lanes.PauseAfterAsync(session, e, ct);
        }

        return new(from, unclear);
    }

    /// <returns>Whether the next batch is worth an attempt.</returns>
    private async Task<bool> TryAsync(
        LaneSession session,
        TicketConfiguration configuration,
        SyncOperation.Transition move,
        IReadOnlyList<TicketRow> tickets,
        Dictionary<string, JiraIssue> issues,
        Dictionary<TicketId, JiraStatus> from,
        HashSet<TicketId> unclear,
        CancellationToken ct)
    {
        var status = issues[tickets[0].IssueId!].Status!;
        if (await session.Jira.Transitions.ListAsync(tickets[0].IssueId!, ct) is not { } possible
            || TransitionChoice.Of(possible, move.Goal, move.Target, configuration, new HashSet<string> { status.Id })
                is not TransitionChoice.Step { IsLast: true, Fields.Count: 0 } step)
            return true;
        var outcome = await session.Jira.Transitions.StartBulkAsync(step.Transition.Id, [.. tickets.Select(t => t.IssueId!)], sendMail: true, ct);
        if (outcome is JiraOutcome<string>.Committed or JiraOutcome<string>.Uncertain)
        {
            foreach (var ticket in tickets)
                from[ticket.Id] = issues[ticket.IssueId!].Status!;
        }

        if (outcome is JiraOutcome<string>.Committed task && await IsOverAsync(session, task.Value, ct))
        {
            session.CountClear();
            return true;
        }

        if (outcome is JiraOutcome<string>.Committed or JiraOutcome<string>.Uncertain)
            unclear.UnionWith(tickets.Select(t => t.Id));
        if (outcome is not JiraOutcome<string>.Committed)
            await outcomes.OfAsync(session, outcome, ct);
        return false;
    }

    /// <returns>Whether Jira is done with the task in the time that is waited for it.</returns>
    private async Task<bool> IsOverAsync(LaneSession session, string taskId, CancellationToken ct)
    {
        var until = clock.GetUtcNow() + Patience;
        for (var wait = FirstPoll; ; wait = wait * 2 > LongestPoll ? LongestPoll : wait * 2)
        {
            if (await session.Jira.Transitions.BulkTaskAsync(taskId, ct) is not { } task)
                return false;
            if (task.IsOver)
                return true;
            if (session.IsLeaving || clock.GetUtcNow() + wait > until)
                return false;
            await Task.Delay(wait, clock, ct);
        }
    }

    private async Task<Dictionary<string, JiraIssue>> ReadAsync(LaneSession session, IReadOnlyList<TicketRow> tickets, CancellationToken ct)
    {
        var issues = new Dictionary<string, JiraIssue>();
        foreach (var chunk in tickets.Chunk(LinkProof.Batch))
        {
            session.ThrowIfLeaving();
            foreach (var (id, issue) in (await links.VouchAsync(session, chunk, ct)).Ours)
                issues[id] = issue;
        }

        return issues;
    }
}
