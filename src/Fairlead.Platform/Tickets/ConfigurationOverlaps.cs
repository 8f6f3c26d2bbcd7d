using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tickets;

/// <summary>Tells of findings that get, or would get, a second issue in the same project, from another configuration; whether runs start by themselves or by hand.</summary>
internal sealed class ConfigurationOverlaps(Neighbours neighbours, GroupReader groups, TimeProvider clock)
{
    /// <returns><see langword="null"/>: none does, or it is disabled.</returns>
    /// <inheritdoc cref="ByConfigurationAsync"/>
    public async Task<ConfigurationFault?> OfAsync(TicketConfiguration configuration, CancellationToken ct) =>
        await OfAsync([configuration], ct) is [var told, ..] ? told : null;

    /// <returns>One for each that shares findings.</returns>
    /// <inheritdoc cref="ByConfigurationAsync"/>
    public async Task<IReadOnlyList<ConfigurationFault>> OfAsync(IReadOnlyList<TicketConfiguration> configurations, CancellationToken ct)
    {
        var told = await ByConfigurationAsync(configurations, ct);
        return [.. configurations.Select(c => told.GetValueOrDefault(c.Id)).OfType<ConfigurationFault>()];
    }

    /// <summary>Reads once, for all of them, the findings that can pass a filter; but only where another configuration is enabled, or has tickets, in the same project.</summary>
    /// <param name="configurations">As they are saved, or would be.</param>
    /// <returns>Those that share findings with another one.</returns>
    public async Task<IReadOnlyDictionary<TicketConfigurationId, ConfigurationFault>> ByConfigurationAsync(IReadOnlyList<TicketConfiguration> configurations, CancellationToken ct)
    {
        var told = new Dictionary<TicketConfigurationId, ConfigurationFault>();
        List<TicketConfiguration> enabled = [.. configurations.Where(c => c.Enabled)];
        if (enabled.Count == 0)
            return told;
        var held = await neighbours.InPlacesOfAsync(enabled, ct);
        List<HeldFindings> asked = [.. held.Where(h => enabled.Exists(c => c.Id == h.By.Id) && OthersOf(h).Any())];
        if (asked.Count == 0)
            return told;
        List<TicketConfiguration> read = [.. held.Where(h => h.By.Enabled).Select(h => h.By)];
        var open = new Dictionary<TicketConfigurationId, HashSet<FindingId>>();
        foreach (var (configuration, grouping) in read.Zip(await groups.ReadAsync(read, clock.GetUtcNow(), ct)))
            open[configuration.Id] = [.. grouping.Groups.SelectMany(g => g.OpenMembers)];
        foreach (var one in asked)
        {
            if (SecondIssues.Of(one.By, one.Findings, open[one.By.Id], [.. OthersOf(one)], open) is { } fault)
                told[one.By.Id] = fault;
        }

        return told;

        IEnumerable<HeldFindings> OthersOf(HeldFindings one) =>
            held.Where(h => h.By.Id != one.By.Id && h.Place == one.Place && (h.By.Enabled || h.Findings.Count > 0));
    }
}
