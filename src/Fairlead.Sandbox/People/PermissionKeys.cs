namespace Fairlead.Sandbox.People;

internal static class PermissionKeys
{
    public const string Administer = "ADMINISTER";
    public const string BulkChange = "BULK_CHANGE";
    public const string BrowseProjects = "BROWSE_PROJECTS";
    public const string CreateIssues = "CREATE_ISSUES";
    public const string EditIssues = "EDIT_ISSUES";
    public const string TransitionIssues = "TRANSITION_ISSUES";
    public const string AddComments = "ADD_COMMENTS";
    public const string EditAllComments = "EDIT_ALL_COMMENTS";
    public const string DeleteAllComments = "DELETE_ALL_COMMENTS";
    public const string LinkIssues = "LINK_ISSUES";
    public const string CreateAttachments = "CREATE_ATTACHMENTS";
    public const string DeleteIssues = "DELETE_ISSUES";
    public const string AssignIssues = "ASSIGN_ISSUES";
    public const string AssignableUser = "ASSIGNABLE_USER";
    public const string SetIssueSecurity = "SET_ISSUE_SECURITY";
    public const string MoveIssues = "MOVE_ISSUES";
    public const string ModifyReporter = "MODIFY_REPORTER";
    public const string WorkOnIssues = "WORK_ON_ISSUES";
    public const string UserPicker = "USER_PICKER";
    public const string AdministerProjects = "ADMINISTER_PROJECTS";

    /// <summary>Key, name, and whether it is asked for a project.</summary>
    public static IReadOnlyList<(string Key, string Name, bool IsOfProject)> All { get; } =
    [
        (Administer, "Administer Jira", false),
        ("SYSTEM_ADMIN", "Jira System Administrators", false),
        (UserPicker, "Browse users and groups", false),
        (BulkChange, "Bulk Change", false),
        ("CREATE_PROJECT", "Create team-managed projects", false),
        (BrowseProjects, "Browse Projects", true),
        (CreateIssues, "Create Issues", true),
        (EditIssues, "Edit Issues", true),
        (TransitionIssues, "Transition Issues", true),
        ("RESOLVE_ISSUES", "Resolve Issues", true),
        ("CLOSE_ISSUES", "Close Issues", true),
        ("SCHEDULE_ISSUES", "Schedule Issues", true),
        (AddComments, "Add Comments", true),
        (EditAllComments, "Edit All Comments", true),
        ("EDIT_OWN_COMMENTS", "Edit Own Comments", true),
        (DeleteAllComments, "Delete All Comments", true),
        ("DELETE_OWN_COMMENTS", "Delete Own Comments", true),
        (LinkIssues, "Link Issues", true),
        (CreateAttachments, "Create Attachments", true),
        ("DELETE_ALL_ATTACHMENTS", "Delete All Attachments", true),
        ("DELETE_OWN_ATTACHMENTS", "Delete Own Attachments", true),
        (DeleteIssues, "Delete Issues", true),
        (AssignIssues, "Assign Issues", true),
        (AssignableUser, "Assignable User", true),
        (MoveIssues, "Move Issues", true),
        (ModifyReporter, "Modify Reporter", true),
        (WorkOnIssues, "Work On Issues", true),
        (SetIssueSecurity, "Set Issue Security", true),
        ("MANAGE_WATCHERS", "Manage Watchers", true),
        ("VIEW_VOTERS_AND_WATCHERS", "View Voters and Watchers", true),
        (AdministerProjects, "Administer Projects", true),
    ];
}
