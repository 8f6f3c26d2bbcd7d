using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Findings;

/// <summary>Where a finding stands, as shown.</summary>
public enum FindingState
{
    Active,
    InProgress,
    Potential,
    WaitingForThirdParty,
    ExceptionRequested,
    RiskAccepted,
    FalsePositive,
    Duplicate,
    WaitingForVerification,
    Fixed,
}

/// <summary>The order of a list; equal ones newest first.</summary>
public enum FindingSort
{
    NewestFirst,
    OldestFirst,
    WorstFirst,
}

/// <summary>One page of findings.</summary>
/// <param name="Next">For the <c>cursor</c> of the next call; absent on the last page.</param>
public sealed record FindingPage(IReadOnlyList<FindingItem> Items, string? Next = null);

/// <summary>A finding in a list.</summary>
/// <param name="Severity">As shown: a person's word wins over the scanner's.</param>
/// <param name="Asset">What was scanned; absent where nobody named it.</param>
/// <param name="Threat">By the imported files, and of exploit maturity also by the scanner; absent where neither says anything.</param>
public sealed record FindingItem(
    FindingId Id,
    FindingKind Kind,
    Severity Severity,
    FindingState Status,
    bool IsOpen,
    string Title,
    string Scanner,
    string RuleId,
    DateTimeOffset FirstSeenAt,
    string? Asset = null,
    string? Package = null,
    string? PackageVersion = null,
    string? FixedVersion = null,
    string? Location = null,
    int? StartLine = null,
    IReadOnlyList<string>? VulnerabilityIds = null,
    string? Url = null,
    ThreatResponse? Threat = null);

/// <summary>Who says how far exploitation has come.</summary>
public enum ExploitMaturitySource
{
    /// <summary>The scanner, in its report.</summary>
    Scanner,

    /// <summary>The imported list of exploit maturities.</summary>
    List,

    /// <summary>CISA's catalogue: what is in it was attacked.</summary>
    Kev,
}

/// <summary>What imported threat intelligence says, over all vulnerability ids of a finding.</summary>
/// <param name="KnownExploited">One of them is in CISA's catalogue.</param>
/// <param name="Ransomware">The catalogue says that one of them is used to extort money.</param>
/// <param name="Epss">0 to 1: how likely one of them is exploited within 30 days, the worst; absent where none has a score.</param>
/// <param name="EpssPercentile">0 to 1: which part of all scored vulnerabilities scores no higher.</param>
/// <param name="EpssCve">Whose score it is.</param>
/// <param name="KevDueDate">The first date until which CISA wants one of them mended.</param>
/// <param name="ExploitMaturity">How far exploitation has come, the furthest that anyone says, also the scanner; absent where nobody does.</param>
/// <param name="ExploitMaturitySource">Whose word that is.</param>
public sealed record ThreatResponse(
    bool KnownExploited,
    bool Ransomware,
    double? Epss = null,
    double? EpssPercentile = null,
    string? EpssCve = null,
    DateOnly? KevDueDate = null,
    ExploitMaturity? ExploitMaturity = null,
    ExploitMaturitySource? ExploitMaturitySource = null);

/// <summary>One finding with all that is known of it.</summary>
/// <param name="ReportedSeverity">The scanner's; <c>item.severity</c> is what counts.</param>
/// <param name="SeverityOverride">A person's; absent where nobody changed it.</param>
/// <param name="SeverityDecision">Whose word that is, and why; absent where nobody changed it.</param>
/// <param name="Revision">For <see cref="ChangeFindingRequest.Revision"/>.</param>
public sealed record FindingResponse(
    FindingItem Item,
    string Fingerprint,
    Severity ReportedSeverity,
    DateTimeOffset LastSeenAt,
    DateTimeOffset ChangedAt,
    long Revision,
    FindingDetailResponse Detail,
    IReadOnlyList<OccurrenceResponse> Occurrences,
    Severity? SeverityOverride = null,
    DecisionResponse? Decision = null,
    DateTimeOffset? ClosedAt = null,
    string? Description = null,
    SeverityDecisionResponse? SeverityDecision = null);

/// <summary>Further facts, as the source states them.</summary>
/// <param name="CvssScore">0.0 to 10.0.</param>
/// <param name="EpssScore">0.0 to 1.0.</param>
/// <param name="ExploitMaturity">By the CVSS vectors of the report; <c>item.threat.exploitMaturity</c> is what counts.</param>
public sealed record FindingDetailResponse(
    IReadOnlyList<int> Cwes,
    IReadOnlyList<string> Urls,
    IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, string> Labels,
    string? SeverityRaw = null,
    string? Symbol = null,
    string? Ecosystem = null,
    string? Purl = null,
    double? CvssScore = null,
    string? CvssVector = null,
    double? EpssScore = null,
    bool? KnownExploited = null,
    string? Remediation = null,
    DateTimeOffset? ReportedAt = null,
    string? SourceStatus = null,
    ExploitMaturity? ExploitMaturity = null);

/// <summary>What a person decided on the status.</summary>
/// <param name="By">Name of the person or service, as it was then.</param>
/// <param name="ExpiresAt">After it the sources decide again; absent: never.</param>
public sealed record DecisionResponse(
    FindingState Status, string By, DateTimeOffset At, string? Reason = null, DateTimeOffset? ExpiresAt = null);

/// <summary>What a person said of the severity.</summary>
/// <param name="Reported">What the scanner said then; <c>reportedSeverity</c> is what it says now.</param>
/// <param name="By">Name of the person or service, as it was then.</param>
public sealed record SeverityDecisionResponse(Severity Severity, Severity Reported, string By, DateTimeOffset At, string? Reason = null);

/// <summary>What one source says of a finding.</summary>
public enum SightingState
{
    Reported,

    /// <summary>Absent, but not often enough to be believed, or its closing waits for a person.</summary>
    Missing,

    /// <summary>Set aside at the source.</summary>
    SetAside,

    /// <summary>Judged no weakness at the source.</summary>
    Dismissed,
    Gone,
}

/// <summary>One source's sighting.</summary>
/// <param name="Items">Entries in the latest report; 255 stands for 255 or more.</param>
/// <param name="Misses">Complete reports in a row without it.</param>
public sealed record OccurrenceResponse(
    string Scanner,
    string ReportKind,
    SightingState State,
    int Items,
    int Misses,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    string? Asset = null,
    string? Branch = null);

/// <summary>How many findings match.</summary>
public sealed record FindingCountsResponse(
    long Total,
    long Open,
    IReadOnlyDictionary<Severity, long> BySeverity,
    IReadOnlyDictionary<FindingState, long> ByStatus);

/// <summary>A person's change. Absent members stay as they are.</summary>
/// <param name="Status"><see cref="FindingState.Active"/> takes a decision back.</param>
/// <param name="Reason">At most 2,000 characters; required to accept a risk.</param>
/// <param name="ExpiresAt">The first instant at which it holds no longer, in the future; required to accept a risk.</param>
/// <param name="ClearSeverity">Takes a severity override back.</param>
/// <param name="Revision">The revision that the person saw; absent: whatever it is now.</param>
public sealed record ChangeFindingRequest(
    FindingState? Status = null,
    string? Reason = null,
    DateTimeOffset? ExpiresAt = null,
    Severity? Severity = null,
    bool ClearSeverity = false,
    long? Revision = null);

/// <summary>Which findings to list or count; absent members allow everything.</summary>
/// <param name="Text">Found literally, ignoring case, in title, rule, package, location, asset or vulnerability ids.</param>
/// <param name="Label">A tag, or <c>name=value</c>.</param>
/// <param name="ExploitMaturity">Exploitation has come this far or further.</param>
/// <param name="HasTicket">Behind a ticket whose issue is there, or without one.</param>
public sealed record FindingQuery(
    IReadOnlyList<FindingKind>? Kinds = null,
    IReadOnlyList<Severity>? Severities = null,
    Severity? MinimumSeverity = null,
    IReadOnlyList<FindingState>? Statuses = null,
    bool? Open = null,
    string? Scanner = null,
    string? Asset = null,
    string? Rule = null,
    string? Text = null,
    string? Label = null,
    bool? HasFix = null,
    DateTimeOffset? FirstSeenFrom = null,
    DateTimeOffset? FirstSeenBefore = null,
    TicketId? Ticket = null,
    ExploitMaturity? ExploitMaturity = null,
    bool? HasTicket = null);
