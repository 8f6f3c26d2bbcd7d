using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings.Intelligence;

namespace Fairlead.Platform.Findings.Storage;

/// <summary>A row of Finding.Search.</summary>
internal sealed class SummaryRow
{
    public long No { get; init; }

    public FindingId Id { get; init; }

    public int Kind { get; init; }

    public int Severity { get; init; }

    public int Status { get; init; }

    public string Title { get; init; } = "";

    public string Scanner { get; init; } = "";

    public string RuleId { get; init; } = "";

    public string? Asset { get; init; }

    public string? Package { get; init; }

    public string? PackageVersion { get; init; }

    public string? FixedVersion { get; init; }

    public string? Location { get; init; }

    public int? StartLine { get; init; }

    public string? VulnerabilityIds { get; init; }

    public int? ExploitMaturity { get; init; }

    public string? Url { get; init; }

    public DateTimeOffset FirstSeenAt { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ReturnedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public long ContentHash { get; init; }

    /// <summary>Each between line ends.</summary>
    public string? Labels { get; init; }

    public long AcceptedSeconds { get; init; }

    public FindingSummary ToSummary(ThreatMap threats)
    {
        var ids = Lines(VulnerabilityIds);
        return new(
            Id, No, (FindingKind)Kind, (Severity)Severity, (FindingStatus)Status, Title, Scanner, RuleId, Asset, Package, PackageVersion,
            FixedVersion, Location, StartLine, ids, Url, FirstSeenAt, ContentHash, OpenedAt)
        {
            ReportedAt = ReturnedAt ?? FirstSeenAt,
            ClosedAt = ClosedAt,
            Labels = Labels is null ? [] : Labels.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Threat = threats.Of(ids, (ExploitMaturity?)ExploitMaturity),
            AcceptedFor = TimeSpan.FromSeconds(AcceptedSeconds),
        };
    }

    internal static IReadOnlyList<string> Lines(string? text) => text is null ? [] : text.Split('\n');
}

/// <summary>A row of Finding.ByIds.</summary>
internal sealed class FindingRow
{
    public long No { get; init; }

    public FindingId Id { get; init; }

    public long OriginNo { get; init; }

    public byte[] Fingerprint { get; init; } = [];

    public int IdentityVersion { get; init; }

    public int Kind { get; init; }

    public string Scanner { get; init; } = "";

    public string RuleId { get; init; } = "";

    public string Title { get; init; } = "";

    public string? Description { get; init; }

    public int ReportedSeverity { get; init; }

    public int? SeverityOverride { get; init; }

    public int SeverityReported { get; init; }

    public string? SeverityReason { get; init; }

    public string? SeverityBy { get; init; }

    public DateTimeOffset? SeverityAt { get; init; }

    public string? Asset { get; init; }

    public string? Location { get; init; }

    public int? StartLine { get; init; }

    public string? Package { get; init; }

    public string? PackageVersion { get; init; }

    public string? FixedVersion { get; init; }

    public string? VulnerabilityIds { get; init; }

    public int? ExploitMaturity { get; init; }

    public string? Url { get; init; }

    public string Detail { get; init; } = "{}";

    public int Status { get; init; }

    public int? DecisionStatus { get; init; }

    public string? DecisionReason { get; init; }

    public string? DecisionBy { get; init; }

    public DateTimeOffset? DecisionAt { get; init; }

    /// <summary>UTC. When somebody last took a decision back. Read only where rows are locked to decide on them.</summary>
    public DateTimeOffset? TakenBackAt { get; init; }

    public DateTimeOffset? DecisionExpiresAt { get; init; }

    public long AcceptedSeconds { get; init; }

    public DateTimeOffset FirstSeenAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public long Revision { get; init; }

    /// <summary><see langword="null"/>: the sources alone decide.</summary>
    public FindingDecision? Decision => DecisionStatus is { } decided && DecisionAt is { } at
        ? new FindingDecision((FindingStatus)decided, DecisionReason, DecisionBy ?? "", at, DecisionExpiresAt)
        : null;

    /// <inheritdoc cref="Finding.AcceptedFor"/>
    public TimeSpan AcceptedFor => TimeSpan.FromSeconds(AcceptedSeconds);

    /// <summary><see langword="null"/>: the scanner's counts.</summary>
    public SeverityDecision? SeverityDecision => SeverityOverride is { } severity && SeverityAt is { } at
        ? new SeverityDecision((Severity)severity, (Severity)SeverityReported, SeverityReason, SeverityBy ?? "", at)
        : null;

    /// <summary>What counts: the person's word where there is one, else the scanner's.</summary>
    public Severity Severity => SeverityDecision?.Severity ?? (Severity)ReportedSeverity;

    /// <param name="lastSeenAt">From its occurrences; null where none is left to say.</param>
    public Finding ToFinding(DateTimeOffset? lastSeenAt, ThreatMap threats) => new()
    {
        Id = Id,
        No = No,
        Fingerprint = Findings.Fingerprint.From(Fingerprint),
        IdentityVersion = IdentityVersion,
        Kind = (FindingKind)Kind,
        Scanner = Scanner,
        RuleId = RuleId,
        Title = Title,
        Description = Description,
        ReportedSeverity = (Severity)ReportedSeverity,
        SeverityDecision = SeverityDecision,
        Asset = Asset,
        Location = Location,
        StartLine = StartLine,
        Package = Package,
        PackageVersion = PackageVersion,
        FixedVersion = FixedVersion,
        VulnerabilityIds = SummaryRow.Lines(VulnerabilityIds),
        Threat = threats.Of(SummaryRow.Lines(VulnerabilityIds), (ExploitMaturity?)ExploitMaturity),
        ReportedExploitMaturity = (ExploitMaturity?)ExploitMaturity,
        Url = Url,
        Detail = DetailJson.Read(Detail),
        Status = (FindingStatus)Status,
        Decision = Decision,
        AcceptedFor = AcceptedFor,
        FirstSeenAt = FirstSeenAt,
        LastSeenAt = lastSeenAt ?? FirstSeenAt,
        ClosedAt = ClosedAt,
        ChangedAt = ChangedAt,
        Revision = Revision,
    };
}

/// <summary>A row of Occurrence.OfFindings.</summary>
internal sealed class OccurrenceRow
{
    public long FindingNo { get; init; }

    public ScopeId Id { get; init; }

    public string Asset { get; init; } = "";

    public string Scanner { get; init; } = "";

    public string Branch { get; init; } = "";

    public string ReportKind { get; init; } = "";

    public DateTimeOffset? ReportedAt { get; init; }

    public DateTimeOffset? CompleteAt { get; init; }

    public ImportId? LatestImport { get; init; }

    public int State { get; init; }

    public int Items { get; init; }

    public int Misses { get; init; }

    public DateTimeOffset? SeenUntil { get; init; }

    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>That it was seen again is not written; the scope's latest complete report says it, until it is missing.</summary>
    public DateTimeOffset LastSeenAt
    {
        get
        {
            var stated = SeenUntil ?? CompleteAt ?? FirstSeenAt;
            return stated > FirstSeenAt ? stated : FirstSeenAt;
        }
    }

    public Occurrence ToOccurrence() => new(
        new Scope(
            Id, Asset.Length == 0 ? null : Asset, Scanner, Branch.Length == 0 ? null : Branch, ReportKind, LatestImport, ReportedAt, CompleteAt),
        (OccurrenceState)State,
        Items,
        Misses,
        FirstSeenAt,
        LastSeenAt);
}
