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

    /// <summary>Longer than it takes to replace what takes messages, during which what stands before it may say that there is nothing.</summary>
    private static readonly TimeSpan PatienceWithAbsence = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestPauseOfAbsence = TimeSpan.FromMinutes(5);

    /// <summary>All that is due now. What waits for a receiver that does not take one is put off with it, so that it holds up no other.</summary>
    /// <returns>How many were taken, by the last of their addresses.</returns>
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
            await store.SettleAsync(After(notification with { Attempts = notification.Attempts + 1 }, delivery, clock.GetUtcNow()), ct);
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

    /// <summary>The message after an attempt.</summary>
    /// <param name="sent">With that attempt counted.</param>
    private static Notification After(Notification sent, Delivery delivery, DateTimeOffset now)
    {
        var attempt = sent with { AbsentAt = delivery is Delivery.Failed { IsAbsence: true } ? sent.AbsentAt ?? now : null };
        return delivery switch
        {
            Delivery.Taken taken => Settled(attempt, NotificationState.Sent, taken.Problem, now),
            Delivery.Partly partly => Later(attempt with { Rest = partly.Rest }, partly.Problem, now),
            Delivery.Failed failed => Later(attempt, failed.Problem, now),
            Delivery.Refused refused => Settled(attempt, NotificationState.GivenUp, refused.Problem, now),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static Notification Later(Notification attempt, string problem, DateTimeOffset now)
    {
        var pause = Pauses[Math.Min(attempt.Attempts, Pauses.Length) - 1];
        if (attempt.AbsentAt is not null && pause > LongestPauseOfAbsence)
            pause = LongestPauseOfAbsence;
        var next = now + pause;
        return next - attempt.CreatedAt <= Patience && (attempt.AbsentAt is not { } absentAt || next - absentAt <= PatienceWithAbsence)
            ? attempt with { State = NotificationState.Waiting, DueAt = next, Problem = problem }
            : Settled(attempt, NotificationState.GivenUp, problem, now);
    }

    /// <summary>What some of several addresses have was sent, whatever became of the others.</summary>
    private static Notification Settled(Notification attempt, NotificationState state, string? problem, DateTimeOffset now) =>
        attempt with { State = attempt.Rest is null ? state : NotificationState.Sent, DueAt = now, Problem = problem, SettledAt = now };
}
