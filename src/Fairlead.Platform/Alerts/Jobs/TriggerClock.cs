using Fairlead.Storage;
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
            catch (DatabaseUnavailableException e)
            {
                // The next look finds the same rows.
                log.LookPutOff(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
