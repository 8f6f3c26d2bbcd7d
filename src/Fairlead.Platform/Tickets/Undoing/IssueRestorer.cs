using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>Brings an issue back to what it was before a run wrote to it, but for what people changed since. Values are absolute, so repeating is harmless.</summary>
internal sealed class IssueRestorer(IssueMover mover, IssueStore issues, RunStore runs, WriteOutcomes outcomes)
{
    private const int MaxWrites = 3;

    /// <exception cref="JiraUnavailableException">Reading failed.</exception>
    /// <exception cref="JiraRefusedException">Reading was refused.</exception>
    public async Task<SyncOutcome> RestoreAsync(UndoStep step, TicketRow ticket, IssueBefore before, CancellationToken ct)
    {
        var issue = step.Linked.Ours[ticket.IssueId!];
        var back = Restoration.Of(before, issue, await step.ChangesByOthersAsync(issue.Id, ct), step.Undo.Of.Kind, step.Configuration);
        if (back.IsEmpty && back.Left.Count > 0)
            return new SyncOutcome.Refused($"left as it is: {string.Join("; ", back.Left)}");
        // What is done may not be edited.
        var isEditedFirst = back.Status is { Category: Jira.Resources.JiraStatusCategory.Done };
        if (isEditedFirst && await EditAsync(step, issue, back.Edit, ct) is { } refused)
            return refused;
        if (back.Status is { } status && await MoveAsync(step, ticket, issue, status, ct) is var moved && moved is not SyncOutcome.Applied)
            return moved;
        if (!isEditedFirst && await EditAsync(step, issue, back.Edit, ct) is { } not)
            return not;
        await KeepAsync(step, ticket, before, back, ct);
        return back switch
        {
            { Left.Count: > 0 } => new SyncOutcome.Refused($"brought back, but for this: {string.Join("; ", back.Left)}"),
            { IsEmpty: true } => new SyncOutcome.Skipped("it is as it was before"),
            _ => new SyncOutcome.Applied(ticket.IssueKey!),
        };
    }

    private Task<SyncOutcome> MoveAsync(UndoStep step, TicketRow ticket, JiraIssue issue, Jira.Resources.JiraStatus status, CancellationToken ct)
    {
        var group = step.Undo.Group;
        var goal = status.Category == Jira.Resources.JiraStatusCategory.Done ? TransitionGoal.Done : TransitionGoal.Open;
        var move = new SyncOperation.Transition(
            group, ticket.Id, ticket.IssueKey!, goal, $"Moved back to {status.Name}: {step.Undo.By} undid what Fairlead did on {step.Undo.Of.At:yyyy-MM-dd}.", "undone")
        {
            Target = new StatusTarget { Finding = group.Standing ?? FindingStatus.Active, Status = new(status.Id, status.Name), Category = status.Category },
        };
        return mover.MoveAsync(step.Session, ticket, move, step.Configuration, issue, from: null, step.Run.PlannedAt, step.Reference, ct);
    }

    /// <returns><see langword="null"/> when the issue shows it.</returns>
    private async Task<SyncOutcome?> EditAsync(UndoStep step, JiraIssue issue, IssueEdit edit, CancellationToken ct)
    {
        if (edit.IsEmpty)
            return null;
        var outcome = await step.Session.Jira.Issues.EditAsync(issue.Id, edit, ct);
        for (var writes = 1; writes < MaxWrites && outcome is JiraOutcome<JiraAccepted>.Uncertain; writes++)
            outcome = await step.Session.Jira.Issues.EditAsync(issue.Id, edit, ct);
        if (outcome is JiraOutcome<JiraAccepted>.Committed)
            return null;
        return await outcomes.OfAsync(step.Session, outcome, ct) ?? new SyncOutcome.Refused(WriteOutcomes.ReasonOf((JiraOutcome<JiraAccepted>.Rejected)outcome));
    }

    private async Task KeepAsync(UndoStep step, TicketRow ticket, IssueBefore before, Restoration back, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        if (before.Fields.Count > 0)
            await issues.RestoredAsync(work, ticket, before.Sent.But(back.LeftFields, ticket), step.Session.Epoch, ct);
        await issues.UndoAsync(work, ticket, step.Undo.Group.Hash, RunUndoer.ReasonOf(step.Operation), step.Session.Epoch, ct);
        await runs.SetUndoneAsync(work, step.Run.Undoes!.Value, step.Undo.Of.Number, ct);
        await work.CommitAsync(ct);
    }
}
