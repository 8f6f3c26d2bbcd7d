using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>Keys of the permissions that Fairlead may need; facts of 2026-11.</summary>
public static class JiraPermission
{
    public const string BrowseProjects = "BROWSE_PROJECTS";
    public const string CreateIssues = "CREATE_ISSUES";
    public const string EditIssues = "EDIT_ISSUES";
    public const string TransitionIssues = "TRANSITION_ISSUES";
    public const string EditAllComments = "EDIT_ALL_COMMENTS";
    public const string EditOwnComments = "EDIT_OWN_COMMENTS";
    public const string AddComments = "ADD_COMMENTS";
    public const string LinkIssues = "LINK_ISSUES";
    public const string CreateAttachments = "CREATE_ATTACHMENTS";
    public const string AssignIssues = "ASSIGN_ISSUES";
    public const string AssignableUser = "ASSIGNABLE_USER";
    public const string SetIssueSecurity = "SET_ISSUE_SECURITY";
    public const string AdministerProjects = "ADMINISTER_PROJECTS";
    public const string Administer = "ADMINISTER";
}

/// <summary><c>GET /mypermissions</c>.</summary>
public sealed class PermissionsResource
{
    private readonly JiraCaller _caller;

    internal PermissionsResource(JiraCaller caller) => _caller = caller;

    /// <param name="keys">At least one. Cloud demands the list; Data Center answers with all and we pick.</param>
    /// <param name="projectKey"><see langword="null"/> asks for anywhere.</param>
    /// <returns>One entry per asked key; a key that the site does not know is <see langword="false"/>.</returns>
    public async Task<IReadOnlyDictionary<string, bool>> GetMineAsync(
        IReadOnlyCollection<string> keys, string? projectKey, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(keys));
        var route = JiraRoute.Of("/mypermissions").Query(("permissions", string.Join(',', keys)), ("projectKey", projectKey));
        var granted = (await _caller.ReadAsync(JiraRequest.Get(route), ct)).Member("permissions");
        return keys.Distinct().ToDictionary(key => key, key => granted?.Member(key)?.Flag("havePermission") ?? false);
    }
}
