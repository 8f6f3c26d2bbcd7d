using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Connections;

/// <summary>Live reads and actions at one Jira, through a connection. Nothing here is kept by Fairlead.</summary>
public sealed class JiraClientFor(FairleadTransport transport, ConnectionId connection)
{
    private readonly string _root = $"api/v1/connections/{connection}/jira";

    public Task<IReadOnlyList<JiraProjectResponse>> ProjectsAsync(string? query, CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<JiraProjectResponse>>($"{_root}/projects{Query.Of(("query", query))}", ct);

    public Task<IReadOnlyList<JiraIssueTypeResponse>> IssueTypesAsync(string project, CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<JiraIssueTypeResponse>>($"{_root}/issue-types{Query.Of(("project", project))}", ct);

    /// <param name="project">With <paramref name="issueType"/>: the fields of the create screen; both <see langword="null"/>: all fields.</param>
    public Task<IReadOnlyList<JiraFieldResponse>> FieldsAsync(string? project, string? issueType, CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<JiraFieldResponse>>(
            $"{_root}/fields{Query.Of(("project", project), ("issueType", issueType))}", ct);

    /// <summary>People to whom issues of the project can be assigned.</summary>
    public Task<IReadOnlyList<JiraUserResponse>> UsersAsync(string project, string? query, CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<JiraUserResponse>>($"{_root}/users{Query.Of(("project", project), ("query", query))}", ct);

    public Task<IReadOnlyList<JiraWorkflowResponse>> WorkflowAsync(string project, CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<JiraWorkflowResponse>>($"{_root}/workflow{Query.Of(("project", project))}", ct);

    /// <param name="jql">Must have a restriction; Jira Cloud refuses an unbounded search.</param>
    /// <param name="fields">Ids of further fields to return, comma-separated.</param>
    public Task<JiraSearchResponse> SearchAsync(string jql, int size, string? fields, string? cursor, CancellationToken ct) =>
        transport.GetAsync<JiraSearchResponse>(
            $"{_root}/search{Query.Of(("jql", jql), ("size", size.ToString()), ("fields", fields), ("cursor", cursor))}", ct);

    public Task<JiraIssueResponse> IssueAsync(string key, CancellationToken ct) =>
        transport.GetAsync<JiraIssueResponse>(Issue(key), ct);

    public Task<JiraIssueResponse> CreateAsync(CreateJiraIssueRequest issue, CancellationToken ct) =>
        transport.SendAsync<CreateJiraIssueRequest, JiraIssueResponse>(HttpMethod.Post, $"{_root}/issues", issue, ct);

    public Task<JiraIssueResponse> EditAsync(string key, EditJiraIssueRequest edit, CancellationToken ct) =>
        transport.SendAsync<EditJiraIssueRequest, JiraIssueResponse>(HttpMethod.Put, Issue(key), edit, ct);

    public Task<IReadOnlyList<JiraCommentResponse>> CommentsAsync(string key, CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<JiraCommentResponse>>($"{Issue(key)}/comments", ct);

    public Task<JiraCommentResponse> CommentAsync(string key, CreateJiraCommentRequest comment, CancellationToken ct) =>
        transport.SendAsync<CreateJiraCommentRequest, JiraCommentResponse>(HttpMethod.Post, $"{Issue(key)}/comments", comment, ct);

    public Task<IReadOnlyList<JiraTransitionResponse>> TransitionsAsync(string key, CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<JiraTransitionResponse>>($"{Issue(key)}/transitions", ct);

    public Task<JiraIssueResponse> TransitionAsync(string key, TransitionJiraIssueRequest transition, CancellationToken ct) =>
        transport.SendAsync<TransitionJiraIssueRequest, JiraIssueResponse>(HttpMethod.Post, $"{Issue(key)}/transitions", transition, ct);

    private string Issue(string key) => $"{_root}/issues/{Uri.EscapeDataString(key)}";
}
