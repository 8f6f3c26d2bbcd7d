using System.Text.Json.Nodes;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Properties;

/// <summary>Entity properties of an issue: 201 when new, 200 when replaced.</summary>
internal static class PropertyRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Get("/issue/{issueIdOrKey}/properties", List);
        routes.Get("/issue/{issueIdOrKey}/properties/{propertyKey}", c => Get(c.Issue().Properties, c.Route("propertyKey")));
        routes.Put("/issue/{issueIdOrKey}/properties/{propertyKey}", SetOnIssue);
        routes.Delete("/issue/{issueIdOrKey}/properties/{propertyKey}", DeleteOnIssue);
    }

    public static JsonObject Keys(IEnumerable<string> keys, string self) => new()
    {
        ["keys"] = new JsonArray([.. keys.Select(k => new JsonObject { ["self"] = $"{self}/{Uri.EscapeDataString(k)}", ["key"] = k })]),
    };

    public static JiraAnswer Get(SortedDictionary<string, string> properties, string key) =>
        properties.TryGetValue(key, out var value)
            ? JiraAnswer.Ok(new JsonObject { ["key"] = key, ["value"] = JsonNode.Parse(value) })
            : throw new JiraRefusal(404, $"The property with key '{key}' does not exist.");

    public static JiraAnswer Set(SortedDictionary<string, string> properties, JiraCall call)
    {
        var key = PropertyRules.Key(call.Route("propertyKey"));
        var value = PropertyRules.Value(call.JsonOrNull());
        var isNew = !properties.ContainsKey(key);
        properties[key] = value;
        return new JiraAnswer(isNew ? 201 : 200);
    }

    public static JiraAnswer Delete(SortedDictionary<string, string> properties, string key) => properties.Remove(key)
        ? JiraAnswer.NoContent()
        : throw new JiraRefusal(404, $"The property with key '{key}' does not exist.");

    private static JiraAnswer List(JiraCall call)
    {
        var issue = call.Issue();
        return JiraAnswer.Ok(Keys(issue.Properties.Keys, $"{call.View.Rest}/issue/{issue.Key}/properties"));
    }

    private static JiraAnswer SetOnIssue(JiraCall call)
    {
        var issue = Editable(call);
        var answer = Set(issue.Properties, call);
        call.Site.Changed?.Invoke(new SiteEvent("issue_property_set", null, issue, call.User) { PropertyKey = call.Route("propertyKey") });
        return answer;
    }

    private static JiraAnswer DeleteOnIssue(JiraCall call)
    {
        var issue = Editable(call);
        var answer = Delete(issue.Properties, call.Route("propertyKey"));
        call.Site.Changed?.Invoke(new SiteEvent("issue_property_deleted", null, issue, call.User) { PropertyKey = call.Route("propertyKey") });
        return answer;
    }

    private static Issue Editable(JiraCall call)
    {
        var issue = call.Issue();
        call.Demand(PermissionKeys.EditIssues, issue.Now.Project, 403, "You do not have permission to edit this issue.");
        return issue;
    }
}
