using Fairlead.Platform.Tickets.Applying;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Brings an open issue where the status map wants it, once for each time that its findings come to stand otherwise.</summary>
internal sealed class MoveWhenStandingShifts : IPlanningRule
{
    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration)
    {
        if (!view.IsOpen || !view.TicketCanBeWritten || view.Ticket!.IsDone || view.IsHeld
            || view.TargetIn(configuration) is not { } target || !view.HasShifted(configuration) || view.IsAt(target))
            return null;

        return new SyncOperation.Transition(
            view.ToGroup(), view.Ticket.Id, view.Ticket.IssueKey!, TransitionGoal.Open, "", $"its findings are {CatalogFindings.WordsOf(target.Finding)}")
        {
            Target = target,
        };
    }
}
