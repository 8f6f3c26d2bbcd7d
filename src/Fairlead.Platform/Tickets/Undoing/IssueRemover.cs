using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Linking;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>
/// Takes an issue away that a run made and nobody worked at: closes it, or deletes it where a person asked for that and Jira allows. The ticket
/// has no issue then, as one that a person unlinked.
/// </summary>
internal sealed class IssueRemover(IssueMover mover, LinkWriter writer, MarkerWriter markers, OperationStore operations, WriteOutcomes outcomes, Lanes lanes)
{
    /// <exception cref="JiraUnavailableException">Reading failed.</exception>
    /// <exception cref="JiraRefusedException">Reading was refused.</exception>
    public async Task<SyncOutcome> RemoveAsync(UndoStep step, TicketRow ticket, CancellationToken ct)
    {
        if (ticket is { Presence: IssuePresence.Unlinked } && await UnmarkAsync(step, ticket, ct))
            return new SyncOutcome.Applied(step.Undo.IssueKey!);
        if (WithoutIssue(ticket) is { } settled)
            return settled;
        if (!step.Linked.Ours.TryGetValue(ticket.IssueId!, out var issue))
        {
            // It was about to be deleted when the process ended.
            if (step.Before?.IssueId == ticket.IssueId && !step.Linked.IsStrange(ticket))
                return await GoneAsync(step, ticket, "deleted, or cannot be seen any more", ct);
            return step.Linked.WhyNotWritten(ticket)!;
        }

        if (ticket.IsTheirs)
            return new SyncOutcome.Refused($"{issue.Key} was there before, and is left; to part it from the findings: fairlead ticket unlink {issue.Key}");
        var work = WorkOfOthers.Of(issue, step.Since, await step.CommentsByOthersAsync(issue.Id, ct), ofApps: step.Undo.Of.Kind == UndoneKind.CreateDeleted);
        if (work is not null)
            return new SyncOutcome.Refused($"{issue.Key} is left, because {work}; to part it from the findings: fairlead ticket unlink {issue.Key}");
        return (step.Undo.Of.Kind == UndoneKind.CreateDeleted ? await DeleteAsync(step, ticket, issue, ct) : null) ?? await CloseAsync(step, ticket, issue, ct);
    }

    /// <returns><see langword="null"/> where the ticket has an issue.</returns>
    private static SyncOutcome? WithoutIssue(TicketRow ticket) => ticket switch
    {
        { State: TicketState.Rejected } => new SyncOutcome.Skipped("it has no issue"),
        { State: not TicketState.Created } => new SyncOutcome.Deferred("whether Jira has the issue is not known yet; it is looked for", ticket.NotBefore),
        { Presence: IssuePresence.Deleted or IssuePresence.Unlinked or IssuePresence.Released } or { IssueId: null } => new SyncOutcome.Skipped("it has no issue any more"),
        _ => null,
    };

    /// <returns><see langword="null"/> where Jira does not let Fairlead delete it.</returns>
    private async Task<SyncOutcome?> DeleteAsync(UndoStep step, TicketRow ticket, JiraIssue issue, CancellationToken ct)
    {
        // It was read with a hundred others, minutes ago perhaps, and what somebody did since would be gone for good.
        if ((await step.Session.Jira.Issues.GetAsync(issue.Id, IssueSelection.Of("updated"), ct))?.UpdatedAt != issue.UpdatedAt)
            return new SyncOutcome.Deferred("it was changed at this moment, and is looked at once more", null);
        if (IssueBefore.Of(issue, issue.Status, step.Undo, step.Configuration, ticket) is { } before)
            await operations.SetBeforeAsync(step.Operation, before, ct);
        KillPoint.Hit("undo.delete-noted");
        var jira = step.Session.Jira.SendingWhile(async token => !step.Session.IsLeaving && await lanes.IsHeldAsync(step.Session, token));
        var outcome = await jira.Issues.DeleteAsync(issue.Id, ct);
        KillPoint.Hit("undo.deleted");
        if (outcome is JiraOutcome<JiraAccepted>.Committed or JiraOutcome<JiraAccepted>.Rejected { Cause: JiraRefusalCause.NotFound }
            || (outcome is JiraOutcome<JiraAccepted>.Uncertain && await step.Session.Jira.Issues.IsGoneAsync(issue.Id, ct)))
            return await GoneAsync(step, ticket, "deleted", ct);
        // When it cannot be seen later, that is not because of this.
        if (outcome is not JiraOutcome<JiraAccepted>.Uncertain)
            await operations.DropBeforeAsync(step.Operation, ct);
        return await outcomes.OfAsync(step.Session, outcome, ct);
    }

    private async Task<SyncOutcome> CloseAsync(UndoStep step, TicketRow ticket, JiraIssue issue, CancellationToken ct)
    {
        var text = $"Closed because {step.Undo.By} undid the run of Fairlead that made this issue. That says nothing of the findings behind it.";
        var close = new SyncOperation.Transition(step.Undo.Group, ticket.Id, issue.Key, TransitionGoal.Done, text, "undone") { TextWhereStuck = step.Asked, IsUndo = true };
        var outcome = await mover.MoveAsync(step.Session, ticket, close, step.Configuration, step.Linked.LookAt(ticket)!, from: null, step.Run, step.Run.PlannedAt, step.Reference, ct);
        if (outcome is not SyncOutcome.Applied)
            return outcome;
        KillPoint.Hit("undo.closed");
        var gone = await GoneAsync(step, ticket, "closed", ct);
        KillPoint.Hit("undo.parted");
        await TakeOffAsync(step, ticket, issue, ct);
        return gone;
    }

    /// <summary>Completes a removal that was cut off before the marker was taken off.</summary>
    /// <returns>Whether it was.</returns>
    private async Task<bool> UnmarkAsync(UndoStep step, TicketRow ticket, CancellationToken ct)
    {
        if (step.Undo.IssueKey is not { } key || await step.Session.Jira.Issues.GetAsync(key, MarkerReader.Selection, ct) is not { } issue || MarkerReader.Of(issue) != ticket.Marker)
            return false;
        await TakeOffAsync(step, ticket, issue, ct);
        return true;
    }

    private async Task TakeOffAsync(UndoStep step, TicketRow ticket, JiraIssue issue, CancellationToken ct)
    {
        if (await markers.TakeOffAsync(step.Session, issue, ticket.Marker, ct) is { } left)
            await writer.NoteAsync(Actor.System, ticket, LinkWriter.LeftOn(issue, ticket, left), ct);
    }

    private async Task<SyncOutcome> GoneAsync(UndoStep step, TicketRow ticket, string what, CancellationToken ct)
    {
        await writer.UnlinkAsync(step.Session, Actor.System, ticket, $"{ticket.IssueKey} was {what}, {step.Because}", ct);
        return new SyncOutcome.Applied(ticket.IssueKey!);
    }
}
