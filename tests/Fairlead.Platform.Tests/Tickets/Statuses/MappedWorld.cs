using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Statuses;

/// <summary>A world whose configuration maps how findings stand to statuses of Jira.</summary>
internal static class MappedWorld
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TicketWorld> StartAsync(
        TestDatabase databases, SandboxOptions options, bool hasRealFindings, params (FindingStatus Finding, string Status, string? Resolution)[] targets)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, options, hasRealFindings: hasRealFindings);
        var jira = await world.Jira.ClientForAsync(default, Ct);
        var statuses = (await jira.Workflow.StatusesAsync("SEC", Ct)).Single(t => t.IssueTypeId == world.Configuration.IssueType.Id).Statuses.ToDictionary(s => s.Name);
        var resolutions = (await jira.Resolutions.ListAsync(Ct)).ToDictionary(r => r.Name, r => new JiraName(r.Id, r.Name));
        await world.ConfigureAsync(
            c => c with
            {
                StatusTargetsSince = DateTimeOffset.UnixEpoch,
                StatusTargets =
                [
                    .. targets.Select(t => new StatusTarget
                    {
                        Finding = t.Finding,
                        Status = new(statuses[t.Status].Id, t.Status),
                        Category = statuses[t.Status].Category,
                        Resolution = t.Resolution is null ? null : resolutions[t.Resolution],
                    }),
                ],
            },
            Ct);
        return world;
    }
}
