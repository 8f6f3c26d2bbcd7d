namespace Fairlead.Platform.Tickets.Planning;

/// <summary>
/// When a finding comes back after its issue was done: reopen, a new issue, or nothing, as the configuration says. An issue that was
/// closed only because its findings left the configuration is opened again whatever it says: they may have been open all along.
/// </summary>
internal sealed class ReopenWhenRecurring : IPlanningRule
{
    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration)
    {
        if (!view.HasRecurred || !view.TicketCanBeWritten || view.IsHeld)
            return null;

        var ticket = view.Ticket!;
        if (KeptClosed.ReasonOf(ticket, configuration.Reopen, view.Now) is not { } closed)
        {
            return new SyncOperation.Transition(
                view.ToGroup(), ticket.Id, ticket.IssueKey!, TransitionGoal.Open, TextOf(view),
                ticket.WasLeft ? "the configuration covers its findings again" : view.IsOpen ? "findings came back" : "findings of a sub-task came back")
            {
                Target = view.TargetIn(configuration),
            };
        }

        // What came back in a sub-task has its issue there, or a new one.
        return configuration.Reopen.NewTicket && view.IsOpen
            ? view.ToCreate(ticket.Generation + 1, $"findings came back after {ticket.IssueKey} was done, and {closed}") with { Follows = ticket.IssueKey }
            : null;
    }

    private static string TextOf(GroupView view) => (view.Tally.Open, view.SubTasks.Open) switch
    {
        (0, 1) => "A finding behind a sub-task of this issue is open again.",
        (0, var open) => $"{open} findings behind sub-tasks of this issue are open.",
        (1, _) => "A finding behind this issue is open again.",
        var (open, _) => $"{open} findings behind this issue are open.",
    };
}
