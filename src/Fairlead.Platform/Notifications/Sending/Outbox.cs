using Fairlead.Client.Notifications;
using Fairlead.Platform.Notifications.Storage;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Notifications.Sending;

/// <summary>Sends what waits. A message that is not taken is sent again after growing pauses, for a day.</summary>
internal sealed class Outbox(NotificationStore store, ReceiverSecrets secrets, WebhookPost webhooks, MailSend mail, TimeProvider clock)
{
    private const int Batch = 50;

    /// <summary>Longer than any attempt: a node that is killed while it sends lets others in after this.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(3)];

    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>All that is due now; one that has no luck holds up no other.</summary>
    /// <returns>How many were taken.</returns>
    public async Task<int> SendDueAsync(CancellationToken ct)
    {
        var receivers = (await store.ReceiversAsync(ct)).ToDictionary(r => r.Id);
        var taken = 0;
        foreach (var notification in await store.DueAsync(clock.GetUtcNow(), Batch, ct))
        {
            if (!receivers.TryGetValue(notification.Receiver, out var receiver) || !await store.ClaimAsync(notification, clock.GetUtcNow() + Lease, ct))
                continue;
            var delivery = await SendAsync(receiver, notification, ct);
            taken += delivery is Delivery.Taken ? 1 : 0;
            await SettleAsync(notification with { Attempts = notification.Attempts + 1 }, delivery, ct);
        }

        return taken;
    }

    public async Task<Delivery> SendAsync(Receiver receiver, Notification notification, CancellationToken ct)
    {
        if (receiver.Kind == ReceiverKind.Email)
            return await mail.SendAsync(receiver.Target, notification, ct);
        try
        {
            return await secrets.GetAsync(receiver.Id, ct) is { } secret
                ? await webhooks.SendAsync(new Uri(receiver.Target), secret, notification, ct)
                : new Delivery.Refused("Its secret is gone. Make the receiver anew.");
        }
        catch (VaultException e)
        {
            return new Delivery.Failed($"{e.Message} Start Fairlead with the master key that it was sealed under.");
        }
    }

    private Task SettleAsync(Notification notification, Delivery delivery, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var next = now + Pauses[Math.Min(notification.Attempts, Pauses.Length) - 1];
        return delivery switch
        {
            Delivery.Taken => store.SettleAsync(notification.Id, NotificationState.Sent, now, null, now, ct),
            Delivery.Failed failed when next - notification.CreatedAt <= Patience => store.SettleAsync(notification.Id, NotificationState.Waiting, next, failed.Problem, null, ct),
            Delivery.Failed failed => store.SettleAsync(notification.Id, NotificationState.GivenUp, now, failed.Problem, now, ct),
            Delivery.Refused refused => store.SettleAsync(notification.Id, NotificationState.GivenUp, now, refused.Problem, now, ct),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
