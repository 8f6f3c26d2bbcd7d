using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Notifications;

/// <summary>How a receiver is told.</summary>
public enum ReceiverKind
{
    /// <summary>JSON by POST, signed.</summary>
    Webhook,
    Email,
}

/// <param name="Name">1 to 100 characters, unique whatever its case.</param>
/// <param name="Target">The https address of a webhook; or 1 to 20 e-mail addresses with commas in between.</param>
/// <param name="Troubles">Whether it is also told when something is the matter with Fairlead itself, and when that is over.</param>
public sealed record ReceiverBody(string Name, ReceiverKind Kind, string Target, bool Troubles = false);

/// <summary>Somebody who is told of things.</summary>
/// <param name="Target">E-mail addresses; of a webhook the host, because the rest of its address is a secret.</param>
/// <param name="Problem">Why the last message did not arrive, also at some of several addresses, and what to do; null when it did.</param>
/// <param name="Troubles">Whether it is also told when something is the matter with Fairlead itself, and when that is over.</param>
/// <param name="Enabled">Else it is told nothing, but for tests.</param>
public sealed record ReceiverResponse(ReceiverId Id, string Name, ReceiverKind Kind, string Target, bool Troubles, bool Enabled, string? Problem, DateTimeOffset CreatedAt);

/// <param name="Secret">With which messages to a webhook are signed; it is told this once. Null for e-mail.</param>
public sealed record ReceiverCreatedResponse(ReceiverResponse Receiver, string? Secret);

/// <summary>How a message stands.</summary>
public enum NotificationState
{
    /// <summary>It is sent, or sent again, by itself.</summary>
    Waiting,
    Sent,

    /// <summary>The receiver refused it, or did not take it for a day.</summary>
    GivenUp,
}

/// <summary>A message to a receiver.</summary>
/// <param name="Kind">As <c>noun.verb</c>: <c>rule.acted</c>, <c>trouble.began</c>, <c>trouble.ended</c>.</param>
/// <param name="Problem">What came of the last attempt that failed; of one that was sent, which of several addresses were refused.</param>
/// <param name="NextAt">When it is sent next; null when it is not.</param>
public sealed record NotificationResponse(
    NotificationId Id,
    string Receiver,
    string Kind,
    string Subject,
    string Text,
    NotificationState State,
    int Attempts,
    string? Problem,
    DateTimeOffset? NextAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SettledAt);

/// <summary>What came of a test message that was sent at once.</summary>
/// <param name="Arrived">At all addresses.</param>
/// <param name="Problem">Why it did not arrive, also at some of several addresses, and what to do; null when it did.</param>
public sealed record ReceiverTestResponse(bool Arrived, string? Problem);
