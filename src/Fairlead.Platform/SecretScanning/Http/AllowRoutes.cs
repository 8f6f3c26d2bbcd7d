using System.Security.Claims;
using Fairlead.Client.Secrets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Http;

/// <summary><c>/api/v1/secret-allow-entries</c>.</summary>
internal static class AllowRoutes
{
    public static void MapSecretAllowList(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/secret-allow-entries", "Secrets");
        group.MapGet("", List).RequireAuthorization(Roles.Viewer).WithName("listSecretAllowEntries")
            .WithSummary("What may stand in Jira and is not told as a secret: why, said by whom, and until when. Also what expired.");
        group.MapPost("", Add).RequireAuthorization(Roles.Administrator).WithName("addSecretAllowEntries")
            .WithSummary("Allows an exact value, which is hashed at once, or each allow list of a file; in every Jira, one, or one project. All or nothing.");
        group.MapDelete("/{id}", Remove).RequireAuthorization(Roles.Administrator).WithName("removeSecretAllowEntry")
            .WithSummary("What it allowed is told again by the next scan.");
    }

    private static async Task<Ok<List<SecretAllowResponse>>> List(SecretAllowList allow, CancellationToken ct) =>
        TypedResults.Ok((await allow.ListAsync(ct)).Select(Response).ToList());

    private static async Task<Results<Created<List<SecretAllowResponse>>, ProblemHttpResult>> Add(
        JsonBody<SecretAllowRequest> body, ClaimsPrincipal user, SecretAllowList allow, CancellationToken ct) =>
        TypedResults.Created((string?)null, (await allow.AddAsync(body.Value, Caller.Of(user).Actor, ct)).Select(Response).ToList());

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(SecretAllowId id, ClaimsPrincipal user, SecretAllowList allow, CancellationToken ct) =>
        await allow.RemoveAsync(id, Caller.Of(user).Actor, ct)
            ? TypedResults.NoContent()
            : Problem.AtParameter(ProblemKind.NotFound, "id", $"There is no entry {id}.").ToResult();

    private static SecretAllowResponse Response(StandingAllow one) => new(
        one.Entry.Id, SecretAllowList.WordsOf(one.Entry), one.Entry.Masked, one.Entry.Rule, one.Entry.List, one.Connection, one.Entry.ProjectKey, one.Entry.Reason, one.Entry.AddedBy, one.Entry.AddedAt,
        one.Entry.ExpiresAt, one.IsExpired);
}
