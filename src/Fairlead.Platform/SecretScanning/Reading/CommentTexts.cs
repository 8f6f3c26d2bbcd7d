using System.Security.Cryptography;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>The comments of an issue, page by page, and at the end what its history still shows of comments.</summary>
/// <param name="mayHavePast">Whether the history may tell of comments: only then what stands in them is kept in mind.</param>
internal sealed class CommentTexts(bool mayHavePast)
{
    private const string Name = "Comment";

    /// <summary>What stands in any comment is not past. By their hash, so that a page can go before the next one comes.</summary>
    private readonly HashSet<Int128> _present = [];

    public IEnumerable<IssueText> Of(IReadOnlyList<JiraRemark> comments)
    {
        foreach (var comment in comments)
        {
            if (comment.Text is not { } body || RichTextReader.ToUtf8(body) is var text && !TextSet.HasText(text))
                continue;
            if (mayHavePast)
                _present.Add(MarkOf(text));
            yield return new(IssueTextKind.Comment, comment.Id, Name, IsHistorical: false, text);
        }
    }

    /// <summary>After all comments came.</summary>
    public IEnumerable<IssueText> Past(TextHistory history) =>
        history.PastComments.Where(past => TextSet.HasText(past.Utf8) && _present.Add(MarkOf(past.Utf8)))
            .Select(past => new IssueText(IssueTextKind.Comment, past.CommentId, Name, IsHistorical: true, past.Utf8));

    private static Int128 MarkOf(ReadOnlyMemory<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text.Span, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadInt128LittleEndian(hash);
    }
}
