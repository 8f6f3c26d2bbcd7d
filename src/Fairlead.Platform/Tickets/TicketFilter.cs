using Fairlead.Kernel;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets;

/// <summary>
/// Which findings a configuration speaks for, open or closed: closed ones must stay in sight, or their tickets could not be closed.
/// An empty list allows everything; lists are joined by and, the entries of a list by or.
/// </summary>
public sealed record TicketFilter
{
    /// <summary>Of the limit on EPSS, down to which a finding stays that has an open issue.</summary>
    private const double KeptEpss = 0.8;

    public static TicketFilter Everything { get; } = new();

    /// <summary><see cref="Severity.Unknown"/>: every severity.</summary>
    public Severity MinimumSeverity { get; init; } = Severity.Unknown;

    /// <summary>Beside <see cref="MinimumSeverity"/>; both must hold.</summary>
    public IReadOnlyList<Severity> Severities { get; init; } = [];

    public IReadOnlyList<FindingKind> Kinds { get; init; } = [];

    /// <summary>Compared without case.</summary>
    public IReadOnlyList<string> Scanners { get; init; } = [];

    /// <summary>Patterns: <c>*</c> stands for any characters; compared without case.</summary>
    public IReadOnlyList<string> Assets { get; init; } = [];

    /// <summary>Patterns, as for assets.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Patterns, as for assets, of a tag or of a label as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>
    /// Open statuses only, and only what is open is held against them: what was closed must stay in sight. A finding that waits for
    /// verification counts as active.
    /// </summary>
    public IReadOnlyList<FindingStatus> Statuses { get; init; } = [];

    /// <summary>Whether a fixed version is known.</summary>
    public bool? Fixable { get; init; }

    /// <summary>First seen on this UTC day or later.</summary>
    public DateOnly? FirstSeenFrom { get; init; }

    /// <summary>First seen at least so many times 24 hours ago; 1 to <see cref="MaxDays"/>.</summary>
    public int? MinimumAgeDays { get; init; }

    /// <summary>0 to 1: the worst EPSS score of its vulnerability ids is known and at least so high.</summary>
    public double? MinimumEpss { get; init; }

    /// <summary>Whether one of its vulnerability ids is in CISA's catalogue of known exploited ones.</summary>
    public bool? Kev { get; init; }

    /// <summary>Somebody says of one of its vulnerabilities that exploitation has come this far or further.</summary>
    public ExploitMaturity? ExploitMaturity { get; init; }

    /// <summary>What a finding that has an open issue still passes: a score that swings about the limit does not close and open the issue.</summary>
    /// <returns><see langword="null"/> where that makes no difference.</returns>
    public TicketFilter? OfTicketed() => MinimumEpss is { } limit ? this with { MinimumEpss = limit * KeptEpss } : null;

    /// <summary>Whether findings of a severity can pass.</summary>
    public bool LetsIn(Severity severity) => severity >= MinimumSeverity && (Severities.Count == 0 || Severities.Contains(severity));

    public const int MaxDays = 3_660;
}
