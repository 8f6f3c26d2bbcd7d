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
        return configuration.Recurrence switch
        {
            _ when ticket.WasLeft => Reopen(view, configuration, "the configuration covers its findings again"),
            Recurrence.Reopen => Reopen(view, configuration, "findings came back"),
            Recurrence.NewTicket => new SyncOperation.Create(
                view.ToGroup(), ticket.Generation + 1, null, $"findings came back after {ticket.IssueKey} was done"),
            _ => null,
        };
    }

    private static SyncOperation.Transition Reopen(GroupView view, TicketConfiguration configuration, string reason) => new(
        view.ToGroup(), view.Ticket!.Id, view.Ticket.IssueKey!, TransitionGoal.Open, TextOf(view.Tally), reason)
    {
        Target = view.TargetIn(configuration),
    };

    private static string TextOf(GroupTally tally) => tally.Open == 1
        ? "A finding behind this issue is open again."
        : $"{tally.Open} findings behind this issue are open.";
}
