using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Templates;

/// <summary>Templates: list, and a preview of text that is not saved.</summary>
internal static class TemplatePageRoutes
{
    /// <summary>Groups that each configuration offers, and findings beside them.</summary>
    private const int MostSubjects = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/templates").RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", List);
        pages.MapGet("/preview", Show);
        pages.MapPost("/preview", Preview);
    }

    private static IResult List(HttpContext context) => Forms.Page<TemplatesPage>(context, new
    {
        Caller = Caller.Of(context.User),
        Wrong = (IReadOnlyList<WrongFilter>)[.. WrongFilter.Unknown(context.Request.Query)],
        Templates = TemplatePreviews.Shipped,
    });

    private static async Task<IResult> Show(
        HttpContext context, TicketConfigurations configurations, TemplatePreviews previews, FindingCatalog findings, CancellationToken ct)
    {
        var query = context.Request.Query;
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(query, "use", "configuration")];
        var configuration = WrongFilter.ReadId<TicketConfigurationId>(query, "configuration", wrong) is { } id ? await configurations.GetAsync(id, ct) : null;
        var template = configuration is not null ? TicketConfigurations.TemplateOf(configuration) : Shipped(query, wrong);
        return await PageAsync(context, YamlText.Of(template), groups => configuration is null ? null : PreviewSubject.FirstOf(configuration.Id, groups), wrong, previews, findings, ct);
    }

    private static async Task<IResult> Preview(HttpContext context, TemplatePreviews previews, FindingCatalog findings, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        return await PageAsync(context, Forms.Text(form, "yaml"), _ => form["on"], [], previews, findings, ct);
    }

    /// <param name="on">What was chosen to show it on; <see langword="null"/>: nothing.</param>
    private static async Task<IResult> PageAsync(
        HttpContext context, string yaml, Func<IReadOnlyList<ConfigurationGroups>, string?> on, IReadOnlyList<WrongFilter> wrong,
        TemplatePreviews previews, FindingCatalog findings, CancellationToken ct)
    {
        var groups = await previews.GroupsAsync(MostSubjects, ct);
        var worst = (await findings.SearchAsync(new FindingFilter { IsOpen = true }, FindingOrder.WorstFirst, null, MostSubjects, ct)).Items;
        var chosen = PreviewSubject.Of(on(groups), groups, worst);
        var (preview, problem) = chosen is { Subject: var subject } ? await previews.ShowAsync(yaml, subject.Configuration, subject.Findings, ct) : (null, null);
        return Forms.Page<TemplatePreviewPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            Wrong = wrong,
            Yaml = yaml,
            On = chosen?.Value,
            Groups = groups,
            Worst = worst,
            Preview = preview,
            Problem = problem,
        });
    }

    private static TemplateBody Shipped(IQueryCollection query, List<WrongFilter> wrong)
    {
        var name = query["use"].ToString();
        var found = TemplatePreviews.Shipped.FirstOrDefault(t => t.Name == name);
        if (name.Length > 0 && found is null)
            wrong.Add(new("use", name, [.. TemplatePreviews.Shipped.Select(t => t.Name)]));
        return TemplatePreviews.TextOf(found);
    }
}
