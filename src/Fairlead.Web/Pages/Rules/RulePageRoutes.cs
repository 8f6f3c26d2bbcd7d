using Fairlead.Client;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Notifications;
using Fairlead.Platform.Rules;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Rules;

/// <summary>Rules: list, editor with simulation, and what becomes of one.</summary>
internal static class RulePageRoutes
{
    private const string Root = "/rules";

    /// <summary>Rules of one text that are simulated: each reads all open findings.</summary>
    private const int MaxSimulated = 5;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Root).RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", List);
        pages.MapPost("/actions", Act).RequireAuthorization(Roles.Editor);
        pages.MapGet("/new", New).RequireAuthorization(Roles.Editor);
        pages.MapPost("/new", Make).RequireAuthorization(Roles.Editor);
        pages.MapGet("/{id}", Show);
        pages.MapPost("/{id}", Change).RequireAuthorization(Roles.Editor);
        pages.MapGet("/{id}/simulation", Simulate);
        pages.MapPost("/{id}/enable", Enable).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/disable", Disable).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/renew", Renew).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/delete", Delete).RequireAuthorization(Roles.Editor);
    }

    private static Task<IResult> List(HttpContext context, FindingRules rules, TimeProvider clock, CancellationToken ct) => ListAsync(context, null, null, rules, clock, ct);

    private static async Task<IResult> Act(HttpContext context, FindingRules rules, TimeProvider clock, FormWork work, CancellationToken ct)
    {
        var choice = BulkChoice.Read(await Forms.ReadAsync(context, ct));
        var actor = Caller.Of(context.User).Actor;
        var problem = choice.Refusal("rule") ?? await work.TryAsync(async () => _ = choice.Action == BulkAction.Delete
            ? await rules.DeleteAsync(actor, choice.Names, ct)
            : await rules.EnableAsync(actor, choice.Names, choice.Action == BulkAction.Enable, ct));
        return problem is null ? Forms.SeeOther(context, AddressOf(null, DoneBy(choice.Action!.Value))) : await ListAsync(context, choice, problem, rules, clock, ct);
    }

    private static async Task<IResult> ListAsync(HttpContext context, BulkChoice? choice, Problem? problem, FindingRules rules, TimeProvider clock, CancellationToken ct)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "done")];
        return Forms.Page<RulesPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<RuleDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Standings = await rules.ListAsync(ct),
            Now = clock.GetUtcNow(),
            Choice = choice,
            Problem = problem,
        });
    }

    private static Task<IResult> New(HttpContext context, TicketConfigurations configurations, Receivers receivers, CancellationToken ct) =>
        NewPageAsync(context, new(Examples.Rule, 0), configurations, receivers, ct);

    private static async Task<IResult> Make(
        HttpContext context, FindingRules rules, RuleDocuments documents, RuleRuns runs, TicketConfigurations configurations, Receivers receivers, FormWork work, CancellationToken ct)
    {
        var (draft, saved) = await TakeAsync(context, null, rules, documents, runs, work, ct);
        return saved ?? await NewPageAsync(context, draft, configurations, receivers, ct);
    }

    private static async Task<IResult> NewPageAsync(HttpContext context, RuleDraft draft, TicketConfigurations configurations, Receivers receivers, CancellationToken ct) =>
        Forms.Page<NewRulePage>(context, Forms.StatusOf(draft.Problem), new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)(HttpMethods.IsGet(context.Request.Method) ? [.. WrongFilter.Unknown(context.Request.Query)] : []),
            Draft = draft,
            Configurations = (IReadOnlyList<string>)[.. (await configurations.ListAsync(ct)).Select(c => c.Name)],
            Receivers = (IReadOnlyList<string>)[.. (await receivers.ListAsync(ct)).Select(r => r.Receiver.Name)],
        });

    private static Task<IResult> Show(FindingRuleId id, HttpContext context, RuleView view, CancellationToken ct) => view.PageAsync(context, id, new(), ct);

    private static async Task<IResult> Change(
        FindingRuleId id, HttpContext context, FindingRules rules, RuleDocuments documents, RuleRuns runs, TicketConfigurations configurations, Receivers receivers,
        RuleView view, FormWork work, CancellationToken ct)
    {
        var (draft, saved) = await TakeAsync(context, id, rules, documents, runs, work, ct);

        // A rule that was deleted meanwhile: its text is kept, and can be saved as a new one.
        return saved ?? (await rules.GetAsync(id, ct) is null
            ? await NewPageAsync(context, draft, configurations, receivers, ct)
            : await view.PageAsync(context, id, new() { Draft = draft }, ct));
    }

    private static async Task<IResult> Simulate(FindingRuleId id, HttpContext context, FindingRules rules, RuleRuns runs, RuleView view, CancellationToken ct)
    {
        var rule = await view.FindAsync(id, ct);
        return Forms.Page<SimulationPage>(context, new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)[.. WrongFilter.Unknown(context.Request.Query)],
            Id = id,
            Rule = FindingRules.BodyOf(await rules.StandingAsync(rule, ct)),
            Simulation = await runs.SimulateAsync(rule, rule, ct),
        });
    }

    private static Task<IResult> Enable(FindingRuleId id, HttpContext context, FindingRules rules, RuleView view, FormWork work, CancellationToken ct) =>
        EnableAsync(id, true, context, rules, view, work, ct);

    private static Task<IResult> Disable(FindingRuleId id, HttpContext context, FindingRules rules, RuleView view, FormWork work, CancellationToken ct) =>
        EnableAsync(id, false, context, rules, view, work, ct);

    private static async Task<IResult> EnableAsync(
        FindingRuleId id, bool isEnabled, HttpContext context, FindingRules rules, RuleView view, FormWork work, CancellationToken ct)
    {
        Forms.CheckOrigin(context.Request);
        var rule = await view.FindAsync(id, ct);
        var problem = await work.TryAsync(async () => _ = await rules.EnableAsync(Caller.Of(context.User).Actor, [rule.Name], isEnabled, ct));
        return problem is null
            ? Forms.SeeOther(context, AddressOf(id, isEnabled ? RuleDone.Enabled : RuleDone.Disabled))
            : await view.PageAsync(context, id, new() { Problem = problem }, ct);
    }

    private static async Task<IResult> Renew(FindingRuleId id, HttpContext context, FindingRules rules, RuleView view, FormWork work, CancellationToken ct)
    {
        var until = Forms.Text(await Forms.ReadAsync(context, ct), "until").Trim();
        var rule = await view.FindAsync(id, ct);
        var problem = await work.TryAsync(async () => _ = await rules.RenewAsync(Caller.Of(context.User).Actor, rule.Name, until, ct));
        return problem is null ? Forms.SeeOther(context, AddressOf(id, RuleDone.Renewed)) : await view.PageAsync(context, id, new() { Until = until, RenewProblem = problem }, ct);
    }

    private static async Task<IResult> Delete(FindingRuleId id, HttpContext context, FindingRules rules, RuleView view, FormWork work, CancellationToken ct)
    {
        Forms.CheckOrigin(context.Request);
        var rule = await view.FindAsync(id, ct);
        var problem = await work.TryAsync(async () => _ = await rules.DeleteAsync(Caller.Of(context.User).Actor, [rule.Name], ct));
        return problem is null ? Forms.SeeOther(context, AddressOf(null, RuleDone.Deleted)) : await view.PageAsync(context, id, new() { DeleteProblem = problem }, ct);
    }

    /// <summary>Checks or saves what stands in the editor.</summary>
    /// <param name="id">The rule whose page it is; <see langword="null"/> for a new one.</param>
    /// <returns>The text with what was said of it, or the way on when it was saved.</returns>
    private static async Task<(RuleDraft Draft, IResult? Saved)> TakeAsync(
        HttpContext context, FindingRuleId? id, FindingRules rules, RuleDocuments documents, RuleRuns runs, FormWork work, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        _ = int.TryParse(form["revision"], out var revision);
        var draft = new RuleDraft(Forms.Text(form, "yaml"), revision);
        if (form["do"] == "save")
        {
            IReadOnlyList<(FindingRule Rule, string Change)> put = [];
            var refusal = await work.TryAsync(async () => put = await documents.ApplyAsync(Caller.Of(context.User).Actor, draft.Yaml, id is { } one ? new(one, revision) : null, ct));
            return (draft with { Problem = refusal }, refusal is null ? Forms.SeeOther(context, AddressOf(put is [var only] ? only.Rule.Id : null, RuleDone.Saved)) : null);
        }

        List<CheckedRule> all = [];
        var problem = await work.TryAsync(async () =>
        {
            foreach (var rule in await documents.ReadAsync(draft.Yaml, ct))
                all.Add(await CheckAsync(rule, all.Count < MaxSimulated, rules, runs, ct));
        });
        return (problem is null ? draft with { Checked = all } : draft with { Problem = problem }, null);
    }

    private static async Task<CheckedRule> CheckAsync(FindingRule rule, bool isSimulated, FindingRules rules, RuleRuns runs, CancellationToken ct)
    {
        var stored = await rules.FindAsync(rule.Name, ct);
        var simulation = isSimulated ? await runs.SimulateAsync(rule, stored, ct) : null;
        return new(FindingRules.BodyOf(await rules.StandingAsync(rule, ct)), stored is null, simulation);
    }

    private static RuleDone DoneBy(BulkAction action) => action switch
    {
        BulkAction.Enable => RuleDone.Enabled,
        BulkAction.Disable => RuleDone.Disabled,
        BulkAction.Delete => RuleDone.Deleted,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <param name="id"><see langword="null"/>: the list.</param>
    private static string AddressOf(FindingRuleId? id, RuleDone done) => $"{(id is { } one ? $"{Root}/{one}" : Root)}{Query.Of(("done", FindingsView.WordOf(done)))}";
}
