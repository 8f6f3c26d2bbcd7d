using System.Collections.Concurrent;
using Fairlead.Jira;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Puts Fairlead's labels back where somebody took them away: looks search for them, so that nothing would be heard of an issue without. Which
/// issues lack them is told by what is read of them, and else by counting those that have them.
/// </summary>
internal sealed class MissingMarks(
    MarkStore store, RestStore rests, TicketStore tickets, CommentStore owed, CircuitStore circuits, LinkProof proof, MarkerWriter markers, WriteOutcomes outcomes, ActivityLog activity)
{
    /// <summary>Labels of so many are read with one call on Cloud.</summary>
    private const int Batch = LinkProof.Batch;

    /// <summary>Of each connection what was counted when its issues were last gone through, so that hidden ones are not looked for again and again.</summary>
    private readonly ConcurrentDictionary<ConnectionId, (long Labelled, int Linked)> _counted = [];

    public async Task PutDueAsync(LaneSession session, CancellationToken ct)
    {
        IReadOnlyList<TicketRow> due;
        for (TicketId after = default; !session.IsStopped && (due = await store.OwedAsync(session.Connection, after, Batch, ct)).Count > 0; after = due[^1].Id)
        {
            LinkedIssues linked;
            try
            {
                linked = await proof.VouchAsync(session, due, ct);
            }
            catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
            {
                await outcomes.OfFailureAsync(session, e, ct);
                return;
            }

            foreach (var ticket in due)
            {
                session.ThrowIfLeaving();
                if (linked.Ours.TryGetValue(ticket.IssueId!, out var issue) && !await PutAsync(session, ticket, issue, ct))
                    return;
            }
        }
    }

    /// <summary>
    /// Compares how many issues have the label with how many should: where fewer have it than before, those without are read by the next look.
    /// One call, and where something is missing one for each 5,000 issues on Cloud and 1,000 on Data Center.
    /// </summary>
    public async Task FindAsync(LaneSession session, CancellationToken ct)
    {
        var labelled = Jql.Field("labels").In(Marker.CommonLabel);
        var counted = (await session.Jira.Search.CountAsync(labelled, ct), await tickets.LinkedCountAsync(session.Connection, ct));
        if (counted.Item1 >= counted.Item2 || (_counted.TryGetValue(session.Connection, out var before) && before == counted))
            return;
        var (marked, unlabelled) = (new HashSet<string>(), await circuits.UnlabelledAsync(session.Connection, ct));
        await foreach (var issue in session.Jira.Search.IdsAsync(labelled, ct))
            marked.Add(issue.Id);
        var missing = new List<TicketRow>();
        IReadOnlyList<TicketRow> page;
        for (var after = ""; (page = await tickets.LinkedAsync(session.Connection, after, IssuesResource.MaxFetch, ct)).Count > 0; after = page[^1].IssueId!)
            missing.AddRange(page.Where(t => t.Presence == IssuePresence.Present && !marked.Contains(t.IssueId!) && !unlabelled.Contains(t.ProjectId)));
        await owed.OweAsync([.. missing.Take(Batch)], ct);
        if (missing.Count <= Batch)
            _counted[session.Connection] = counted;
    }

    /// <returns>Whether the others can be marked.</returns>
    private async Task<bool> PutAsync(LaneSession session, TicketRow ticket, Jira.Issues.JiraIssue issue, CancellationToken ct)
    {
        var outcome = await markers.PutAsync(session, issue, ticket.Marker, [], ct);
        if (outcome is SyncOutcome.Deferred later)
        {
            if (later.IsAboutIssue)
                await rests.RestAsync(ticket, later.Reason, session.Epoch, ct);
            return !session.IsStopped;
        }

        await using var work = await store.BeginAsync(ct);
        await store.PaidAsync(work, ticket, session.Epoch, ct);
        var text = outcome is SyncOutcome.Refused no ? $"were taken away, and Jira does not let Fairlead put them back: {no.Reason}" : "were taken away, and are back: without them nothing is heard of it.";
        await activity.AppendAsync(work, Actor.System, "tickets.labelled", ticket.Id.ToString(), $"Fairlead's labels of {ticket.IssueKey} {text}", ct);
        await work.CommitAsync(ct);
        return true;
    }
}
