using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Connections;

/// <summary>What the account behind a connection may do, laid against what Fairlead does.</summary>
internal static class PermissionReport
{
    private const string Read = "read";
    private const string Write = "write";
    private const string Optional = "optional";

    /// <summary>"View Issues" is no permission of its own in Jira: whoever browses a project reads its issues (issue security aside).</summary>
    private static readonly Line[] Lines =
    [
        new("View Projects", "Browse Projects", JiraPermission.BrowseProjects, Read, "Read all accessible projects"),
        new("Read Issues", "View Issues", JiraPermission.BrowseProjects, Read, "Fetch existing issues; goes with Browse Projects"),
        new("Create / Update Issues", "Create Issues", JiraPermission.CreateIssues, Write, "Create issues"),
        new("Create / Update Issues", "Edit Issues", JiraPermission.EditIssues, Write, "Change issues; also sets labels and markers"),
        new("Manage Comments", "Add Comments", JiraPermission.AddComments, Write, "Add comments to issues"),
        new("Manage Comments", "Edit Own Comments", "EDIT_OWN_COMMENTS", Optional, "Update comments that Fairlead wrote"),
        new("Move Through Workflow", "Transition Issues", JiraPermission.TransitionIssues, Write, "Close and reopen issues"),
        new("Assign Issues", "Assign Issues", JiraPermission.AssignIssues, Optional, "Set the assignee"),
        new("Link Issues", "Link Issues", JiraPermission.LinkIssues, Optional, "Link issues with each other and with findings"),
        new("Attach Files", "Create Attachments", JiraPermission.CreateAttachments, Optional, "Attach the list of findings that a description cannot name"),
        new("Attach Files", "Delete Own Attachments", "DELETE_OWN_ATTACHMENTS", Optional, "Take away such a list that is out of date"),
        new("Manage Metadata", "Administer Projects", JiraPermission.AdministerProjects, Optional, "Retrieve custom fields, components, etc."),
    ];

    /// <param name="project"><see langword="null"/> asks whether there is any project in which it is granted.</param>
    public static async Task<PermissionReportResponse> AskAsync(JiraClient client, string? project, CancellationToken ct)
    {
        var granted = await client.Permissions.GetMineAsync([.. Lines.Select(l => l.Key).Distinct()], project, ct);
        var lines = Lines.Select(l => new PermissionResponse(l.Functionality, l.Permission, l.Key, l.NeededFor, l.Description, granted[l.Key])).ToList();
        return new PermissionReportResponse(
            project,
            CanRead: lines.Where(l => l.NeededFor == Read).All(l => l.Granted),
            CanWrite: LackingIn(lines).Count == 0,
            lines);
    }

    /// <summary>Permissions without which Fairlead cannot read and write there.</summary>
    public static IReadOnlyList<string> LackingIn(IEnumerable<PermissionResponse> permissions) =>
        [.. permissions.Where(p => !p.Granted && p.NeededFor is Read or Write).Select(p => p.Permission).Distinct()];

    private sealed record Line(string Functionality, string Permission, string Key, string NeededFor, string Description);
}
