using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>
/// What an issue's history shows of texts that are not there any more, after all that is there was read. A history may be larger than what can be held: it
/// comes change by change, and goes when it is much.
/// </summary>
/// <param name="maxHeldBytes">Of text, in UTF-16.</param>
internal sealed class PastTexts(JiraIssue issue, ReadSelection selection, CommentTexts comments, int maxHeldBytes = PastTexts.MaxHeldBytes)
{
    public const int MaxHeldBytes = 8 << 20;

    private readonly Dictionary<string, TextSet> _told = new(StringComparer.Ordinal);
    private List<JiraChange> _held = [];
    private long _bytes;

    /// <summary>What its texts take, in UTF-16.</summary>
    public static long BytesOf(JiraChange change) =>
        2 * change.Items.Sum(item => (long)(item.From?.Length ?? 0) + (item.FromText?.Length ?? 0) + (item.To?.Length ?? 0) + (item.ToText?.Length ?? 0));

    /// <returns>What goes now; it must be looked through before the next one comes.</returns>
    public IEnumerable<IssueText> Add(JiraChange change)
    {
        _held.Add(change);
        _bytes += BytesOf(change);
        return _bytes < maxHeldBytes ? [] : Told(isWhole: false);
    }

    public IEnumerable<IssueText> End() => Told(isWhole: true);

    private IEnumerable<IssueText> Told(bool isWhole)
    {
        var history = new TextHistory(_held, selection);
        foreach (var text in IssueTexts.OfPastFields(issue, history, selection, _told, isWhole).Concat(comments.Past(history)))
            yield return text;
        _held = [.. history.Last];
        _bytes = 0;
    }
}
