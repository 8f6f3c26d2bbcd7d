using Fairlead.Client.Notifications;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Notifications.Storage;

/// <summary>A row of <c>receivers</c>; Schema/0008_notifications.sql says what the columns mean.</summary>
internal sealed record ReceiverRow
{
    public ReceiverId Id { get; init; }

    public string Name { get; init; } = "";

    public int Kind { get; init; }

    public string Target { get; init; } = "";

    public int Troubles { get; init; }

    public int Enabled { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public static string KeyOf(string name) => name.ToUpperInvariant();

    public Receiver ToReceiver() => new(Id, Name, (ReceiverKind)(Kind - 1), Target, Troubles == 1, Enabled == 1, CreatedAt);
}

/// <summary>A row of <c>notifications</c>.</summary>
internal sealed record NotificationRow
{
    public NotificationId Id { get; init; }

    public ReceiverId ReceiverId { get; init; }

    public string Kind { get; init; } = "";

    public string Subject { get; init; } = "";

    public string Text { get; init; } = "";

    public int State { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public string? Problem { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public string? Pending { get; init; }

    public string? Lost { get; init; }

    public DateTimeOffset? AbsentAt { get; init; }

    public Notification ToNotification() => new(
        Id, ReceiverId, new Message(Kind, Subject, Text), (NotificationState)(State - 1), Attempts, DueAt, Problem, CreatedAt, SettledAt)
    {
        Rest = Pending is null ? null : new MailRest(Pending, Lost),
        AbsentAt = AbsentAt,
    };
}

/// <summary>What waits for a receiver.</summary>
internal sealed record WaitingRow
{
    public ReceiverId ReceiverId { get; init; }

    public long Messages { get; init; }

    public DateTimeOffset NextAt { get; init; }

    public string? Problem { get; init; }
}
