using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>As much of a finding as planning needs; a hundred thousand of them are looked at in one run.</summary>
/// <param name="OpenedAt">UTC. When it was last opened: first seen, or seen again after it was closed.</param>
/// <param name="Content">Changes whenever something changes that a ticket could show.</param>
internal readonly record struct PlannedFinding(
    FindingId Id,
    FindingKind Kind,
    Severity Severity,
    string Scanner,
    string Asset,
    string? Rule,
    string? Package,
    string? Location,
    bool IsOpen,
    DateTimeOffset OpenedAt,
    UInt128 Content)
{
    /// <summary>UTC.</summary>
    public DateTimeOffset FirstSeenAt { get; init; } = OpenedAt;

    /// <inheritdoc cref="Finding.AcceptedFor"/>
    public TimeSpan AcceptedFor { get; init; }

    /// <inheritdoc cref="Deadline.StartOf"/>
    public DateOnly DueFrom => Deadline.StartOf(FirstSeenAt, AcceptedFor);

    public FindingStatus Status { get; init; } = IsOpen ? FindingStatus.Active : FindingStatus.Fixed;

    /// <summary>Whether a fixed version is known.</summary>
    public bool HasFix { get; init; }

    public Threat Threat { get; init; } = Threat.None;

    /// <summary>Tags, and labels as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
