using Fairlead.Sandbox.Security;
using Fairlead.Sandbox.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Sandbox.Pages;

/// <summary>A project's Security page of Jira Cloud: a person chooses containers of providers, and links vulnerabilities to issues.</summary>
internal sealed class SecurityPages(SandboxSecurity security, PageReader reader)
{
    private const string Root = "/sandbox/security";

    public static void Map(IEndpointRouteBuilder app, Site site, SandboxSecurity security, PageReader reader)
    {
        if (!site.IsCloud)
            return;
        var pages = new SecurityPages(security, reader);
        app.MapGet(Root, (RequestDelegate)(http => pages.ShowAsync(http, null)));
        app.MapPost($"{Root}/{{act}}", (RequestDelegate)pages.ActAsync);
    }

    private async Task ShowAsync(HttpContext http, string? problem)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : null;
        string Given(string name) => (form?[name].ToString() is { Length: > 0 } text ? text : http.Request.Query[name].ToString()).Trim();
        var apps = security.Apps;
        var projects = reader.Projects();
        var project = projects.FirstOrDefault(p => p.Key == Given("project")).Key ?? projects[0].Key;
        var app = apps.FirstOrDefault(a => a.Key == Given("app")) ?? (apps.Count > 0 ? apps[0] : null);
        var workspaces = app is null ? [] : security.WorkspacesOf(app.Key);
        var workspace = workspaces.FirstOrDefault(w => w.Id == Given("workspace")) ?? (workspaces.Count > 0 ? workspaces[0] : null);
        // The page is whole without what the provider would offer.
        string? away = null;
        IReadOnlyList<SandboxContainer> offered = [];
        if (app is not null && workspace is not null)
        {
            try
            {
                offered = await security.SearchContainersAsync(app.Key, workspace.Id, Given("q"), http.RequestAborted);
            }
            catch (InvalidOperationException e)
            {
                away = e.Message;
            }
        }

        var chosen = app is null ? [] : security.ContainersIn(app.Key, project);
        await PageRoutes.RenderAsync<SecurityPage>(http, problem is null ? 200 : 400, new SecurityModel(
            reader.Frame(http.Request.PathBase), projects, project, apps, app, workspaces, workspace?.Id, Given("q"),
            [.. offered.Where(o => chosen.All(c => c.Id != o.Id))], chosen, app is null ? [] : security.VulnerabilitiesIn(app.Key, project), problem ?? away));
    }

    private async Task ActAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!await reader.IsOursAsync(http, form))
            return;
        var (app, project, item) = (form["app"].ToString(), form["project"].ToString(), form["item"].ToString());
        string? problem = null;
        try
        {
            switch ((string?)http.GetRouteValue("act"))
            {
                case "choose":
                    await security.ConnectAsync(app, project, item, http.RequestAborted);
                    break;
                case "leave":
                    security.Disconnect(app, project, item);
                    break;
                case "link":
                    await security.LinkAsync(app, item, form["issue"].ToString().Trim(), http.RequestAborted);
                    break;
                case "unlink":
                    await security.UnlinkAsync(app, item, form["issue"].ToString().Trim(), http.RequestAborted);
                    break;
                default:
                    problem = "Nothing was entered.";
                    break;
            }
        }
        catch (InvalidOperationException e)
        {
            problem = e.Message;
        }

        if (problem is null)
            http.Response.Redirect($"{http.Request.PathBase}{Root}?project={Uri.EscapeDataString(project)}&app={Uri.EscapeDataString(app)}");
        else
            await ShowAsync(http, problem);
    }
}
