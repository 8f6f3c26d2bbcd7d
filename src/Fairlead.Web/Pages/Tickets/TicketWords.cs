using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Tickets;

/// <summary>The states of tickets as people read them.</summary>
internal static class TicketWords
{
    public static string Of(TicketStanding standing) => standing switch
    {
        TicketStanding.Created => "In Jira",
        TicketStanding.Uncertain => "Uncertain",
        TicketStanding.Retry => "To be sent again",
        TicketStanding.Rejected => "Refused by Jira",
        TicketStanding.Forbidden => "Not visible to us",
        TicketStanding.Released => "Asked for anew",
        TicketStanding.Lost => "Lost: the site gives its ids again",
        _ => Words.Of(standing),
    };

    public static string Of(JiraStatusCategory category) => category switch
    {
        JiraStatusCategory.ToDo => "to do",
        JiraStatusCategory.InProgress => "in progress",
        JiraStatusCategory.Done => "done",
        _ => "not read yet",
    };

    /// <summary>How a tag of it looks.</summary>
    public static string? ClassOf(TicketStanding standing) => standing switch
    {
        TicketStanding.Created => "healthy",
        TicketStanding.Planned or TicketStanding.Sending or TicketStanding.Retry => null,
        TicketStanding.Uncertain or TicketStanding.Released or TicketStanding.Unlinked => "attention",
        _ => "failing",
    };
}
