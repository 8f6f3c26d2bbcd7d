using Fairlead.Client.Connections;
using Fairlead.Platform.Connections.Storage;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Connections.Jobs;

/// <summary>Tells of connections that do not work. Why is not for everybody who may ask for health.</summary>
internal sealed class ConnectionFailing(ConnectionStore connections) : IHealthReason
{
    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
    [
        .. from connection in await connections.ListAsync(ct)
           where connection is { IsEnabled: true, Health: ConnectionHealth.Failing }
           select new HealthReason(
               "connection_failing", $"Connection {connection.Name} does not work ({connection.Cause}). See why: fairlead connection test {connection.Name}", IsBlocking: false, connection.Name),
    ];
}
