using System.Security.Claims;
using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary>Tickets of findings that a person chose, under <c>/api/v1/tickets</c>.</summary>
internal static class ManualRoutes
{
    public static void MapManualTickets(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/tickets", "Tickets");
        group.MapPost("", Create).RequireAuthorization(Roles.Editor)
            .WithName("createTicket").WithSummary("Makes a ticket of chosen findings, and its issue unless the connection is paused.");
        group.MapPost("/review", Review).RequireAuthorization(Roles.Editor)
            .WithName("reviewTicket").WithSummary("What would be sent for a ticket of chosen findings; stores and sends nothing.");
    }

    private static async Task<Results<Created<TicketResponse>, ProblemHttpResult>> Create(
        JsonBody<CreateTicketRequest> body,
        ClaimsPrincipal user,
        TicketConfigurations configurations,
        ManualTickets manual,
        TicketCatalog catalog,
        ConnectionDirectory connections,
        CancellationToken ct)
    {
        if (await DraftAsync(body.Value, configurations, ct) is not { } draft)
            return Missing(body.Value.Configuration);
        switch (await manual.MakeAsync(Caller.Of(user).Actor, draft, ct))
        {
            case ManualOutcome.Made made:
                var ticket = (await catalog.GetAsync(made.Ticket, ct))!;
                return TypedResults.Created(
                    $"{ApiRoutes.Root}/tickets/{ticket.Id}", TicketMapping.Response(ticket, (await connections.FindAsync(ticket.Connection, ct))?.Site));
            case var other:
                return Refusal(other);
        }
    }

    private static async Task<Results<Ok<TicketReviewResponse>, ProblemHttpResult>> Review(
        JsonBody<CreateTicketRequest> body, TicketConfigurations configurations, ManualTickets manual, CancellationToken ct)
    {
        if (await DraftAsync(body.Value, configurations, ct) is not { } draft)
            return Missing(body.Value.Configuration);
        return await manual.ReviewAsync(draft, ct) switch
        {
            ManualOutcome.Reviewed { Review: var r } =>
                TypedResults.Ok(new TicketReviewResponse(r.Summary, r.Description, r.Priority, r.Assignee, r.Severity, draft.Findings.Count, r.Open)),
            var other => Refusal(other),
        };
    }

    /// <returns><see langword="null"/> when there is no such configuration.</returns>
    /// <exception cref="ProblemException">Something that names a finding is no id.</exception>
    private static async Task<ManualDraft?> DraftAsync(CreateTicketRequest request, TicketConfigurations configurations, CancellationToken ct)
    {
        var findings = FindingIds.Of(request.Findings);
        return await configurations.FindAsync(request.Configuration, ct) is { } configuration
            ? new ManualDraft(configuration, findings, request.Summary, request.Description, request.Priority, request.Assignee)
            : null;
    }

    internal static ProblemHttpResult Missing(string configuration) => Problem.Invalid(
        new ProblemError($"There is no ticket configuration {Problem.Quote(configuration)}.", Pointer: "/configuration")).ToResult();

    private static ProblemHttpResult Refusal(ManualOutcome outcome) => outcome is ManualOutcome.Invalid invalid
        ? TicketRefusals.Invalid(invalid.Problems).ToResult()
        : throw new System.Diagnostics.UnreachableException();
}
