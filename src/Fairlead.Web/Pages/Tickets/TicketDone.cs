namespace Fairlead.Web.Pages.Tickets;

/// <summary>What the form did that led to a ticket's page.</summary>
public enum TicketDone
{
    Made,
    Linked,
    Retry,
    Rewrite,
    Recreate,
    Unlinked,
    Relinked,
    Commented,
}
