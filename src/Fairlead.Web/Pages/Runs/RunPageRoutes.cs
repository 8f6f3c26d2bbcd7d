using Fairlead.Client;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Runs;

/// <summary>Runs, what came of each, and taking it back.</summary>
internal static class RunPageRoutes
{
    private const int PageSize = 100;
    private const int ListSize = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/runs").RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", List);
        pages.MapGet("/{id}", Show);
        pages.MapPost("/{id}/undo", Undo).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/retry", Retry).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/apply", Apply).RequireAuthorization(Roles.Editor);
    }

    private static async Task<IResult> List(HttpContext context, TicketSync sync, TicketConfigurations configurations, CancellationToken ct)
    {
        var query = context.Request.Query;
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(query, "configuration", "before")];
        var only = TicketConfigurationId.TryParse(query["configuration"], null, out var configuration) ? configuration : (TicketConfigurationId?)null;
        if (only is null && query["configuration"].ToString() is { Length: > 0 } name)
            wrong.Add(new("configuration", name, ["the ids that links of this page carry"]));
        var start = TicketPosition.Start;
        if (SyncRunId.TryParse(query["before"], null, out var before) && await sync.GetRunAsync(before, ct) is { } last)
            start = new(last.PlannedAt, last.Id.Value);
        else if (query["before"].ToString() is { Length: > 0 } place)
            wrong.Add(new("before", place, ["the ids that links of this page carry"]));
        var found = await sync.ListAsync(only, start.CreatedAt, start.Id, ListSize + 1, ct);
        var shown = found.Take(ListSize).ToList();
        return Forms.Page<RunsPage>(context, new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Only = only,
            Runs = (IReadOnlyList<SyncRun>)shown,
            Names = (IReadOnlyDictionary<TicketConfigurationId, string>)(await configurations.ListAsync(ct)).ToDictionary(c => c.Id, c => c.Name),
            Next = found.Count > shown.Count ? shown[^1].Id : (SyncRunId?)null,
        });
    }

    private static Task<IResult> Show(SyncRunId id, HttpContext context, TicketSync sync, TicketConfigurations configurations, CancellationToken ct) =>
        PageAsync(id, null, context, sync, configurations, ct);

    private static async Task<IResult> Undo(
        SyncRunId id, HttpContext context, RunUndos undos, TicketSync sync, TicketConfigurations configurations, FormWork work, CancellationToken ct)
    {
        var deleteIssues = (await Forms.ReadAsync(context, ct)).ContainsKey("deleteIssues");
        RunUndoOutcome? outcome = null;
        var problem = await work.TryAsync(async () =>
            RunRefusals.Of(outcome = await undos.PlanAsync(Caller.Of(context.User).Actor, id, deleteIssues, ct)));
        return outcome is RunUndoOutcome.Planned planned
            ? Forms.SeeOther(context, $"/runs/{planned.Run.Id}")
            : await PageAsync(id, problem, context, sync, configurations, ct);
    }

    private static async Task<IResult> Retry(
        SyncRunId id, HttpContext context, TicketRepairs repairs, TicketSync sync, TicketConfigurations configurations, CancellationToken ct)
    {
        await Forms.ReadAsync(context, ct);
        var problem = (await repairs.RetryRunAsync(Caller.Of(context.User).Actor, id, ct)).Problem;
        return problem is null
            ? Forms.SeeOther(context, $"/runs/{id}" + Query.Of(("done", FindingsView.WordOf(RunDone.Retried))))
            : await PageAsync(id, problem, context, sync, configurations, ct);
    }

    /// <summary>Carries an undo out; other runs are applied where they are previewed.</summary>
    private static async Task<IResult> Apply(
        SyncRunId id, HttpContext context, TicketSync sync, TicketConfigurations configurations, FormWork work, CancellationToken ct)
    {
        Forms.CheckOrigin(context.Request);
        if (await sync.GetRunAsync(id, ct) is { Undoes: null })
            throw new ProblemException(new Problem(ProblemKind.Conflict, "Only an undo is carried out here; other runs are applied where they are previewed."));
        var problem = await work.TryAsync(async () => await sync.ApplyAsync(id, null, ct) is null ? RunRefusals.NoSuchRun : null);
        return problem is null ? Forms.SeeOther(context, $"/runs/{id}") : await PageAsync(id, problem, context, sync, configurations, ct);
    }

    /// <param name="problem">Why what was asked for is not done.</param>
    private static async Task<IResult> PageAsync(
        SyncRunId id, Problem? problem, HttpContext context, TicketSync sync, TicketConfigurations configurations, CancellationToken ct)
    {
        var run = await sync.GetRunAsync(id, ct) ?? throw new ProblemException(RunRefusals.NoSuchRun);
        var query = context.Request.Query;
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(query, "after", "done")];
        if (!int.TryParse(query["after"], out var after) && query["after"].ToString() is { Length: > 0 } text)
            wrong.Add(new("after", text, ["the numbers that links of this page carry"]));
        var done = WrongFilter.ReadDone<RunDone>(context.Request, wrong);
        var found = await sync.OperationsAsync(id, Math.Max(0, after), PageSize + 1, ct);
        var shown = found.Take(PageSize).ToList();
        return Forms.Page<RunPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Problem = problem,
            Run = run,
            Done = done,
            Configuration = await configurations.GetAsync(run.Configuration, ct),
            Steps = (IReadOnlyList<StepRow>)[.. shown.Select(o => new StepRow(o.Operation, Outcome: o.Outcome is { } outcome ? Words.Of(outcome) : null, Told: o.Told))],
            Next = found.Count > shown.Count ? shown[^1].Number : (int?)null,
        });
    }
}
