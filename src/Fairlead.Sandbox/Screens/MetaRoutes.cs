using System.Text.Json.Nodes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Screens;

/// <summary>What can be created and edited, in each edition's shape.</summary>
internal static class MetaRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Get("/issue/createmeta/{projectIdOrKey}/issuetypes", Types);
        routes.Get("/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}", Fields);
        routes.Get("/issue/{issueIdOrKey}/editmeta", Edit);
        // Data Center dropped the old way in 9.0: there the word is taken for an issue key.
        if (routes.IsCloud)
            routes.Get("/issue/createmeta", Old);
    }

    private static JiraAnswer Types(JiraCall call)
    {
        var project = Creatable(call);
        return JiraAnswer.Ok(call.Site.IsCloud
            ? Paging.Page(call, [.. project.IssueTypes], 50, 200, t => OnCloud(call, t), "issueTypes", withIsLast: false)
            : Paging.Page(call, [.. project.IssueTypes], 50, 200, call.View.Of));
    }

    private static JiraAnswer Fields(JiraCall call)
    {
        var project = Creatable(call);
        var type = project.IssueTypes.FirstOrDefault(t => $"{t.Id}" == call.Route("issueTypeId"))
            ?? throw new JiraRefusal(call.Site.IsCloud ? 400 : 404, "The issue type is not valid for this project.");
        var fields = OfType(call, project, type).ToList();
        return JiraAnswer.Ok(call.Site.IsCloud
            ? Paging.Page(call, fields, 50, 200, f => f, "fields", withIsLast: false)
            : Paging.Page(call, fields, 50, 200, f => f));
    }

    private static JiraAnswer Edit(JiraCall call)
    {
        var issue = call.Issue();
        var screen = issue.Now.Project.Types[issue.Now.Type].Screen;
        var fields = new JsonObject();
        if (call.Can(PermissionKeys.EditIssues, issue.Now.Project))
        {
            foreach (var id in screen.FieldIds)
            {
                if (call.Site.Fields.Find(id) is not { } field)
                    continue;
                var scope = new FieldScope(
                    call.Site, issue.Now.Project, issue.Now.Type, field, call.View.SpeaksAdf, call.User, issue);
                fields[id] = FieldMeta.Of(scope, call.View, screen.Requires(id));
            }
        }

        return JiraAnswer.Ok(new JsonObject { ["fields"] = fields });
    }

    private static JiraAnswer Old(JiraCall call)
    {
        var keys = call.QueryList("projectKeys");
        var ids = call.QueryList("projectIds");
        var names = call.QueryList("issuetypeNames");
        var withFields = call.QueryList("expand").Contains("projects.issuetypes.fields");
        var projects = call.Site.Projects.Where(p => call.Can(PermissionKeys.CreateIssues, p)
            && (keys.Count == 0 || keys.Contains(p.Key)) && (ids.Count == 0 || ids.Contains($"{p.Id}")));
        var list = new JsonArray();
        foreach (var project in projects)
        {
            var shape = call.View.Of(project);
            var types = new JsonArray();
            foreach (var type in project.IssueTypes.Where(t => names.Count == 0 || names.Contains(t.Name)))
            {
                var json = OnCloud(call, type);
                if (withFields)
                {
                    json["expand"] = "fields";
                    json["fields"] = new JsonObject(OfType(call, project, type).Select(f =>
                        KeyValuePair.Create((string)f["fieldId"]!, (JsonNode?)Without(f, "fieldId"))));
                }

                types.Add(json);
            }

            shape["expand"] = "issuetypes";
            shape["issuetypes"] = types;
            list.Add(shape);
        }

        return JiraAnswer.Ok(new JsonObject { ["expand"] = "projects", ["projects"] = list });
    }

    /// <summary>Only here Cloud repeats the name as it is before translation.</summary>
    private static JsonObject OnCloud(JiraCall call, IssueType type)
    {
        var json = call.View.Of(type);
        json["untranslatedName"] = type.Name;
        return json;
    }

    private static JsonObject Without(JsonObject json, string name)
    {
        json.Remove(name);
        return json;
    }

    private static IEnumerable<JsonObject> OfType(JiraCall call, Project project, IssueType type)
    {
        var screen = project.Types[type].Screen;
        yield return FieldMeta.Fixed(FieldIds.IssueType, "Issue Type", [call.View.Of(type)], call.View);
        yield return FieldMeta.Fixed(FieldIds.Project, "Project", [call.View.Of(project)], call.View);
        foreach (var id in screen.FieldIds)
        {
            if (call.Site.Fields.Find(id) is not { } field || (id == FieldIds.Security && !SecurityLevelKind.CanSet(call.Site, call.User, project)))
                continue;
            var scope = new FieldScope(call.Site, project, type, field, call.View.SpeaksAdf, call.User, Issue: null);
            yield return FieldMeta.Listed(scope, call.View, screen.Requires(id));
        }
    }

    private static Project Creatable(JiraCall call)
    {
        var project = call.Project(call.Route("projectIdOrKey"));
        call.Demand(PermissionKeys.CreateIssues, project, 403, "You do not have permission to create issues in this project.");
        return project;
    }
}
