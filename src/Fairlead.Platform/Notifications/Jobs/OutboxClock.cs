using Fairlead.Platform.Notifications.Sending;
using Fairlead.Platform.Notifications.Storage;
using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Notifications.Jobs;

/// <summary>Sends what is due, and forgets what is old.</summary>
internal sealed class OutboxClock(
    Outbox outbox, NotificationStore store, IOptions<NotificationOptions> options, TimeProvider clock, ILogger<OutboxClock> log)
    : RecurringWork(options.Value.LookInterval, clock)
{
    private readonly TimeSpan _keepFor = options.Value.KeepFor;

    protected override async Task DoAsync(CancellationToken ct)
    {
        await outbox.SendDueAsync(ct);
        await store.ForgetAsync(Clock.GetUtcNow() - _keepFor, ct);
    }

    protected override void PutOff(Exception exception) => log.NotSent(exception);
}
