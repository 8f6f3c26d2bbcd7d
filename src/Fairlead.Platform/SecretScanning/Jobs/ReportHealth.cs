using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Storage;

namespace Fairlead.Platform.SecretScanning.Jobs;

/// <summary>Tells of projects whose secrets did not become findings, so that no ticket is made of them.</summary>
internal sealed class ReportHealth(ProjectReportStore reports) : IHealthReason
{
    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
    [
        .. (await reports.FailedAsync(ct)).Select(report => new HealthReason(
            "secrets_not_told",
            $"Secrets of {report.Asset ?? $"project {report.ProjectId}"} are not among the findings yet: {report.Problem}. It is tried again each minute.",
            IsBlocking: false, report.Asset ?? report.ProjectId)),
    ];
}
