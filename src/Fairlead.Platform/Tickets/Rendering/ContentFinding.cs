using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>As much of a finding as a ticket can show. All of it is text from outside.</summary>
internal sealed record ContentFinding(
    FindingId Id,
    FindingKind Kind,
    Severity Severity,
    string Title,
    string Asset,
    string Scanner,
    string? Rule,
    string? Package,
    string? PackageVersion,
    string? FixedVersion,
    string? Location,
    string? Description,
    string? Remediation,
    IReadOnlyList<string> Links,
    string Status,
    bool IsOpen,
    DateTimeOffset FirstSeenAt)
{
    public Threat Threat { get; init; } = Threat.None;

    /// <summary>Tags, and labels as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
