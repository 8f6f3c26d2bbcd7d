using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Priorities;
using Fairlead.Platform.Tickets.Statuses;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What reading issues again brought.</summary>
/// <param name="Issues">Linked issues among them of which a search says it alone.</param>
/// <param name="Changed">How many of those have another status, priority or key than was known.</param>
/// <param name="Effects">Comments and statuses that said something by a rule.</param>
internal sealed record IssueNews(int Issues, int Changed, int Effects);

/// <summary>Reads issues again of which somebody, a search or a webhook, says that they changed.</summary>
internal sealed class ChangedIssues(TicketStore tickets, IssueObserver observer, CommentReader comments, StatusReader statuses, PriorityReader priorities, CommentStore store, DeletedIssues deletions)
{
    /// <param name="ids">At most <see cref="IssuesResource.MaxFetch"/>; those that are no ticket's cost nothing.</param>
    /// <param name="told">Those of them whose comments are read also where the issue's time of change says nothing new.</param>
    public Task<IssueNews> ReadAsync(LaneSession session, IReadOnlyCollection<string> ids, IReadOnlySet<string> told, CancellationToken ct) =>
        ReadAsync(session, ids, told, new Dictionary<string, JiraIssue>(), readAt: DateTimeOffset.MaxValue, ct);

    /// <param name="read">Those of the issues that were read just now, with <see cref="IssueObserver.SelectionAsync"/>.</param>
    /// <param name="readAt">UTC. When reading began: what was written to since is read again. Clocks of nodes may differ by <see cref="LaneHold.Lifetime"/>.</param>
    /// <inheritdoc cref="ReadAsync(LaneSession, IReadOnlyCollection{string}, IReadOnlySet{string}, CancellationToken)"/>
    public async Task<IssueNews> ReadAsync(
        LaneSession session, IReadOnlyCollection<string> ids, IReadOnlySet<string> told, IReadOnlyDictionary<string, JiraIssue> read, DateTimeOffset readAt, CancellationToken ct)
    {
        var rows = await tickets.ByIssuesAsync(session.Connection, ids, ct);
        if (rows.Count == 0)
            return new(0, 0, 0);
        var current = rows.Where(r => r.UpdatedAt < readAt - LaneHold.Lifetime).Select(r => r.IssueId!).Where(read.ContainsKey).ToDictionary(id => id, id => read[id]);
        var seen = await observer.ReadAsync(session, rows, current, withComments: true, ct);
        // Jira does not show them: what is said there meanwhile is heard when it does again.
        await store.OweAsync(seen.Missing, ct);
        await deletions.HeedAsync(session, seen.Missing, ct);
        // Words first: they say more than a status, and hold where both came.
        var heard = await comments.ReadAsync(session, seen.Present, told, ct);
        // Where a comment says nothing any more, the standing is to be judged again.
        var now = (await tickets.ByIssuesAsync(session.Connection, ids, ct)).ToDictionary(t => t.Id);
        IReadOnlyList<(TicketRow, JiraIssue)> present = [.. seen.Present.Select(p => (now.GetValueOrDefault(p.Ticket.Id, p.Ticket), p.Issue))];
        var (moved, rated) = (await statuses.SiftAsync(session, present, ct), await priorities.SiftAsync(session, present, ct));
        List<string> unclear = [.. moved.IssueIds.Union(rated.IssueIds)];
        var effects = heard.Effects;
        if (unclear.Count > 0)
        {
            var histories = await LastChanges.AllAsync(session, unclear, [.. StatusReader.Fields, .. PriorityReader.Fields], ct);
            effects += await statuses.JudgeAsync(session, moved, LastChanges.Of(histories, StatusReader.Fields), ct);
            effects += await priorities.JudgeAsync(session, rated, LastChanges.Of(histories, PriorityReader.Fields), ct);
        }

        if (told.Count > 0)
        {
            var putOff = heard.PutOff.Concat(moved.PutOff).Concat(rated.PutOff).Concat(seen.Missing).Concat(seen.Old).Select(t => t.Id).ToHashSet();
            await store.UnoweAsync([.. now.Values.Where(t => t.OwedAt is not null && told.Contains(t.IssueId!) && !putOff.Contains(t.Id))], ct);
        }

        return new(rows.Count(r => !told.Contains(r.IssueId!)), seen.Changed.Count(t => !told.Contains(t.IssueId!)), effects);
    }
}
