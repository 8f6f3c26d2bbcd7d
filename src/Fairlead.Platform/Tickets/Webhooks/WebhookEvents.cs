namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>What Jira is asked to tell: all that can change what a ticket's issue says, or where a secret stands in it; of attachments Jira tells as updates of their issue.</summary>
internal static class WebhookEvents
{
    private static readonly (string Id, string Words)[] All =
    [
        ("jira:issue_created", "issue created"), ("jira:issue_updated", "issue updated"), ("jira:issue_deleted", "issue deleted"),
        ("comment_created", "comment created"), ("comment_updated", "comment updated"), ("comment_deleted", "comment deleted"),
        ("worklog_created", "worklog created"), ("worklog_updated", "worklog updated"), ("worklog_deleted", "worklog deleted"),
    ];

    /// <summary>As Jira's API has them.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. All.Select(e => e.Id)];

    /// <summary>As Jira's page has them, to be ticked by hand.</summary>
    public static IReadOnlyList<string> InWords { get; } = [.. All.Select(e => e.Words)];
}
