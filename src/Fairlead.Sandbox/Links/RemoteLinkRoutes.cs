using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Links;

/// <summary>Links to the outside. A post with a known <c>globalId</c> replaces that link.</summary>
internal static class RemoteLinkRoutes
{
    private const int MaxGlobalId = 255;

    public static void Map(RouteTable routes)
    {
        routes.Get("/issue/{issueIdOrKey}/remotelink", List);
        routes.Post("/issue/{issueIdOrKey}/remotelink", Upsert);
        routes.Delete("/issue/{issueIdOrKey}/remotelink", DeleteByGlobalId);
        routes.Get("/issue/{issueIdOrKey}/remotelink/{linkId}", Get);
        routes.Put("/issue/{issueIdOrKey}/remotelink/{linkId}", Replace);
        routes.Delete("/issue/{issueIdOrKey}/remotelink/{linkId}", Delete);
    }

    private static JiraAnswer List(JiraCall call)
    {
        var issue = call.Issue();
        if (call.Query("globalId") is { } globalId)
        {
            return issue.RemoteLinks.Find(l => l.GlobalId == globalId) is { } link
                ? JiraAnswer.Ok(call.View.Of(link, issue))
                : throw new JiraRefusal(404, $"No remote issue link with global id '{globalId}' exists.");
        }

        return JiraAnswer.Ok(new JsonArray([.. issue.RemoteLinks.Select(l => call.View.Of(l, issue))]));
    }

    private static JiraAnswer Upsert(JiraCall call)
    {
        var issue = Linkable(call);
        var content = Read(call);
        var globalId = (string?)content["globalId"];
        var at = globalId is null ? -1 : issue.RemoteLinks.FindIndex(l => l.GlobalId == globalId);
        var link = new RemoteLink(at < 0 ? call.Site.NextId("remotelink") : issue.RemoteLinks[at].Id, globalId, content);
        if (at < 0)
            issue.RemoteLinks.Add(link);
        else
            issue.RemoteLinks[at] = link;
        IssueEditor.Touch(call.Site, issue);
        // Data Center documents 200 alone; Cloud tells new from replaced.
        return new JiraAnswer(at < 0 && call.Site.IsCloud ? 201 : 200, new JsonObject
        {
            ["id"] = link.Id,
            ["self"] = $"{call.View.Rest}/issue/{issue.Key}/remotelink/{link.Id}",
        });
    }

    private static JiraAnswer Get(JiraCall call)
    {
        var issue = call.Issue();
        return JiraAnswer.Ok(call.View.Of(Find(call, issue), issue));
    }

    private static JiraAnswer Replace(JiraCall call)
    {
        var issue = Linkable(call);
        var old = Find(call, issue);
        var content = Read(call);
        issue.RemoteLinks[issue.RemoteLinks.IndexOf(old)] = new RemoteLink(old.Id, (string?)content["globalId"], content);
        return JiraAnswer.NoContent();
    }

    private static JiraAnswer Delete(JiraCall call)
    {
        var issue = Linkable(call);
        issue.RemoteLinks.Remove(Find(call, issue));
        return JiraAnswer.NoContent();
    }

    private static JiraAnswer DeleteByGlobalId(JiraCall call)
    {
        var issue = Linkable(call);
        var globalId = call.Query("globalId") ?? throw new JiraRefusal(400, "The globalId parameter is required.");
        return issue.RemoteLinks.RemoveAll(l => l.GlobalId == globalId) > 0
            ? JiraAnswer.NoContent()
            : throw new JiraRefusal(404, $"No remote issue link with global id '{globalId}' exists.");
    }

    private static RemoteLink Find(JiraCall call, Issue issue) =>
        issue.RemoteLinks.Find(l => $"{l.Id}" == call.Route("linkId"))
        ?? throw new JiraRefusal(404, "The remote issue link does not exist.");

    private static Issue Linkable(JiraCall call)
    {
        var issue = call.Issue();
        call.Demand(PermissionKeys.LinkIssues, issue.Now.Project, 403, "No Link Issue Permission for issue.");
        return issue;
    }

    private static JsonObject Read(JiraCall call)
    {
        var errors = new Dictionary<string, string>();
        var target = call.Json["object"] as JsonObject;
        if (target is null)
            errors["object"] = "'object' is required.";
        else if (!Uri.TryCreate((string?)target["url"], UriKind.Absolute, out _))
            errors["url"] = target["url"] is null ? "'url' is required." : "An invalid URL was specified.";
        if (target is not null && string.IsNullOrEmpty((string?)target["title"]))
            errors["title"] = "'title' is required.";
        if (((string?)call.Json["globalId"])?.Length > MaxGlobalId)
            errors["globalId"] = "'globalId' must not exceed 255 characters.";
        return errors.Count > 0 ? throw JiraRefusal.OfFields(errors) : (JsonObject)call.Json.DeepClone();
    }
}
