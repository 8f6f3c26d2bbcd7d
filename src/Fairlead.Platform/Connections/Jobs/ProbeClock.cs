using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Connections.Jobs;

/// <summary>Tests each connection from time to time, so that what is the matter is known before work meets it.</summary>
internal sealed class ProbeClock(ConnectionProbes probes, TimeProvider clock, ILogger<ProbeClock> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await probes.RunDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The next look finds the same ones due. Whatever it is, it ends no server.
                log.NotLooked(e);
            }
        }
    }
}
