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
                view.ToGroup(), ticket.Id, ticket.IssueKey!, TransitionGoal.Open, TextOf(view.Tally),
                ticket.WasLeft ? "the configuration covers its findings again" : "findings came back")
            {
                Target = view.TargetIn(configuration),
            };
        }

        return configuration.Reopen.NewTicket
            ? new SyncOperation.Create(view.ToGroup(), ticket.Generation + 1, null, $"findings came back after {ticket.IssueKey} was done, and {closed}")
            {
                Follows = ticket.IssueKey,
            }
            : null;
    }

    private static string TextOf(GroupTally tally) => tally.Open == 1
        ? "A finding behind this issue is open again."
        : $"{tally.Open} findings behind this issue are open.";
}
