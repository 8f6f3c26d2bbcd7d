using System.Security.Claims;
using System.Text.Json;
using Fairlead.Client.Secrets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning.Acting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Http;

/// <summary><c>/api/v1/secrets/{id}/mask</c>.</summary>
internal static class MaskingRoutes
{
    private const string Warning = "Jira's history still shows what was edited away, and whoever read it knows it: revoke it where it was issued.";

    public static void MapSecretMasking(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/secrets", "Secrets");
        group.MapGet("/{id}/mask", Preview).RequireAuthorization(Roles.Editor).WithName("previewSecretMask")
            .WithSummary("What masking a secret in Jira would do at each place where it stands. Reads Jira and changes nothing.");
        group.MapPost("/{id}/mask", Mask).RequireAuthorization(Roles.Editor).WithName("maskSecret")
            .WithSummary("Takes a secret out of the descriptions and comments of Jira in which it stands, place by place. Off unless the server's settings turn it on. Safe to repeat.");
        group.MapDelete("/{id}/mask", Unmask).RequireAuthorization(Roles.Editor).WithName("unmaskSecret")
            .WithSummary("Puts back the texts as they were, within 30 days and where nobody edited them since. Safe to repeat.");
    }

    private static async Task<Results<Ok<SecretMaskResponse>, ProblemHttpResult>> Preview(SecretFindingId id, SecretMasking masking, SecretFindings findings, CancellationToken ct) =>
        Answer(id, await masking.PreviewAsync(id, ct), await findings.FindAsync(id, ct));

    private static async Task<Results<Ok<SecretMaskResponse>, ProblemHttpResult>> Mask(SecretFindingId id, ClaimsPrincipal user, SecretMasking masking, SecretFindings findings, CancellationToken ct) =>
        Answer(id, await masking.MaskAsync(id, Caller.Of(user).Actor, ct), await findings.FindAsync(id, ct));

    private static async Task<Results<Ok<SecretMaskResponse>, ProblemHttpResult>> Unmask(SecretFindingId id, ClaimsPrincipal user, SecretMasking masking, SecretFindings findings, CancellationToken ct) =>
        Answer(id, await masking.UnmaskAsync(id, Caller.Of(user).Actor, ct), await findings.FindAsync(id, ct));

    private static Results<Ok<SecretMaskResponse>, ProblemHttpResult> Answer(SecretFindingId id, IReadOnlyList<SecretMaskPlace>? places, SecretFinding? secret) => places is null || secret is null
        ? Problem.AtParameter(ProblemKind.NotFound, "id", $"There is no secret {id}.").ToResult()
        : TypedResults.Ok(new SecretMaskResponse(
            id, secret.Rule, secret.Masked, TextMasker.Replacement(secret.Rule), Warning,
            [.. places.Select(place => new SecretMaskPlaceResponse(place.IssueKey, Word(place.Kind), place.PlaceId, place.PlaceName, Word(place.State), place.Count, place.Detail))]));

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
