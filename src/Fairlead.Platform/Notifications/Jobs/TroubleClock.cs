using Fairlead.Platform.Notifications.Troubles;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Notifications.Jobs;

/// <summary>Looks every minute whether something is the matter of which somebody wants to know.</summary>
internal sealed class TroubleClock(TroubleTeller teller, TimeProvider clock, ILogger<TroubleClock> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await teller.TellAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The next look tells. Whatever it is, it ends no server.
                log.TroublesNotTold(e);
            }
        }
    }
}
