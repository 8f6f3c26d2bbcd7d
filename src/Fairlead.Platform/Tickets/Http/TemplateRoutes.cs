using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Jira.RichText;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Shipped;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary><c>/api/v1/templates</c>.</summary>
internal static class TemplateRoutes
{
    public static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/templates", "Ticket configurations");
        group.MapGet("", List).RequireAuthorization(Roles.Viewer).WithName("listTemplates").WithSummary("The templates that come with Fairlead, by name.");
        group.MapGet("/placeholders", Placeholders).RequireAuthorization(Roles.Viewer).WithName("listPlaceholders").WithSummary("What templates may hold, with examples.");
        group.MapPost("/preview", Preview).RequireAuthorization(Roles.Viewer).WithName("previewTemplate")
            .WithSummary("What an issue of findings would say; stores and sends nothing.");
        group.MapGet("/{template}", Get).RequireAuthorization(Roles.Viewer).WithName("getTemplate").WithSummary("One that comes with Fairlead, by name.");
    }

    private static Ok<List<ShippedTemplateResponse>> List() => TypedResults.Ok(ShippedTemplates.All.Select(TicketMapping.Response).ToList());

    private static Ok<List<PlaceholderResponse>> Placeholders() => TypedResults.Ok<List<PlaceholderResponse>>(
    [
        .. Of("summary and body", TemplateWords.Group, TemplateWords.GroupLists),
        .. Of("dynamic", TemplateWords.Object, TemplateWords.ObjectLists),
        .. Of("each findings", TemplateWords.Finding, TemplateWords.ObjectLists.Where(l => TemplateWords.FindingLists.Contains(l.Name))),
    ]);

    private static Results<Ok<ShippedTemplateResponse>, ProblemHttpResult> Get(string template) =>
        ShippedTemplates.Find(template) is { } found
            ? TypedResults.Ok(TicketMapping.Response(found))
            : new Problem(ProblemKind.NotFound, $"There is no template {Problem.Quote(template)}.").ToResult();

    private static async Task<Results<Ok<TemplatePreviewResponse>, ProblemHttpResult>> Preview(
        JsonBody<TemplatePreviewRequest> body, TicketConfigurations configurations, TemplatePreviews previews, CancellationToken ct)
    {
        var request = body.Value;
        var configuration = request.Configuration is { } name ? await configurations.FindAsync(name, ct) : null;
        if (request.Configuration is not null && configuration is null)
            return Problem.Invalid(new ProblemError($"There is no ticket configuration {Problem.Quote(request.Configuration)}.", Pointer: "/configuration")).ToResult();
        if (request is { Template: not null, Yaml: not null })
            return Problem.Invalid(new ProblemError("Give template or yaml, not both.", Pointer: "/yaml")).ToResult();
        var ids = FindingIds.Of(request.Findings);
        var (preview, problem) = request.Yaml is { } yaml
            ? await previews.ShowAsync(yaml, configuration, ids, ct)
            : await previews.ShowAsync(request.Template, configuration, ids, ct) is var (shown, problems) && shown is null ? (null, TicketRefusals.Invalid(problems)) : (shown, null);
        return preview is null
            ? problem!.ToResult()
            : TypedResults.Ok(new TemplatePreviewResponse(preview.Summary, preview.Markdown, WikiRenderer.Render(preview.Description), preview.Remark));
    }

    private static IEnumerable<PlaceholderResponse> Of(string where, IEnumerable<TemplateWord> words, IEnumerable<TemplateWord> lists) =>
    [
        .. words.Select(w => new PlaceholderResponse(where, $"{{{{{w.Name}}}}}", w.Meaning, w.Example)),
        .. lists.Select(w => new PlaceholderResponse(where, $"{{{{#each {w.Name}}}}}", w.Meaning, w.Example)),
    ];
}
