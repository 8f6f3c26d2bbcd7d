using System.Text.Json;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <param name="Bytes">Size as Jira counts it.</param>
/// <param name="AuthorId">Account id on Cloud, login name on Data Center.</param>
/// <param name="ContentUrl">Where its content is; a text from outside, not to be dialled as it stands.</param>
public sealed record JiraAttachment(
    string Id, string FileName, long? Bytes, string? MediaType, DateTimeOffset? CreatedAt, string? ContentUrl, string? AuthorId)
{
    internal static JiraAttachment? Read(JsonElement json) => json.Text("id") is { } id
        ? new(id, json.Text("filename") ?? id, json.Number("size"), json.Text("mimeType"), json.Instant("created"), json.Text("content"), JiraUser.Read(json.Member("author"))?.Id)
        : null;
}

/// <summary>Files of issues.</summary>
public sealed class AttachmentsResource
{
    private readonly JiraCaller _caller;

    internal AttachmentsResource(JiraCaller caller) => _caller = caller;

    /// <summary>The attachments of an issue, by <c>GET /issue/{issueIdOrKey}?fields=attachment</c>.</summary>
    /// <returns><see langword="null"/> when the issue does not exist or may not be seen.</returns>
    public async Task<IReadOnlyList<JiraAttachment>?> ListAsync(string issueIdOrKey, CancellationToken ct) =>
        await IssuesResource.GetAsync(_caller, issueIdOrKey, IssueSelection.Of("attachment"), ct) is { } issue
            ? [.. issue.Fields.Items("attachment").Select(JiraAttachment.Read).OfType<JiraAttachment>()]
            : null;

    /// <summary>
    /// <c>POST /issue/{issueIdOrKey}/attachments</c>, multipart with the part <c>file</c> and <c>X-Atlassian-Token: no-check</c>.
    /// Not repeatable: after <c>Uncertain</c> look through <see cref="ListAsync"/> for name and size first.
    /// </summary>
    /// <param name="fileName">A plain name; path separators and control characters are replaced.</param>
    public Task<JiraOutcome<JiraAttachment>> AddAsync(
        string issueIdOrKey, string fileName, string mediaType, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var route = JiraRoute.Of("/issue/{issueIdOrKey}/attachments", issueIdOrKey);
        var request = new JiraRequest(HttpMethod.Post, route)
        {
            Body = new JiraBody(content, mediaType, CleanName(fileName)),
            IsEffect = true,
            IsUpload = true,
            WrittenIssue = issueIdOrKey,
        };
        return _caller.EffectAsync(request, json => json.Items().Select(JiraAttachment.Read).FirstOrDefault(a => a is not null), ct);
    }

    /// <summary><c>DELETE /attachment/{id}</c>. Repeating is safe: what is gone is refused as NotFound.</summary>
    /// <param name="issueIdOrKey">Whose file it is, for the limit of writes to one issue.</param>
    public Task<JiraOutcome<JiraAccepted>> DeleteAsync(string issueIdOrKey, string attachmentId, CancellationToken ct) => _caller.EffectAsync(
        new JiraRequest(HttpMethod.Delete, JiraRoute.Of("/attachment/{id}", attachmentId)) { IsEffect = true, WrittenIssue = issueIdOrKey }, ct);

    private static string CleanName(string fileName)
    {
        var name = string.Concat(fileName.Select(c => char.IsControl(c) || c is '/' or '\\' or '"' ? '_' : c)).Trim();
        return name is "" or "." or ".." ? "attachment" : name.Length > 200 ? name[^200..] : name;
    }
}
