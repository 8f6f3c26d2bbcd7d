using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Puts Fairlead's labels back where somebody took them away: looks search for them, so that nothing would be heard of an issue without. Which
/// issues lack them is told by what is read of them; where labels are not read with all issues, on Cloud, the daily reading asks for those that have them.
/// </summary>
internal sealed class MissingMarks(
    MarkStore store, TicketStore tickets, CommentStore owed, CircuitStore circuits, LinkProof proof, WriteOutcomes outcomes, ActivityLog activity, TimeProvider clock)
{
    private const string Fight = "its labels are taken away again and again; left alone for a day. Does a Jira automation set them?";

    public async Task<bool> IsAnyDueAsync(ConnectionId connection, CancellationToken ct) => (await store.OwedAsync(connection, default, 1, ct)).Count > 0;

    public async Task PutDueAsync(LaneSession session, CancellationToken ct)
    {
        IReadOnlyList<TicketRow> due;
        for (TicketId after = default; !session.IsStopped && (due = await store.OwedAsync(session.Connection, after, LinkProof.Batch, ct)).Count > 0; after = due[^1].Id)
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
                // One that is not shown, or not the ticket's any more: the next reading that shows it says so again.
                if (!linked.Ours.TryGetValue(ticket.IssueId!, out var issue))
                    await KeepAsync(session, ticket, refusedAt: null, flips: null, told: null, ct);
                else if (!await PutAsync(session, ticket, issue, ct))
                    return;
            }
        }
    }

    /// <summary>A call for each 5,000 issues.</summary>
    public async Task FindAsync(LaneSession session, CancellationToken ct)
    {
        var (marked, unlabelled) = (new HashSet<string>(), await circuits.UnlabelledAsync(session.Connection, ct));
        await foreach (var issue in session.Jira.Search.IdsAsync(Jql.Field("labels").In(Marker.CommonLabel), ct))
            marked.Add(issue.Id);
        IReadOnlyList<TicketRow> page;
        for (var after = ""; (page = await tickets.LinkedAsync(session.Connection, after, IssuesResource.MaxFetch, ct)).Count > 0; after = page[^1].IssueId!)
        {
            List<TicketRow> missing = [.. page.Where(t => !marked.Contains(t.IssueId!) && MayLack(t, unlabelled, clock.GetUtcNow()) && t.MarkRefusedAt is null)];
            if (missing.Count == 0)
                continue;
            await using var work = await store.BeginAsync(ct);
            foreach (var ticket in missing)
                await MarkStore.OweAsync(work, ticket, session.Epoch, ct);
            // What was said there meanwhile is heard.
            await owed.OweAsync(work, missing, ct);
            await work.CommitAsync(ct);
        }
    }

    /// <summary>Whether the labels of an issue are to be put back that was read with its labels.</summary>
    /// <param name="unlabelled">Projects whose issues do not carry Fairlead's labels.</param>
    public static bool AreToPut(TicketRow ticket, JiraIssue issue, IReadOnlySet<string> unlabelled, DateTimeOffset now) =>
        issue.Field("labels") is not null && issue.Status?.Category != JiraStatusCategory.Done && MayLack(ticket, unlabelled, now)
        && !(issue.UpdatedAt <= ticket.MarkRefusedAt) && LackedBy(ticket, issue).Length > 0;

    /// <summary>What is done is left alone, as is what an automation fights over.</summary>
    private static bool MayLack(TicketRow ticket, IReadOnlySet<string> unlabelled, DateTimeOffset now) =>
        ticket is { Presence: IssuePresence.Present, StatusCategory: not JiraStatusCategory.Done } && !unlabelled.Contains(ticket.ProjectId) && !(now < ticket.FrozenUntil);

    private static string[] LackedBy(TicketRow ticket, JiraIssue issue) => [.. new[] { Marker.CommonLabel, ticket.Marker }.Except(issue.Labels)];

    /// <returns>Whether the others can be marked.</returns>
    private async Task<bool> PutAsync(LaneSession session, TicketRow ticket, JiraIssue issue, CancellationToken ct)
    {
        if (LackedBy(ticket, issue) is not { Length: > 0 } lacked)
        {
            await KeepAsync(session, ticket, refusedAt: null, flips: null, told: null, ct);
            return true;
        }

        var outcome = await WriteOutcomes.RepeatAsync(() => session.Jira.Issues.EditAsync(issue.Id, new() { AddLabels = lacked }, ct));
        if (outcome is not JiraOutcome<JiraAccepted>.Committed && await outcomes.OfAsync(session, outcome, ct) is { } later)
        {
            await outcomes.PutOffAsync(session, ticket, later, ct);
            return !session.IsStopped;
        }

        if (outcome is JiraOutcome<JiraAccepted>.Rejected no)
            await KeepAsync(session, ticket, issue.UpdatedAt ?? clock.GetUtcNow(), null, $"were taken away, and Jira does not let Fairlead put them back: {WriteOutcomes.ReasonOf(no)}", ct);
        else
            await KeepAsync(session, ticket, null, Flips.After(ticket.Flips, ticket.FlipsSince, clock.GetUtcNow()), "were taken away, and are back: without them nothing is heard of it.", ct);
        return true;
    }

    private async Task KeepAsync(LaneSession session, TicketRow ticket, DateTimeOffset? refusedAt, Flips? flips, string? told, CancellationToken ct)
    {
        await using var work = await store.BeginAsync(ct);
        await MarkStore.PaidAsync(work, ticket, refusedAt?.ToStoredResolution(), flips, flips?.FrozenUntil is null ? null : Fight, session.Epoch, ct);
        if (told is not null)
            await activity.AppendAsync(work, Actor.System, "tickets.labelled", ticket.Id.ToString(), $"Fairlead's labels of {ticket.IssueKey} {told}", ct);
        await work.CommitAsync(ct);
    }
}
