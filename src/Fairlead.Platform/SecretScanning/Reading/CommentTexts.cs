using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>The comments of an issue, page by page, and at the end what its history still shows of comments.</summary>
internal sealed class CommentTexts(TextHistory history)
{
    private const string Name = "Comment";

    private readonly IReadOnlyList<(string CommentId, ReadOnlyMemory<byte> Utf8)> _past = [.. history.PastComments];

    /// <summary>What stands in any comment is not past; only looked at where there is a past.</summary>
    private readonly TextSet _present = new();

    public IEnumerable<IssueText> Of(IReadOnlyList<JiraRemark> comments)
    {
        foreach (var comment in comments)
        {
            if (comment.Text is not { } body || RichTextReader.ToUtf8(body) is var text && !TextSet.HasText(text))
                continue;
            if (_past.Count > 0)
                _present.Add(text);
            yield return new(IssueTextKind.Comment, comment.Id, Name, IsHistorical: false, text);
        }
    }

    /// <summary>After all comments came.</summary>
    public IEnumerable<IssueText> Past() =>
        _past.Where(p => _present.Add(p.Utf8)).Select(p => new IssueText(IssueTextKind.Comment, p.CommentId, Name, IsHistorical: true, p.Utf8));
}
