using Fairlead.Client;
using Fairlead.Platform.Access;
using Fairlead.Platform.Alerts;
using Fairlead.Platform.Http;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Triggers;

/// <summary>Which alerts go through to tickets: the list, and what is done to several.</summary>
internal static class TriggerPageRoutes
{
    private const string Root = "/alerts/triggers";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Root).RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", List);
        pages.MapPost("/actions", Act).RequireAuthorization(Roles.Editor);
    }

    private static Task<IResult> List(HttpContext context, AlertTriggers triggers, CancellationToken ct) => PageAsync(context, null, null, triggers, ct);

    private static async Task<IResult> Act(HttpContext context, AlertTriggers triggers, FormWork work, CancellationToken ct)
    {
        var choice = BulkChoice.Read(await Forms.ReadAsync(context, ct));
        var actor = Caller.Of(context.User).Actor;
        var problem = choice.Refusal("trigger") ?? await work.TryAsync(async () => _ = choice.Action == BulkAction.Delete
            ? await triggers.DeleteAsync(actor, choice.Names, ct)
            : await triggers.EnableAsync(actor, choice.Names, choice.Action == BulkAction.Enable, ct));
        return problem is null
            ? Forms.SeeOther(context, Root + Query.Of(("done", FindingsView.WordOf(choice.Action!.Value))))
            : await PageAsync(context, choice, problem, triggers, ct);
    }

    private static async Task<IResult> PageAsync(HttpContext context, BulkChoice? choice, Problem? problem, AlertTriggers triggers, CancellationToken ct)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "done")];
        return Forms.Page<TriggersPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<BulkAction>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Standings = await triggers.ListAsync(ct),
            Choice = choice,
            Problem = problem,
        });
    }
}
