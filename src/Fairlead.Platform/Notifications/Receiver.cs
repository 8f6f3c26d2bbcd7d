using Fairlead.Client.Notifications;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Notifications;

/// <summary>Who is told of things.</summary>
/// <param name="Target">E-mail addresses with commas in between; of a webhook the host, because the rest of its address is a secret.</param>
/// <param name="Troubles">Whether it is also told when something is the matter with Fairlead itself.</param>
/// <param name="Enabled">Else it is told nothing, but for tests.</param>
public sealed record Receiver(ReceiverId Id, string Name, ReceiverKind Kind, string Target, bool Troubles, bool Enabled, DateTimeOffset CreatedAt);

/// <summary>What is to be told; plain text, whatever is in it.</summary>
/// <param name="Kind">As <c>noun.verb</c>.</param>
/// <param name="Subject">One line.</param>
public sealed record Message(string Kind, string Subject, string Text);

/// <summary>A message to a receiver.</summary>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Problem">What came of the last attempt that failed; of one that was sent, which of several addresses were refused.</param>
public sealed record Notification(
    NotificationId Id,
    ReceiverId Receiver,
    Message Message,
    NotificationState State,
    int Attempts,
    DateTimeOffset DueAt,
    string? Problem,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SettledAt)
{
    /// <summary>Who does not have it, once some of several addresses do; <see langword="null"/> before that.</summary>
    public MailRest? Rest { get; init; }

    /// <summary>UTC. Since when nobody seems to take messages there; <see langword="null"/> when that is not what the last attempt met.</summary>
    public DateTimeOffset? AbsentAt { get; init; }
}

/// <summary>Messages that are not sent yet.</summary>
/// <param name="NextAt">UTC. When the first of them is sent.</param>
/// <param name="Problem">What came of the last attempt; null before the first.</param>
public sealed record WaitingMessages(long Messages, DateTimeOffset NextAt, string? Problem);

/// <summary>How a receiver stands.</summary>
/// <param name="Last">The message that arrived or was given up last; null before the first.</param>
/// <param name="Waiting">Null when nothing waits.</param>
public sealed record ReceiverStanding(Receiver Receiver, Notification? Last, WaitingMessages? Waiting)
{
    /// <summary>Why its last message did not arrive, also at some of several addresses, and what to do; null when it did.</summary>
    public string? Problem => Last is { State: NotificationState.GivenUp } lost ? lost.Problem ?? "it did not arrive" : Last?.Problem;
}
