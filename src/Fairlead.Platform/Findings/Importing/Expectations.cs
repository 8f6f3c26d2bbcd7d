namespace Fairlead.Platform.Findings.Importing;

/// <summary>What is expected of the scopes that a report spoke of last; as many as one batch can hold enough entries of.</summary>
internal sealed class Expectations(IImportRows rows)
{
    private const int MaxScopes = 8;

    private readonly List<(long ScopeNo, ExpectedOccurrences Expected)> _latest = [];

    public ExpectedOccurrences Of(long scopeNo)
    {
        var at = _latest.FindIndex(l => l.ScopeNo == scopeNo);
        var expected = at < 0 ? new ExpectedOccurrences(rows, scopeNo) : _latest[at].Expected;
        if (at >= 0)
            _latest.RemoveAt(at);
        else if (_latest.Count == MaxScopes)
            _latest.RemoveAt(0);
        _latest.Add((scopeNo, expected));
        return expected;
    }
}
