using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation.Providing;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary>Says which Jira site asks: below <see cref="ForgeRoutes.Root"/> by way of the Forge app, else as a Connect app. A token of the one never counts as one of the other.</summary>
internal sealed class ActionSignIn(SiteSignIn connect, ForgeSignIn forge)
{
    /// <exception cref="ProblemException">401: none that has Fairlead installed; 503 where that cannot be found out.</exception>
    public Task<ProviderSite> OfSiteAsync(HttpRequest request, CancellationToken ct) =>
        request.Path.StartsWithSegments(ForgeRoutes.Root) ? forge.OfSiteAsync(request, told: false, ct) : connect.OfSiteAsync(request, ct);
}
