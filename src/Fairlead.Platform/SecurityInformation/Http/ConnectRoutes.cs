using System.Text.Json;
using Fairlead.Client.Providers;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation.Providing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary>
/// <c>/connect</c>: Fairlead as a Connect app with a security provider module: what it is, its lifecycle, and what Jira asks of it (<see cref="ProviderActions"/>).
/// The token of each request is what lets it in.
/// </summary>
internal static class ConnectRoutes
{
    public static void MapConnect(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(ConnectDescriptor.Root).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        group.MapGet(ConnectDescriptor.Path, Descriptor);
        group.MapPost(ConnectDescriptor.InstalledPath, Installed);
        group.MapPost(ConnectDescriptor.UninstalledPath, Uninstalled);
        group.MapPost(ConnectDescriptor.EnabledPath, (HttpRequest request, SiteSignIn signIn, ProviderSites sites, CancellationToken ct) => Switch(request, ProviderSiteState.Enabled, signIn, sites, ct));
        group.MapPost(ConnectDescriptor.DisabledPath, (HttpRequest request, SiteSignIn signIn, ProviderSites sites, CancellationToken ct) => Switch(request, ProviderSiteState.Disabled, signIn, sites, ct));
        group.MapActions();
    }

    private static ContentHttpResult Descriptor(OwnAddress address, IOptions<SecurityInformationOptions> options) =>
        ProviderActions.Json(ConnectDescriptor.Of(address.Text, options.Value.ConnectAppKey));

    private static async Task<NoContent> Installed(HttpRequest request, SiteSignIn signIn, ProviderSites sites, IOptions<SecurityInformationOptions> options, CancellationToken ct)
    {
        var (body, clientKey, word) = await SignedAsync(request, signIn, ct);
        var told = LifecycleBody.Installed(body, options.Value.ConnectAppKey);
        if (told.ClientKey != clientKey)
            throw Foreign();
        await sites.InstallAsync(told.ClientKey, told.BaseUrl, told.Secret, word, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Uninstalled(HttpRequest request, SiteSignIn signIn, ProviderSites sites, CancellationToken ct)
    {
        var (body, clientKey, word) = await SignedAsync(request, signIn, ct);
        if (LifecycleBody.Text(body, "clientKey") != clientKey)
            throw Foreign();
        await sites.SetStateAsync(clientKey, ProviderSiteState.Uninstalled, word, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Switch(HttpRequest request, ProviderSiteState state, SiteSignIn signIn, ProviderSites sites, CancellationToken ct)
    {
        var (site, word) = await signIn.WordOfSiteAsync(request, ct);
        await sites.SetStateAsync(site.ClientKey, state, word, ct);
        return TypedResults.NoContent();
    }

    private static async Task<(JsonElement Body, string ClientKey, SiteWord Word)> SignedAsync(HttpRequest request, SiteSignIn signIn, CancellationToken ct)
    {
        var bytes = await ProviderActions.ReadAsync(request, ct);
        var (clientKey, word) = await signIn.OfAtlassianAsync(request, bytes, ct);
        return (ProviderActions.Parse(bytes), clientKey, word);
    }

    private static ProblemException Foreign() => new(new Problem(ProblemKind.InvalidToken, "The token is signed for another site than that of clientKey."));
}
