using System.Security.Claims;
using Fairlead.Client.Tickets;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary>What people say on a ticket's issue: <c>/api/v1/tickets/{id}/comments</c>.</summary>
internal static class ConversationRoutes
{
    private const int UsualSize = 50;

    private static readonly QueryParameter<int> Size = QueryParameter.Integer("size", "At most so many of the latest comments.", 1, 100, UsualSize);

    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/tickets/{id}/comments", "Comments");
        group.MapGet("", Read).WithQuery(Size).RequireAuthorization(Roles.Viewer)
            .WithName("listTicketComments").WithSummary("The latest comments of a ticket's issue, read from Jira at this moment.");
        group.MapPost("", Say).RequireAuthorization(Roles.Editor)
            .WithName("sayOnTicket").WithSummary("Says something on a ticket's issue. The same words by the same person within ten minutes are said once.");
    }

    private static Task<Results<Ok<TicketCommentsResponse>, ProblemHttpResult>> Read(TicketId id, QueryValues query, TicketConversation conversation, CancellationToken ct) =>
        ReadAsync(id, query.Get(Size), conversation, ct);

    private static async Task<Results<Ok<TicketCommentsResponse>, ProblemHttpResult>> Say(
        TicketId id, JsonBody<SayRequest> body, ClaimsPrincipal user, TicketConversation conversation, LanePauses pauses, CancellationToken ct)
    {
        if (TicketRefusals.OfText(body.Value.Text) is { } wrong)
            return wrong.ToResult();
        return await TicketRefusals.OfAsync(await conversation.SayAsync(Caller.Of(user).Actor, id, body.Value.Text, ct), pauses, ct) is { } problem
            ? problem.ToResult()
            : await ReadAsync(id, UsualSize, conversation, ct);
    }

    private static async Task<Results<Ok<TicketCommentsResponse>, ProblemHttpResult>> ReadAsync(TicketId id, int size, TicketConversation conversation, CancellationToken ct)
    {
        try
        {
            return await conversation.ReadAsync(id, size, ct) is { } read
                ? TypedResults.Ok(new TicketCommentsResponse(
                    read.IssueKey, read.Total, [.. read.Comments.Select(c => new TicketCommentResponse(c.Id, c.Author, c.WrittenAt, c.EditedAt, c.Text, c.VisibleTo, c.IsOurs))]))
                : TicketRefusals.NoIssueToSee.ToResult();
        }
        catch (JiraRefusedException e)
        {
            return new Problem(ProblemKind.Conflict, $"Jira does not show the comments: {e.Message}").ToResult();
        }
    }
}
