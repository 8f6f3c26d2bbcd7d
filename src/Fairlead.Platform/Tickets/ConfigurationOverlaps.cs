using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>Tells of findings that would get a second issue in the same project, from another configuration.</summary>
internal sealed class ConfigurationOverlaps(ConfigurationStore store, TicketStore tickets, LinkStore links, GroupReader groups, TimeProvider clock)
{
    private const int MostNamed = 5;

    /// <summary>Reads all findings that can pass the filter, but only where another configuration has tickets in the same project of the same connection.</summary>
    /// <param name="configuration">As it is saved, or would be.</param>
    /// <returns><see langword="null"/>: none would, or it makes no tickets by itself.</returns>
    public async Task<ConfigurationFault?> OfAsync(TicketConfiguration configuration, CancellationToken ct)
    {
        if (configuration is not { Enabled: true, Automatic: true })
            return null;
        var behind = new Dictionary<FindingId, string>();
        foreach (var other in await store.AllAsync(ct))
        {
            if (other.Id == configuration.Id || other.Connection != configuration.Connection || other.Project.Id != configuration.Project.Id)
                continue;
            var open = (await tickets.PlannedAsync(other.Id, ct)).Where(t => t is { IsDone: false, Presence: null or IssuePresence.Present or IssuePresence.Forbidden });
            foreach (var finding in (await links.OfTicketsAsync([.. open.Select(t => t.Id)], ct)).SelectMany(l => l))
                behind.TryAdd(finding, other.Name);
        }

        if (behind.Count == 0)
            return null;
        var grouping = (await groups.ReadAsync([configuration], clock.GetUtcNow(), ct))[0];
        var twice = grouping.Groups.SelectMany(g => g.OpenMembers).Where(behind.ContainsKey).ToList();
        return twice.Count == 0 ? null : Told(configuration, twice.Count, [.. twice.Select(f => behind[f]).Distinct().Order(StringComparer.Ordinal)]);
    }

    private static ConfigurationFault Told(TicketConfiguration configuration, int findings, IReadOnlyList<string> others)
    {
        var more = others.Count > MostNamed ? $" and {others.Count - MostNamed} more" : "";
        return new(
            "filter",
            $"{findings:N0} of the open findings of \"{configuration.Name}\" {(findings == 1 ? "has a ticket" : "have tickets")} by {string.Join(", ", others.Take(MostNamed).Select(o => $"\"{o}\""))}{more} in {configuration.Project.Name} already, and {(findings == 1 ? "gets" : "get")} a second issue",
            "narrow one of the filters, or disable one of the configurations");
    }
}
