using Fairlead.Reports;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>What single entries were taken in with, such as a severity that is not known: each text once, with how often.</summary>
internal sealed class EntryWarnings
{
    private const int MaxTexts = 20;
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private long _others;

    public void Add(ReportFinding finding)
    {
        foreach (var text in finding.Warnings)
        {
            if (_counts.TryGetValue(text, out var count))
            {
                _counts[text] = count + 1;
            }
            else if (_texts.Count < MaxTexts)
            {
                _texts.Add(text);
                _counts[text] = 1;
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
            yield return _counts[text] == 1 ? text : $"{text} ({_counts[text]:N0} entries)";
        if (_others > 0)
            yield return $"{_others:N0} more warnings of single entries.";
    }
}
