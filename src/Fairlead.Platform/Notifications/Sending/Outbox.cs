using Fairlead.Client.Notifications;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Notifications.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Notifications.Sending;

/// <summary>Sends what waits. A message that is not taken is sent again after growing pauses, for a day.</summary>
internal sealed class Outbox(NotificationStore store, ReceiverSecrets secrets, WebhookPost webhooks, MailSend mail, TimeProvider clock, ILogger<Outbox> log)
{
    private const int Batch = 50;

    /// <summary>Longer than any attempt: a node that is killed while it sends lets others in after this.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(3)];

    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>All that is due now. What waits for a receiver that does not take one is put off with it, so that it holds up no other.</summary>
    /// <returns>How many were taken.</returns>
    public async Task<int> SendDueAsync(CancellationToken ct)
    {
        var receivers = (await store.ReceiversAsync(ct)).ToDictionary(r => r.Id);
        var (taken, failing) = (0, new HashSet<ReceiverId>());
        foreach (var notification in await store.DueAsync(clock.GetUtcNow(), Batch, ct))
        {
            if (failing.Contains(notification.Receiver))
                continue;
            if (receivers.GetValueOrDefault(notification.Receiver) is not { Enabled: true } receiver)
            {
                await store.DropAsync(notification.Receiver, ct);
                continue;
            }

            if (!await store.ClaimAsync(notification, clock.GetUtcNow() + Lease, ct))
                continue;
            var delivery = await SendAsync(receiver, notification, ct);
            taken += delivery is Delivery.Taken ? 1 : 0;
            await SettleAsync(notification with { Attempts = notification.Attempts + 1 }, delivery, ct);
            if (delivery is not Delivery.Failed)
                continue;
            failing.Add(receiver.Id);
            await store.PutOffAsync(receiver.Id, clock.GetUtcNow() + Pauses[0], ct);
        }

        return taken;
    }

    public async Task<Delivery> SendAsync(Receiver receiver, Notification notification, CancellationToken ct)
    {
        try
        {
            if (receiver.Kind == ReceiverKind.Email)
                return await mail.SendAsync(receiver.Target, notification, ct);
            return await secrets.GetAsync(receiver.Id, ct) is var (target, secret)
                ? await webhooks.SendAsync(target, secret, notification, ct)
                : new Delivery.Refused("Its address and secret are gone. Make the receiver anew.");
        }
        catch (VaultException e)
        {
            return new Delivery.Failed($"{e.Message} Start Fairlead with the master key that it was sealed under.");
        }
        catch (Exception e) when (e is not DatabaseUnavailableException && !ct.IsCancellationRequested)
        {
            // A mistake of ours, or of a library: it must keep neither this message nor the others waiting for ever.
            log.NotDelivered(e, receiver.Name);
            return new Delivery.Failed("Something failed inside Fairlead; the log has the details.");
        }
    }

    private Task SettleAsync(Notification notification, Delivery delivery, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var next = now + Pauses[Math.Min(notification.Attempts, Pauses.Length) - 1];
        return delivery switch
        {
            Delivery.Taken taken => store.SettleAsync(notification.Id, NotificationState.Sent, now, taken.Problem, now, ct),
            Delivery.Failed failed when next - notification.CreatedAt <= Patience => store.SettleAsync(notification.Id, NotificationState.Waiting, next, failed.Problem, null, ct),
            Delivery.Failed failed => store.SettleAsync(notification.Id, NotificationState.GivenUp, now, failed.Problem, now, ct),
            Delivery.Refused refused => store.SettleAsync(notification.Id, NotificationState.GivenUp, now, refused.Problem, now, ct),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
