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
           // Two troubles: whoever was told of the one is told of the other.
           let of = connection.Health == ConnectionHealth.Failing ? (Code: "connection_failing", What: "does not work", Over: "connection_lacking") : (Code: "connection_lacking", What: "works, but not for all that it is used for", Over: null)
           select new HealthReason(
               of.Code,
               $"Connection {connection.Name} {of.What} ({connection.Cause}). See why: fairlead connection test {ShellWord.Of(connection.Name)}",
               IsBlocking: false,
               connection.Name,
               Over: of.Over),
    ];
}
