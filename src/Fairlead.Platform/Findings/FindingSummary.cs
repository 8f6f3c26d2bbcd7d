using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Findings;

/// <summary>As much of a finding as lists and ticket planning need; light enough for 100,000 at a time.</summary>
/// <param name="No">Row number: the order of first sight.</param>
/// <param name="Severity">As shown: a person's word wins.</param>
/// <param name="Url">The scanner's main address; null where it gave none.</param>
/// <param name="ContentHash">Changes with what the source says; not with status or severity override.</param>
/// <param name="OpenedAt">
/// UTC. When it last became open: first seen, reported again after it was closed, or a decision that kept it closed ended.
/// A done ticket is reopened when this is later than its closing.
/// </param>
public sealed record FindingSummary(
    FindingId Id,
    long No,
    FindingKind Kind,
    Severity Severity,
    FindingStatus Status,
    string Title,
    string Scanner,
    string RuleId,
    string? Asset,
    string? Package,
    string? PackageVersion,
    string? FixedVersion,
    string? Location,
    int? StartLine,
    IReadOnlyList<string> VulnerabilityIds,
    string? Url,
    DateTimeOffset FirstSeenAt,
    long ContentHash,
    DateTimeOffset OpenedAt)
{
    /// <summary>UTC. When a source last opened it: first seen, or reported again after it was closed. What people decide does not change it.</summary>
    public DateTimeOffset ReportedAt { get; init; } = FirstSeenAt;

    /// <summary>UTC. Since when it is closed; <see langword="null"/> while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Tags, and labels as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <inheritdoc cref="Finding.Threat"/>
    public Threat Threat { get; init; } = Threat.None;

    /// <inheritdoc cref="Finding.AcceptedFor"/>
    public TimeSpan AcceptedFor { get; init; }

    public bool IsOpen => Status.IsOpen;
}
