using Fairlead.Platform.Tickets.Applying;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>
/// Brings an open issue where the status map wants it, once for each time that its findings come to stand otherwise; where the status is
/// Fairlead's, as often as it is elsewhere.
/// </summary>
internal sealed class MoveWhenStandingShifts : IPlanningRule
{
    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration)
    {
        if (!view.IsOpen || !view.TicketCanBeWritten || view.Ticket!.IsDone || view.IsHeld
            || view.TargetIn(configuration) is not { } target || !IsDue(view, configuration) || view.IsAt(target))
            return null;

        return new SyncOperation.Transition(
            view.ToGroup(), view.Ticket.Id, view.Ticket.IssueKey!, TransitionGoal.Open, "", $"its findings are {CatalogFindings.WordsOf(target.Finding)}")
        {
            Target = target,
        };
    }

    private static bool IsDue(GroupView view, TicketConfiguration configuration) => configuration.StatusOwner switch
    {
        FieldOwner.Fairlead => true,
        // Only a new issue is brought to its place.
        FieldOwner.Jira => view.Ticket!.ShownFinding is null && view.HasShifted(configuration),
        _ => view.HasShifted(configuration),
    };
}
