using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.Notifications.Storage;

/// <summary>Receivers and their messages.</summary>
internal sealed class NotificationStore(Database database)
{
    private static readonly SqlText AllSql = new(typeof(NotificationStore), "Receiver.All");
    private static readonly SqlText AddSql = new(typeof(NotificationStore), "Receiver.Insert");
    private static readonly SqlText EnableSql = new(typeof(NotificationStore), "Receiver.Enable");
    private static readonly SqlText DeleteSql = new(typeof(NotificationStore), "Receiver.Delete");
    private static readonly SqlText DeleteMessagesSql = new(typeof(NotificationStore), "Notification.DeleteOfReceiver");
    private static readonly SqlText PutOffSql = new(typeof(NotificationStore), "Notification.PutOff");
    private static readonly SqlText DropSql = new(typeof(NotificationStore), "Notification.DropOfSilent");
    private static readonly SqlText InsertSql = new(typeof(NotificationStore), "Notification.Insert");
    private static readonly SqlText DueSql = new(typeof(NotificationStore), "Notification.Due");
    private static readonly SqlText ClaimSql = new(typeof(NotificationStore), "Notification.Claim");
    private static readonly SqlText SettleSql = new(typeof(NotificationStore), "Notification.Settle");
    private static readonly SqlText PageSql = new(typeof(NotificationStore), "Notification.Page");
    private static readonly SqlText ForgetSql = new(typeof(NotificationStore), "Notification.Forget");
    private static readonly SqlText LastSettledSql = new(typeof(NotificationStore), "Notification.LastSettled");
    private static readonly SqlText WaitingSql = new(typeof(NotificationStore), "Notification.Waiting");
    private static readonly SqlText OfReceiverSql = new(typeof(NotificationStore), "Notification.OfReceiver");

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<Receiver>> ReceiversAsync(CancellationToken ct) =>
        [.. (await database.QueryAsync<ReceiverRow>(AllSql, null, ct)).Select(r => r.ToReceiver())];

    /// <returns><see langword="false"/> when the name is taken.</returns>
    public static async Task<bool> AddAsync(UnitOfWork work, Receiver r, CancellationToken ct) =>
        await work.ExecuteAsync(
            AddSql,
            new
            {
                id = r.Id,
                name = r.Name,
                nameKey = ReceiverRow.KeyOf(r.Name),
                kind = (int)r.Kind + 1,
                target = r.Target,
                troubles = r.Troubles ? 1 : 0,
                enabled = r.Enabled ? 1 : 0,
                createdAt = r.CreatedAt,
            },
            ct) == 1;

    /// <summary>What waits for a receiver that is disabled is forgotten.</summary>
    /// <returns><see langword="false"/> when somebody else deleted it.</returns>
    public static async Task<bool> EnableAsync(UnitOfWork work, ReceiverId id, bool isEnabled, CancellationToken ct)
    {
        if (await work.ExecuteAsync(EnableSql, new { id, enabled = isEnabled ? 1 : 0 }, ct) != 1)
            return false;
        await work.ExecuteAsync(DropSql, new { id }, ct);
        return true;
    }

    /// <returns><see langword="false"/> when somebody else deleted it.</returns>
    public static async Task<bool> DeleteAsync(UnitOfWork work, ReceiverId id, CancellationToken ct)
    {
        await work.ExecuteAsync(DeleteMessagesSql, new { id }, ct);
        return await work.ExecuteAsync(DeleteSql, new { id }, ct) == 1;
    }

    public static Task InsertAsync(UnitOfWork work, Notification n, CancellationToken ct) =>
        work.ExecuteAsync(
            InsertSql,
            new
            {
                id = n.Id,
                receiver = n.Receiver,
                kind = n.Message.Kind,
                subject = n.Message.Subject,
                text = n.Message.Text,
                state = (int)n.State + 1,
                attempts = n.Attempts,
                dueAt = n.DueAt,
                problem = n.Problem,
                createdAt = n.CreatedAt,
                settledAt = n.SettledAt,
            },
            ct);

    /// <summary>Nothing waits for the receiver that is due before then.</summary>
    public Task PutOffAsync(ReceiverId receiver, DateTimeOffset until, CancellationToken ct) => database.ExecuteAsync(PutOffSql, new { receiver, until }, ct);

    /// <summary>Forgets what waits for a receiver that was deleted or disabled while it was made.</summary>
    public Task DropAsync(ReceiverId receiver, CancellationToken ct) => database.ExecuteAsync(DropSql, new { id = receiver }, ct);

    /// <summary>What is to be sent, the oldest first.</summary>
    public async Task<IReadOnlyList<Notification>> DueAsync(DateTimeOffset now, int limit, CancellationToken ct) =>
        [.. (await database.QueryAsync<NotificationRow>(DueSql, new { now, limit }, ct)).Select(n => n.ToNotification())];

    /// <returns><see langword="false"/> when another node sends it, or it is gone.</returns>
    public async Task<bool> ClaimAsync(Notification notification, DateTimeOffset until, CancellationToken ct) =>
        await database.ExecuteAsync(ClaimSql, new { id = notification.Id, dueAt = notification.DueAt, until }, ct) == 1;

    /// <summary>Keeps what came of an attempt.</summary>
    public Task SettleAsync(Notification n, CancellationToken ct) =>
        database.ExecuteAsync(
            SettleSql,
            new
            {
                id = n.Id,
                state = (int)n.State + 1,
                dueAt = n.DueAt,
                problem = n.Problem,
                settledAt = n.SettledAt,
                pending = n.Rest?.Pending,
                lost = n.Rest?.Lost,
                absentAt = n.AbsentAt,
            },
            ct);

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Notification>> PageAsync(DateTimeOffset beforeAt, Guid beforeId, int size, CancellationToken ct) =>
        [.. (await database.QueryAsync<NotificationRow>(PageSql, new { beforeAt, beforeId = NotificationId.From(beforeId), size }, ct)).Select(n => n.ToNotification())];

    public Task ForgetAsync(DateTimeOffset before, CancellationToken ct) => database.ExecuteAsync(ForgetSql, new { before }, ct);

    /// <summary>The message of each receiver that arrived or was given up last.</summary>
    public async Task<IReadOnlyDictionary<ReceiverId, Notification>> LastSettledAsync(CancellationToken ct) =>
        (await database.QueryAsync<NotificationRow>(LastSettledSql, null, ct)).ToDictionary(n => n.ReceiverId, n => n.ToNotification());

    /// <summary>Receivers for which messages wait.</summary>
    public async Task<IReadOnlyDictionary<ReceiverId, WaitingMessages>> WaitingAsync(CancellationToken ct) =>
        (await database.QueryAsync<WaitingRow>(WaitingSql, null, ct)).ToDictionary(w => w.ReceiverId, w => new WaitingMessages(w.Messages, w.NextAt, w.Problem));

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Notification>> OfReceiverAsync(ReceiverId receiver, int limit, CancellationToken ct) =>
        [.. (await database.QueryAsync<NotificationRow>(OfReceiverSql, new { receiver, limit }, ct)).Select(n => n.ToNotification())];
}
