using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Workflows;

/// <summary>The steps that an issue's workflow offers, and taking one.</summary>
internal static class TransitionRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Get("/issue/{issueIdOrKey}/transitions", List);
        routes.Post("/issue/{issueIdOrKey}/transitions", Take);
    }

    private static JiraAnswer List(JiraCall call)
    {
        var issue = call.Issue();
        var withFields = call.QueryList("expand").Contains("transitions.fields");
        var open = TransitionShape.Open(issue, call.View, call.User, withFields);
        if (call.Query("transitionId") is { } id)
            open = open.Where(t => (string?)t["id"] == id);
        return JiraAnswer.Ok(new JsonObject { ["expand"] = "transitions", ["transitions"] = new JsonArray([.. open]) });
    }

    private static JiraAnswer Take(JiraCall call)
    {
        var issue = call.Issue();
        if (call.Json["transition"] is not JsonObject asked || asked["id"] is not JsonValue value)
            throw new JiraRefusal(400, "Missing 'transition' identifier");
        var id = value.ToString();
        if (!id.All(char.IsAsciiDigit))
            throw new JiraRefusal(400, "'transition' identifier must be an integer");
        var workflow = issue.Now.Project.Types[issue.Now.Type].Workflow;
        var transition = call.Can(PermissionKeys.TransitionIssues, issue.Now.Project)
            ? workflow.From(issue, call.User).FirstOrDefault(t => $"{t.Id}" == id)
            : null;
        if (transition is null)
        {
            throw new JiraRefusal(400, workflow.Transitions.Any(t => $"{t.Id}" == id)
                ? "It seems that you have tried to perform a workflow operation "
                    + $"({workflow.Transitions.First(t => $"{t.Id}" == id).Name}) that is not valid for the current state of this issue ({issue.Key}). "
                    + "The likely cause is that somebody has changed the issue recently, please look at the issue history for details."
                : $"Transition id '{id}' is not valid for this issue.");
        }

        IssueEditor.Take(call.Site, issue, transition, call.Json, call.User, call.View.SpeaksAdf);
        return JiraAnswer.NoContent();
    }
}
