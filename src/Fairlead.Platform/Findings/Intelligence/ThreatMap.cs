namespace Fairlead.Platform.Findings.Intelligence;

/// <summary>All that is known, by CVE, held so that a hundred thousand findings are looked up in a moment: 24 bytes for each score.</summary>
internal sealed class ThreatMap
{
    public static ThreatMap Empty { get; } = new([], []);

    private readonly long[] _cves;
    private readonly double[] _scores;
    private readonly double[] _percentiles;
    private readonly Dictionary<long, KevEntry> _exploited;

    /// <param name="scores">In the order of their CVEs.</param>
    public ThreatMap(IReadOnlyCollection<EpssScore> scores, IEnumerable<KevEntry> exploited)
    {
        _cves = [.. scores.Select(s => s.Cve)];
        _scores = [.. scores.Select(s => s.Score)];
        _percentiles = [.. scores.Select(s => s.Percentile)];
        _exploited = exploited.ToDictionary(e => e.Cve);
    }

    public Threat Of(IReadOnlyList<string> vulnerabilityIds)
    {
        if (_cves.Length == 0 && _exploited.Count == 0)
            return Threat.None;
        var worst = -1;
        DateOnly? dueOn = null;
        var isRansomware = false;
        for (var i = 0; i < vulnerabilityIds.Count; i++)
        {
            if (!CveNumber.TryParse(vulnerabilityIds[i], out var cve))
                continue;
            if (Array.BinarySearch(_cves, cve) is >= 0 and var at && (worst < 0 || _scores[at] > _scores[worst]))
                worst = at;
            if (!_exploited.TryGetValue(cve, out var entry))
                continue;
            dueOn = dueOn < entry.DueOn ? dueOn : entry.DueOn;
            isRansomware |= entry.Ransomware;
        }

        if (worst < 0 && dueOn is null)
            return Threat.None;
        var threat = new Threat { KevDueDate = dueOn, IsUsedByRansomware = isRansomware };
        return worst < 0 ? threat
            : threat with { Epss = _scores[worst], EpssPercentile = _percentiles[worst], EpssCve = CveNumber.ToText(_cves[worst]) };
    }
}
