using Fairlead.Jira;
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
internal sealed record IssueNews(int Issues, int Changed, int Effects)
{
    /// <summary>What they say is heard later; they are owed.</summary>
    public IReadOnlyList<UnreadIssue> Unread { get; init; } = [];
}

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
        var failed = new FailedReads();
        var seen = await SeenAsync(session, rows, current, failed, ct);
        // Jira does not show them: what is said there meanwhile is heard when it does again.
        await store.OweAsync(seen.Missing, ct);
        await deletions.HeedAsync(session, seen.Missing, ct);
        // Words first: they say more than a status, and hold where both came.
        var heard = await comments.ReadAsync(session, seen.Present, told, ct);
        // Where a comment says nothing any more, the standing is to be judged again.
        var now = (await tickets.ByIssuesAsync(session.Connection, ids, ct)).ToDictionary(t => t.Id);
        IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> present = [.. seen.Present.Select(p => (now.GetValueOrDefault(p.Ticket.Id, p.Ticket), p.Issue))];
        var (moved, rated) = (await statuses.SiftAsync(session, present, ct), await priorities.SiftAsync(session, present, ct));
        List<string> unclear = [.. moved.IssueIds.Union(rated.IssueIds)];
        var (effects, unread) = (heard.Effects, (IReadOnlySet<string>)new HashSet<string>());
        if (unclear.Count > 0)
        {
            (var histories, unread) = await HistoriesAsync(session, unclear, present, failed, ct);
            await store.OweAsync([.. present.Where(p => unread.Contains(p.Issue.Id)).Select(p => p.Ticket)], ct);
            effects += await statuses.JudgeAsync(session, moved.Without(unread), LastChanges.Of(histories, StatusReader.Fields), ct);
            effects += await priorities.JudgeAsync(session, rated.Without(unread), LastChanges.Of(histories, PriorityReader.Fields), ct);
        }

        if (told.Count > 0)
        {
            var putOff = heard.PutOff.Concat(moved.PutOff).Concat(rated.PutOff).Concat(seen.Missing).Concat(seen.Old).Select(t => t.Id).ToHashSet();
            await store.UnoweAsync([.. now.Values.Where(t => t.OwedAt is not null && told.Contains(t.IssueId!) && !putOff.Contains(t.Id) && !unread.Contains(t.IssueId!))], ct);
        }

        return new(rows.Count(r => !told.Contains(r.IssueId!)), seen.Changed.Count(t => !told.Contains(t.IssueId!)), effects) { Unread = [.. heard.Unread, .. failed.Unread] };
    }

    /// <summary>With their comments; and where those of one issue keep Jira from giving any of them, without.</summary>
    private async Task<Observation> SeenAsync(
        LaneSession session, IReadOnlyList<TicketRow> rows, IReadOnlyDictionary<string, JiraIssue> current, FailedReads failed, CancellationToken ct)
    {
        try
        {
            return await observer.ReadAsync(session, rows, current, withComments: true, ct);
        }
        catch (JiraUnavailableException e)
        {
            if (!await FailedReads.IsOfOneAsync(session, e, ct))
                throw;
            return await observer.ReadAsync(session, rows, current, withComments: false, ct);
        }
    }

    /// <summary>Together; and where the history of one of them keeps Jira from giving any, each by itself.</summary>
    /// <returns>The histories, and the ids of issues of which Jira does not give it although it answers.</returns>
    private static async Task<(IReadOnlyDictionary<string, IReadOnlyList<LastChange>> Histories, IReadOnlySet<string> Unread)> HistoriesAsync(
        LaneSession session, IReadOnlyList<string> ids, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> present, FailedReads failed, CancellationToken ct)
    {
        string[] fields = [.. StatusReader.Fields, .. PriorityReader.Fields];
        try
        {
            return (await LastChanges.AllAsync(session, ids, fields, ct), new HashSet<string>());
        }
        catch (JiraUnavailableException e)
        {
            if (!await FailedReads.IsOfOneAsync(session, e, ct))
                throw;
        }

        var (histories, unread) = (new Dictionary<string, IReadOnlyList<LastChange>>(), new HashSet<string>());
        foreach (var id in ids)
        {
            if (failed.AreMany)
            {
                unread.Add(id);
                continue;
            }

            try
            {
                foreach (var (issue, changes) in await LastChanges.AllAsync(session, [id], fields, ct))
                    histories[issue] = changes;
            }
            catch (JiraUnavailableException e)
            {
                if (!await FailedReads.IsOfOneAsync(session, e, ct))
                    throw;
                failed.Add(present.First(p => p.Issue.Id == id).Issue.Key, e);
                unread.Add(id);
            }
        }

        return (histories, unread);
    }
}
