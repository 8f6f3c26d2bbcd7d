using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets;

/// <summary>How many tickets there are.</summary>
/// <param name="ByStanding">Without zeros.</param>
/// <param name="ByStatus">Of those whose issue is there, by the category of its status as it was last read. Without zeros.</param>
public sealed record TicketTally(IReadOnlyDictionary<TicketStanding, long> ByStanding, IReadOnlyDictionary<JiraStatusCategory, long> ByStatus)
{
    internal static TicketTally Of(IEnumerable<(TicketStanding Standing, JiraStatusCategory? Status, long Number)> counts)
    {
        var (byStanding, byStatus) = (new Dictionary<TicketStanding, long>(), new Dictionary<JiraStatusCategory, long>());
        foreach (var (standing, status, number) in counts)
        {
            byStanding[standing] = byStanding.GetValueOrDefault(standing) + number;
            if (standing == TicketStanding.Created)
                byStatus[status ?? JiraStatusCategory.Undefined] = byStatus.GetValueOrDefault(status ?? JiraStatusCategory.Undefined) + number;
        }

        return new(byStanding, byStatus);
    }
}
