using System.Runtime.CompilerServices;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Findings as the Findings room has them.</summary>
internal sealed class CatalogFindings(FindingCatalog catalog) : IFindingSource
{
    public async IAsyncEnumerable<PlannedFinding> StreamAsync(TicketFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        var wanted = new FindingFilter
        {
            Kinds = filter.Kinds,
            MinimumSeverity = filter.MinimumSeverity == Severity.Unknown ? null : filter.MinimumSeverity,
            Severities = filter.Severities,
            HasFix = filter.Fixable,
            FirstSeenFrom = filter.FirstSeenFrom is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null,
        };
        // A plan must not rest on an exception that is over.
        await catalog.EndExpiredDecisionsAsync(ct);
        await foreach (var summary in catalog.StreamSummariesAsync(wanted, ct))
            yield return ToPlanned(summary);
    }

    public Task<DateTimeOffset> KnownAtAsync(DateTimeOffset at, CancellationToken ct) => catalog.KnownAtAsync(at, ct);

    public async Task<IReadOnlyList<ContentFinding>> ContentAsync(IReadOnlyCollection<FindingId> ids, CancellationToken ct)
    {
        var content = new List<ContentFinding>(ids.Count);
        foreach (var chunk in ids.Chunk(FindingFilter.MaxIds))
            content.AddRange((await catalog.GetManyAsync(chunk, ct)).Select(ToContent));
        return content;
    }

    public async Task<NamedMembers> NamedAsync(IReadOnlyCollection<FindingId> ids, CancellationToken ct)
    {
        var members = new List<GroupMember>(ids.Count);
        await foreach (var finding in SummariesAsync(ids, ct))
            members.Add(new GroupMember(finding.IsOpen, finding.Severity, finding.Id, Deadline.StartOf(finding.FirstSeenAt, finding.AcceptedFor)));
        return NamedMembers.Of(members);
    }

    public async Task<IReadOnlyList<PlannedFinding>> PlannedAsync(IReadOnlyCollection<FindingId> ids, CancellationToken ct)
    {
        var planned = new List<PlannedFinding>(ids.Count);
        await foreach (var finding in SummariesAsync(ids, ct))
            planned.Add(ToPlanned(finding));
        return planned;
    }

    private async IAsyncEnumerable<FindingSummary> SummariesAsync(
        IReadOnlyCollection<FindingId> ids, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var chunk in ids.Chunk(FindingFilter.MaxIds))
        {
            await foreach (var finding in catalog.StreamSummariesAsync(new FindingFilter { Ids = chunk }, ct))
                yield return finding;
        }
    }

    public static PlannedFinding ToPlanned(FindingSummary finding) => new(
        finding.Id,
        finding.Kind,
        finding.Severity,
        finding.Scanner,
        finding.Asset ?? "",
        finding.RuleId,
        finding.Package,
        finding.Location,
        finding.IsOpen,
        finding.OpenedAt,
        new UInt128((ulong)finding.ContentHash ^ DaysAccepted(finding), (finding.Threat.Telling << 16) | ((ulong)finding.Status << 8) | (ulong)finding.Severity))
    {
        FirstSeenAt = finding.FirstSeenAt,
        AcceptedFor = finding.AcceptedFor,
        Status = finding.Status,
        HasFix = finding.FixedVersion is not null,
        Labels = finding.Labels,
        Threat = finding.Threat,
    };

    /// <summary>Its due date goes by them, although it stands and says what it did before.</summary>
    private static ulong DaysAccepted(FindingSummary finding) => (ulong)Deadline.DaysOf(finding.AcceptedFor) * 0x9E37_79B9_7F4A_7C15;

    private static ContentFinding ToContent(Finding finding) => new(
        finding.Id,
        finding.Kind,
        finding.Severity,
        finding.Title,
        finding.Asset ?? "",
        finding.Scanner,
        finding.RuleId,
        finding.Package,
        finding.PackageVersion,
        finding.FixedVersion,
        finding.StartLine is { } line && finding.Location is not null ? $"{finding.Location}:{line}" : finding.Location,
        finding.Description,
        finding.Detail.Remediation,
        finding.Url is { } url ? [url, .. finding.Detail.Urls.Where(u => u != url)] : finding.Detail.Urls,
        WordsOf(finding.Status),
        finding.IsOpen,
        finding.FirstSeenAt)
    {
        Decided = finding is { IsOpen: false, Decision: { } decision } && decision.Status == finding.Status
            ? $"{(decision.ExpiresAt is { } end ? $"until {EndText.Of(end)} " : "")}by {decision.By}"
            : null,
        AcceptedFor = finding.AcceptedFor,
        Threat = finding.Threat,
        Identifiers = finding.VulnerabilityIds,
        Cwes = finding.Detail.Cwes,
        Cvss = finding.Detail.CvssScore,
        IsSaidExploited = finding.Detail.KnownExploited == true,
        Labels = [.. finding.Detail.Tags, .. finding.Detail.Labels.Select(l => $"{l.Key}={l.Value}")],
    };

    public static string WordsOf(FindingStatus status) => status switch
    {
        FindingStatus.InProgress => "in progress",
        FindingStatus.WaitingForThirdParty => "waiting for third party",
        FindingStatus.ExceptionRequested => "exception requested",
        FindingStatus.RiskAccepted => "risk accepted",
        FindingStatus.FalsePositive => "false positive",
        FindingStatus.WaitingForVerification => "waiting for verification",
        _ => status.ToString().ToLowerInvariant(),
    };
}
