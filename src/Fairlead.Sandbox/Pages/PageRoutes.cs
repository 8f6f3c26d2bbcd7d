using System.Text.Json.Nodes;
using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Security;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Fairlead.Sandbox.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Sandbox.Pages;

/// <summary>The pages for a person: a list, and an issue that can be commented on, edited and moved along. They work without script.</summary>
internal sealed class PageRoutes
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private readonly Site _site;
    private readonly PageReader _reader;

    private PageRoutes(Site site, PageReader reader) => (_site, _reader) = (site, reader);

    public static void Map(IEndpointRouteBuilder app, Site site, SandboxSecurity security)
    {
        var reader = new PageReader(site, security, SandboxAccounts.Random(32));
        SecurityPages.Map(app, site, security, reader);
        var pages = new PageRoutes(site, reader);
        app.MapGet("/", (RequestDelegate)pages.ListAsync);
        app.MapGet("/sandbox/style.css", (RequestDelegate)StyleAsync);
        app.MapGet("/browse/{key}", (RequestDelegate)(http => pages.IssueAsync(http, null)));
        app.MapPost("/browse/{key}/{act}", (RequestDelegate)pages.ActAsync);
    }

    private static async Task StyleAsync(HttpContext http)
    {
        http.Response.ContentType = "text/css;charset=UTF-8";
        await using var style = typeof(PageRoutes).Assembly.GetManifestResourceStream("Fairlead.Sandbox.Pages.style.css")
            ?? throw new InvalidOperationException("The style sheet is not in the assembly.");
        await style.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    private static string Text(HttpContext http, string name) => http.Request.Query[name].ToString().Trim();

    private Task ListAsync(HttpContext http)
    {
        var filter = new IssueFilter(
            Text(http, "text"), Text(http, "project"), Text(http, "category"), Text(http, "jql"),
            int.TryParse(Text(http, "page"), out var page) ? page : 1);
        return RenderAsync<IssueList>(http, 200, _reader.List(http.Request.PathBase, filter));
    }

    private Task IssueAsync(HttpContext http, string? problem)
    {
        var key = (string?)http.GetRouteValue("key") ?? "";
        if (_reader.Issue(http.Request.PathBase, key, problem) is { } issue)
            return RenderAsync<IssuePage>(http, problem is null ? 200 : 400, issue);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        http.Response.ContentType = "text/plain;charset=UTF-8";
        return http.Response.WriteAsync($"There is no issue {key}.", http.RequestAborted);
    }

    private async Task ActAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!await _reader.IsOursAsync(http, form))
            return;

        var key = (string?)http.GetRouteValue("key") ?? "";
        if (Act(key, (string?)http.GetRouteValue("act"), form) is { } problem)
        {
            await IssueAsync(http, problem);
            return;
        }

        http.Response.Redirect($"{http.Request.PathBase}/browse/{Uri.EscapeDataString(key)}");
    }

    /// <returns>Why it was refused, or null.</returns>
    private string? Act(string key, string? act, IFormCollection form)
    {
        lock (_site.Gate)
        {
            if (_site.Issues.Find(key) is not { } issue)
                return "The issue is gone.";
            try
            {
                switch (act)
                {
                    case "comment" when form["body"].ToString().Trim() is { Length: > 0 } text:
                        IssueEditor.AddComment(_site, issue, _site.Person, RichText.OfPlain(text.ReplaceLineEndings("\n")), null, []);
                        return null;
                    case "edit":
                        IssueEditor.Edit(_site, issue, Edited(form), _site.Person, speaksAdf: false);
                        return null;
                    case "transition":
                        return Transition(issue, form);
                    default:
                        return "Nothing was entered.";
                }
            }
            catch (JiraRefusal refusal)
            {
                var body = refusal.Body();
                return string.Join(' ', body["errors"]!.AsObject().Select(e => (string?)e.Value)
                    .Concat(body["errorMessages"]!.AsArray().Select(m => (string?)m)));
            }
        }
    }

    private string? Transition(Issue issue, IFormCollection form)
    {
        var transition = issue.Now.Project.Types[issue.Now.Type].Workflow.From(issue, _site.Person)
            .FirstOrDefault(t => $"{t.Id}" == form["transition"]);
        if (transition is null)
            return "This step is not open any more.";
        var body = new JsonObject();
        if (transition.Screen?.Has(Fields.FieldIds.Resolution) == true && form["resolution"].ToString() is { Length: > 0 } resolution)
            body["fields"] = new JsonObject { ["resolution"] = new JsonObject { ["name"] = resolution } };
        IssueEditor.Take(_site, issue, transition, body, _site.Person, speaksAdf: false);
        return null;
    }

    private JsonObject Edited(IFormCollection form)
    {
        var assignee = _site.People.Find(p => p.Name == form["assignee"]);
        var labels = form["labels"].ToString().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return new JsonObject
        {
            ["fields"] = new JsonObject
            {
                ["summary"] = form["summary"].ToString(),
                ["priority"] = new JsonObject { ["name"] = form["priority"].ToString() },
                ["assignee"] = assignee is null
                    ? null
                    : new JsonObject { [_site.IsCloud ? "accountId" : "name"] = assignee.Handle(_site.Options.Edition) },
                ["labels"] = new JsonArray([.. labels.Select(l => JsonValue.Create(l))]),
            },
        };
    }

    internal static Task RenderAsync<TPage>(HttpContext http, int status, object model)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "same-origin";
        var page = new RazorComponentResult<TPage>(new Dictionary<string, object?> { ["Model"] = model })
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        };
        return page.ExecuteAsync(http);
    }
}
