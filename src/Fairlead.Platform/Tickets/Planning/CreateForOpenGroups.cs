namespace Fairlead.Platform.Tickets.Planning;

/// <summary>A group gets a ticket when something in it is open; a finding that was never seen open asks for none.</summary>
internal sealed class CreateForOpenGroups : IPlanningRule
{
    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration) => view switch
    {
        { IsOpen: false } => null,
        { Ticket: null } => view.ToCreate(1, ReasonOf(view.Tally)) with { Follows = view.Tally.Before?.IssueKey },
        // What Jira refused is tried again once it would be sent differently.
        { Ticket: { State: TicketState.Rejected } ticket } when !view.IsHeld || IsMeantElsewhere(view, ticket, configuration) =>
            view.ToCreate(ticket.Generation, "changed, or corrected in Jira, since Jira refused it") with { Existing = ticket.Id },
        // Jira surely has no issue for it yet, so it can be made in the other place.
        { Ticket: { State: TicketState.Planned or TicketState.Retry } ticket } when IsMeantElsewhere(view, ticket, configuration) =>
            view.ToCreate(ticket.Generation, "project, issue type or parent changed before it was made") with { Existing = ticket.Id },
        { Ticket: { State: TicketState.Created, Presence: IssuePresence.Released } ticket } =>
            view.ToCreate(ticket.Generation + 1, $"a new issue was asked for in place of {ticket.IssueKey ?? "one"}, which was deleted, lost or unlinked") with { Follows = view.Tally.Before?.IssueKey },
        { HasReopenedSinceUnlinked: true, Ticket: { } ticket } =>
            view.ToCreate(ticket.Generation + 1, "opened since the issue before was unlinked") with { Follows = view.Tally.Before?.IssueKey },
        _ => null,
    };

    private static string ReasonOf(GroupTally tally) => tally switch
    {
        { Parent: { } parent } => $"work on {parent.IssueKey} has begun, so that findings which came since get a sub-task of it",
        { Before: { } before } => $"work on {before.IssueKey} has begun, so that findings which came since get an issue of their own",
        _ => "open findings without a ticket of this configuration",
    };

    private static bool IsMeantElsewhere(GroupView view, PlannedTicket ticket, TicketConfiguration configuration) =>
        ticket.ProjectId != configuration.Project.Id || ticket.Parent != view.Tally.Parent?.Id
        || ticket.IssueTypeId != configuration.TypeOf(isSubTask: view.Tally.Parent is not null).Id;
}
