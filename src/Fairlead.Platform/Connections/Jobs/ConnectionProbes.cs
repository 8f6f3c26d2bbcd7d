using Fairlead.Platform.Connections.Secrets;
using Fairlead.Platform.Connections.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Connections.Jobs;

/// <summary>Tests what is due, each connection by one node; what goes wrong with one keeps no other from its turn.</summary>
internal sealed class ConnectionProbes(
    ConnectionStore connections, ConnectionTest test, RefusedSecrets refused, IOptions<ConnectionOptions> options, TimeProvider clock, ILogger<ConnectionProbes> log)
{
    /// <returns>How many were tested.</returns>
    public async Task<int> RunDueAsync(CancellationToken ct)
    {
        var tested = 0;
        foreach (var connection in await connections.ListAsync(ct))
        {
            if (!ProbePlan.IsDue(connection, await refused.StandingAsync(connection, ct), options.Value.ProbeInterval, clock.GetUtcNow()))
                continue;
            try
            {
                if (!await connections.ClaimProbeAsync(connection, clock.GetUtcNow(), ct))
                    continue;
                await test.ProbeAsync(connection, ct);
                tested++;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.NotProbed(e, connection.Name);
            }
        }

        return tested;
    }
}
