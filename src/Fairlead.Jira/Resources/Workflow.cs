using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>The statuses that issues of one type can have in one project.</summary>
public sealed record JiraIssueTypeStatuses(string IssueTypeId, string IssueTypeName, bool IsSubtask, IReadOnlyList<JiraStatus> Statuses);

/// <summary>What workflows let issues become. Which step is possible from here is <see cref="TransitionsResource.ListAsync"/>.</summary>
public sealed class WorkflowResource
{
    private readonly JiraCaller _caller;

    internal WorkflowResource(JiraCaller caller) => _caller = caller;

    /// <summary><c>GET /project/{projectIdOrKey}/statuses</c>.</summary>
    /// <exception cref="JiraRefusedException">NotFound: no such project, or not visible.</exception>
    public async Task<IReadOnlyList<JiraIssueTypeStatuses>> StatusesAsync(string projectIdOrKey, CancellationToken ct)
    {
        var answer = await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/project/{projectIdOrKey}/statuses", projectIdOrKey)), ct);
        return
        [
            .. from type in answer.Items()
               let id = type.Text("id")
               where id is not null
               select new JiraIssueTypeStatuses(
                   id,
                   type.Text("name") ?? id,
                   type.Flag("subtask") ?? false,
                   [.. type.Items("statuses").Select(s => JiraStatus.Read(s)).OfType<JiraStatus>()]),
        ];
    }
}
