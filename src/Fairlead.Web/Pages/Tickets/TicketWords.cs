using System.Globalization;
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

    /// <summary>What the statuses of the issues say, such as <c>14 to do, 4 done</c>; empty: there are none.</summary>
    public static string Of(TicketTally tally)
    {
        var parts = Enum.GetValues<JiraStatusCategory>().Where(tally.ByStatus.ContainsKey).Select(c => (Number: tally.ByStatus[c], Word: Of(c)));
        if (tally.Unread > 0)
            parts = parts.Append((tally.Unread, "not read yet"));
        return string.Join(", ", parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Number:N0} {p.Word}")));
    }

    private static string Of(JiraStatusCategory category) => category switch
    {
        JiraStatusCategory.ToDo => "to do",
        JiraStatusCategory.InProgress => "in progress",
        JiraStatusCategory.Done => "done",
        _ => "in a status without a category",
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
