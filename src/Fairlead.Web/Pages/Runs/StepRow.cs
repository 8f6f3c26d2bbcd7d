using Fairlead.Jira.RichText;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Runs;

/// <summary>One operation of a plan or run, for people.</summary>
/// <param name="Description">What would be sent.</param>
/// <param name="Text">The comment that goes with a move.</param>
/// <param name="Remark">What a person should know of the text.</param>
/// <param name="Outcome">The word for what came of it; <see langword="null"/> while nothing did.</param>
/// <param name="Told">With the outcome: the issue's key and what it does without, or why it was not done.</param>
public sealed record StepRow(
    SyncOperation Operation, string? Summary = null, string? Text = null, string? Priority = null, string? Remark = null, string? Outcome = null, string? Told = null, RichDocument? Description = null)
{
    /// <summary>What it does, in a word.</summary>
    public string What => Operation switch
    {
        SyncOperation.Create => "Create",
        SyncOperation.Update => "Update",
        SyncOperation.Transition { Target: not null } => "Move",
        SyncOperation.Transition { Goal: TransitionGoal.Done } => "Close",
        SyncOperation.Transition => "Open again",
        SyncOperation.Comment => "Comment",
        SyncOperation.Undo => "Undo",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary><see langword="null"/> when there is none yet.</summary>
    public string? IssueKey => Operation switch
    {
        SyncOperation.Create => null,
        SyncOperation.Update update => update.IssueKey,
        SyncOperation.Transition move => move.IssueKey,
        SyncOperation.Comment comment => comment.IssueKey,
        SyncOperation.Undo undo => undo.IssueKey,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static StepRow Of(PreviewedOperation shown) => new(shown.Operation, shown.Summary, shown.Body, shown.Priority, shown.Remark, Description: shown.Description);
}
