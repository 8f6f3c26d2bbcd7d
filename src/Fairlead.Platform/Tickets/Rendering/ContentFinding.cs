using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Planning;

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
    /// <summary>Until when and by whom what is closed was decided, such as <c>until 2027-02-28 by Bob</c>; <see langword="null"/> where nobody did.</summary>
    public string? Decided { get; init; }

    /// <inheritdoc cref="Finding.AcceptedFor"/>
    public TimeSpan AcceptedFor { get; init; }

    /// <inheritdoc cref="Deadline.StartOf"/>
    public DateOnly DueFrom => Deadline.StartOf(FirstSeenAt, AcceptedFor);

    public Threat Threat { get; init; } = Threat.None;

    /// <summary>CVE, GHSA and the like.</summary>
    public IReadOnlyList<string> Identifiers { get; init; } = [];

    public IReadOnlyList<int> Cwes { get; init; } = [];

    /// <summary>0.0 to 10.0.</summary>
    public double? Cvss { get; init; }

    /// <summary>What the scanner itself says, whatever the files of threat intelligence hold.</summary>
    public bool IsSaidExploited { get; init; }

    /// <summary>Tags, and labels as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
