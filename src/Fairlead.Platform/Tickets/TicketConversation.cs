using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>A comment of a ticket's issue, as Jira has it now.</summary>
/// <param name="Author">As Jira shows the name.</param>
/// <param name="WrittenAt">UTC.</param>
/// <param name="EditedAt">UTC; <see langword="null"/>: as it was written.</param>
/// <param name="Text">As plain text; <see langword="null"/> where Jira shows it to some only.</param>
/// <param name="VisibleTo">To whom, for people; <see langword="null"/>: to whoever sees the issue.</param>
/// <param name="IsOurs">By Fairlead, or by an account that it signs in with.</param>
public sealed record IssueComment(
    string Id, string Author, DateTimeOffset? WrittenAt, DateTimeOffset? EditedAt, string? Text, string? VisibleTo, bool IsOurs);

/// <param name="Total">Of all comments.</param>
/// <param name="Comments">The latest of them, the oldest first.</param>
public sealed record Conversation(string IssueKey, long Total, IReadOnlyList<IssueComment> Comments);

/// <summary>
/// What people say on a ticket's issue: read from Jira when somebody wants to see it, and said there from here. Nothing of it is kept, so that it
/// is true, and gone where it is gone in Jira.
/// </summary>
internal sealed class TicketConversation(
    AtOnce atOnce, LinkProof proof, IssueSight sight, TicketStore tickets, ConfigurationStore configurations, CommentStore store, WriteOutcomes outcomes, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Longest text that can be said, in characters: Jira takes 32,767, and who says it is added.</summary>
    public const int MaxText = 32_000;

    private const int MaxNoted = 300;
    private const string Action = "tickets.commented";

    /// <summary>More than anybody does to one ticket while a request is tried again.</summary>
    private const int MaxLookedBack = 1_000;

    /// <param name="most">Of the latest comments, 1 to 100.</param>
    /// <returns><see langword="null"/> when there is no such ticket, or it has no issue that Jira shows with the ticket's marker.</returns>
    /// <exception cref="JiraUnavailableException">Jira could not be asked.</exception>
    /// <exception cref="JiraRefusedException">Jira does not show the comments.</exception>
    public async Task<Conversation?> ReadAsync(TicketId id, int most, CancellationToken ct)
    {
        if (await sight.OfAsync(id, ct) is not { } seen)
            return null;
        var latest = await seen.Jira.Comments.LatestAsync(seen.IssueId, most, ct);
        var comments = new List<IssueComment>();
        foreach (var comment in latest.Items)
            comments.Add(Shown(comment, await seen.Authors.IsOursAsync(comment, ct)));
        return new(seen.IssueKey, latest.Total, comments);
    }

    /// <summary>
    /// Adds a comment to the issue, to be seen by whom the configuration says. The same words by the same person within
    /// <see cref="SaidWords.RetryWithin"/> are said, and noted, once.
    /// </summary>
    /// <param name="text">1 to <see cref="MaxText"/> characters.</param>
    public async Task<IssueOutcome> SayAsync(Actor actor, TicketId id, string text, CancellationToken ct) => await tickets.GetAsync(id, ct) is { } ticket
        ? await atOnce.DoAsync(ticket.ConnectionId, (session, inner) => SayAsync(session, actor, id, text, inner), ct)
        : new IssueOutcome.Unknown();

    private async Task<IssueOutcome> SayAsync(LaneSession session, Actor actor, TicketId id, string text, CancellationToken ct)
    {
        var ticket = (await tickets.GetAsync(id, ct))!;
        if (await proof.IssueOfAsync(session, ticket, ct) is not { } issue)
            return new IssueOutcome.Refused("The ticket has no issue that Jira shows with the ticket's marker: fairlead ticket show tells why.");
        var visibility = (await configurations.GetAsync(ticket.ConfigurationId, ct))?.CommentVisibility;
        var words = SaidWords.Of(ticket.Marker, actor, text, clock.GetUtcNow());
        var said = await IssueCommenter.MakeAsync(
            session, issue.Id, $"{text.Trim()}\n\n{PlainText.OneLine(actor.Name)}, in Fairlead", words.Reference, words.IsRetryOf, visibility, ct);
        if (said is not JiraOutcome<MadeComment>.Committed { Value.Known: var known })
        {
            var outcome = said.Select(_ => default(JiraAccepted));
            return await outcomes.OfAsync(session, outcome, ct) switch
            {
                null => new IssueOutcome.Refused($"{issue.Key} gets no comment: {WriteOutcomes.ReasonOf((JiraOutcome<JiraAccepted>.Rejected)outcome)}"),
                SyncOutcome.Deferred(var reason, _) when session.IsStopped => new IssueOutcome.Paused(session.Connection, reason),
                SyncOutcome.Uncertain(var reason, _) when session.IsStopped => new IssueOutcome.Paused(session.Connection, reason),
                SyncOutcome.Deferred(var reason, _) => new IssueOutcome.Unanswered(reason),
                SyncOutcome.Uncertain(var reason, _) => new IssueOutcome.Unanswered(reason),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }

        KillPoint.Hit("ticket.said");
        var summary = $"Said on {issue.Key}: {PlainText.Cut(PlainText.OneLine(text), MaxNoted)}";
        if (known is null || !await IsNotedAsync(actor, id, summary, SaidWords.AtOf(known), ct))
            await NoteAsync(actor, id, summary, ct);
        return new IssueOutcome.Done(id);
    }

    /// <summary>Whether the request that made a comment came as far as to note it.</summary>
    private async Task<bool> IsNotedAsync(Actor actor, TicketId id, string summary, DateTimeOffset? since, CancellationToken ct) =>
        (await activity.OfAsync(id.ToString(), MaxLookedBack, ct))
            .Any(a => a.At >= since && a.Action == Action && a.Actor.Kind == actor.Kind && a.Actor.Id == actor.Id && a.Summary == summary);

    private async Task NoteAsync(Actor actor, TicketId id, string summary, CancellationToken ct)
    {
        await using var work = await store.BeginAsync(ct);
        await activity.AppendAsync(work, actor, Action, id.ToString(), summary, ct);
        await work.CommitAsync(ct);
    }

    private static IssueComment Shown(JiraComment comment, bool isOurs) => new(
        comment.Id,
        PlainText.OneLine(comment.Author?.DisplayName ?? "somebody"),
        comment.CreatedAt,
        comment.UpdatedAt == comment.CreatedAt ? null : comment.UpdatedAt,
        comment.Visibility is null ? comment.Text : null,
        comment.Visibility switch
        {
            null => null,
            { IsInternal: true } => "who works on requests",
            var some => $"{some.Type} {some.Value}".TrimEnd(),
        },
        isOurs);
}
