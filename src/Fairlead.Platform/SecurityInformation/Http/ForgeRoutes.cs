using Fairlead.Client.Providers;
using Fairlead.Platform.SecurityInformation.Providing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary>
/// <c>/forge</c>: Fairlead as the remote of a Forge app with a security provider module (forge/manifest.yml): its lifecycle, and what Jira asks of it
/// (<see cref="ProviderActions"/>). The token of each request is what lets it in; bodies of events are not needed, since the token says more.
/// </summary>
internal static class ForgeRoutes
{
    public const string Root = "/forge";

    public static void MapForge(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Root).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        group.MapPost("/installed", (HttpRequest request, ForgeSignIn signIn, CancellationToken ct) => Hear(request, told: true, signIn, ct));
        group.MapPost("/token", (HttpRequest request, ForgeSignIn signIn, CancellationToken ct) => Hear(request, told: false, signIn, ct));
        group.MapPost("/uninstalled", Uninstalled);
        group.MapActions();
        group.MapActionsByPost();
    }

    /// <summary>The installation and its token are kept.</summary>
    private static async Task<NoContent> Hear(HttpRequest request, bool told, ForgeSignIn signIn, CancellationToken ct)
    {
        await signIn.OfSiteAsync(request, told, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Uninstalled(HttpRequest request, ForgeSignIn signIn, ProviderSites sites, CancellationToken ct)
    {
        var (site, word) = await signIn.GoneAsync(request, ct);
        await sites.SetStateAsync(site, ProviderSiteState.Uninstalled, word, ct);
        return TypedResults.NoContent();
    }
}
