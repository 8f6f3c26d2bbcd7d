using Fairlead.Kernel;

namespace Fairlead.Platform.Findings;

/// <summary>How many findings match a filter.</summary>
/// <param name="BySeverity">Severities without findings are present with 0.</param>
public sealed record FindingCounts(
    long Total,
    long Open,
    IReadOnlyDictionary<Severity, long> BySeverity,
    IReadOnlyDictionary<FindingStatus, long> ByStatus);
