using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Runs;

/// <summary>What came of a run.</summary>
internal static class RunPageRoutes
{
    private const int PageSize = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGroup("/runs").RequireAuthorization(Roles.Viewer).ExcludeFromDescription().MapGet("/{id}", Show);

    private static async Task<IResult> Show(SyncRunId id, HttpContext context, TicketSync sync, TicketConfigurations configurations, CancellationToken ct)
    {
        var run = await sync.GetRunAsync(id, ct) ?? throw new ProblemException(new Problem(ProblemKind.NotFound, "There is no such run."));
        var query = context.Request.Query;
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(query, "after")];
        if (!int.TryParse(query["after"], out var after) && query["after"].ToString() is { Length: > 0 } text)
            wrong.Add(new("after", text, ["the numbers that links of this page carry"]));
        var found = await sync.OperationsAsync(id, Math.Max(0, after), PageSize + 1, ct);
        var shown = found.Take(PageSize).ToList();
        return Forms.Page<RunPage>(context, new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Run = run,
            Configuration = await configurations.GetAsync(run.Configuration, ct),
            Steps = (IReadOnlyList<StepRow>)[.. shown.Select(o => new StepRow(o.Operation, Outcome: o.Outcome is { } outcome ? Words.Of(outcome) : null, Told: o.OutcomeText))],
            Next = found.Count > shown.Count ? shown[^1].Number : (int?)null,
        });
    }
}
