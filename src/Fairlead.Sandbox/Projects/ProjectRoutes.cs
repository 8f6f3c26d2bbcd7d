using System.Text.Json.Nodes;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Projects;

/// <summary>Projects and what hangs on them: statuses, versions, components.</summary>
internal static class ProjectRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Get("/project", c => JiraAnswer.Ok(new JsonArray([.. Visible(c).Select(p => Listed(c, p))])));
        routes.Get("/project/{projectIdOrKey}", c => JiraAnswer.Ok(Whole(c, c.Project(c.Route("projectIdOrKey")))));
        routes.Get("/project/{projectIdOrKey}/statuses", Statuses);
        routes.Get("/project/{projectIdOrKey}/versions", c => JiraAnswer.Ok(new JsonArray(
            [.. c.Project(c.Route("projectIdOrKey")).Versions.Select(c.View.Of)])));
        routes.Get("/project/{projectIdOrKey}/components", c => JiraAnswer.Ok(new JsonArray(
            [.. c.Project(c.Route("projectIdOrKey")).Components.Select(c.View.Of)])));
        if (routes.IsCloud)
            routes.Get("/project/search", Search);
    }

    private static IEnumerable<Project> Visible(JiraCall call) => call.Site.Projects
        .Where(p => call.Can(PermissionKeys.BrowseProjects, p) && !p.IsArchived).OrderBy(p => p.Key, StringComparer.Ordinal);

    private static JiraAnswer Search(JiraCall call)
    {
        var query = call.Query("query");
        var keys = call.QueryList("keys");
        var found = Visible(call)
            .Where(p => query is null || p.Key.Contains(query, StringComparison.OrdinalIgnoreCase)
                || p.Name.Contains(query, StringComparison.OrdinalIgnoreCase))
            .Where(p => keys.Count == 0 || keys.Contains(p.Key)).ToList();
        var page = Paging.Page(call, found, 50, 100, p => Listed(call, p));
        page["self"] = $"{call.View.Rest}/project/search";
        return JiraAnswer.Ok(page);
    }

    private static JsonObject Listed(JiraCall call, Project project)
    {
        var json = call.View.Of(project);
        json["expand"] = "description,lead,issueTypes,url,projectKeys,permissions,insight";
        if (call.View.IsCloud)
        {
            json["style"] = project.IsTeamManaged ? "next-gen" : "classic";
            json["isPrivate"] = false;
            json["properties"] = new JsonObject();
        }

        return json;
    }

    private static JsonObject Whole(JiraCall call, Project project)
    {
        var json = Listed(call, project);
        json["description"] = "";
        json["lead"] = call.View.Of(project.Lead);
        json["components"] = new JsonArray([.. project.Components.Select(call.View.Of)]);
        json["issueTypes"] = new JsonArray([.. project.IssueTypes.Select(call.View.Of)]);
        json["assigneeType"] = "UNASSIGNED";
        json["versions"] = new JsonArray([.. project.Versions.Select(call.View.Of)]);
        json["roles"] = new JsonObject { ["Administrators"] = $"{call.View.Rest}/project/{project.Id}/role/10002" };
        if (project.IsArchived)
            json["archived"] = true;
        return json;
    }

    private static JiraAnswer Statuses(JiraCall call)
    {
        var project = call.Project(call.Route("projectIdOrKey"));
        return JiraAnswer.Ok(new JsonArray([.. project.Types.Select(t => new JsonObject
        {
            ["self"] = $"{call.View.Rest}/issuetype/{t.Key.Id}",
            ["id"] = $"{t.Key.Id}",
            ["name"] = t.Key.Name,
            ["subtask"] = t.Key.IsSubtask,
            ["statuses"] = new JsonArray([.. t.Value.Workflow.Statuses.Select(call.View.Of)]),
        })]));
    }
}
