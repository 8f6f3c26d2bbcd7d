using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Knows which configurations make issues in the same project, by whichever connection to its site, and what each has an open issue of.</summary>
internal sealed class Neighbours(ConfigurationStore store, TicketStore tickets, LinkStore links, IJiraSource jira)
{
    /// <summary>Of one that plans: the others in its project that have an open issue of anything.</summary>
    public async Task<IReadOnlyList<HeldFindings>> OfAsync(TicketConfiguration configuration, CancellationToken ct) =>
        [.. (await InPlacesOfAsync([configuration], ct)).Where(h => h.By.Id != configuration.Id && h.Findings.Count > 0)];

    /// <param name="configurations">As they are saved, or would be.</param>
    /// <returns>All that make issues where one of them does, themselves among them as they are given, by name.</returns>
    public async Task<IReadOnlyList<HeldFindings>> InPlacesOfAsync(IReadOnlyList<TicketConfiguration> configurations, CancellationToken ct)
    {
        var given = configurations.Select(c => c.Id).ToHashSet();
        var all = configurations.Concat((await store.AllAsync(ct)).Where(c => !given.Contains(c.Id))).ToList();
        var sites = new Dictionary<ConnectionId, string>();
        foreach (var connection in all.Select(c => c.Connection).Distinct())
            sites[connection] = (await jira.PinAsync(connection, ct)).Known ?? connection.ToString();
        var places = configurations.Select(PlaceOf).ToHashSet();
        var held = new List<HeldFindings>();
        foreach (var place in all.GroupBy(PlaceOf).Where(p => places.Contains(p.Key) && p.Skip(1).Any()))
        {
            foreach (var one in place)
                held.Add(new(one, place.Key, await HeldAsync(one, ct)));
        }

        return [.. held.OrderBy(h => h.By.Name, StringComparer.Ordinal)];

        string PlaceOf(TicketConfiguration configuration) => $"{configuration.Project.Id} {sites[configuration.Connection]}";
    }

    private async Task<IReadOnlySet<FindingId>> HeldAsync(TicketConfiguration configuration, CancellationToken ct)
    {
        var open = (await tickets.PlannedAsync(configuration.Id, ct)).Where(t => t is { IsDone: false, Presence: null or IssuePresence.Present or IssuePresence.Forbidden });
        return (await links.OfTicketsAsync([.. open.Select(t => t.Id)], ct)).SelectMany(l => l).ToHashSet();
    }
}
