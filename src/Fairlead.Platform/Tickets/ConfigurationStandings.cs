using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>A configuration and how it stands.</summary>
/// <param name="Tickets">How many it has, replaced ones not counted.</param>
/// <param name="Problem">Why nothing, or not all, is sent for it at present; <see langword="null"/> when all is.</param>
public sealed record ConfigurationStanding(TicketConfiguration Configuration, long Tickets, string? Problem);

/// <summary>How configurations stand, as far as is known without asking Jira.</summary>
internal sealed class ConfigurationStandings(TicketConfigurations configurations, TicketStore tickets, RunStore runs, CircuitStore circuits, UnusableConnections unusable, LanePauses pauses)
{
    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<ConfigurationStanding>> ListAsync(CancellationToken ct)
    {
        var counts = await tickets.CountsAsync(ct);
        var all = new List<ConfigurationStanding>();
        foreach (var configuration in await configurations.ListAsync(ct))
            all.Add(new(configuration, counts.GetValueOrDefault(configuration.Id), await ProblemAsync(configuration, ct)));
        return all;
    }

    /// <returns><see langword="null"/> when there is no such configuration.</returns>
    public async Task<ConfigurationStanding?> GetAsync(TicketConfigurationId id, CancellationToken ct) => await configurations.GetAsync(id, ct) is { } configuration
        ? new(configuration, (await tickets.CountsAsync(ct)).GetValueOrDefault(id), await ProblemAsync(configuration, ct))
        : null;

    /// <summary>Why nothing, or not all, is sent for it at present; <see langword="null"/> when all is.</summary>
    public async Task<string?> ProblemAsync(TicketConfiguration configuration, CancellationToken ct)
    {
        if (await unusable.FindAsync(configuration.Connection, ct) is { } connection)
            return connection.Reason;
        foreach (var type in configuration.Types)
        {
            if (await circuits.GetAsync(configuration.Connection, configuration.Project.Id, type.Id, ct) is { IsOpen: true } circuit)
                return circuit.Reason;
        }

        return await pauses.ReasonAsync(configuration.Connection, ct) ?? await HeldBackAsync(configuration, ct);
    }

    /// <summary>As the last run left it, where that was of the configuration as it is.</summary>
    private async Task<string?> HeldBackAsync(TicketConfiguration configuration, CancellationToken ct) =>
        configuration.Enabled && await runs.LastAttentionAsync(configuration.Id, ct) is { } last && last.At >= configuration.UpdatedAt
            ? last.Attention.Select(a => a.HeldBack).FirstOrDefault(h => h is not null)
            : null;
}
