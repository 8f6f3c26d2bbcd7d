using System.Security.Claims;
using Fairlead.Client.Alerts;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Alerts.Http;

/// <summary><c>/api/v1/alert-channels</c>.</summary>
internal static class ChannelRoutes
{
    public static void MapChannels(this IEndpointRouteBuilder routes) =>
        routes.MapApi("/alert-channels", "Alerts").MapPost("", Add).RequireAuthorization(Roles.Administrator).WithName("addAlertChannel")
            .WithSummary("Leads alerts into a Jira project in one step: connection, ticket configuration and trigger, tested; all are made, or none.");

    private static async Task<Created<AlertChannelResponse>> Add(
        JsonBody<AlertChannelBody> body, ClaimsPrincipal user, AlertChannels channels, CancellationToken ct)
    {
        var made = await channels.AddAsync(Caller.Of(user).Actor, body.Value, ct);
        return TypedResults.Created(
            $"{ApiRoutes.Root}/alert-triggers/{Uri.EscapeDataString(made.Trigger.Name)}",
            new AlertChannelResponse(made.Trigger.Name, made.Connection.Id, made.Configuration.Id, made.Trigger.Id, made.Account, made.Notices));
    }
}
