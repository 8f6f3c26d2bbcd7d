using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Applying;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>
/// Moves the issue to its done status, or where the status map wants it, once no finding behind it or its sub-tasks is open, or none is behind
/// it at all.
/// </summary>
internal sealed class CloseWhenAllFindingsClosed : IPlanningRule
{
    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration)
    {
        // An issue that people made is not done because no finding is behind it any more: that was not its only matter.
        if (view is { HasLeft: true, Ticket.IsTheirs: true })
            return null;
        var target = view.TargetIn(configuration);
        if (configuration.StatusOwner == FieldOwner.Jira || view.IsOpen || view.HasOpenSubTasks
            || (view.SubTasks.HasKeptOpen && configuration.StatusOwner != FieldOwner.Fairlead) || !view.TicketCanBeWritten || view.IsHeld || !IsDue(view, target, configuration))
            return null;

        var (text, reason) = WordsOf(view, target?.Finding, configuration);
        return new SyncOperation.Transition(
            view.ToGroup(), view.Ticket!.Id, view.Ticket.IssueKey!, target is { IsDone: false } ? TransitionGoal.Open : TransitionGoal.Done, text, reason)
        {
            Target = target,
            HasLeft = view.HasLeft,
            AfterSubTasks = target is { IsDone: false } ? [] : view.SubTasks.MayBeOpen,
        };
    }

    /// <summary>
    /// What is done is moved on only where Fairlead itself had moved it there, and what somebody opened again after that is left open: a person's
    /// word about it stays, unless the status is Fairlead's.
    /// </summary>
    private static bool IsDue(GroupView view, StatusTarget? target, TicketConfiguration configuration) => target switch
    {
        null or { IsDone: true } when !view.Ticket!.IsDone => configuration.StatusOwner == FieldOwner.Fairlead || !view.IsKeptOpen,
        null => false,
        _ when configuration.StatusOwner == FieldOwner.Fairlead => !view.IsAt(target),
        _ => (view.Ticket!.IsWhereMoved || !view.Ticket.IsDone) && view.HasShifted(configuration) && !view.IsAt(target),
    };

    private static (string Text, string Reason) WordsOf(GroupView view, FindingStatus? mapped, TicketConfiguration configuration)
    {
        var detail = mapped is { } finding ? CatalogFindings.WordsOf(finding) : null;
        return view.Tally.Total == 0
            ? ($"{configuration.Name} no longer puts any finding behind this issue: its filter or grouping changed, or the findings are rated otherwise now. That does not say that the findings are fixed.",
                "no finding is behind it any more: filter, grouping or severities changed")
            : (CloseWords.TextOf(view.Tally.Total, detail), detail is null ? "all findings closed" : $"all findings closed: {detail}");
    }
}
