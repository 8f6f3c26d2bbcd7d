using System.Text.Json.Nodes;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Issues;

/// <summary>One issue: create, read, edit, assign, delete.</summary>
internal static class IssueRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Post("/issue", Create);
        routes.Get("/issue/{issueIdOrKey}", Get);
        routes.Put("/issue/{issueIdOrKey}", Edit);
        routes.Delete("/issue/{issueIdOrKey}", Delete);
        routes.Put("/issue/{issueIdOrKey}/assignee", Assign);
    }

    private static JiraAnswer Create(JiraCall call) => JiraAnswer.Created(
        IssueShape.Created(IssueCreator.Create(call.Site, call.Json, call.User, call.View.SpeaksAdf), call.View));

    private static JiraAnswer Get(JiraCall call)
    {
        var issue = call.Issue();
        var fields = new FieldSelection(call.QueryList("fields"), "*all");
        return JiraAnswer.Ok(IssueShape.Full(
            issue, call.View, fields, call.QueryList("expand"), call.QueryList("properties")));
    }

    private static JiraAnswer Edit(JiraCall call)
    {
        var issue = call.Issue();
        call.Demand(
            PermissionKeys.EditIssues, issue.Now.Project, call.Site.IsCloud ? 403 : 400,
            "You do not have permission to edit issues in this project.");
        if (!call.QueryFlag("notifyUsers", otherwise: true) && !call.Can(PermissionKeys.Administer))
        {
            throw new JiraRefusal(
                403, "To discard the user notification either admin or project admin permissions are required.");
        }

        IssueEditor.Edit(call.Site, issue, call.Json, call.User, call.View.SpeaksAdf);
        return call.QueryFlag("returnIssue") && call.Site.IsCloud
            ? JiraAnswer.Ok(IssueShape.Full(issue, call.View, new FieldSelection([], "*all"), call.QueryList("expand")))
            : JiraAnswer.NoContent();
    }

    private static JiraAnswer Delete(JiraCall call)
    {
        var issue = call.Issue();
        call.Demand(
            PermissionKeys.DeleteIssues, issue.Now.Project, 403, "You do not have permission to delete issues in this project.");
        if (issue.Subtasks.Any() && !call.QueryFlag("deleteSubtasks"))
        {
            throw new JiraRefusal(
                400, $"The issue '{issue.Key}' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks.");
        }

        IssueEditor.Delete(call.Site, issue, call.User);
        return JiraAnswer.NoContent();
    }

    private static JiraAnswer Assign(JiraCall call)
    {
        var issue = call.Issue();
        call.Demand(
            PermissionKeys.AssignIssues, issue.Now.Project, 403, "You do not have permission to assign issues.");
        var body = new JsonObject
        {
            ["fields"] = new JsonObject { ["assignee"] = call.Json.DeepClone() },
        };
        IssueEditor.Edit(call.Site, issue, body, call.User, call.View.SpeaksAdf);
        return JiraAnswer.NoContent();
    }
}
