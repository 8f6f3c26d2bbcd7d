using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>Reads the issues that webhooks told of, as soon as they came; at start and every minute also what was left.</summary>
internal sealed class WebhookListener(
    WebhookBell bell, WebhookStore store, TicketSync sync, TimeProvider clock, ILogger<WebhookListener> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// What comes within this after a hearing began is heard together: many changes at once, such as a bulk move, would be a read each.
    /// </summary>
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(400);

    /// <summary>A delivery that somebody caught and sends again within this time is known.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    /// <summary>What nobody heard, as of a connection that is disabled: looks find what it told of.</summary>
    private static readonly TimeSpan Unheard = TimeSpan.FromDays(7);

    /// <summary>One at a time for each connection: one that waits for its turn to write holds up no other.</summary>
    private readonly Dictionary<ConnectionId, Task> _hearing = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var due = new HashSet<ConnectionId>();
        DateTimeOffset? lookedAt = null;
        while (true)
        {
            if (lookedAt is not { } at || clock.GetUtcNow() - at >= Interval)
            {
                due.UnionWith(await LeftAsync(stoppingToken));
                lookedAt = clock.GetUtcNow();
            }

            foreach (var connection in due.Where(c => !_hearing.TryGetValue(c, out var last) || last.IsCompleted).ToList())
            {
                due.Remove(connection);
                _hearing[connection] = Task.WhenAll(HearAsync(connection, stoppingToken), Task.Delay(Together, clock, stoppingToken));
            }

            // What came for a connection that is being heard is heard after that.
            due.UnionWith(await bell.WaitAsync(due.Count > 0 ? Moment : Interval, stoppingToken));
        }
    }

    /// <summary>What came while nobody listened, or could not be read then.</summary>
    private async Task<IReadOnlyCollection<ConnectionId>> LeftAsync(CancellationToken ct)
    {
        try
        {
            await store.ForgetAsync(clock.GetUtcNow() - Remembered, clock.GetUtcNow() - Unheard, ct);
            return await store.WaitingAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // As below: whatever it is, it must not end the server.
            log.WebhooksNotHeard(e, default);
            return [];
        }
    }

    private async Task HearAsync(ConnectionId connection, CancellationToken ct)
    {
        try
        {
            await sync.HearAsync(connection, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Whatever it is, it must not end the server. The events stay; the next look finds them.
            log.WebhooksNotHeard(e, connection);
        }
    }
}
