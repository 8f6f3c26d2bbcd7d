using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Storage;

namespace Fairlead.Platform.SecurityInformation.Jobs;

/// <summary>Tells of providers whose vulnerabilities did not become findings, so that no ticket is made of them.</summary>
internal sealed class SecurityHealth(ReportStore reports) : IHealthReason
{
    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
    [
        .. (await reports.FailedAsync(ct)).Select(report => new HealthReason(
            "vulnerabilities_not_told",
            $"What the provider {report.Name} pushed last is not among the findings yet: {report.Problem}. It is tried again each minute.",
            IsBlocking: false, report.Name)),
    ];
}
