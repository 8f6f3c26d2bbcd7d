namespace Fairlead.Platform.Tickets.Planning;

/// <summary>
/// Sends an open issue's content again when the group's hash differs from the one last sent. Where the change turns out to
/// render to the same text, the verb that stores the plan drops the step: that needs the findings themselves.
/// </summary>
internal sealed class UpdateWhenRenderedDiffers : IPlanningRule
{
    /// <summary>Why Fairlead's own value of something is another one; which of them it is shows where the texts are compared.</summary>
    public const string Changed = "findings or template changed";

    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration)
    {
        // An issue that only its sub-tasks keep open tells how its own findings stand.
        if (view.HasLeft || (!view.IsOpen && !view.HasOpenSubTasks) || !view.TicketCanBeWritten || view.Ticket!.IsDone || view.IsContentHeld || view.Ticket.SentHash == view.Hash)
            return null;

        // What was sent is forgotten where a look found it changed in Jira, and where a person asked for Fairlead's words again.
        var why = view.Ticket.SentHash is null ? "a field of Fairlead's is to be as it was sent" : Changed;
        return new SyncOperation.Update(view.ToGroup(), view.Ticket.Id, view.Ticket.IssueKey!, why);
    }
}
