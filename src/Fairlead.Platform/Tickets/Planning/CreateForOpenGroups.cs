namespace Fairlead.Platform.Tickets.Planning;

/// <summary>A group gets a ticket when something in it is open; a finding that was never seen open asks for none.</summary>
internal sealed class CreateForOpenGroups : IPlanningRule
{
    public SyncOperation? Plan(GroupView view, TicketConfiguration configuration) => view switch
    {
        { IsOpen: false } => null,
        { Ticket: null } => new SyncOperation.Create(view.ToGroup(), 1, null, "open findings without a ticket"),
        // What Jira refused is tried again once it would be sent differently.
        { Ticket: { State: TicketState.Rejected } ticket, IsHeld: false } =>
            new SyncOperation.Create(view.ToGroup(), ticket.Generation, ticket.Id, "changed since Jira refused it"),
        _ => null,
    };
}
