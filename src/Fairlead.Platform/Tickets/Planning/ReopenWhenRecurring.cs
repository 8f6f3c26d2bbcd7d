namespace Fairlead.Platform.Tickets.Planning;

/// <summary>
/// When a finding comes back after its issue was done: reopen, a new issue, or nothing, as the configuration says. An issue that was
/// closed only because its findings left the configuration is opened again whatever it says: they may have been open all along.
/// </summary>
internal sealed class ReopenWhenRecurring : IPlanningRule
{
    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration)
    {
        if (!view.IsToReopen(configuration) || !view.TicketCanBeWritten || view.IsHeld)
            return null;

        var ticket = view.Ticket!;
        if (KeptClosed.ReasonOf(ticket, configuration, view.Now) is not { } closed)
        {
            return new SyncOperation.Transition(
                view.ToGroup(), ticket.Id, ticket.IssueKey!, TransitionGoal.Open, TextOf(view),
                ReasonOf(view))
            {
                Target = view.TargetIn(configuration),
            };
        }

        // What came back in a sub-task has its issue there, or a new one.
        return configuration.Reopen.NewTicket && view.IsOpen
            ? view.ToCreate(ticket.Generation + 1, $"findings came back after {ticket.IssueKey} was done, and {closed}") with { Follows = ticket.IssueKey }
            : null;
    }

    private static string ReasonOf(GroupView view)
    {
        if (view.Ticket!.WasLeft)
            return "the configuration covers its findings again";
        if (!view.HasRecurred)
            return "somebody closed it while findings are open, and its status is Fairlead's";
        return view.IsOpen ? "findings came back" : "findings of a sub-task came back";
    }

    private static string TextOf(GroupView view) => (view.Tally.Open, view.SubTasks.Open) switch
    {
        (0, 1) => $"A finding behind a sub-task of this issue is {Again(view)}.",
        (0, var open) => $"{open} findings behind sub-tasks of this issue are open.",
        (1, _) => $"A finding behind this issue is {Again(view)}.",
        var (open, _) => $"{open} findings behind this issue are open.",
    };

    private static string Again(GroupView view) => view.HasRecurred ? "open again" : "still open";
}
