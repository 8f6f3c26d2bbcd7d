namespace Fairlead.Platform.Tickets.Planning;

/// <summary>A group gets a ticket when something in it is open; a finding that was never seen open asks for none.</summary>
internal sealed class CreateForOpenGroups : IPlanningRule
{
    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration) => view switch
    {
        { IsOpen: false } => null,
        { Ticket: null } => new SyncOperation.Create(view.ToGroup(), 1, null, ReasonOf(view.Tally.Before)) { Follows = view.Tally.Before?.IssueKey },
        // What Jira refused is tried again once it would be sent differently.
        { Ticket: { State: TicketState.Rejected } ticket, IsHeld: false } =>
            new SyncOperation.Create(view.ToGroup(), ticket.Generation, ticket.Id, "changed, or corrected in Jira, since Jira refused it"),
        // Jira surely has no issue for it yet, so it can be made in the other place.
        { Ticket: { State: TicketState.Planned or TicketState.Retry } ticket } when IsMeantElsewhere(ticket, configuration) =>
            new SyncOperation.Create(view.ToGroup(), ticket.Generation, ticket.Id, "project or issue type changed before it was made"),
        { Ticket: { State: TicketState.Created, Presence: IssuePresence.Released } ticket } =>
            new SyncOperation.Create(view.ToGroup(), ticket.Generation + 1, null, $"a new issue was asked for in place of {ticket.IssueKey ?? "one"}, which was deleted, lost or unlinked") { Follows = view.Tally.Before?.IssueKey },
        { HasReopenedSinceUnlinked: true, Ticket: { } ticket } =>
            new SyncOperation.Create(view.ToGroup(), ticket.Generation + 1, null, "opened since the issue before was unlinked"),
        _ => null,
    };

    private static string ReasonOf(PlannedTicket? before) => before is null
        ? "open findings without a ticket"
        : $"work on {before.IssueKey} has begun, so that findings which came since get an issue of their own";

    private static bool IsMeantElsewhere(PlannedTicket ticket, TicketConfiguration configuration) =>
        ticket.ProjectId != configuration.Project.Id || ticket.IssueTypeId != configuration.IssueType.Id;
}
