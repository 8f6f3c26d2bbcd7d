using System.Security.Claims;
using Fairlead.Client.Access;
using Fairlead.Client.Providers;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation.Associating;
using Fairlead.Platform.SecurityInformation.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary><c>/api/v1/provider-sites</c>: Jira sites on whose Security pages findings stand.</summary>
internal static class SiteRoutes
{
    private static readonly QueryParameter<bool?> Installed = QueryParameter.Flag(
        "installed", "Confirms that the site is forgotten although it has the app as far as is known here, because it was made anew or is gone; administrators only.");

    public static void MapProviderSites(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/provider-sites", "Security information");
        group.MapGet("", List).RequireAuthorization(Roles.Viewer)
            .WithName("listProviderSites").WithSummary("Jira sites that have Fairlead as a security provider: what they were sent, and what they refused.");
        group.MapPatch("/{site}", Change).RequireAuthorization(Roles.Editor)
            .WithName("changeProviderSite").WithSummary("Switches submission to a site off, or on again. What the site has stays.");
        group.MapDelete("/{site}", Forget).WithQuery(Installed).RequireAuthorization(Roles.Editor)
            .WithName("forgetProviderSite").WithSummary("Forgets a site on which the app is uninstalled or superseded, and all that it was sent; with installed=true also one that has it.");
        routes.MapApi("/provider-associations", "Security information").MapGet("", Associations).WithQuery(QueryParameter.Cursor, QueryParameter.Size).RequireAuthorization(Roles.Viewer)
            .WithName("listProviderAssociations").WithSummary("Issues that providers associated with vulnerabilities and that could not be linked, by provider, and how many they are.");
        group.MapPost("/{site}/submit", Submit).RequireAuthorization(Roles.Editor)
            .WithName("submitToProviderSite").WithSummary("Submits at once what changed, or all findings anew.");
    }

    private static async Task<Ok<IReadOnlyList<ProviderSiteResponse>>> List(ProviderSites sites, CancellationToken ct) => TypedResults.Ok(await sites.ShowAsync(ct));

    private static async Task<Ok<ProviderAssociationPage>> Associations(QueryValues query, HttpContext context, Cursors cursors, AssociationLinker linker, CancellationToken ct)
    {
        var (items, next, total) = await linker.FailedAsync(cursors.Read<AssociationPosition>(context), query.Get(QueryParameter.Size), ct);
        return TypedResults.Ok(new ProviderAssociationPage(items, next is null ? null : cursors.Write(context, next), total));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(string site, JsonBody<ChangeSiteRequest> body, ClaimsPrincipal user, ProviderSites sites, CancellationToken ct) =>
        await sites.SwitchAsync(Caller.Of(user).Actor, site, body.Value.Submits, ct)
            ? TypedResults.NoContent()
            : new Problem(ProblemKind.NotFound, $"No site {Problem.Quote(site)} has Fairlead installed.").ToResult();

    private static async Task<Results<NoContent, ProblemHttpResult>> Forget(string site, QueryValues query, ClaimsPrincipal user, ProviderSites sites, CancellationToken ct)
    {
        var (caller, installed) = (Caller.Of(user), query.Get(Installed) == true);
        if (installed && caller.Role < Role.Administrator)
            return new Problem(ProblemKind.Forbidden, "Only an administrator forgets a site that has the app.").ToResult();
        return await sites.ForgetAsync(caller.Actor, site, installed, ct) ? TypedResults.NoContent() : (await sites.WhyNotForgottenAsync(site, ct)).ToResult();
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> Submit(string site, JsonBody<SubmitToSiteRequest> body, ClaimsPrincipal user, ProviderSites sites, CancellationToken ct) =>
        await sites.AskAsync(Caller.Of(user).Actor, site, body.Value.All, ct)
            ? TypedResults.Accepted((string?)null)
            : (await sites.WhyNotAskedAsync(site, ct)).ToResult();
}
