using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>Brings an issue back to what it was before a run wrote to it, but for what people changed since. Values are absolute, so repeating is harmless.</summary>
internal sealed class IssueRestorer(IssueMover mover, IssueStore issues, FreshIssues fresh, WriteOutcomes outcomes)
{
    /// <exception cref="JiraUnavailableException">Reading failed.</exception>
    /// <exception cref="JiraRefusedException">Reading was refused.</exception>
    public async Task<UndoResult> RestoreAsync(UndoStep step, TicketRow ticket, IssueBefore before, CancellationToken ct)
    {
        var look = step.Linked.LookAt(ticket)!;
        var issue = look.Issue;
        var back = Restoration.Of(before, issue, step.Since, step.Undo.Of.Kind, step.Configuration);
        // What is done may not be edited.
        var isEditedFirst = back.Status is { Category: JiraStatusCategory.Done };
        var missed = new List<string>();
        if (isEditedFirst && await EditAsync(step, ticket, look, back.Edit, missed, ct) is { } refused)
            return UndoResult.Of(refused);
        if (back.Status is { } status && await MoveAsync(step, ticket, look, status, ct) is var moved && moved is not SyncOutcome.Applied)
            return UndoResult.Of(moved is SyncOutcome.Refused(var why) ? await HoldAsync(step, ticket, why, ct) : moved);
        KillPoint.Hit("undo.moved-back");
        if (!isEditedFirst && await EditAsync(step, ticket, look, back.Edit, missed, ct) is { } not)
            return UndoResult.Of(not);
        KillPoint.Hit("undo.brought-back");
        back = back.Without(missed);
        // Also where nothing is left to bring back: it may have been, by somebody who could not write it down.
        await KeepAsync(step, ticket, before, back, ct);
        return back switch
        {
            { IsEmpty: true, Left.Count: > 0 } => new(new SyncOutcome.Refused($"left as it is: {string.Join("; ", back.Left)}"), Undone.Partly),
            { Left.Count: > 0 } => new(new SyncOutcome.Refused($"brought back, but for this: {string.Join("; ", back.Left)}"), Undone.Partly),
            { IsEmpty: true } => UndoResult.Of(new SyncOutcome.Skipped("it is as it was before")),
            _ => UndoResult.Of(new SyncOutcome.Applied(ticket.IssueKey!)),
        };
    }

    private Task<SyncOutcome> MoveAsync(UndoStep step, TicketRow ticket, IssueLook look, JiraStatus status, CancellationToken ct)
    {
        var group = step.Undo.Group;
        var goal = status.Category == JiraStatusCategory.Done ? TransitionGoal.Done : TransitionGoal.Open;
        var move = new SyncOperation.Transition(
            group, ticket.Id, ticket.IssueKey!, goal, $"Moved back to {status.Name}: {step.Undo.By} undid what Fairlead did on {step.Undo.Of.At:yyyy-MM-dd}.", "undone")
        {
            Target = new StatusTarget { Finding = group.Standing ?? FindingStatus.Active, Status = new(status.Id, status.Name), Category = status.Category },
            TextWhereStuck = step.Asked,
            IsUndo = true,
        };
        return mover.MoveAsync(step.Session, ticket, move, step.Configuration, look, from: null, step.Run, step.Run.PlannedAt, step.Reference, ct);
    }

    /// <summary>A person wants it undone: until that can be repeated, no run does again, or goes on with, what it did.</summary>
    private async Task<SyncOutcome> HoldAsync(UndoStep step, TicketRow ticket, string reason, CancellationToken ct)
    {
        var repeated = $"{reason}; once it is moved by hand, or can be: fairlead run undo {step.Run.Undoes}";
        await using var work = await issues.BeginAsync(ct);
        await issues.UndoAsync(work, ticket, step.Undo.Group.Hash, repeated, step.Session.Epoch, ct);
        await work.CommitAsync(ct);
        return new SyncOutcome.Refused(repeated);
    }

    /// <param name="missed">Takes what Jira does not let Fairlead set any more, such as a field that left the screen.</param>
    /// <returns><see langword="null"/> when the issue shows the rest.</returns>
    private async Task<SyncOutcome?> EditAsync(UndoStep step, TicketRow ticket, IssueLook look, IssueEdit edit, List<string> missed, CancellationToken ct)
    {
        if (edit.IsEmpty)
            return null;
        var outcome = await SendAsync(step, ticket, look, edit, ct);
        if (outcome is JiraOutcome<JiraAccepted>.Rejected { Cause: JiraRefusalCause.Invalid } no && IssueUpdater.WithoutRefused(edit, no.Error) is (var less, var refused))
        {
            missed.AddRange(refused);
            outcome = less.IsEmpty ? new JiraOutcome<JiraAccepted>.Committed(default) : await SendAsync(step, ticket, look, less, ct);
        }

        if (outcome is JiraOutcome<JiraAccepted>.Committed)
            return null;
        return await outcomes.OfAsync(step.Session, outcome, ct) ?? new SyncOutcome.Refused(WriteOutcomes.ReasonOf((JiraOutcome<JiraAccepted>.Rejected)outcome));
    }

    /// <summary>A few times, while nobody else did anything at the issue since it was read; what else there is to bring back is decided by another look, later.</summary>
    private async Task<JiraOutcome<JiraAccepted>> SendAsync(UndoStep step, TicketRow ticket, IssueLook look, IssueEdit edit, CancellationToken ct)
    {
        for (var attempts = 1; ; attempts++)
        {
            var outcome = await fresh.JiraWhile(step.Session, look.ReadAt).Issues.EditAsync(look.Issue.Id, edit, ct);
            if (attempts == FreshIssues.MaxAttempts || !fresh.IsOpen(outcome, look.ReadAt)
                || await fresh.AgainAsync(step.Session, ticket, look, ct) is not { } now || await IsTouchedAsync(step, now.Issue, ct))
                return outcome;
            look = now;
        }
    }

    /// <summary>Whether others did anything that the step does not know of.</summary>
    private static async Task<bool> IsTouchedAsync(UndoStep step, JiraIssue issue, CancellationToken ct)
    {
        var known = step.Since.Select(c => c.Id).ToHashSet();
        return (await LastChanges.AllAsync(step.Session, [issue.Id], [], ct)).GetValueOrDefault(issue.Id, []).Any(c => !c.IsOurs && !known.Contains(c.Change.Id));
    }

    private async Task KeepAsync(UndoStep step, TicketRow ticket, IssueBefore before, Restoration back, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        if (step.Undo.Of.Kind == UndoneKind.Transition && !back.LeftFields.Contains(Restoration.StatusField))
            await IssueStore.MovedBackAsync(work, ticket, before.Standing, step.Session.Epoch, ct);
        if (before.HasContent)
            await issues.RestoredAsync(
                work, ticket, before.Sent.But(back.LeftFields, ticket), back.LeftFields.Contains(ManagedFields.Priority) ? null : before.Priority, step.Session.Epoch, ct);
        await issues.UndoAsync(work, ticket, step.Undo.Group.Hash, step.Because, step.Session.Epoch, ct);
        await work.CommitAsync(ct);
    }
}
