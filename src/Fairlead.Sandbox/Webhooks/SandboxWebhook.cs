namespace Fairlead.Sandbox.Webhooks;

/// <summary>A webhook as an administrator registers it.</summary>
/// <param name="Url">Where deliveries go; loopback addresses only.</param>
/// <param name="Secret">Signs each body with HMAC-SHA256; null uses the accounts' webhook secret, empty sends unsigned.</param>
/// <param name="Events">Such as <c>jira:issue_updated</c>; empty for all that the sandbox sends.</param>
/// <param name="Jql">Only issues that match; empty for all.</param>
public sealed record SandboxWebhook(
    Uri Url, string? Secret = null, IReadOnlyList<string>? Events = null, string Jql = "", string Name = "webhook");

/// <summary>One attempt to deliver.</summary>
/// <param name="Identifier">The same over all attempts of one event, as <c>X-Atlassian-Webhook-Identifier</c>.</param>
/// <param name="Attempt">0 for the first.</param>
/// <param name="Status">Null when nothing answered.</param>
public sealed record SandboxDelivery(
    string Identifier, Uri Url, string Event, string? IssueKey, int Attempt, int? Status, DateTimeOffset SentAt);
