using Fairlead.Client.Providers;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary><c>/api/v1/provider-sites</c>: Jira sites on whose Security pages findings stand.</summary>
internal static class SiteRoutes
{
    public static void MapProviderSites(this IEndpointRouteBuilder routes) =>
        routes.MapApi("/provider-sites", "Security information").MapGet("", List).RequireAuthorization(Roles.Viewer)
            .WithName("listProviderSites").WithSummary("Jira sites that have Fairlead as a security provider: what they were sent, and what they refused.");

    private static async Task<Ok<IReadOnlyList<ProviderSiteResponse>>> List(ProviderSites sites, CancellationToken ct) => TypedResults.Ok(await sites.ShowAsync(ct));
}
