using Fairlead.Platform.Alerts.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Alerts.Jobs;

/// <summary>Forgets alerts that did not come for long, and answers that nobody will ask for again.</summary>
internal sealed class AlertUpkeep(AlertStore store, IOptions<AlertsOptions> options, TimeProvider clock, ILogger<AlertUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepAnswersFor = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                var now = clock.GetUtcNow();
                if (await store.ForgetAsync(now - options.Value.KeepFor, now - KeepAnswersFor, stoppingToken) is var forgotten and > 0)
                    log.Forgotten(forgotten);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The next round forgets the same rows. Whatever it is, it ends no server.
                log.UpkeepPutOff(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
