namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Moves the issue to its done status once no finding behind it is open, or none is behind it at all.</summary>
internal sealed class CloseWhenAllFindingsClosed : IPlanningRule
{
    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration)
    {
        if (view.IsOpen || !view.TicketCanBeWritten || view.Ticket!.IsDone || view.IsHeld)
            return null;

        var (text, reason) = view.Tally.Total switch
        {
            0 => ($"{configuration.Name} no longer puts any finding behind this issue: its filter or grouping changed, or the findings are rated otherwise now. That does not say that the findings are fixed.",
                "no finding is behind it any more: filter, grouping or severities changed"),
            1 => ("The finding behind this issue is no longer open.", "all findings closed"),
            var total => ($"None of the {total} findings behind this issue is open any longer.", "all findings closed"),
        };
        return new SyncOperation.Transition(view.ToGroup(), view.Ticket.Id, view.Ticket.IssueKey!, TransitionGoal.Done, text, reason)
        {
            HasLeft = view.HasLeft,
        };
    }
}
