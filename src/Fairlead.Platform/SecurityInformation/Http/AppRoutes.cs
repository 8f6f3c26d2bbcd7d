using System.Security.Claims;
using Fairlead.Client.Providers;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation.Apps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary><c>/api/v1/providers</c>: who may push vulnerabilities.</summary>
internal static class AppRoutes
{
    public static void MapProviderApps(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/providers", "Security information");
        group.MapGet("", List).RequireAuthorization(Roles.Viewer).WithName("listProviders").WithSummary("Apps that push vulnerabilities, by key.");
        group.MapPost("", Add).RequireAuthorization(Roles.Administrator).WithName("addProvider").WithSummary("Registers an app; its secret is in this answer only. The key of a revoked app can be used again.");
        group.MapGet("/{provider}", Get).RequireAuthorization(Roles.Viewer).WithName("getProvider").WithSummary("One app.");
        group.MapPost("/{provider}/rotate", Rotate).RequireAuthorization(Roles.Administrator).WithName("rotateProvider").WithSummary("Makes a new secret; the present one still counts for a while.");
        group.MapDelete("/{provider}", Revoke).RequireAuthorization(Roles.Administrator).WithName("revokeProvider").WithSummary("Lets the app in no more. What it told stays.");
    }

    private static async Task<Ok<IReadOnlyList<ProviderResponse>>> List(ProviderApps apps, TimeProvider clock, CancellationToken ct) =>
        TypedResults.Ok<IReadOnlyList<ProviderResponse>>([.. (await apps.ListAsync(ct)).Select(a => Response(a, clock))]);

    private static async Task<Created<ProviderSecretResponse>> Add(
        JsonBody<AddProviderRequest> body, ClaimsPrincipal user, ProviderApps apps, TimeProvider clock, CancellationToken ct)
    {
        var (app, secret) = await apps.AddAsync(Caller.Of(user).Actor, body.Value, ct);
        return TypedResults.Created($"{ApiRoutes.Root}/providers/{app.Key}", new ProviderSecretResponse(Response(app, clock), secret.Reveal()));
    }

    private static async Task<Results<Ok<ProviderResponse>, ProblemHttpResult>> Get(string provider, ProviderApps apps, TimeProvider clock, CancellationToken ct) =>
        await apps.FindAsync(provider, ct) is { } app ? TypedResults.Ok(Response(app, clock)) : Missing(provider);

    private static async Task<Results<Ok<ProviderSecretResponse>, ProblemHttpResult>> Rotate(
        string provider, JsonBody<RotateProviderRequest> body, ClaimsPrincipal user, ProviderApps apps, TimeProvider clock, CancellationToken ct) =>
        await apps.RotateAsync(Caller.Of(user).Actor, provider, body.Value, ct) is var (app, secret)
            ? TypedResults.Ok(new ProviderSecretResponse(Response(app, clock), secret.Reveal()))
            : Missing(provider);

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(string provider, ClaimsPrincipal user, ProviderApps apps, CancellationToken ct) =>
        await apps.RevokeAsync(Caller.Of(user).Actor, provider, ct) ? TypedResults.NoContent() : Missing(provider);

    private static ProviderResponse Response(ProviderApp app, TimeProvider clock) => new(
        app.Key, app.Name, app.Scopes, app.CreatedAt, app.RotatedAt, app.HasFormer(clock.GetUtcNow()) ? app.FormerUntil : null, app.LastUsedAt, app.RevokedAt);

    private static ProblemHttpResult Missing(string key) =>
        new Problem(ProblemKind.NotFound, $"There is no provider app {Problem.Quote(key)} that is let in.").ToResult();
}
