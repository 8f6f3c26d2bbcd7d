using Fairlead.Client.Tickets;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary>What was changed in a ticket's issue: <c>/api/v1/tickets/{id}/history</c>.</summary>
internal static class HistoryRoutes
{
    private static readonly QueryParameter<int> Size = QueryParameter.Integer("size", "At most so many of the latest changes.", 1, 100, 50);

    public static void MapIssueHistories(this IEndpointRouteBuilder routes) =>
        routes.MapApi("/tickets/{id}/history", "Tickets").MapGet("", Read).WithQuery(Size).RequireAuthorization(Roles.Viewer)
            .WithName("listTicketChanges").WithSummary("The latest changes of a ticket's issue and who made them, read from Jira's own history at this moment.");

    private static async Task<Results<Ok<TicketHistoryResponse>, ProblemHttpResult>> Read(TicketId id, QueryValues query, TicketHistory history, CancellationToken ct)
    {
        try
        {
            return await history.ReadAsync(id, query.Get(Size), ct) is { } read
                ? TypedResults.Ok(new TicketHistoryResponse(read.IssueKey, read.Total, [.. read.Changes.Select(ResponseOf)]))
                : TicketRefusals.NoIssueToSee.ToResult();
        }
        catch (JiraRefusedException e)
        {
            return new Problem(ProblemKind.Conflict, $"Jira does not show the history: {e.Message}").ToResult();
        }
    }

    private static IssueChangeResponse ResponseOf(IssueChange change) =>
        new(change.Id, change.Author, change.ChangedAt, change.IsOurs, [.. change.Fields.Select(f => new IssueFieldChangeResponse(f.Field, f.From, f.To))]);
}
