using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.SecretScanning.Reading;

namespace Fairlead.Platform.SecretScanning.Acting;

/// <summary>One text of Jira that can be read and written back: a description or a comment.</summary>
internal sealed class JiraText(JiraClient jira, string issueKey, IssueTextKind kind, string placeId)
{
    private JiraCommentSource? _comment;

    public static bool IsKind(IssueTextKind kind) => kind is IssueTextKind.Description or IssueTextKind.Comment;

    /// <returns><see langword="null"/> when there is none, or the account may not see it.</returns>
    /// <exception cref="JiraUnavailableException"/>
    /// <exception cref="JiraRefusedException"/>
    public async Task<JsonElement?> ReadAsync(CancellationToken ct)
    {
        if (kind == IssueTextKind.Description)
            return (await jira.Issues.GetAsync(issueKey, IssueSelection.Of(ReadSelection.Description), ct))?.Field(ReadSelection.Description) is { } body && IsText(body) ? body : null;
        _comment = await jira.Comments.SourceAsync(issueKey, placeId, ct);
        return _comment is { Body: var text } && IsText(text) ? text : null;
    }

    /// <summary>After <see cref="ReadAsync"/>. What the account may do is asked of Jira each time.</summary>
    /// <returns>Why it may not be written; <see langword="null"/>: it may.</returns>
    public async Task<string?> WhyNotAsync(CancellationToken ct)
    {
        string[] keys = [JiraPermission.EditIssues, JiraPermission.EditAllComments, JiraPermission.EditOwnComments];
        var mine = await jira.Permissions.GetMineAsync(keys, issueKey[..issueKey.LastIndexOf('-')], ct);
        if (kind == IssueTextKind.Description)
            return mine[JiraPermission.EditIssues] ? null : "the connection's account lacks the permission Edit issues in this project";
        if (mine[JiraPermission.EditAllComments])
            return null;
        return mine[JiraPermission.EditOwnComments] && _comment?.Comment.Author?.Id is { } author && author == (await jira.Myself.GetAsync(ct)).Id
            ? null
            : "the connection's account lacks the permission Edit all comments in this project";
    }

    public async Task<JiraOutcome<JiraAccepted>> WriteAsync(JsonNode body, CancellationToken ct)
    {
        if (kind == IssueTextKind.Comment)
            return (await jira.Comments.EditSourceAsync(issueKey, placeId, body, _comment?.Comment.Visibility, ct)).Select(_ => default(JiraAccepted));
        // A mail about the change would show what was taken out. Only administrators of Jira or of the project may keep it back.
        var edit = new IssueEdit { Fields = new Dictionary<string, JsonNode?> { [ReadSelection.Description] = body }, NotifyUsers = false };
        var quiet = await jira.Issues.EditAsync(issueKey, edit, ct);
        return quiet is JiraOutcome<JiraAccepted>.Rejected { Status: 400 or 403 } ? await jira.Issues.EditAsync(issueKey, edit with { NotifyUsers = true }, ct) : quiet;
    }

    private static bool IsText(JsonElement body) => body.ValueKind is JsonValueKind.Object or JsonValueKind.String;
}
