using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Alerts.Jobs;

/// <summary>Runs the triggers that are due.</summary>
internal sealed class TriggerClock(AlertReleases releases, IOptions<AlertsOptions> options, TimeProvider clock, ILogger<TriggerClock> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookInterval, clock);
        do
        {
            try
            {
                await releases.RunDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The next look finds the same rows. Whatever it is, it ends no server.
                log.LookPutOff(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
