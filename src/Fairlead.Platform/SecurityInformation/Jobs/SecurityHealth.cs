using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Storage;

namespace Fairlead.Platform.SecurityInformation.Jobs;

/// <summary>Tells of providers whose vulnerabilities did not become findings, so that no ticket is made of them, and of issues that could not be linked.</summary>
internal sealed class SecurityHealth(ReportStore reports, AssociationStore associations) : IHealthReason
{
    private const int MaxTold = 3;

    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
    [
        .. (await reports.FailedAsync(ct)).Select(report => new HealthReason(
            "vulnerabilities_not_told",
            $"What the provider {report.Name} pushed last is not among the findings yet: {report.Problem}. It is tried again each minute.",
            IsBlocking: false, report.Name)),
        .. (await associations.FailedAsync(MaxTold, ct)).GroupBy(a => (a.ProviderNo, a.Name)).Select(failed => new HealthReason(
            "associations_not_linked",
            $"The provider {failed.Key.Name} associated vulnerabilities with issues that are not linked: {TextOf([.. failed])}. It is tried again each hour.",
            IsBlocking: false, failed.Key.Name)),
    ];

    private static string TextOf(IReadOnlyList<FailedAssociation> failed) =>
        string.Join("; ", failed.Select(f => $"{f.VulnerabilityId} with {f.Issue} ({f.Problem})"))
        + (failed[0].Failed > failed.Count ? $"; and {failed[0].Failed - failed.Count:N0} more" : "");
}
