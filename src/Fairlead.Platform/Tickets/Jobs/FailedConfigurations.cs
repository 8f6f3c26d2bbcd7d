using System.Collections.Concurrent;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Configurations whose last run in this process ended by a mistake of Fairlead's.</summary>
internal sealed class FailedConfigurations
{
    private readonly ConcurrentDictionary<TicketConfigurationId, string> _names = [];

    /// <summary>In order.</summary>
    public IReadOnlyCollection<string> Names => [.. _names.Values.Order(StringComparer.Ordinal)];

    public void Add(TicketConfiguration configuration) => _names[configuration.Id] = configuration.Name;

    /// <summary>It ran.</summary>
    public void Remove(TicketConfiguration configuration) => _names.TryRemove(configuration.Id, out _);
}
