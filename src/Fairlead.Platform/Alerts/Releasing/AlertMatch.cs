using Fairlead.Kernel.Text;
using Fairlead.Platform.Alerts.Storage;

namespace Fairlead.Platform.Alerts.Releasing;

/// <summary>Decides whether an alert passes a trigger's filter.</summary>
internal sealed class AlertMatch(AlertFilter filter)
{
    private readonly HashSet<string>? _sources = filter.Sources.Count == 0 ? null : new(filter.Sources, StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyList<TextPattern> _namespaces = PatternsOf(filter.Namespaces);
    private readonly IReadOnlyList<TextPattern> _workloads = PatternsOf(filter.Workloads);
    private readonly IReadOnlyList<TextPattern> _assets = PatternsOf(filter.Assets);
    private readonly IReadOnlyList<TextPattern> _rules = PatternsOf(filter.Rules);

    public bool Accepts(AlertRow alert) =>
        alert.Severity >= (int)filter.MinimumSeverity
        && _sources?.Contains(alert.Source) != false
        && AnyMatches(_namespaces, alert.Namespace)
        && AnyMatches(_workloads, alert.Workload)
        && AnyMatches(_assets, alert.Asset)
        && AnyMatches(_rules, alert.Rule);

    private static IReadOnlyList<TextPattern> PatternsOf(IReadOnlyList<string> patterns) => [.. patterns.Select(p => new TextPattern(p))];

    private static bool AnyMatches(IReadOnlyList<TextPattern> patterns, string? text) =>
        patterns.Count == 0 || (text is not null && patterns.Any(p => p.Matches(text)));
}
