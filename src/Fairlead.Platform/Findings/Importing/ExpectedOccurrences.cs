namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// Spares a report the random lookups. Reports come mostly in the order in which they came last time, so a scope's occurrences
/// are read in the order of their making, some thousand ahead of the report. What is not among them is for the caller to look
/// up. Where the report goes on elsewhere, so does this; where it has another order altogether, this tries ever more rarely.
/// </summary>
internal sealed class ExpectedOccurrences(IImportRows rows, long scopeNo)
{
    private const int Portion = 2048;
    private const int MinCandidates = 32;
    private const int MaxPause = 256;

    private readonly List<Fingerprint> _missing = [];
    private Dictionary<Fingerprint, KnownOccurrence> _current = [];
    private Dictionary<Fingerprint, KnownOccurrence> _previous = [];
    private Task<IReadOnlyList<PlacedOccurrence>>? _next;
    private long _readUntil;
    private int _unmet;
    private bool _isAtEnd;
    private bool _mayLookFurther = true;
    private int _pause;
    private int _pauseAfterMiss = 1;

    /// <summary>Adds to <paramref name="known"/> what was expected.</summary>
    /// <returns>The others; valid until the next call.</returns>
    public async Task<IReadOnlyList<Fingerprint>> MeetAsync(
        IReadOnlyList<Fingerprint> wanted, Dictionary<Fingerprint, KnownOccurrence> known, CancellationToken ct)
    {
        if (wanted.Count < MinCandidates || _pause > 0)
        {
            _pause = Math.Max(0, _pause - 1);
            return wanted;
        }

        if (_unmet < wanted.Count)
            await ReadOnAsync(ct);
        _missing.Clear();
        Meet(wanted, known);
        if (_missing.Count < wanted.Count)
            _mayLookFurther = true;
        if (_missing.Count * 2 > wanted.Count && _mayLookFurther && !_isAtEnd)
        {
            // Perhaps the portion is full of what this report left out. Looking on for what is new would run ahead of the report.
            await ReadOnAsync(ct);
            var missing = _missing.ToArray();
            _missing.Clear();
            Meet(missing, known);
            _mayLookFurther = _missing.Count < missing.Length;
        }

        return _missing;
    }

    /// <summary>To be told what came of the lookups, so that expectations begin anew where the report is.</summary>
    /// <param name="lastFound">Of the last entry that is known.</param>
    public void Learn(int wanted, int missing, in KnownOccurrence? lastFound)
    {
        if (wanted < MinCandidates || _pause > 0)
            return;
        if (missing * 2 <= wanted)
        {
            _pauseAfterMiss = 1;
        }
        else if (lastFound is { } found)
        {
            BeginBehind(found.FindingNo);
            _pause = _pauseAfterMiss - 1;
            _pauseAfterMiss = Math.Min(_pauseAfterMiss * 2, MaxPause);
        }
    }

    private void Meet(IReadOnlyList<Fingerprint> wanted, Dictionary<Fingerprint, KnownOccurrence> known)
    {
        for (var i = 0; i < wanted.Count; i++)
        {
            if (_current.TryGetValue(wanted[i], out var occurrence))
                _unmet--;
            else if (!_previous.TryGetValue(wanted[i], out occurrence))
            {
                _missing.Add(wanted[i]);
                continue;
            }

            known[wanted[i]] = occurrence;
        }
    }

    private void BeginBehind(long findingNo)
    {
        _current.Clear();
        _previous.Clear();
        (_next, _unmet, _readUntil, _isAtEnd) = (null, 0, findingNo, false);
    }

    private async Task ReadOnAsync(CancellationToken ct)
    {
        if (_isAtEnd)
            return;
        var portion = await (_next ?? rows.ReadOnAsync(scopeNo, _readUntil, Portion, ct));
        (_previous, _current) = (_current, _previous);
        _current.Clear();
        foreach (var (fingerprint, occurrence) in portion)
            _current[fingerprint] = occurrence;
        _unmet = _current.Count;
        _isAtEnd = portion.Count < Portion;
        if (portion.Count > 0)
            _readUntil = portion[^1].Occurrence.FindingNo;
        _next = _isAtEnd ? null : rows.ReadOnAsync(scopeNo, _readUntil, Portion, ct);
    }
}
