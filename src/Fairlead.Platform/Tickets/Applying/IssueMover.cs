using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Moves an issue to a status of the wanted category, over a few steps if need be, the comment in the last one.</summary>
internal sealed class IssueMover(
    IssueStore issues, IFindingSource findings, WriteOutcomes outcomes, TimeProvider clock, ILogger<IssueMover> log)
{
    private const int MaxSteps = 3;

    /// <param name="status">As just read.</param>
    /// <param name="plannedAt">What the plan knew of the findings.</param>
    /// <param name="reference">Names the operation, for a comment that is sent by itself.</param>
    /// <exception cref="JiraUnavailableException">Reading failed; nothing more was sent.</exception>
    /// <exception cref="JiraRefusedException">Reading was refused.</exception>
    public async Task<SyncOutcome> MoveAsync(
        LaneSession session,
        TicketRow ticket,
        SyncOperation.Transition operation,
        TicketConfiguration configuration,
        JiraStatus status,
        DateTimeOffset plannedAt,
        string reference,
        CancellationToken ct)
    {
        var visited = new HashSet<string> { status.Id };
        var resent = false;
        for (var step = 0; step < MaxSteps && !TransitionChoice.IsAt(status, operation.Goal); step++)
        {
            var choice = await ChooseAsync(session, ticket, operation.Goal, configuration, visited, ct);
            if (choice is not TransitionChoice.Step next)
                return await HoldAsync(session, ticket, operation, ((TransitionChoice.NoWay)choice).Reason, reference, ct);

            var request = new TransitionRequest(next.Transition.Id)
            {
                Fields = next.Fields,
                Comment = next.IsLast ? RichDocument.FromPlainText(operation.Text) : null,
            };
            var outcome = await session.Jira.Transitions.ApplyAsync(ticket.IssueId!, request, ct);
            if (outcome is JiraOutcome<JiraAccepted>.Uncertain && await StatusAsync(session, ticket, ct) is { } now)
            {
                // No answer, so the issue is asked: it has moved, or the step is sent once more.
                if (now.Id != next.Transition.To.Id && !resent)
                    (resent, step) = (true, step - 1);
                else if (now.Id != next.Transition.To.Id)
                    return await outcomes.OfAsync(session, outcome, ct) ?? new SyncOutcome.Deferred("Jira gave no clear answer", null);
                status = now;
            }
            else if (outcome is JiraOutcome<JiraAccepted>.Committed)
            {
                status = next.Transition.To;
            }
            else if (await outcomes.OfAsync(session, outcome, ct) is { } known)
            {
                return known;
            }
            else
            {
                return await HoldAsync(
                    session, ticket, operation, WriteOutcomes.ReasonOf((JiraOutcome<JiraAccepted>.Rejected)outcome), reference, ct);
            }

            visited.Add(status.Id);
        }

        if (!TransitionChoice.IsAt(status, operation.Goal))
            return await HoldAsync(session, ticket, operation, $"it is not reached within {MaxSteps} steps", reference, ct);
        await KeepAsync(session, ticket, operation.Goal, status, operation.HasLeft ? PlannedTicket.NothingKnown : await findings.KnownAtAsync(plannedAt, ct), ct);
        return new SyncOutcome.Applied(ticket.IssueKey!);
    }

    private static async Task<TransitionChoice> ChooseAsync(
        LaneSession session, TicketRow ticket, TransitionGoal goal, TicketConfiguration configuration, HashSet<string> visited, CancellationToken ct) =>
        await session.Jira.Transitions.ListAsync(ticket.IssueId!, ct) is { } possible
            ? TransitionChoice.Of(possible, goal, configuration, visited, session.Jira.Site.Edition)
            : new TransitionChoice.NoWay("the issue cannot be seen");

    private static async Task<JiraStatus?> StatusAsync(LaneSession session, TicketRow ticket, CancellationToken ct)
    {
        try
        {
            return (await session.Jira.Issues.GetAsync(ticket.IssueId!, IssueSelection.Of("status"), ct))?.Status;
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return null;
        }
    }

    /// <summary>Says once in the issue what a person has to do, and leaves it alone until the group changes.</summary>
    private async Task<SyncOutcome> HoldAsync(
        LaneSession session, TicketRow ticket, SyncOperation.Transition operation, string reason, string reference, CancellationToken ct)
    {
        var needs = $"needs a manual move: {reason}";
        var text = $"{operation.Text} Fairlead could not move this issue by itself: {reason}.";
        var outcome = await IssueCommenter.CommentAsync(session, ticket.IssueId!, text, reference, ct);
        if (outcome is not (JiraOutcome<JiraAccepted>.Committed or JiraOutcome<JiraAccepted>.Rejected)
            && await outcomes.OfAsync(session, outcome, ct) is { } known)
            return known;

        await using var work = await issues.BeginAsync(ct);
        await issues.HoldAsync(work, ticket, operation.Group.Hash, needs, session.Epoch, ct);
        await work.CommitAsync(ct);
        return new SyncOutcome.Refused(needs);
    }

    private async Task KeepAsync(
        LaneSession session, TicketRow ticket, TransitionGoal goal, JiraStatus status, DateTimeOffset plannedAt, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var isFlip = goal == TransitionGoal.Open;
        var flips = isFlip ? Flips.After(ticket.Flips, ticket.FlipsSince, now) : null;
        var isFrozen = flips?.FrozenUntil is not null;
        var after = ticket with
        {
            StatusId = status.Id,
            Status = status.Name,
            StatusCategory = status.Category,
            DoneAt = goal == TransitionGoal.Done ? plannedAt : null,
            Flips = flips?.Count ?? ticket.Flips,
            FlipsSince = flips?.Since ?? ticket.FlipsSince,
            FrozenUntil = flips?.FrozenUntil,
            Reason = isFrozen ? "moved back and forth too often; left alone for a day. Is a Jira automation closing it?" : null,
        };
        await using var work = await issues.BeginAsync(ct);
        await issues.MovedAsync(work, after, session.Epoch, ct);
        await work.CommitAsync(ct);
        if (isFrozen)
            log.Frozen(ticket.Id, after.FrozenUntil);
    }
}
