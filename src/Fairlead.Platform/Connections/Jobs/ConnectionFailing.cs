using Fairlead.Client.Connections;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Connections.Storage;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Connections.Jobs;

/// <summary>Tells of connections that do not work, or not for all that they are used for. Why is not for everybody who may ask for health.</summary>
internal sealed class ConnectionFailing(ConnectionStore connections) : IHealthReason
{
    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
    [
        .. from connection in await connections.ListAsync(ct)
           where connection is { IsEnabled: true, Cause: not null, Health: ConnectionHealth.Failing or ConnectionHealth.Attention }
           let what = connection.Health == ConnectionHealth.Failing ? "does not work" : "works, but not for all that it is used for"
           select new HealthReason(
               "connection_failing",
               $"Connection {connection.Name} {what} ({connection.Cause}). See why: fairlead connection test {ShellWord.Of(connection.Name)}",
               IsBlocking: false,
               connection.Name),
    ];
}
