using System.Security.Claims;
using Fairlead.Client.Connections;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets.Sampling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary>An issue that is made on a connection only to see that it works.</summary>
internal static class SampleRoutes
{
    public static void MapSamples(this IEndpointRouteBuilder routes) =>
        routes.MapApi("/connections/{id}/sample", "Connections").MapPost("", Make).RequireAuthorization(Roles.Editor)
            .WithName("sampleConnection").WithSummary("Makes an issue, tries on it what is done with tickets, and removes it again.");

    private static async Task<Ok<SampleIssueResponse>> Make(
        ConnectionId id, JsonBody<SampleIssueRequest> body, ClaimsPrincipal user, SampleIssue sample, CancellationToken ct) =>
        TypedResults.Ok(await sample.MakeAsync(Caller.Of(user).Actor, id, body.Value, ct));
}
