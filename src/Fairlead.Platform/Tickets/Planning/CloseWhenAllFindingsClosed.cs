namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Moves the issue to its done status once no finding behind it is open.</summary>
internal sealed class CloseWhenAllFindingsClosed : IPlanningRule
{
    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration)
    {
        if (view.IsOpen || !view.TicketCanBeWritten || view.Ticket!.IsDone || view.IsHeld)
            return null;

        var text = view.Tally.Total == 1
            ? "The finding behind this issue is no longer open."
            : $"None of the {view.Tally.Total} findings behind this issue is open any longer.";
        return new SyncOperation.Transition(
            view.ToGroup(), view.Ticket.Id, view.Ticket.IssueKey!, TransitionGoal.Done, text, "all findings closed");
    }
}
