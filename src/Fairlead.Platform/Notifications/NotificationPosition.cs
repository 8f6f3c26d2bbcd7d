namespace Fairlead.Platform.Notifications;

/// <summary>The place of a message in the list, newest first.</summary>
internal sealed record NotificationPosition(DateTimeOffset CreatedAt, Guid Id)
{
    public static NotificationPosition Start { get; } = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff"));

    public static NotificationPosition Of(Notification notification) => new(notification.CreatedAt, notification.Id.Value);
}
