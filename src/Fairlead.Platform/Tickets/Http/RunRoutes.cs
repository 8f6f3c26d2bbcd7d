using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary><c>/api/v1/runs</c>.</summary>
internal static class RunRoutes
{
    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/runs", "Runs");
        group.MapGet("/{id}", Get).RequireAuthorization(Roles.Viewer).WithName("getRun").WithSummary("A run and what came of it so far.");
        group.MapPost("/{id}/apply", Apply).RequireAuthorization(Roles.Editor).WithName("applyRun")
            .WithSummary("Applies a stored plan and answers when it is done; what was done is not done again.");
        group.MapGet("/{id}/operations", Operations).WithQuery(QueryParameter.Cursor, QueryParameter.Size).RequireAuthorization(Roles.Viewer)
            .WithName("listRunOperations").WithSummary("Its operations in order, with the outcome of each.");
    }

    private static async Task<Results<Ok<RunResponse>, ProblemHttpResult>> Get(SyncRunId id, TicketSync sync, CancellationToken ct) =>
        await sync.GetRunAsync(id, ct) is { } run ? TypedResults.Ok(TicketMapping.Response(run)) : Missing();

    private static async Task<Results<Ok<RunResponse>, ProblemHttpResult>> Apply(SyncRunId id, TicketSync sync, CancellationToken ct) =>
        await sync.ApplyAsync(id, null, ct) is { } run ? TypedResults.Ok(TicketMapping.Response(run)) : Missing();

    private static async Task<Results<Ok<Page<OperationResponse>>, ProblemHttpResult>> Operations(
        SyncRunId id, QueryValues query, HttpContext context, Cursors cursors, TicketSync sync, CancellationToken ct)
    {
        if (await sync.GetRunAsync(id, ct) is null)
            return Missing();
        var size = query.Get(QueryParameter.Size);
        var after = cursors.Read<int?>(context) ?? 0;
        var operations = await sync.OperationsAsync(id, after, size + 1, ct);
        var page = operations.Take(size).ToList();
        return TypedResults.Ok(new Page<OperationResponse>(
            [.. page.Select(TicketMapping.Response)], operations.Count > size ? cursors.Write<int?>(context, page[^1].Number) : null));
    }

    private static ProblemHttpResult Missing() => new Problem(ProblemKind.NotFound, "There is no such run.").ToResult();
}
