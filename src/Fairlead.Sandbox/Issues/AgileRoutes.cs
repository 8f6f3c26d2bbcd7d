using System.Text.Json.Nodes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Issues;

/// <summary>The few paths of Jira Software that integrations use: an issue, and the issues of an epic.</summary>
internal static class AgileRoutes
{
    private const int MaxMoved = 50;

    public static void Map(RouteTable routes)
    {
        routes.At("GET", "/rest/agile/1.0/issue/{issueIdOrKey}", Get);
        routes.At("GET", "/rest/agile/1.0/epic/{epicIdOrKey}/issue", List);
        routes.At("POST", "/rest/agile/1.0/epic/{epicIdOrKey}/issue", Move);
    }

    private static JiraAnswer Get(JiraCall call) =>
        JiraAnswer.Ok(Shape(call, call.Issue(), new FieldSelection(call.QueryList("fields"), "*all")));

    private static JiraAnswer List(JiraCall call)
    {
        var epic = Epic(call);
        var fields = new FieldSelection(call.QueryList("fields"), "*all");
        var page = Paging.Page(
            call, [.. epic.Children.Where(call.Sees)], 50, 100, i => Shape(call, i, fields),
            "issues", withIsLast: false);
        page["expand"] = "schema,names";
        return JiraAnswer.Ok(page);
    }

    private static JiraAnswer Move(JiraCall call)
    {
        var epic = Epic(call);
        var asked = BulkRoutes.Texts(call.Json["issues"]);
        if (asked.Count > MaxMoved)
            throw new JiraRefusal(400, $"At most {MaxMoved} issues can be moved at once.");
        foreach (var idOrKey in asked)
        {
            var issue = call.IssueOf(idOrKey);
            call.Demand(
                PermissionKeys.EditIssues, issue.Now.Project, 403, "You do not have permission to edit issues in this project.");
            var parent = new JsonObject { [FieldIds.Parent] = new JsonObject { ["key"] = epic.Key } };
            IssueEditor.Edit(call.Site, issue, new JsonObject { ["fields"] = parent }, call.User, speaksAdf: false);
        }

        return JiraAnswer.NoContent();
    }

    /// <summary>An issue with what boards add to it.</summary>
    private static JsonObject Shape(JiraCall call, Issue issue, FieldSelection fields)
    {
        var json = IssueShape.Full(issue, call.View, fields, call.QueryList("expand"));
        if (json["fields"] is not JsonObject values)
            return json;
        values["sprint"] = null;
        values["flagged"] = false;
        values["epic"] = issue.Now.Get<Issue>(FieldIds.Parent) is { Now.Type.HierarchyLevel: > 0 } epic ? OfEpic(call, epic) : null;
        return json;
    }

    private static JsonObject OfEpic(JiraCall call, Issue epic)
    {
        var summary = (string?)epic.Now.Get(FieldIds.Summary);
        return new JsonObject
        {
            ["id"] = epic.Id,
            ["key"] = epic.Key,
            ["self"] = $"{call.Site.BaseUrl}/rest/agile/1.0/epic/{epic.Id}",
            ["name"] = summary,
            ["summary"] = summary,
            ["color"] = new JsonObject { ["key"] = "color_1" },
            ["issueColor"] = new JsonObject { ["key"] = "purple" },
            ["done"] = epic.Now.Status.Category == StatusCategory.Done,
        };
    }

    private static Issue Epic(JiraCall call)
    {
        var epic = call.Issue("epicIdOrKey");
        return epic.Now.Type.HierarchyLevel > 0
            ? epic
            : throw new JiraRefusal(404, "The requested epic cannot be viewed because it either does not exist or you do not have permission to view it.");
    }
}
