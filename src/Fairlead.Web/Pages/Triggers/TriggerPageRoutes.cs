using Fairlead.Client;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Alerts;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Triggers;

/// <summary>Which alerts go through to tickets: the list, what is done to several, forms for one and for a channel.</summary>
internal static class TriggerPageRoutes
{
    private const string Root = "/alerts/triggers";

    private static readonly string Saved = Root + Query.Of(("done", FindingsView.WordOf(TriggerDone.Save)));

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Root).RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", List);
        pages.MapPost("/actions", Act).RequireAuthorization(Roles.Editor);
        pages.MapGet("/new", New).RequireAuthorization(Roles.Editor);
        pages.MapPost("/new", Make).RequireAuthorization(Roles.Editor);
        pages.MapGet("/{id}", Show).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}", Change).RequireAuthorization(Roles.Editor);
        var channels = routes.MapGroup("/alerts/channels").RequireAuthorization(Roles.Administrator).ExcludeFromDescription();
        channels.MapGet("/new", NewChannel);
        channels.MapPost("/new", AddChannel);
    }

    private static Task<IResult> New(HttpContext context, TicketConfigurations configurations, CancellationToken ct) =>
        DraftAsync(context, TriggerDraft.New(WrongFilter.Read<Severity>(context.Request.Query, "severity", [])), null, configurations, ct);

    private static async Task<IResult> Make(HttpContext context, AlertTriggers triggers, TicketConfigurations configurations, FormWork work, CancellationToken ct)
    {
        var draft = TriggerDraft.Read(await Forms.ReadAsync(context, ct));
        var problem = draft.Problem ?? await work.TryAsync(async () => _ = await triggers.CreateAsync(Caller.Of(context.User).Actor, draft.Body, ct));
        return problem is null
            ? Forms.SeeOther(context, Saved)
            : await DraftAsync(context, draft with { Problem = problem }, null, configurations, ct);
    }

    private static async Task<IResult> Show(AlertTriggerId id, HttpContext context, AlertTriggers triggers, TicketConfigurations configurations, CancellationToken ct)
    {
        var standing = await FindAsync(id, triggers, ct);
        return await DraftAsync(context, TriggerDraft.Of(AlertTriggers.BodyOf(standing), standing.Trigger.Revision), standing.Trigger.Name, configurations, ct);
    }

    private static async Task<IResult> Change(
        AlertTriggerId id, HttpContext context, AlertTriggers triggers, TicketConfigurations configurations, FormWork work, CancellationToken ct)
    {
        var draft = TriggerDraft.Read(await Forms.ReadAsync(context, ct));
        var stored = (await FindAsync(id, triggers, ct)).Trigger;
        draft = draft with { Body = draft.Body with { Name = stored.Name } };
        if (draft.Revision != stored.Revision)
            draft = draft with { Problem = new Problem(ProblemKind.Conflict, "The trigger was changed by somebody else meanwhile. What you entered is kept below; saving again replaces that."), Revision = stored.Revision };
        var problem = draft.Problem ?? await work.TryAsync(async () => _ = await triggers.ReplaceAsync(Caller.Of(context.User).Actor, draft.Body, ct));
        return problem is null
            ? Forms.SeeOther(context, Saved)
            : await DraftAsync(context, draft with { Problem = problem }, stored.Name, configurations, ct);
    }

    /// <param name="name">Of the trigger that is changed; <see langword="null"/> for a new one.</param>
    private static async Task<IResult> DraftAsync(
        HttpContext context, TriggerDraft draft, string? name, TicketConfigurations configurations, CancellationToken ct)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "severity")];
        _ = WrongFilter.Read<Severity>(context.Request.Query, "severity", wrong);
        return Forms.Page<TriggerPage>(context, Forms.StatusOf(draft.Problem), new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Draft = draft,
            Name = name,
            Configurations = (IReadOnlyList<string>)[.. (await configurations.ListAsync(ct)).Select(c => c.Name)],
        });
    }

    /// <exception cref="ProblemException">There is no such trigger.</exception>
    private static async Task<TriggerStanding> FindAsync(AlertTriggerId id, AlertTriggers triggers, CancellationToken ct) =>
        (await triggers.ListAsync(ct)).FirstOrDefault(t => t.Trigger.Id == id)
        ?? throw new ProblemException(new Problem(ProblemKind.NotFound, "There is no such trigger. It may have been deleted: see the page Triggers."));

    private static IResult NewChannel(HttpContext context) => ChannelPage(context, ChannelDraft.Empty);

    private static async Task<IResult> AddChannel(HttpContext context, AlertChannels channels, FormWork work, CancellationToken ct)
    {
        var draft = ChannelDraft.Read(await Forms.ReadAsync(context, ct));
        AlertChannel? made = null;
        var problem = await work.TryAsync(async () => made = await channels.AddAsync(Caller.Of(context.User).Actor, draft.Body, ct));
        return made is not null
            ? Forms.SeeOther(context, Saved)
            : ChannelPage(context, draft with { Problem = problem });
    }

    private static IResult ChannelPage(HttpContext context, ChannelDraft draft) => Forms.Page<NewChannelPage>(context, Forms.StatusOf(draft.Problem), new
    {
        Caller = Caller.Of(context.User),
        Wrong = (IReadOnlyList<WrongFilter>)[.. WrongFilter.Unknown(context.Request.Query)],
        Draft = draft,
    });

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
            Done = WrongFilter.ReadDone<TriggerDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Standings = await triggers.ListAsync(ct),
            Choice = choice,
            Problem = problem,
        });
    }
}
