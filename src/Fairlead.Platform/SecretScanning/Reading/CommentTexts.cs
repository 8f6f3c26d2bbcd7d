using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>The comments of an issue, page by page, and at the end what its history still shows of comments.</summary>
/// <param name="mayHavePast">Whether the history may tell of comments: only then what stands in them is kept in mind.</param>
internal sealed class CommentTexts(bool mayHavePast)
{
    private const string Name = "Comment";

    /// <summary>What stands in any comment is not past.</summary>
    private readonly TextSet _present = new();

    public IEnumerable<IssueText> Of(IReadOnlyList<JiraRemark> comments)
    {
        foreach (var comment in comments)
        {
            if (comment.Text is not { } body || RichTextReader.ToUtf8(body) is var text && !TextSet.HasText(text))
                continue;
            if (mayHavePast)
                _present.Add(text);
            yield return new(IssueTextKind.Comment, comment.Id, Name, IsHistorical: false, text);
        }
    }

    /// <summary>After all comments came; each text once, also where its history comes in parts.</summary>
    public IEnumerable<IssueText> Past(TextHistory history) =>
        history.PastComments.Where(past => _present.Add(past.Utf8))
            .Select(past => new IssueText(IssueTextKind.Comment, past.CommentId, Name, IsHistorical: true, past.Utf8));
}
