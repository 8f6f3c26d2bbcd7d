using Fairlead.Sandbox.Changes;

namespace Fairlead.Sandbox.Webhooks;

/// <summary>A webhook that an app registered for itself.</summary>
/// <param name="FieldIds">A change of a field is told only where it is one of these; null for all.</param>
/// <param name="PropertyKeys">A property is told only where it is one of these; null for all.</param>
/// <param name="ExpiresAt">From then on nothing is sent, and it is gone.</param>
internal sealed record DynamicWebhook(
    long Id,
    Uri Url,
    IReadOnlyList<string> Events,
    string Jql,
    IReadOnlyList<string>? FieldIds,
    IReadOnlyList<string>? PropertyKeys,
    DateTimeOffset ExpiresAt)
{
    /// <summary>All that Jira's own description lists; attachments and links are for administrators' webhooks only.</summary>
    public static IReadOnlyList<string> KnownEvents { get; } =
    [
        "jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_created", "comment_updated", "comment_deleted",
        "issue_property_set", "issue_property_deleted", "sprint_created", "sprint_updated", "sprint_closed", "sprint_deleted",
        "sprint_started", "jira:version_released", "jira:version_unreleased", "jira:version_created", "jira:version_moved",
        "jira:version_updated", "jira:version_merged", "jira:version_deleted",
    ];

    /// <summary>Whether it wants to hear of this, its JQL aside.</summary>
    public bool Wants(SiteEvent happened) =>
        Events.Contains(happened.Name)
        && (FieldIds is null || happened.Change is not { } change || change.Items.Any(i => i.FieldId is { } id && FieldIds.Contains(id)))
        && (PropertyKeys is null || happened.PropertyKey is not { } key || PropertyKeys.Contains(key));
}
