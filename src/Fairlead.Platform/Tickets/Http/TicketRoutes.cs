using System.Security.Claims;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets.Planning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary><c>/api/v1/tickets</c>.</summary>
internal static class TicketRoutes
{
    private static readonly QueryParameter<TicketConfigurationId?> Configuration =
        QueryParameter.Id<TicketConfigurationId>("configuration", "Only tickets of this configuration.");

    private static readonly QueryParameter<TicketStanding?> State = QueryParameter.OneOf<TicketStanding>("state", "Only tickets in this state. When left out: any, except released tickets that a later one of the same group has replaced.");

    private static readonly QueryParameter<string?> Issue = QueryParameter.Text("issue", "Only tickets whose issue has this key now.", 100);

    private static readonly QueryParameter<FindingId?> Finding = QueryParameter.Id<FindingId>("finding", "Only tickets that this finding is behind.");

    private static readonly QueryParameter<string> Connection = QueryParameter.Required("connection", "Id of the connection.", 36);

    public static void MapTicketList(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/tickets", "Tickets");
        group.MapGet("", List).WithQuery(Configuration, State, Issue, Finding, QueryParameter.Cursor, QueryParameter.Size).RequireAuthorization(Roles.Viewer)
            .WithName("listTickets").WithSummary("Tickets, newest first.");
        group.MapGet("/{id}", Get).RequireAuthorization(Roles.Viewer).WithName("getTicket").WithSummary("One ticket.");
        group.MapPost("/{id}/recreate", Recreate).RequireAuthorization(Roles.Editor)
            .WithName("recreateTicket").WithSummary("Asks for a new issue in place of one that was deleted in Jira, is lost or was unlinked; the next run makes it.");
        group.MapPost("/{id}/retry", Retry).RequireAuthorization(Roles.Editor)
            .WithName("retryTicket").WithSummary("Asks to try again what Jira refused for a ticket; the next run does.");
        group.MapPost("/{id}/rewrite", Rewrite).RequireAuthorization(Roles.Editor)
            .WithName("rewriteTicket").WithSummary("Asks to send Fairlead's own words again where others wrote theirs in the ticket's issue since; the next run does.");
        group.MapGet("/pauses", Pauses).RequireAuthorization(Roles.Viewer)
            .WithName("listPauses").WithSummary("Connections on which nothing is sent at the moment.");
        group.MapPost("/reconcile", Reconcile).WithQuery(Connection).RequireAuthorization(Roles.Editor)
            .WithName("reconcileTickets").WithSummary("Reads every linked issue of a connection again, and puts Fairlead's labels back where somebody took them away.");
        group.MapPost("/poll", Poll).WithQuery(Connection).RequireAuthorization(Roles.Editor)
            .WithName("pollTickets").WithSummary("Reads the linked issues that somebody changed in Jira since the last look, and what their comments say.");
        group.MapPost("/resume", Resume).WithQuery(Connection).RequireAuthorization(Roles.Editor)
            .WithName("resumeTickets").WithSummary("Lets a paused connection go on.");
    }

    private static async Task<Ok<Page<TicketResponse>>> List(
        QueryValues query, HttpContext context, Cursors cursors, TicketCatalog catalog, ConnectionDirectory connections, CancellationToken ct)
    {
        var size = query.Get(QueryParameter.Size);
        var tickets = await catalog.ListAsync(query.Get(Configuration), query.Get(State), query.Get(Issue), query.Get(Finding), cursors.Read<TicketPosition>(context), size + 1, ct);
        var page = tickets.Take(size).ToList();
        var sites = (await connections.ListAsync(ct)).ToDictionary(c => c.Id, c => c.Site);
        return TypedResults.Ok(new Page<TicketResponse>(
            [.. page.Select(t => TicketMapping.Response(t, sites.GetValueOrDefault(t.Connection)))],
            tickets.Count > size ? cursors.Write(context, TicketPosition.Of(page[^1])) : null));
    }

    internal static async Task<Results<Ok<TicketResponse>, ProblemHttpResult>> Get(
        TicketId id, TicketCatalog catalog, ConnectionDirectory connections, CancellationToken ct) =>
        await catalog.GetAsync(id, ct) is { } ticket
            ? TypedResults.Ok(TicketMapping.Response(ticket, (await connections.FindAsync(ticket.Connection, ct))?.Site))
            : TicketRefusals.NoSuchTicket.ToResult();

    private static async Task<Results<Ok<TicketResponse>, ProblemHttpResult>> Recreate(
        TicketId id, ClaimsPrincipal user, TicketRepairs repairs, TicketCatalog catalog, ConnectionDirectory connections, CancellationToken ct) =>
        TicketRefusals.Of(await repairs.RecreateAsync(Caller.Of(user).Actor, id, ct), TicketRefusals.NotToRecreate) is { } refusal
            ? refusal.ToResult()
            : await Get(id, catalog, connections, ct);

    private static async Task<Results<Ok<TicketResponse>, ProblemHttpResult>> Retry(
        TicketId id, ClaimsPrincipal user, TicketRepairs repairs, TicketCatalog catalog, ConnectionDirectory connections, CancellationToken ct) =>
        TicketRefusals.Of(await repairs.RetryAsync(Caller.Of(user).Actor, id, ct), TicketRefusals.NotToRetry) is { } refusal
            ? refusal.ToResult()
            : await Get(id, catalog, connections, ct);

    private static async Task<Results<Ok<TicketResponse>, ProblemHttpResult>> Rewrite(
        TicketId id, ClaimsPrincipal user, TicketRepairs repairs, TicketCatalog catalog, ConnectionDirectory connections, CancellationToken ct) =>
        TicketRefusals.Of(await repairs.RewriteAsync(Caller.Of(user).Actor, id, ct), TicketRefusals.NotToRewrite) is { } refusal
            ? refusal.ToResult()
            : await Get(id, catalog, connections, ct);

    private static async Task<Ok<List<PauseResponse>>> Pauses(LanePauses pauses, CancellationToken ct) =>
        TypedResults.Ok((await pauses.ListAsync(ct)).Select(TicketMapping.Response).ToList());

    private static async Task<Ok<ReconcileResponse>> Reconcile(QueryValues query, TicketSync sync, LanePauses pauses, ConnectionDirectory connections, CancellationToken ct)
    {
        var connection = await ConnectionAsync(query, connections, ct);
        var report = await sync.ReconcileAsync(connection, ct);
        await DemandAllAsync(pauses, connection, report.PausedBecause, report.IsComplete, ct);
        var answer = new ReconcileResponse(
            report.Tickets, report.Changed, report.Forbidden, report.Deleted, report.Moved, report.IsHeld, report.JiraCalls, report.Vanished);
        return TypedResults.Ok(report.IsHeld
            ? answer with
            {
                Reason = AttentionReport.ReasonOfVanished(report.Vanished, report.Tickets),
                NextStep = AttentionReport.NextStepOfVanished((await connections.FindAsync(connection, ct))!.Name),
            }
            : answer);
    }

    private static async Task<Ok<PollResponse>> Poll(QueryValues query, TicketSync sync, LanePauses pauses, ConnectionDirectory connections, CancellationToken ct)
    {
        var connection = await ConnectionAsync(query, connections, ct);
        var report = await sync.PollAsync(connection, ct);
        await DemandAllAsync(pauses, connection, report.PausedBecause, report.IsComplete, ct);
        return TypedResults.Ok(new PollResponse(report.Issues, report.Changed, report.Effects, report.JiraCalls));
    }

    /// <exception cref="ProblemException">Jira was not asked, or did not answer to the end.</exception>
    private static async Task DemandAllAsync(LanePauses pauses, ConnectionId connection, string? pausedBecause, bool isComplete, CancellationToken ct)
    {
        if (pausedBecause is not null)
            throw new ProblemException(await TicketRefusals.PausedAsync(pauses, connection, pausedBecause, ct));

        if (!isComplete)
        {
            throw new ProblemException(new Problem(
                ProblemKind.TemporarilyUnavailable, "Jira did not answer to the end; what was read is kept. Try again, or test the connection."));
        }
    }

    private static async Task<Ok<ResumeResponse>> Resume(QueryValues query, LanePauses pauses, ConnectionDirectory connections, CancellationToken ct)
    {
        var connection = await ConnectionAsync(query, connections, ct);
        return TypedResults.Ok(new ResumeResponse(await pauses.ResumeAsync(connection, ct), await pauses.WaitingAsync(connection, ct)));
    }

    private static async Task<ConnectionId> ConnectionAsync(QueryValues query, ConnectionDirectory connections, CancellationToken ct)
    {
        var text = query.Get(Connection);
        if (!ConnectionId.TryParse(text, null, out var id))
            throw new ProblemException(Problem.AtParameter(ProblemKind.InvalidQueryParameter, "connection", $"{Problem.Quote(text)} is no id."));
        if (await connections.FindAsync(id, ct) is null)
            throw new ProblemException(new Problem(ProblemKind.NotFound, "There is no such connection."));
        return id;
    }
}
