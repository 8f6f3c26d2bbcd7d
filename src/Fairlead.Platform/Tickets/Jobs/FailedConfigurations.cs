using System.Collections.Concurrent;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Configurations whose last run in this process ended by a mistake of Fairlead's.</summary>
internal sealed class FailedConfigurations
{
    private readonly ConcurrentDictionary<TicketConfigurationId, TicketConfiguration> _failed = [];

    /// <summary>In order.</summary>
    public IReadOnlyCollection<string> Names => [.. _failed.Values.Select(c => c.Name).Order(StringComparer.Ordinal)];

    /// <summary>Whether a failure lies with Fairlead: neither with the database, nor with Jira or the connection to it, nor did somebody else take over or stop it.</summary>
    public static bool IsMistake(Exception failure) =>
        failure is not (DatabaseUnavailableException or JiraUnavailableException or JiraRefusedException or ConnectionUnusableException or FencedException
            or OperationCanceledException);

    public void Add(TicketConfiguration configuration) => _failed[configuration.Id] = configuration;

    /// <summary>It ran.</summary>
    public void Remove(TicketConfiguration configuration) => _failed.TryRemove(configuration.Id, out _);

    /// <summary>Forgets those of a connection that do not run by themselves any more.</summary>
    public void Keep(ConnectionId connection, IReadOnlyCollection<TicketConfiguration> automatic)
    {
        foreach (var gone in _failed.Values.Where(c => c.Connection == connection && automatic.All(a => a.Id != c.Id)))
            Remove(gone);
    }
}
