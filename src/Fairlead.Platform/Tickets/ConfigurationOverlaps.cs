using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>Tells of findings that would get a second issue in the same project, from another configuration.</summary>
internal sealed class ConfigurationOverlaps(ConfigurationStore store, TicketStore tickets, LinkStore links, GroupReader groups, IJiraSource jira, TimeProvider clock)
{
    private const int MostNamed = 5;

    /// <returns><see langword="null"/>: none would, or it makes no tickets by itself.</returns>
    /// <inheritdoc cref="OfAsync(IReadOnlyList{TicketConfiguration}, CancellationToken)"/>
    public async Task<ConfigurationFault?> OfAsync(TicketConfiguration configuration, CancellationToken ct) =>
        await OfAsync([configuration], ct) is [var told, ..] ? told : null;

    /// <summary>Reads once, for all of them, the findings that can pass a filter; but only where another configuration has tickets in the same project, by whichever connection to its site.</summary>
    /// <param name="configurations">As they are saved, or would be.</param>
    /// <returns>One for each that would make second issues by itself.</returns>
    public async Task<IReadOnlyList<ConfigurationFault>> OfAsync(IReadOnlyList<TicketConfiguration> configurations, CancellationToken ct)
    {
        if (!configurations.Any(c => c is { Enabled: true, Automatic: true }))
            return [];
        var all = await store.AllAsync(ct);
        var sites = new Dictionary<ConnectionId, string>();
        foreach (var connection in configurations.Concat(all).Select(c => c.Connection).Distinct())
            sites[connection] = (await jira.PinAsync(connection, ct)).Known ?? connection.ToString();
        var places = configurations.Where(c => c is { Enabled: true, Automatic: true }).Select(PlaceOf).ToHashSet();
        var held = new List<(TicketConfiguration By, HashSet<FindingId> Findings)>();
        foreach (var one in all.Where(c => places.Contains(PlaceOf(c))))
        {
            var open = (await tickets.PlannedAsync(one.Id, ct)).Where(t => t is { IsDone: false, Presence: null or IssuePresence.Present or IssuePresence.Forbidden });
            held.Add((one, [.. (await links.OfTicketsAsync([.. open.Select(t => t.Id)], ct)).SelectMany(l => l)]));
        }

        var asked = configurations.Where(c => c is { Enabled: true, Automatic: true } && held.Exists(h => IsOther(h.By, c) && h.Findings.Count > 0)).ToList();
        if (asked.Count == 0)
            return [];
        var told = new List<ConfigurationFault>();
        foreach (var (configuration, grouping) in asked.Zip(await groups.ReadAsync(asked, clock.GetUtcNow(), ct)))
        {
            // What it has an issue of already gets none any more.
            var own = held.Where(h => h.By.Id == configuration.Id).SelectMany(h => h.Findings).ToHashSet();
            var open = grouping.Groups.SelectMany(g => g.OpenMembers).Where(f => !own.Contains(f)).ToHashSet();
            var others = held.Where(h => IsOther(h.By, configuration) && h.Findings.Overlaps(open)).ToList();
            if (others.Count > 0)
                told.Add(Told(configuration, open.Count(f => others.Exists(o => o.Findings.Contains(f))), [.. others.Select(o => o.By).OrderBy(o => o.Name, StringComparer.Ordinal)]));
        }

        return told;

        (string Site, string Project) PlaceOf(TicketConfiguration configuration) => (sites[configuration.Connection], configuration.Project.Id);

        bool IsOther(TicketConfiguration one, TicketConfiguration configuration) => one.Id != configuration.Id && PlaceOf(one) == PlaceOf(configuration);
    }

    private static ConfigurationFault Told(TicketConfiguration configuration, int findings, IReadOnlyList<TicketConfiguration> others)
    {
        var more = others.Count > MostNamed ? $" and {others.Count - MostNamed} more" : "";
        return new(
            "filter",
            $"{findings:N0} of the open findings of \"{configuration.Name}\" {(findings == 1 ? "has a ticket" : "have tickets")} by {string.Join(", ", others.Take(MostNamed).Select(o => $"\"{o.Name}\""))}{more} in {configuration.Project.Name} already, and {(findings == 1 ? "gets" : "get")} a second issue",
            others.Any(o => o.Enabled) ? "narrow one of the filters, or disable one of the configurations" : "narrow the filter");
    }
}
