using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Priorities;
using Fairlead.Platform.Tickets.Statuses;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What reading issues again brought.</summary>
/// <param name="Issues">Linked issues among them.</param>
/// <param name="Changed">How many have another status, priority or key than was known.</param>
/// <param name="Effects">Comments and statuses that said something by a rule.</param>
internal sealed record IssueNews(int Issues, int Changed, int Effects);

/// <summary>Reads issues again of which somebody, a search or a webhook, says that they changed.</summary>
internal sealed class ChangedIssues(TicketStore tickets, IssueObserver observer, CommentReader comments, StatusReader statuses, PriorityReader priorities, CommentStore store, DeletedIssues deletions)
{
    /// <param name="ids">At most <see cref="IssuesResource.MaxFetch"/>; those that are no ticket's cost nothing.</param>
    /// <param name="isToldToLook">Comments are read also where the issue's time of change says nothing new.</param>
    public Task<IssueNews> ReadAsync(LaneSession session, IReadOnlyCollection<string> ids, bool isToldToLook, CancellationToken ct) =>
        ReadAsync(session, ids, new Dictionary<string, JiraIssue>(), readAt: DateTimeOffset.MaxValue, isToldToLook, ct);

    /// <param name="read">Those of the issues that were read just now, with <see cref="IssueObserver.SelectionAsync"/>.</param>
    /// <param name="readAt">UTC. When reading began: what was written to since is read again. Clocks of nodes may differ by <see cref="LaneHold.Lifetime"/>.</param>
    /// <inheritdoc cref="ReadAsync(LaneSession, IReadOnlyCollection{string}, bool, CancellationToken)"/>
    public async Task<IssueNews> ReadAsync(
        LaneSession session, IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, JiraIssue> read, DateTimeOffset readAt, bool isToldToLook, CancellationToken ct)
    {
        var rows = await tickets.ByIssuesAsync(session.Connection, ids, ct);
        if (rows.Count == 0)
            return new(0, 0, 0);
        var current = rows.Where(r => r.UpdatedAt < readAt - LaneHold.Lifetime).Select(r => r.IssueId!).Where(read.ContainsKey).ToDictionary(id => id, id => read[id]);
        var seen = await observer.ReadAsync(session, rows, current, ct);
        // Jira does not show them: what is said there meanwhile is heard when it does again.
        await store.OweAsync(seen.Missing, ct);
        await deletions.HeedAsync(session, seen.Missing, ct);
        // Words first: they say more than a status, and hold where both came.
        var heard = await comments.ReadAsync(session, seen.Present, isToldToLook, ct);
        // Where a comment says nothing any more, the standing is to be judged again.
        var now = (await tickets.ByIssuesAsync(session.Connection, ids, ct)).ToDictionary(t => t.Id);
        IReadOnlyList<(TicketRow, JiraIssue)> present = [.. seen.Present.Select(p => (now.GetValueOrDefault(p.Ticket.Id, p.Ticket), p.Issue))];
        var judged = await statuses.ReadAsync(session, present, ct);
        var rated = await priorities.ReadAsync(session, present, ct);
        if (isToldToLook)
        {
            var putOff = heard.PutOff.Concat(judged.PutOff).Concat(rated.PutOff).Concat(seen.Missing).Concat(seen.Old).Select(t => t.Id).ToHashSet();
            await store.UnoweAsync([.. now.Values.Where(t => t.OwedAt is not null && !putOff.Contains(t.Id))], ct);
        }

        return new(rows.Count, seen.Changed, heard.Effects + judged.Effects + rated.Effects);
    }
}
