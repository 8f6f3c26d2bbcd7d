using System.Text;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>What an issue's history says about texts. Jira keeps both sides of every edit, and shows them to whoever sees the issue.</summary>
internal sealed class TextHistory
{
    private const string CommentField = "Comment";
    private readonly Dictionary<string, List<(JiraChange Of, JiraFieldChange Change)>> _byField = [];
    private readonly List<JiraFieldChange> _comments = [];

    public TextHistory(IEnumerable<JiraChange> changes, ReadSelection selection)
    {
        foreach (var (of, change) in changes.OrderBy(c => c.CreatedAt).SelectMany(c => c.Items.Select(item => (c, item))))
        {
            if (change.FieldName.Equals(CommentField, StringComparison.OrdinalIgnoreCase) && !change.FieldId.StartsWith("customfield_", StringComparison.Ordinal))
                _comments.Add(change);
            else if (change.FieldId is ReadSelection.Summary or ReadSelection.Description or ReadSelection.Environment)
                Keep(change.FieldId, of, change);
            else
                selection.FieldsOf(change).ToList().ForEach(f => Keep(f.Id, of, change));
        }
    }

    /// <summary>Whether it tells of comments.</summary>
    public bool KnowsComments => _comments.Count > 0;

    /// <summary>The last change of each field, by what it made of it alone: with these in front what comes later of the history can be read by itself.</summary>
    public IEnumerable<JiraChange> Last =>
        _byField.Values.Select(changes => changes[^1]).DistinctBy(last => last.Change).Select(last => last.Of with { Items = [last.Change with { From = null, FromText = null }] });

    /// <summary>Whether the field was ever changed.</summary>
    public bool Knows(string fieldId) => _byField.ContainsKey(fieldId);

    /// <summary>Of comments that were edited or deleted, with the comment's id where the history gives it.</summary>
    public IEnumerable<(string CommentId, ReadOnlyMemory<byte> Utf8)> PastComments =>
        from change in _comments
        let id = new[] { change.From, change.To }.FirstOrDefault(IsId) ?? ""
        // Versions differ in whether the id or the text stands in the fields that are for ids.
        from text in new[] { IsId(change.From) ? null : change.From, change.FromText, IsId(change.To) ? null : change.To, change.ToText }
        where text is not null && !IsId(text)
        select (id, Utf8(text));

    /// <summary>
    /// Former texts of a field. What the last change made of it is what stands there now, though Cloud writes it in another way here
    /// than in the field.
    /// </summary>
    /// <param name="isEmptyNow">Then also what the last change put there is former: the field was emptied in a way that the history does not tell, or is hidden.</param>
    public IEnumerable<ReadOnlyMemory<byte>> PastOf(string fieldId, bool isEmptyNow)
    {
        if (!_byField.TryGetValue(fieldId, out var changes))
            yield break;
        var now = isEmptyNow ? null : changes[^1].Change.ToText;
        foreach (var text in changes.SelectMany(c => new[] { c.Change.FromText, c.Change.ToText }).OfType<string>().Distinct())
        {
            if (text != now)
                yield return Utf8(text);
        }
    }

    private void Keep(string fieldId, JiraChange of, JiraFieldChange change)
    {
        if (!_byField.TryGetValue(fieldId, out var changes))
            _byField[fieldId] = changes = [];
        changes.Add((of, change));
    }

    private static bool IsId(string? text) => text is { Length: > 0 and < 20 } && text.All(char.IsAsciiDigit);

    private static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text.Replace('\0', '\uFFFD'));
}
