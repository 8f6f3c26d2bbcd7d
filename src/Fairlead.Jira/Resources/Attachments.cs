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

/// <summary>What came of reading a file's content.</summary>
public abstract record JiraFile
{
    private JiraFile()
    {
    }

    /// <param name="MediaType">As the answer says.</param>
    public sealed record Whole(ReadOnlyMemory<byte> Bytes, string? MediaType) : JiraFile;

    /// <summary>The attachment is deleted, or this account may not see it; the two cannot be told apart.</summary>
    public sealed record Gone : JiraFile;

    /// <summary>Jira still lists the attachment but has no content for it, as after a move of its files.</summary>
    public sealed record Lost : JiraFile;

    /// <param name="Bytes">As Jira counts them; <see langword="null"/> when it did not say and the cap was met while reading.</param>
    public sealed record TooLarge(long? Bytes) : JiraFile;

    /// <summary>Only the beginning was read, since the rest was not wanted.</summary>
    public sealed record Unwanted(ReadOnlyMemory<byte> Head) : JiraFile;
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
            ? issue.Attachments
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
        JiraRequest.Delete(JiraRoute.Of("/attachment/{id}", attachmentId), issueIdOrKey), ct);

    /// <summary>
    /// The content. Cloud: <c>GET /attachment/content/{id}?redirect=false</c>. Data Center: <c>GET /secure/attachment/{id}/{name}</c>
    /// of this site, whatever address the attachment gives for itself; a page instead of the file is looked into by
    /// <c>GET /attachment/{id}</c>.
    /// </summary>
    /// <exception cref="JiraRefusedException">The account may not sign in, or Jira said no in its own words.</exception>
    public Task<JiraFile> ContentAsync(JiraAttachment attachment, int maxBytes, CancellationToken ct) => attachment.Bytes > maxBytes
        ? Task.FromResult<JiraFile>(new JiraFile.TooLarge(attachment.Bytes))
        : ReadAsync(attachment, maxBytes, null, ct);

    /// <summary>
    /// The content as above, where its beginning says that it is worth it: with the same call, of which the rest is not read. Of a file that is larger than
    /// <paramref name="maxBytes"/> the beginning alone is read.
    /// </summary>
    /// <param name="headBytes">How much that is. A shorter file is read whole, and nobody is asked.</param>
    /// <param name="isWanted">Asked with it, at most once.</param>
    /// <exception cref="JiraRefusedException">The account may not sign in, or Jira said no in its own words.</exception>
    public async Task<JiraFile> ContentAsync(JiraAttachment attachment, int maxBytes, int headBytes, Func<ReadOnlyMemory<byte>, bool> isWanted, CancellationToken ct)
    {
        var isTooLarge = attachment.Bytes > maxBytes;
        var wasWanted = true;
        var file = await ReadAsync(attachment, maxBytes, new FileHead(headBytes, head => (wasWanted = isWanted(head)) && !isTooLarge), ct);
        return isTooLarge && wasWanted && file is JiraFile.Unwanted ? new JiraFile.TooLarge(attachment.Bytes) : file;
    }

    private async Task<JiraFile> ReadAsync(JiraAttachment attachment, int maxBytes, FileHead? head, CancellationToken ct)
    {
        var route = _caller.IsCloud
            ? JiraRoute.Of("/attachment/content/{id}", attachment.Id).Query(("redirect", "false"))
            : JiraRoute.Outside("/secure/attachment/{id}/{name}", attachment.Id, CleanName(attachment.FileName));
        var attempt = await _caller.TryAsync(JiraRequest.Get(route) with { MaxFileBytes = maxBytes, Head = head }, ct);
        switch (attempt)
        {
            case JiraAttempt.Answered { Status: 200 } answer when AnswerJudge.FailedSignIn(answer) is null && !IsSignInPage(answer, attachment):
                return answer.IsCut ? new JiraFile.Unwanted(answer.Body) : new JiraFile.Whole(answer.Body, answer.MediaType);
            case JiraAttempt.Broken { Cause: JiraFailureCause.TooLarge, Status: 200 }:
                return new JiraFile.TooLarge(null);
            case JiraAttempt.Answered { Status: 404 } answer when AnswerJudge.RefusalOf(answer) is not null:
                return new JiraFile.Gone();
            case JiraAttempt.Answered { Status: 404 or (>= 300 and < 400) or 403 } answer when !_caller.IsCloud:
                // What serves files on Data Center speaks in pages for browsers; the API has words for the same.
                if (await _caller.FindAsync(JiraRequest.Get(JiraRoute.Of("/attachment/{id}", attachment.Id)), ct) is null)
                    return new JiraFile.Gone();
                if (answer.Status == 404)
                    return new JiraFile.Lost();
                break;
        }

        ReadJudge.Read(attempt, isAnonymous: false);
        throw new JiraUnavailableException(JiraFailureCause.Unreadable, "The answer is not the content of the attachment.");
    }

    /// <summary>A page of single sign-on instead of the file, with status 200; a page that was attached has the size that Jira says.</summary>
    private static bool IsSignInPage(JiraAttempt.Answered answer, JiraAttachment attachment) =>
        answer.MediaType == "text/html" && answer.Body.Length != attachment.Bytes
        && AnswerJudge.WhatElse(answer) == JiraFailureCause.LoginPage;

    private static string CleanName(string fileName)
    {
        var name = string.Concat(fileName.Select(c => char.IsControl(c) || c is '/' or '\\' or '"' ? '_' : c)).Trim();
        return name is "" or "." or ".." ? "attachment" : name.Length > 200 ? name[^200..] : name;
    }
}
