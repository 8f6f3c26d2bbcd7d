using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>Reads the issues that webhooks told of, as soon as they came; at start and every minute also what was left.</summary>
internal sealed class WebhookListener(
    WebhookBell bell, WebhookStore store, TicketSync sync, TimeProvider clock, ILogger<WebhookListener> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>A delivery that somebody caught and sends again within this time is known.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IReadOnlySet<ConnectionId> rung = new HashSet<ConnectionId>();
        while (true)
        {
            try
            {
                await Task.WhenAll((rung.Count > 0 ? rung : await LeftAsync(stoppingToken)).Select(c => HearAsync(c, stoppingToken)));
            }
            catch (DatabaseUnavailableException e)
            {
                log.WebhooksNotHeard(e, default);
            }

            rung = await bell.WaitAsync(Interval, stoppingToken);
        }
    }

    /// <summary>What came while nobody listened, or could not be read then.</summary>
    private async Task<IReadOnlyCollection<ConnectionId>> LeftAsync(CancellationToken ct)
    {
        await store.ForgetAsync(clock.GetUtcNow() - Remembered, ct);
        return await store.WaitingAsync(ct);
    }

    private async Task HearAsync(ConnectionId connection, CancellationToken ct)
    {
        try
        {
            await sync.HearAsync(connection, ct);
        }
        catch (Exception e) when (e is FencedException or DatabaseUnavailableException or ConnectionUnusableException or JiraUnavailableException or JiraRefusedException)
        {
            // The events stay; the next look finds them.
            log.WebhooksNotHeard(e, connection);
        }
    }
}
