using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets;

/// <summary>How many tickets there are.</summary>
/// <param name="ByStanding">Without zeros.</param>
/// <param name="ByStatus">Of those whose issue is there, by the category of its status as it was last read. Without zeros.</param>
/// <param name="Unread">Of those whose issue is there, how many were not read since they were made.</param>
public sealed record TicketTally(IReadOnlyDictionary<TicketStanding, long> ByStanding, IReadOnlyDictionary<JiraStatusCategory, long> ByStatus, long Unread)
{
    internal static TicketTally Of(IEnumerable<(TicketStanding Standing, JiraStatusCategory? Status, long Number)> counts)
    {
        var (byStanding, byStatus, unread) = (new Dictionary<TicketStanding, long>(), new Dictionary<JiraStatusCategory, long>(), 0L);
        foreach (var (standing, status, number) in counts)
        {
            byStanding[standing] = byStanding.GetValueOrDefault(standing) + number;
            if (standing != TicketStanding.Created)
                continue;
            if (status is { } category)
                byStatus[category] = byStatus.GetValueOrDefault(category) + number;
            else
                unread += number;
        }

        return new(byStanding, byStatus, unread);
    }
}
