using System.Text.Json.Nodes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Links;

/// <summary>Links between issues.</summary>
internal static class IssueLinkRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Post("/issueLink", Add);
        routes.Get("/issueLink/{linkId}", c => JiraAnswer.Ok(LinkShape.Whole(c.View, Find(c))));
        routes.Delete("/issueLink/{linkId}", Delete);
        routes.Get("/issueLinkType", c => JiraAnswer.Ok(new JsonObject
        {
            ["issueLinkTypes"] = new JsonArray([.. c.Site.LinkTypes.Select(c.View.Of)]),
        }));
    }

    private static JiraAnswer Add(JiraCall call)
    {
        if (call.Json["inwardIssue"] is null || call.Json["outwardIssue"] is null)
            throw new JiraRefusal(400, "Both inwardIssue and outwardIssue are required.");
        var link = LinkRules.Read(call.Site, call.Json)(null!);
        foreach (var issue in (Issue[])[link.Inward, link.Outward])
        {
            if (!call.Sees(issue))
                throw new JiraRefusal(404, "Issue does not exist or you do not have permission to see it.");
            call.Demand(
                PermissionKeys.LinkIssues, issue.Now.Project, call.Site.IsCloud ? 401 : 404,
                "No Link Issue Permission for issue.");
        }

        if (link.Inward == link.Outward)
            throw new JiraRefusal(400, "You cannot link an issue to itself.");
        LinkRules.Add(call.Site, link);
        if (call.Json["comment"] is JsonObject { Count: > 0 } comment && comment["body"] is { } body)
        {
            var text = ReadComment(call, body);
            IssueEditor.AddComment(call.Site, link.Inward, call.User, text, null, []);
        }

        return new JiraAnswer(201);
    }

    private static Text.RichText ReadComment(JiraCall call, JsonNode body)
    {
        try
        {
            return LongTextKind.ReadText(body, call.View.SpeaksAdf, call.Site)
                ?? throw JiraRefusal.OfField("comment", "Comment body can not be empty!");
        }
        catch (FieldRefusal refusal)
        {
            throw JiraRefusal.OfField("comment", refusal.Message);
        }
    }

    private static JiraAnswer Delete(JiraCall call)
    {
        var link = Find(call);
        LinkRules.Remove(link);
        return call.Site.IsCloud ? new JiraAnswer(200) : JiraAnswer.NoContent();
    }

    private static IssueLink Find(JiraCall call) =>
        call.Site.Issues.All.SelectMany(i => i.Links).FirstOrDefault(l => $"{l.Id}" == call.Route("linkId"))
        ?? throw new JiraRefusal(404, $"No issue link with id '{call.Route("linkId")}' exists.");
}
