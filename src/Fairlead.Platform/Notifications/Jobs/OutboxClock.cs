using Fairlead.Platform.Notifications.Sending;
using Fairlead.Platform.Notifications.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Notifications.Jobs;

/// <summary>Sends what is due, and forgets what is old.</summary>
internal sealed class OutboxClock(
    Outbox outbox, NotificationStore store, IOptions<NotificationOptions> options, TimeProvider clock, ILogger<OutboxClock> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookInterval, clock);
        do
        {
            try
            {
                await outbox.SendDueAsync(stoppingToken);
                await store.ForgetAsync(clock.GetUtcNow() - options.Value.KeepFor, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The next look finds the same rows. Whatever it is, it ends no server.
                log.NotSent(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
