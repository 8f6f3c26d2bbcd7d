using Fairlead.Jira;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Finds the resolutions that a reopen policy names, and the type of link between an issue and the one before.</summary>
internal sealed class ReopenBinder(JiraClient jira, StatusBinder statuses, FaultList faults)
{
    /// <param name="policy">With names as they were written.</param>
    public async Task<ReopenPolicy> BindAsync(ReopenPolicy policy, CancellationToken ct)
    {
        var notFrom = new List<JiraName>();
        foreach (var (resolution, i) in policy.NotFrom.Select((r, i) => (r, i)))
        {
            if (await statuses.ResolutionAsync($"reopen.notFrom[{i}]", resolution.Name, ct) is { } found)
                notFrom.Add(found);
        }

        return policy with { NotFrom = notFrom, LinkType = policy.NewTicket ? await LinkTypeAsync(ct) : null };
    }

    /// <summary>Relates, or what is called most like it.</summary>
    private async Task<JiraName?> LinkTypeAsync(CancellationToken ct)
    {
        var types = await TypesAsync(ct);
        var type = types.FirstOrDefault(t => t.Name.Equals("Relates", StringComparison.OrdinalIgnoreCase))
            ?? types.FirstOrDefault(t => $"{t.Name} {t.Inward} {t.Outward}".Contains("relat", StringComparison.OrdinalIgnoreCase));
        if (type is null)
        {
            faults.Warning(
                "reopen.newTicket", "Jira has no link type Relates, so new issues are not linked to those before them",
                "switch issue linking on, or add the link type, and save the configuration again");
        }

        return type is null ? null : new(type.Id, type.Name);
    }

    private async Task<IReadOnlyList<JiraLinkType>> TypesAsync(CancellationToken ct)
    {
        try
        {
            return await jira.IssueLinks.TypesAsync(ct);
        }
        catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.NotFound or JiraRefusalCause.Forbidden)
        {
            return [];
        }
    }
}
