using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Decides whether a finding passes a filter.</summary>
internal sealed class FilterMatch
{
    private readonly bool[] _severities;
    private readonly HashSet<FindingKind>? _kinds;
    private readonly HashSet<string>? _scanners;
    private readonly IReadOnlyList<TextPattern> _assets;
    private readonly IReadOnlyList<TextPattern> _rules;
    private readonly IReadOnlyList<TextPattern> _labels;
    private readonly HashSet<FindingStatus>? _statuses;
    private readonly bool? _fixable;
    private readonly double? _minimumEpss;
    private readonly bool? _kev;
    private readonly ExploitMaturity? _maturity;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _until;

    /// <param name="now">UTC; age is counted up to it.</param>
    public FilterMatch(TicketFilter filter, DateTimeOffset now)
    {
        _severities = [.. Enumerable.Range(0, (int)Severity.Critical + 1).Select(s => filter.LetsIn((Severity)s))];
        _kinds = filter.Kinds.Count == 0 ? null : [.. filter.Kinds];
        _scanners = filter.Scanners.Count == 0 ? null : new(filter.Scanners, StringComparer.OrdinalIgnoreCase);
        _assets = [.. filter.Assets.Select(a => new TextPattern(a))];
        _rules = [.. filter.Rules.Select(r => new TextPattern(r))];
        _labels = [.. filter.Labels.Select(l => new TextPattern(l))];
        _statuses = filter.Statuses.Count == 0 ? null : [.. filter.Statuses];
        _fixable = filter.Fixable;
        _minimumEpss = filter.MinimumEpss;
        _kev = filter.Kev;
        _maturity = filter.ExploitMaturity;
        _from = filter.FirstSeenFrom is { } day ? new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : DateTimeOffset.MinValue;
        _until = filter.MinimumAgeDays is { } days ? now.AddDays(-days) : DateTimeOffset.MaxValue;
    }

    public bool Accepts(in PlannedFinding finding) =>
        _severities[(int)finding.Severity]
        && _kinds?.Contains(finding.Kind) != false
        && _scanners?.Contains(finding.Scanner) != false
        && AnyMatches(_assets, finding.Asset)
        && AnyMatches(_rules, finding.Rule)
        && (_labels.Count == 0 || finding.Labels.Any(l => AnyMatches(_labels, l)))
        && (_fixable is null || _fixable == finding.HasFix)
        && (_minimumEpss is null || finding.Threat.Epss >= _minimumEpss)
        && (_kev is null || _kev == finding.Threat.IsKnownExploited)
        && (_maturity is null || finding.Threat.ExploitMaturity >= _maturity)
        && finding.FirstSeenAt >= _from && finding.FirstSeenAt <= _until
        && AcceptsStatus(finding);

    /// <summary>What is closed closes its ticket, whatever it was called while it was open.</summary>
    private bool AcceptsStatus(in PlannedFinding finding) =>
        _statuses is null || !finding.IsOpen
        || _statuses.Contains(finding.Status == FindingStatus.WaitingForVerification ? FindingStatus.Active : finding.Status);

    private static bool AnyMatches(IReadOnlyList<TextPattern> patterns, string? text)
    {
        if (patterns.Count == 0)
            return true;
        foreach (var pattern in patterns)
        {
            if (text is not null && pattern.Matches(text))
                return true;
        }

        return false;
    }
}
