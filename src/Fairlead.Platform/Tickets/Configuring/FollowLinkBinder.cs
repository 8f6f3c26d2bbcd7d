using Fairlead.Jira;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Finds the type of link between an issue and the one before, where a configuration makes issues that follow others.</summary>
internal sealed class FollowLinkBinder(JiraClient jira, FaultList faults)
{
    /// <returns><see langword="null"/>: nothing is linked.</returns>
    public async Task<JiraName?> BindAsync(TicketConfiguration draft, CancellationToken ct)
    {
        if (WhatFollows(draft) is not { } path)
            return null;
        var types = await TypesAsync(ct);
        // Relates, or what is called most like it.
        var type = types.FirstOrDefault(t => t.Name.Equals("Relates", StringComparison.OrdinalIgnoreCase))
            ?? types.FirstOrDefault(t => $"{t.Name} {t.Inward} {t.Outward}".Contains("relat", StringComparison.OrdinalIgnoreCase));
        if (type is null)
        {
            faults.Warning(
                path, "Jira has no link type Relates, so new issues are not linked to those before them",
                "switch issue linking on, or add the link type, and save the configuration again");
        }

        return type is null ? null : new(type.Id, type.Name);
    }

    /// <returns>The key of the configuration that makes new issues follow others.</returns>
    private static string? WhatFollows(TicketConfiguration draft) =>
        draft.Reopen.NewTicket ? "reopen.newTicket" : draft.Growth != GrowthPolicy.Append ? "growth" : null;

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
