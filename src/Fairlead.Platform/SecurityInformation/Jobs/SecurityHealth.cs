using Fairlead.Client.Providers;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Storage;

namespace Fairlead.Platform.SecurityInformation.Jobs;

/// <summary>Tells of providers whose vulnerabilities did not become findings, so that no ticket is made of them, and of issues that could not be linked.</summary>
internal sealed class SecurityHealth(ReportStore reports, AssociationStore associations, ProviderSites sites) : IHealthReason
{
    private const int MaxTold = 3;

    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
    [
        .. (await reports.FailedAsync(ct)).Select(report => new HealthReason(
            "vulnerabilities_not_told",
            $"What the provider {report.Name} pushed last is not among the findings yet: {report.Problem}. It is tried again each minute.",
            IsBlocking: false, report.Name)),
        .. (await reports.LeftOutAsync(MaxTold, ct)).GroupBy(v => (v.ProviderNo, v.Name)).Select(left => new HealthReason(
            "vulnerabilities_left_out",
            $"Of what the provider {left.Key.Name} pushed, these are no findings: {TextOf([.. left])}. Each is tried again when it is pushed again.",
            IsBlocking: false, left.Key.Name)),
        .. (await associations.FailedAsync(MaxTold, ct)).GroupBy(a => (a.ProviderNo, a.Name)).Select(failed => new HealthReason(
            "associations_not_linked",
            $"The provider {failed.Key.Name} associated vulnerabilities with issues that are not linked: {TextOf([.. failed])}. It is tried again after five minutes, then after twice as long each time, at last once a day.",
            IsBlocking: false, failed.Key.Name)),
        .. (await sites.ShowAsync(ct)).Where(s => s.State == ProviderSiteState.Enabled).SelectMany(OfSite),
    ];

    private static IEnumerable<HealthReason> OfSite(ProviderSiteResponse site)
    {
        if (site.Submits && (site.Connection is null || site.Problem is not null))
            yield return new("provider_site_not_submitted", $"Findings do not reach the Security pages of {site.BaseUrl}: {site.Problem ?? "it has no connection."} {site.NextStep}".TrimEnd(), IsBlocking: false, site.BaseUrl);
        if (site.Failed > 0)
        {
            yield return new(
                "findings_not_submitted",
                $"{site.BaseUrl} refused findings: {string.Join("; ", site.Failures.Take(MaxTold).Select(f => $"{f.Finding} ({f.Problem})"))}{(site.Failed > MaxTold ? $"; and {site.Failed - MaxTold:N0} more" : "")}. It is tried again each hour.",
                IsBlocking: false, site.BaseUrl);
        }

        if (site.LinksNotDone.Count > 0)
        {
            yield return new(
                "security_links_not_followed",
                $"What people linked or unlinked on the Security pages of {site.BaseUrl} is not followed: {string.Join("; ", site.LinksNotDone.Take(MaxTold).Select(f => $"{f.Finding} ({f.Problem})"))}.",
                IsBlocking: false, site.BaseUrl);
        }
    }

    private static string TextOf(IReadOnlyList<LeftOutVulnerability> left) =>
        string.Join("; ", left.Select(v => $"{v.VulnerabilityId} ({v.Problem})")) + (left[0].LeftOut > left.Count ? $"; and {left[0].LeftOut - left.Count:N0} more" : "");

    private static string TextOf(IReadOnlyList<FailedAssociation> failed) =>
        string.Join("; ", failed.Select(f => $"{f.VulnerabilityId} with {f.Issue} ({f.Problem})"))
        + (failed[0].Failed > failed.Count ? $"; and {failed[0].Failed - failed.Count:N0} more" : "");
}
