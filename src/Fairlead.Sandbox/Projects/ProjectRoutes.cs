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
        routes.Get("/project/{projectIdOrKey}/role", Roles);
        routes.Get("/project/{projectIdOrKey}/role/{id}", Role);
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
        json["roles"] = RoleAddresses(call, project);
        if (project.IsArchived)
            json["archived"] = true;
        return json;
    }

    private static JsonObject RoleAddresses(JiraCall call, Project project) => new(project.Roles.Select(r =>
        KeyValuePair.Create(r.Name, (JsonNode?)$"{call.View.Rest}/project/{project.Id}/role/{r.Id}")));

    private static JiraAnswer Roles(JiraCall call) => JiraAnswer.Ok(RoleAddresses(call, Administered(call, call.Site.IsCloud ? 401 : 404)));

    private static JiraAnswer Role(JiraCall call)
    {
        var project = Administered(call, 404);
        var role = project.Roles.Find(r => $"{r.Id}" == call.Route("id"))
            ?? throw new JiraRefusal(404, "Can not retrieve a role actor for a null project role.");
        var actors = role.Users.Select(u => Actor(call, u)).Concat(role.Groups.Select(g => Actor(call, g)));
        return JiraAnswer.Ok(new JsonObject
        {
            ["self"] = $"{call.View.Rest}/project/{project.Id}/role/{role.Id}",
            ["name"] = role.Name,
            ["id"] = role.Id,
            ["description"] = "",
            ["actors"] = new JsonArray([.. actors.Select((a, i) => With(a, "id", 10_240 + i))]),
        });
    }

    /// <param name="refusal">The status for whom may not administer the project.</param>
    private static Project Administered(JiraCall call, int refusal)
    {
        var project = call.Project(call.Route("projectIdOrKey"));
        call.Demand(
            PermissionKeys.AdministerProjects, project, refusal, $"You do not have permission to administer the project '{project.Key}'.");
        return project;
    }

    private static JsonObject Actor(JiraCall call, Account user)
    {
        var json = new JsonObject { ["displayName"] = user.DisplayName, ["type"] = "atlassian-user-role-actor" };
        return call.Site.IsCloud
            ? With(json, "actorUser", new JsonObject { ["accountId"] = user.AccountId })
            : With(json, "name", user.Name);
    }

    private static JsonObject Actor(JiraCall call, string group)
    {
        var json = new JsonObject { ["displayName"] = group, ["type"] = "atlassian-group-role-actor", ["name"] = group };
        return call.Site.IsCloud
            ? With(json, "actorGroup", new JsonObject { ["name"] = group, ["displayName"] = group, ["groupId"] = $"{new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(group)).AsSpan(0, 16))}" })
            : json;
    }

    private static JsonObject With(JsonObject json, string key, JsonNode value)
    {
        json[key] = value;
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
