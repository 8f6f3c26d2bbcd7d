using System.Globalization;
using Fairlead.Client;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Pages.Configurations.Form;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Configurations;

/// <summary>Ticket configurations: list, editor, preview of the next run.</summary>
internal static class ConfigurationPageRoutes
{
    private const string Root = "/configurations";

    /// <summary>Operations that a preview shows with their text.</summary>
    private const int Samples = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Root).RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", List);
        pages.MapGet("/new", New).RequireAuthorization(Roles.Editor);
        pages.MapPost("/new", Make).RequireAuthorization(Roles.Editor);
        pages.MapPost("/count", Count).RequireAuthorization(Roles.Editor);
        pages.MapGet("/{id}", Show);
        pages.MapPost("/{id}", Change).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/duplicate", Duplicate).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/enable", Enable).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/disable", Disable).RequireAuthorization(Roles.Editor);
        pages.MapGet("/{id}/preview", Preview);
        pages.MapPost("/{id}/apply", Apply).RequireAuthorization(Roles.Editor);
    }

    private static async Task<IResult> List(HttpContext context, ConfigurationStandings standings, ConfigurationOverlaps overlaps, ConnectionDirectory connections, CancellationToken ct)
    {
        var all = await standings.ListAsync(ct);
        return Forms.Page<ConfigurationsPage>(context, new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)[.. WrongFilter.Unknown(context.Request.Query)],
            Standings = all,
            Overlaps = await overlaps.ByConfigurationAsync([.. all.Select(s => s.Configuration)], ct),
            Connections = (IReadOnlyDictionary<ConnectionId, string>)(await connections.ListAsync(ct)).ToDictionary(c => c.Id, c => c.Name),
        });
    }

    private static async Task<IResult> New(HttpContext context, ConfigurationFormDesk desk, ConnectionDirectory connections, CancellationToken ct) =>
        ConfigurationView.IsForm(context.Request, [])
            ? await NewPageAsync(context, null, await desk.BeginAsync(ct), connections, ct)
            : await NewPageAsync(context, new(Examples.Configuration, 0), null, connections, ct);

    private static async Task<IResult> Make(
        HttpContext context, TicketConfigurations configurations, ConfigurationFormDesk desk, ConnectionDirectory connections, FormWork work, CancellationToken ct)
    {
        var (draft, form, saved) = await AnswerAsync(context, null, configurations, desk, work, ct);
        return saved ?? await NewPageAsync(context, draft, form, connections, ct);
    }

    private static async Task<IResult> NewPageAsync(
        HttpContext context, ConfigurationDraft? draft, ConfigurationForm? form, ConnectionDirectory connections, CancellationToken ct)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, ConfigurationView.Way)];
        _ = ConfigurationView.IsForm(context.Request, wrong);
        return Forms.Page<NewConfigurationPage>(context, form?.Status ?? Forms.StatusOf(draft?.Problem), new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Draft = draft,
            Form = form,
            Connections = (IReadOnlyList<string>)[.. (await connections.ListAsync(ct)).Select(c => c.Name)],
        });
    }

    /// <summary>What the filter and the grouping of a form speak for, as plain text: for the form itself, while somebody fills it in.</summary>
    private static async Task<IResult> Count(HttpContext context, ConfigurationFormDesk desk, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, FormReading.MostValues, ct);
        var counted = await desk.CountAsync(FormReading.IdOf(form), FormReading.Read(form), ct);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(counted.Reach is { } reach ? ReachWords.Of(reach) : "The filter has a mistake: press Count to see it.");
    }

    private static async Task<IResult> Show(TicketConfigurationId id, HttpContext context, ConfigurationView view, CancellationToken ct) =>
        await view.PageAsync(context, id, new(), ct);

    private static async Task<IResult> Change(
        TicketConfigurationId id, HttpContext context, TicketConfigurations configurations, ConfigurationFormDesk desk, ConfigurationView view, FormWork work, CancellationToken ct)
    {
        var (draft, form, saved) = await AnswerAsync(context, id, configurations, desk, work, ct);
        return saved ?? await view.PageAsync(context, id, new(draft, form), ct);
    }

    /// <summary>Does what the button of an editor asks for.</summary>
    /// <returns>What is shown next: a text, a form, or the way on when it was saved.</returns>
    private static async Task<(ConfigurationDraft? Draft, ConfigurationForm? Form, IResult? Saved)> AnswerAsync(
        HttpContext context, TicketConfigurationId? id, TicketConfigurations configurations, ConfigurationFormDesk desk, FormWork work, CancellationToken ct)
    {
        var entered = await Forms.ReadAsync(context, FormReading.MostValues, ct);
        if (entered["as"] != "form" && entered["do"] != "form")
        {
            var (draft, saved) = await TakeAsync(context, entered, id, configurations, work, ct);
            return (draft, null, saved);
        }

        if (entered["do"] == "form")
            return await AsFormAsync(entered, id, desk, ct);
        var form = FormReading.Read(entered);
        switch (entered["do"].ToString())
        {
            case "yaml" when form.Faults.Count == 0:
                return (new(YamlText.Of(form.Body), form.Revision), null, null);
            case "save":
                var (stored, kept) = await desk.SaveAsync(Caller.Of(context.User).Actor, id, form, ct);
                return stored is not null
                    ? (null, null, Forms.SeeOther(context, AddressOf(stored.Id, ConfigurationDone.Saved)))
                    : (null, await desk.FillAsync(kept, id, ct), null);
            case "check":
                return (null, await desk.FillAsync(await desk.CheckAsync(id, form, ct), id, ct), null);
            default:
                return (null, await desk.FillAsync(await desk.CountAsync(id, form, ct), id, ct), null);
        }
    }

    private static async Task<(ConfigurationDraft? Draft, ConfigurationForm? Form, IResult? Saved)> AsFormAsync(
        IFormCollection entered, TicketConfigurationId? id, ConfigurationFormDesk desk, CancellationToken ct)
    {
        _ = int.TryParse(entered["revision"], out var revision);
        var yaml = Forms.Text(entered, "yaml");
        var (body, problem) = TicketConfigurations.ReadOne(yaml);
        return body is null
            ? (new(yaml, revision) { Problem = problem }, null, null)
            : (null, await desk.FillAsync(new(body, revision), id, ct), null);
    }

    private static async Task<IResult> Duplicate(
        TicketConfigurationId id, HttpContext context, TicketConfigurations configurations, ConfigurationView view, FormWork work, CancellationToken ct)
    {
        var name = Forms.Text(await Forms.ReadAsync(context, ct), "name");
        SaveOutcome? outcome = null;
        var problem = await work.TryAsync(async () => outcome = await configurations.DuplicateAsync(Caller.Of(context.User).Actor, id.ToString(), name, ct));
        return outcome is SaveOutcome.Saved saved
            ? Forms.SeeOther(context, AddressOf(saved.Configuration.Id, ConfigurationDone.Duplicated))
            : await view.PageAsync(context, id, new() { CopyName = name, CopyProblem = problem ?? ConfigurationRefusals.Of(outcome!, name) }, ct);
    }

    private static Task<IResult> Enable(
        TicketConfigurationId id, HttpContext context, TicketConfigurations configurations, ConfigurationView view, FormWork work, CancellationToken ct) =>
        EnableAsync(id, true, context, configurations, view, work, ct);

    private static Task<IResult> Disable(
        TicketConfigurationId id, HttpContext context, TicketConfigurations configurations, ConfigurationView view, FormWork work, CancellationToken ct) =>
        EnableAsync(id, false, context, configurations, view, work, ct);

    private static async Task<IResult> EnableAsync(
        TicketConfigurationId id, bool isEnabled, HttpContext context, TicketConfigurations configurations, ConfigurationView view, FormWork work, CancellationToken ct)
    {
        Forms.CheckOrigin(context.Request);
        SaveOutcome? outcome = null;
        var problem = await work.TryAsync(async () => outcome = await configurations.EnableAsync(Caller.Of(context.User).Actor, id.ToString(), isEnabled, ct));
        return outcome is SaveOutcome.Saved
            ? Forms.SeeOther(context, AddressOf(id, isEnabled ? ConfigurationDone.Enabled : ConfigurationDone.Disabled))
            : await view.PageAsync(context, id, new() { Problem = problem ?? ConfigurationRefusals.Of(outcome!, id.ToString()) }, ct);
    }

    private static Task<IResult> Preview(TicketConfigurationId id, HttpContext context, TicketConfigurations configurations, TicketPreviews previews, CancellationToken ct) =>
        PreviewAsync(id, null, context, configurations, previews, ct);

    private static async Task<IResult> Apply(
        TicketConfigurationId id, HttpContext context, TicketConfigurations configurations, TicketPreviews previews, TicketSync sync, FormWork work, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        // As many as the person saw: what came since is held again.
        var confirmed = new Confirmed(CountIn(form, "confirmCloses"), CountIn(form, "confirmCreates"));
        var confirmation = confirmed == Confirmed.Nothing ? null : new Confirmation(Caller.Of(context.User).Actor, confirmed);
        SyncRun? run = null;
        var problem = await work.TryAsync(async () => (run = await sync.RunAsync(id, confirmation, null, ct)) is null ? ConfigurationRefusals.Missing(id.ToString()) : null);
        return run is null ? await PreviewAsync(id, problem, context, configurations, previews, ct) : Forms.SeeOther(context, $"/runs/{run.Id}");
    }

    private static int CountIn(IFormCollection form, string name) => int.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <param name="problem">Why it was not applied.</param>
    private static async Task<IResult> PreviewAsync(
        TicketConfigurationId id, Problem? problem, HttpContext context, TicketConfigurations configurations, TicketPreviews previews, CancellationToken ct)
    {
        var configuration = await configurations.GetAsync(id, ct) ?? throw new ProblemException(ConfigurationRefusals.Missing(id.ToString()));
        return Forms.Page<PreviewPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)[.. WrongFilter.Unknown(context.Request.Query)],
            Configuration = configuration,
            Preview = await previews.PreviewAsync(id, Samples, ct),
            Problem = problem,
        });
    }

    /// <summary>Checks or saves what stands in the editor.</summary>
    /// <returns>The text with what was said of it, or the way on when it was saved.</returns>
    private static async Task<(ConfigurationDraft Draft, IResult? Saved)> TakeAsync(
        HttpContext context, IFormCollection form, TicketConfigurationId? id, TicketConfigurations configurations, FormWork work, CancellationToken ct)
    {
        _ = int.TryParse(form["revision"], out var revision);
        var draft = new ConfigurationDraft(Forms.Text(form, "yaml"), revision);
        YamlOutcome? outcome = null;
        var problem = await work.TryAsync(async () => outcome = form["do"] == "save"
            ? await configurations.ApplyYamlAsync(Caller.Of(context.User).Actor, draft.Yaml, id is { } one ? new(one, revision) : null, ct)
            : await configurations.CheckYamlAsync(draft.Yaml, ct));
        return outcome switch
        {
            YamlOutcome.Applied { Configurations: [var saved] } => (draft, Forms.SeeOther(context, AddressOf(saved.Configuration.Id, ConfigurationDone.Saved))),
            YamlOutcome.Applied => (draft, Forms.SeeOther(context, Root)),
            YamlOutcome.Checked fine => (draft with { Checked = fine.Configurations, Warnings = ConfigurationRefusals.Located(fine.Warnings) }, null),
            YamlOutcome.Refused refused => (draft with { Problem = ConfigurationRefusals.Of(refused), Warnings = ConfigurationRefusals.Located(refused.Warnings) }, null),
            null => (draft with { Problem = problem }, null),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string AddressOf(TicketConfigurationId id, ConfigurationDone done) => $"{Root}/{id}{Query.Of(("done", FindingsView.WordOf(done)))}";
}
