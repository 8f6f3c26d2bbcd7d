using System.Security.Claims;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary>Which issue a ticket has, by a person's word, under <c>/api/v1/tickets</c>.</summary>
internal static class LinkRoutes
{
    public static void MapLinks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/tickets", "Tickets");
        group.MapPost("/link", Link).RequireAuthorization(Roles.Editor)
            .WithName("linkTicket").WithSummary("Makes a ticket of chosen findings for an issue that is in Jira already. Repeating completes what was cut off.");
        group.MapPost("/{id}/unlink", Unlink).RequireAuthorization(Roles.Editor)
            .WithName("unlinkTicket").WithSummary("Parts a ticket from its issue, which stays in Jira as it is.");
        group.MapPost("/{id}/relink", Relink).RequireAuthorization(Roles.Editor)
            .WithName("relinkTicket").WithSummary("Gives a ticket another issue that is in Jira already.");
    }

    private static async Task<Results<Ok<TicketResponse>, ProblemHttpResult>> Link(
        JsonBody<LinkTicketRequest> body,
        ClaimsPrincipal user,
        TicketConfigurations configurations,
        TicketLinks links,
        LanePauses pauses,
        TicketCatalog catalog,
        ConnectionDirectory connections,
        CancellationToken ct)
    {
        var request = body.Value;
        var findings = FindingIds.Of(request.Findings);
        if (await configurations.FindAsync(request.Configuration, ct) is not { } configuration)
            return ManualRoutes.Missing(request.Configuration);
        return await AnswerAsync(await links.LinkAsync(Caller.Of(user).Actor, new(configuration, request.Issue, findings), ct), pauses, catalog, connections, ct);
    }

    private static async Task<Results<Ok<TicketResponse>, ProblemHttpResult>> Unlink(
        TicketId id, ClaimsPrincipal user, TicketLinks links, LanePauses pauses, TicketCatalog catalog, ConnectionDirectory connections, CancellationToken ct) =>
        await AnswerAsync(await links.UnlinkAsync(Caller.Of(user).Actor, id, ct), pauses, catalog, connections, ct);

    private static async Task<Results<Ok<TicketResponse>, ProblemHttpResult>> Relink(
        TicketId id,
        JsonBody<RelinkTicketRequest> body,
        ClaimsPrincipal user,
        TicketLinks links,
        LanePauses pauses,
        TicketCatalog catalog,
        ConnectionDirectory connections,
        CancellationToken ct) =>
        await AnswerAsync(await links.RelinkAsync(Caller.Of(user).Actor, id, body.Value.Issue, ct), pauses, catalog, connections, ct);

    private static async Task<Results<Ok<TicketResponse>, ProblemHttpResult>> AnswerAsync(
        IssueOutcome outcome, LanePauses pauses, TicketCatalog catalog, ConnectionDirectory connections, CancellationToken ct)
    {
        if (outcome is IssueOutcome.Done done)
            return await TicketRoutes.Get(done.Ticket, catalog, connections, ct);
        return (await TicketRefusals.OfAsync(outcome, pauses, ct))!.ToResult();
    }
}
