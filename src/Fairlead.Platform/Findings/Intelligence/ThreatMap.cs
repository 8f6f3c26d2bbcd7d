using Fairlead.Kernel;

namespace Fairlead.Platform.Findings.Intelligence;

/// <summary>All that is known, by CVE, held so that a hundred thousand findings are looked up in a moment: 24 bytes for each score, 9 for each maturity.</summary>
internal sealed class ThreatMap
{
    public static ThreatMap Empty { get; } = new([], [], []);

    private static readonly Threat[] BySaid =
    [
        Threat.None,
        .. Enum.GetValues<ExploitMaturity>().Select(m => new Threat { ExploitMaturity = m, ExploitMaturitySource = ExploitMaturitySource.Scanner }),
    ];

    private readonly long[] _cves;
    private readonly double[] _scores;
    private readonly double[] _percentiles;
    private readonly Dictionary<long, KevEntry> _exploited;
    private readonly long[] _matureCves;
    private readonly byte[] _maturities;

    /// <param name="scores">In the order of their CVEs.</param>
    /// <param name="maturities">As the scores.</param>
    public ThreatMap(IReadOnlyCollection<EpssScore> scores, IEnumerable<KevEntry> exploited, IReadOnlyCollection<MaturityEntry> maturities)
    {
        _cves = [.. scores.Select(s => s.Cve)];
        _scores = [.. scores.Select(s => s.Score)];
        _percentiles = [.. scores.Select(s => s.Percentile)];
        _exploited = exploited.ToDictionary(e => e.Cve);
        _matureCves = [.. maturities.Select(m => m.Cve)];
        _maturities = [.. maturities.Select(m => (byte)m.Maturity)];
    }

    /// <param name="reported">What the scanner says of exploitation; it counts where nobody knows more.</param>
    public Threat Of(IReadOnlyList<string> vulnerabilityIds, ExploitMaturity? reported)
    {
        if (_cves.Length == 0 && _exploited.Count == 0 && _matureCves.Length == 0)
            return Said(reported);
        var worst = -1;
        DateOnly? dueOn = null;
        var isRansomware = false;
        ExploitMaturity? listed = null;
        for (var i = 0; i < vulnerabilityIds.Count; i++)
        {
            if (!CveNumber.TryParse(vulnerabilityIds[i], out var cve))
                continue;
            if (Array.BinarySearch(_cves, cve) is >= 0 and var at && (worst < 0 || _scores[at] > _scores[worst]))
                worst = at;
            if (Array.BinarySearch(_matureCves, cve) is >= 0 and var place)
                listed = ExploitMaturities.Furthest(listed, (ExploitMaturity)_maturities[place]);
            if (!_exploited.TryGetValue(cve, out var entry))
                continue;
            dueOn = dueOn < entry.DueOn ? dueOn : entry.DueOn;
            isRansomware |= entry.Ransomware;
        }

        if (worst < 0 && dueOn is null && listed is null)
            return Said(reported);
        var threat = Furthest(dueOn is not null, listed, reported) with { KevDueDate = dueOn, IsUsedByRansomware = isRansomware };
        return worst < 0 ? threat
            : threat with { Epss = _scores[worst], EpssPercentile = _percentiles[worst], EpssCve = CveNumber.ToText(_cves[worst]) };
    }

    private static Threat Furthest(bool isExploited, ExploitMaturity? listed, ExploitMaturity? reported) =>
        isExploited ? new Threat { ExploitMaturity = ExploitMaturity.Attacked, ExploitMaturitySource = ExploitMaturitySource.Kev }
        : listed is null || reported > listed ? Said(reported)
        : new Threat { ExploitMaturity = listed, ExploitMaturitySource = ExploitMaturitySource.List };

    /// <summary>Where only the scanner says something.</summary>
    private static Threat Said(ExploitMaturity? reported) => reported is { } maturity ? BySaid[(int)maturity] : Threat.None;
}
