using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Findings;

/// <summary>
/// One weakness as its sources last reported it; known by its <see cref="Fingerprint"/>, never by a row id of a source.
/// It is never deleted. What people decided stands in <see cref="SeverityDecision"/> and <see cref="Decision"/>, beside
/// what the scanner said.
/// </summary>
public sealed record Finding
{
    public required FindingId Id { get; init; }

    /// <summary>Our row number: dense, growing, good for joins; not for people.</summary>
    public required long No { get; init; }

    public required Fingerprint Fingerprint { get; init; }

    /// <summary>The version of the rule, of the format's reader, that chose the identity.</summary>
    public required int IdentityVersion { get; init; }

    public required FindingKind Kind { get; init; }

    public required string Scanner { get; init; }

    public required string RuleId { get; init; }

    /// <summary>One line.</summary>
    public required string Title { get; init; }

    public string? Description { get; init; }

    /// <summary>What counts and is shown: the person's word where there is one, else the scanner's.</summary>
    public Severity Severity => SeverityOverride ?? ReportedSeverity;

    public required Severity ReportedSeverity { get; init; }

    /// <summary>A person's severity; null where nobody changed it.</summary>
    public Severity? SeverityOverride => SeverityDecision?.Severity;

    /// <summary>It stays when the scanner comes to say something else, until a person takes it back; null where nobody changed it.</summary>
    public SeverityDecision? SeverityDecision { get; init; }

    /// <summary>What was scanned; null where neither the report nor the importer named it.</summary>
    public string? Asset { get; init; }

    public string? Location { get; init; }

    /// <summary>From 1.</summary>
    public int? StartLine { get; init; }

    public string? Package { get; init; }

    public string? PackageVersion { get; init; }

    /// <summary>The first version without the weakness; null where none is known.</summary>
    public string? FixedVersion { get; init; }

    public IReadOnlyList<string> VulnerabilityIds { get; init; } = [];

    /// <summary>
    /// By the files of threat intelligence that are in force; what the scanner itself says stands in <see cref="Detail"/> and
    /// <see cref="ReportedExploitMaturity"/>.
    /// </summary>
    public Threat Threat { get; init; } = Threat.None;

    /// <summary>The scanner's; <see cref="Threat.ExploitMaturity"/> is what counts. Null where it states none.</summary>
    public ExploitMaturity? ReportedExploitMaturity { get; init; }

    /// <summary>The scanner's main address to read more.</summary>
    public string? Url { get; init; }

    public FindingDetail Detail { get; init; } = new();

    public required FindingStatus Status { get; init; }

    /// <summary>A person's decision on the status; null where the sources alone decide.</summary>
    public FindingDecision? Decision { get; init; }

    /// <summary>How long it stood accepted with an end date, as far as that is over: so long its deadline waited.</summary>
    public TimeSpan AcceptedFor { get; init; }

    /// <summary>UTC. Our first sight of it, which may be later than the source's own date.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>UTC. The latest complete report that held it, over all its sources.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>UTC. Null while the status is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>UTC. The last change of content, status or severity.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Grows by one with every change; for optimistic edits.</summary>
    public required long Revision { get; init; }

    public bool IsOpen => Status.IsOpen;
}

/// <summary>What is read with one finding but not searched by.</summary>
public sealed record FindingDetail
{
    /// <summary>The severity in the report's own words.</summary>
    public string? SeverityRaw { get; init; }

    public string? Symbol { get; init; }

    public string? Ecosystem { get; init; }

    public string? Purl { get; init; }

    public IReadOnlyList<int> Cwes { get; init; } = [];

    /// <summary>0.0 to 10.0.</summary>
    public double? CvssScore { get; init; }

    public string? CvssVector { get; init; }

    /// <summary>0.0 to 1.0.</summary>
    public double? EpssScore { get; init; }

    public bool? KnownExploited { get; init; }

    public IReadOnlyList<string> Urls { get; init; } = [];

    public string? Remediation { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>UTC. When the source says that it was seen or published.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>The state in the source's own words.</summary>
    public string? SourceStatusRaw { get; init; }
}

/// <summary>What a person said about the status.</summary>
/// <param name="By">Name of the person or service, as it was then.</param>
/// <param name="ExpiresAt">UTC. When the decision ends by itself; null: never.</param>
public sealed record FindingDecision(
    FindingStatus Status, string? Reason, string By, DateTimeOffset At, DateTimeOffset? ExpiresAt)
{
    /// <summary>Whether it is this decision and no later one.</summary>
    internal bool IsSame(FindingDecision? other) => other is not null && Status == other.Status && At == other.At;
}

/// <summary>What a person said about the severity.</summary>
/// <param name="Reported">What the scanner said then.</param>
/// <param name="By">Name of the person or service, as it was then.</param>
public sealed record SeverityDecision(Severity Severity, Severity Reported, string? Reason, string By, DateTimeOffset At)
{
    /// <inheritdoc cref="FindingDecision.IsSame"/>
    internal bool IsSame(SeverityDecision? other) => other is not null && Severity == other.Severity && At == other.At;
}
