using Fairlead.Sandbox.Comments;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;

namespace Fairlead.Sandbox.Changes;

/// <summary>Something happened to an issue; webhooks tell of it.</summary>
/// <param name="Name">As in <c>webhookEvent</c>, such as <c>jira:issue_updated</c>.</param>
/// <param name="TypeName">As in <c>issue_event_type_name</c>; null where there is none.</param>
internal sealed record SiteEvent(
    string Name, string? TypeName, Issue Issue, Account Actor, Change? Change = null, IssueComment? Comment = null)
{
    /// <summary>For <c>issue_property_*</c>: the key.</summary>
    public string? PropertyKey { get; init; }

    /// <summary>For <c>worklog_*</c>: the worklog, which is all that such an event carries.</summary>
    public Worklog? Worklog { get; init; }
}
