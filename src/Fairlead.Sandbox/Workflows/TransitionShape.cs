using System.Text.Json.Nodes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Screens;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Workflows;

internal static class TransitionShape
{
    /// <summary>The transitions that this account may take now.</summary>
    public static IEnumerable<JsonObject> Open(Issue issue, JiraView view, Account account, bool withFields)
    {
        if (!view.Site.Permissions.Has(account, PermissionKeys.TransitionIssues, issue.Now.Project))
            yield break;
        foreach (var transition in issue.Now.Project.Types[issue.Now.Type].Workflow.From(issue, account))
            yield return Of(issue, view, account, transition, withFields);
    }

    private static JsonObject Of(Issue issue, JiraView view, Account account, Transition transition, bool withFields)
    {
        var json = new JsonObject { ["id"] = $"{transition.Id}", ["name"] = transition.Name, ["to"] = view.Of(transition.To) };
        if (view.IsCloud)
        {
            json["hasScreen"] = transition.Screen is not null;
            json["isGlobal"] = transition.IsGlobal;
            json["isInitial"] = false;
            json["isAvailable"] = true;
            json["isConditional"] = transition.Condition is not null;
            json["isLooped"] = transition.To == issue.Now.Status;
        }

        if (!withFields)
            return json;
        var fields = new JsonObject();
        foreach (var id in transition.Screen?.FieldIds ?? [])
        {
            if (id != FieldIds.Comment && view.Site.Fields.Find(id) is { } field)
            {
                var scope = new FieldScope(view.Site, issue.Now.Project, issue.Now.Type, field, view.SpeaksAdf, account, issue);
                fields[id] = FieldMeta.Of(scope, view, transition.Screen!.Requires(id));
            }
        }

        json["fields"] = fields;
        return json;
    }
}
