using Fairlead.Client.Notifications;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Notifications.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Notifications;

/// <summary>Gives messages to receivers, for the rooms above.</summary>
internal sealed class Notifier(NotificationStore store, TimeProvider clock)
{
    private const int MaxSubject = 200;
    private const int MaxText = 20_000;

    /// <summary>Receivers by name, whatever its case.</summary>
    public async Task<IReadOnlyDictionary<string, Receiver>> ReceiversAsync(CancellationToken ct) =>
        (await store.ReceiversAsync(ct)).ToDictionary(r => r.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>It is sent after the transaction, and until then nobody is told; nor is a receiver that is disabled.</summary>
    public Task AddAsync(UnitOfWork work, Receiver receiver, Message message, CancellationToken ct)
    {
        if (!receiver.Enabled)
            return Task.CompletedTask;
        var inert = message with
        {
            Subject = PlainText.Cut(PlainText.OneLine(message.Subject), MaxSubject),
            Text = PlainText.Cut(PlainText.Clean(message.Text), MaxText),
        };
        var now = clock.GetUtcNow();
        return NotificationStore.InsertAsync(work, new(NotificationId.New(clock), receiver.Id, inert, NotificationState.Waiting, 0, now, null, now, null), ct);
    }
}
