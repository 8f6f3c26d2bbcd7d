namespace Fairlead.Platform.Tickets.Planning;

/// <summary>When a finding comes back after its issue was done: reopen, a new issue, or nothing, as the configuration says.</summary>
internal sealed class ReopenWhenRecurring : IPlanningRule
{
    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration)
    {
        if (!view.HasRecurred || !view.TicketCanBeWritten || view.IsHeld)
            return null;

        var ticket = view.Ticket!;
        return configuration.Recurrence switch
        {
            Recurrence.Reopen => new SyncOperation.Transition(
                view.ToGroup(), ticket.Id, ticket.IssueKey!, TransitionGoal.Open, TextOf(view.Tally), "findings came back"),
            Recurrence.NewTicket => new SyncOperation.Create(
                view.ToGroup(), ticket.Generation + 1, null, $"findings came back after {ticket.IssueKey} was done"),
            _ => null,
        };
    }

    private static string TextOf(GroupTally tally) => tally.Open == 1
        ? "A finding behind this issue is open again."
        : $"{tally.Open} findings behind this issue are open.";
}
