using System.Security.Claims;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary><c>/api/v1/runs</c>.</summary>
internal static class RunRoutes
{
    private static readonly QueryParameter<TicketConfigurationId?> Configuration =
        QueryParameter.Id<TicketConfigurationId>("configuration", "Only runs of this configuration.");

    private static readonly QueryParameter<bool?> DeleteIssues =
        QueryParameter.Flag("deleteIssues", "Issues that the run made are deleted where Jira allows, not closed.");

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/runs", "Runs");
        group.MapGet("", List).WithQuery(Configuration, QueryParameter.Cursor, QueryParameter.Size).RequireAuthorization(Roles.Viewer)
            .WithName("listRuns").WithSummary("Runs that had something to do, newest first.");
        group.MapGet("/{id}", Get).RequireAuthorization(Roles.Viewer).WithName("getRun").WithSummary("A run and what came of it so far.");
        group.MapPost("/{id}/apply", Apply).RequireAuthorization(Roles.Editor).WithName("applyRun")
            .WithSummary("Applies a stored plan and answers when it is done; what was done is not done again.");
        group.MapPost("/{id}/undo", Undo).WithQuery(DeleteIssues).RequireAuthorization(Roles.Editor).WithName("planUndo")
            .WithSummary("Plans to take back what a run did, as a run of its own that is applied like any other.");
        group.MapPost("/{id}/retry", Retry).RequireAuthorization(Roles.Editor).WithName("retryRun")
            .WithSummary("Asks to try again what Jira refused in a run, and nothing else of it. The next run does.");
        group.MapGet("/{id}/operations", Operations).WithQuery(QueryParameter.Cursor, QueryParameter.Size).RequireAuthorization(Roles.Viewer)
            .WithName("listRunOperations").WithSummary("Its operations in order, with the outcome of each.");
    }

    private static async Task<Ok<Page<RunResponse>>> List(QueryValues query, HttpContext context, Cursors cursors, TicketSync sync, CancellationToken ct)
    {
        var size = query.Get(QueryParameter.Size);
        var (beforeAt, beforeId) = cursors.Read<TicketPosition>(context) ?? TicketPosition.Start;
        var runs = await sync.ListAsync(query.Get(Configuration), beforeAt, beforeId, size + 1, ct);
        var page = runs.Take(size).ToList();
        return TypedResults.Ok(new Page<RunResponse>(
            [.. page.Select(TicketMapping.Response)], runs.Count > size ? cursors.Write(context, new TicketPosition(page[^1].PlannedAt, page[^1].Id.Value)) : null));
    }

    private static async Task<Results<Created<RunResponse>, ProblemHttpResult>> Undo(
        SyncRunId id, QueryValues query, ClaimsPrincipal user, RunUndos undos, CancellationToken ct) =>
        await undos.PlanAsync(Caller.Of(user).Actor, id, query.Get(DeleteIssues) == true, ct) switch
        {
            RunUndoOutcome.Planned planned => TypedResults.Created($"{ApiRoutes.Root}/runs/{planned.Run.Id}", TicketMapping.Response(planned.Run)),
            var other => RunRefusals.Of(other)!.ToResult(),
        };

    private static async Task<Results<Ok<RunResponse>, ProblemHttpResult>> Get(SyncRunId id, TicketSync sync, CancellationToken ct) =>
        await sync.GetRunAsync(id, ct) is { } run ? TypedResults.Ok(TicketMapping.Response(run)) : Missing();

    private static async Task<Results<Ok<RunResponse>, ProblemHttpResult>> Apply(SyncRunId id, TicketSync sync, CancellationToken ct) =>
        await sync.ApplyAsync(id, null, ct) is { } run ? TypedResults.Ok(TicketMapping.Response(run)) : Missing();

    private static async Task<Results<Ok<RetriedRunResponse>, ProblemHttpResult>> Retry(
        SyncRunId id, ClaimsPrincipal user, TicketRepairs repairs, CancellationToken ct) =>
        await repairs.RetryRunAsync(Caller.Of(user).Actor, id, ct) is var (asked, problem) && problem is null ? TypedResults.Ok(new RetriedRunResponse(asked)) : problem!.ToResult();

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

    private static ProblemHttpResult Missing() => RunRefusals.NoSuchRun.ToResult();
}
