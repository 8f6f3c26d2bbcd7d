using System.Diagnostics;
using Fairlead.Client.Findings;
using Fairlead.Kernel;

namespace Fairlead.Platform.Findings.Api;

/// <summary>The room's words as they cross the wire.</summary>
internal static class FindingResponses
{
    public static FindingItem Item(FindingSummary finding) => new(
        finding.Id,
        finding.Kind,
        finding.Severity,
        StateOf(finding.Status),
        finding.IsOpen,
        finding.Title,
        finding.Scanner,
        finding.RuleId,
        finding.FirstSeenAt,
        finding.Asset,
        finding.Package,
        finding.PackageVersion,
        finding.FixedVersion,
        finding.Location,
        finding.StartLine,
        finding.VulnerabilityIds,
        finding.Url,
        Threat(finding.Threat));

    public static FindingResponse Whole(Finding finding, IReadOnlyList<Occurrence> occurrences) => new(
        new FindingItem(
            finding.Id,
            finding.Kind,
            finding.Severity,
            StateOf(finding.Status),
            finding.IsOpen,
            finding.Title,
            finding.Scanner,
            finding.RuleId,
            finding.FirstSeenAt,
            finding.Asset,
            finding.Package,
            finding.PackageVersion,
            finding.FixedVersion,
            finding.Location,
            finding.StartLine,
            finding.VulnerabilityIds,
            finding.Url,
            Threat(finding.Threat)),
        finding.Fingerprint.ToString(),
        finding.ReportedSeverity,
        finding.LastSeenAt,
        finding.ChangedAt,
        finding.Revision,
        Detail(finding.Detail, finding.ReportedExploitMaturity),
        [.. occurrences.Select(Sighting)],
        finding.SeverityOverride,
        finding.Decision is { } d ? new DecisionResponse(StateOf(d.Status), d.By, d.At, d.Reason, d.ExpiresAt) : null,
        finding.ClosedAt,
        finding.Description,
        finding.SeverityDecision is { } s ? new SeverityDecisionResponse(s.Severity, s.Reported, s.By, s.At, s.Reason) : null);

    public static FindingCountsResponse Counts(FindingCounts counts) => new(
        counts.Total, counts.Open, counts.BySeverity, counts.ByStatus.ToDictionary(c => StateOf(c.Key), c => c.Value));

    public static FindingState StateOf(FindingStatus status) => status switch
    {
        FindingStatus.Active => FindingState.Active,
        FindingStatus.InProgress => FindingState.InProgress,
        FindingStatus.Potential => FindingState.Potential,
        FindingStatus.WaitingForThirdParty => FindingState.WaitingForThirdParty,
        FindingStatus.ExceptionRequested => FindingState.ExceptionRequested,
        FindingStatus.RiskAccepted => FindingState.RiskAccepted,
        FindingStatus.FalsePositive => FindingState.FalsePositive,
        FindingStatus.Duplicate => FindingState.Duplicate,
        FindingStatus.WaitingForVerification => FindingState.WaitingForVerification,
        FindingStatus.Fixed => FindingState.Fixed,
        _ => throw new UnreachableException(),
    };

    public static FindingStatus StatusOf(FindingState state) =>
        Enum.GetValues<FindingStatus>().First(s => StateOf(s) == state);

    private static ThreatResponse? Threat(Threat threat) => threat == Findings.Threat.None ? null : new(
        threat.IsKnownExploited, threat.IsUsedByRansomware, threat.Epss, threat.EpssPercentile, threat.EpssCve, threat.KevDueDate, threat.ExploitMaturity,
        threat.ExploitMaturitySource is { } source ? Enum.Parse<Client.Findings.ExploitMaturitySource>(source.ToString()) : null);

    private static FindingDetailResponse Detail(FindingDetail detail, ExploitMaturity? maturity) => new(
        detail.Cwes,
        detail.Urls,
        detail.Tags,
        detail.Labels,
        detail.SeverityRaw,
        detail.Symbol,
        detail.Ecosystem,
        detail.Purl,
        detail.CvssScore,
        detail.CvssVector,
        detail.EpssScore,
        detail.KnownExploited,
        detail.Remediation,
        detail.ReportedAt,
        detail.SourceStatusRaw,
        maturity);

    private static OccurrenceResponse Sighting(Occurrence occurrence) => new(
        occurrence.Scope.Scanner,
        occurrence.Scope.ReportKind,
        occurrence.State switch
        {
            OccurrenceState.Reported => SightingState.Reported,
            OccurrenceState.Missing => SightingState.Missing,
            OccurrenceState.SetAside => SightingState.SetAside,
            OccurrenceState.Dismissed => SightingState.Dismissed,
            OccurrenceState.Gone => SightingState.Gone,
            _ => throw new UnreachableException(),
        },
        occurrence.Items,
        occurrence.Misses,
        occurrence.FirstSeenAt,
        occurrence.LastSeenAt,
        occurrence.Scope.Asset,
        occurrence.Scope.Branch);
}
