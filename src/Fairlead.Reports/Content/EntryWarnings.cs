namespace Fairlead.Reports.Content;

/// <summary>What single entries were taken in with, such as a severity that is not known: each text once, with the first place and how often.</summary>
internal sealed class EntryWarnings
{
    private const int MaxTexts = 20;
    private readonly Dictionary<string, (string First, long Count)> _told = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private long _others;

    /// <param name="place">Of the entry; asked for only where a text is new.</param>
    public void Add(ReportFinding finding, Func<string> place)
    {
        foreach (var text in finding.Warnings)
        {
            if (_told.TryGetValue(text, out var told))
            {
                _told[text] = told with { Count = told.Count + 1 };
            }
            else if (_texts.Count < MaxTexts)
            {
                _texts.Add(text);
                _told[text] = (place(), 1);
            }
            else
            {
                _others++;
            }
        }
    }

    public IEnumerable<string> Told()
    {
        foreach (var text in _texts)
        {
            var (first, count) = _told[text];
            yield return count == 1 ? $"{first}: {text}" : $"{first}: {text} {count:N0} entries in all.";
        }

        if (_others > 0)
            yield return $"{_others:N0} more warnings of single entries.";
    }
}
