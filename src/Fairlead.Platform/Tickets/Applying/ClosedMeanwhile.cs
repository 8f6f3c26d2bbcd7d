using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What was planned for an open issue says nothing of one that somebody closed since, or closed otherwise. Pure.</summary>
internal static class ClosedMeanwhile
{
    /// <param name="ticket">As the plan knew its issue.</param>
    /// <param name="issue">As it is.</param>
    public static bool Is(SyncOperation operation, TicketRow ticket, JiraIssue issue) => issue.Status is { Category: JiraStatusCategory.Done } && operation switch
    {
        SyncOperation.Update => true,
        // A resolution that somebody gave since may say that it is to stay closed.
        SyncOperation.Transition { Goal: TransitionGoal.Open, IsUndo: false } => ticket.StatusCategory != JiraStatusCategory.Done
            || (ticket.ResolutionId is { } known && known != (issue.ResolutionId ?? "")),
        _ => false,
    };
}
