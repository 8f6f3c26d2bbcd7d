namespace Fairlead.Client.Tickets;

/// <summary>How a connection takes webhooks.</summary>
/// <param name="Path">Where Jira sends them, below this server's address as Jira reaches it.</param>
/// <param name="Url">The whole of it; null while the setting Tickets:Sync:PublicUrl does not say an address that Jira sends to, which is https but for a Jira on this machine.</param>
/// <param name="PreviousUntil">Until when the secret before this one counts; null when there was none.</param>
/// <param name="LastReceivedAt">Null when none ever came.</param>
/// <param name="LastRejection">Why the last one that was refused was; null when none was.</param>
/// <param name="DeadLetter">How the last one began that was signed and could not be read; null when all could.</param>
/// <param name="PassedOver">How many were signed and of no issue; they are counted and not read.</param>
/// <param name="LastPassedOver">The last one's event; null when there was none.</param>
/// <param name="Events">What to tick in Jira.</param>
/// <param name="Filter">JQL to enter in Jira, so that only our issues are told of.</param>
public sealed record WebhookResponse(
    string Path,
    string? Url,
    DateTimeOffset RotatedAt,
    DateTimeOffset? PreviousUntil,
    DateTimeOffset? LastReceivedAt,
    DateTimeOffset? LastRejectedAt,
    string? LastRejection,
    string? DeadLetter,
    long PassedOver,
    string? LastPassedOver,
    IReadOnlyList<string> Events,
    string Filter);

/// <param name="Address">This server's address as Jira reaches it, https unless it is this machine; absent: the setting Tickets:Sync:PublicUrl.</param>
public sealed record RegisterWebhookRequest(string? Address = null);

/// <summary>A webhook that Fairlead made in Jira, with a secret of its own.</summary>
/// <param name="Url">Where Jira sends the events.</param>
/// <param name="Replaced">Webhooks to the same address that it took the place of.</param>
/// <param name="Remark">What is left to do in Jira; null when nothing is.</param>
public sealed record RegisteredWebhookResponse(string Url, int Replaced, string? Remark, WebhookResponse Webhook);

/// <summary>A new secret, told this once.</summary>
public sealed record WebhookSecretResponse(string Secret, WebhookResponse Webhook);
