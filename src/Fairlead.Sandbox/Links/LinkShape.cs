using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Links;

internal static class LinkShape
{
    /// <summary>As seen from one of its issues.</summary>
    public static JsonObject Of(this JiraView view, IssueLink link, Issue from)
    {
        var json = Head(view, link);
        json[ReferenceEquals(from, link.Inward) ? "outwardIssue" : "inwardIssue"] = IssueShape.Brief(link.Other(from), view);
        return json;
    }

    public static JsonObject Whole(JiraView view, IssueLink link)
    {
        var json = Head(view, link);
        json["inwardIssue"] = IssueShape.Brief(link.Inward, view);
        json["outwardIssue"] = IssueShape.Brief(link.Outward, view);
        return json;
    }

    public static JsonObject Of(this JiraView view, RemoteLink link, Issue issue)
    {
        var json = new JsonObject
        {
            ["id"] = link.Id,
            ["self"] = $"{view.Rest}/issue/{issue.Key}/remotelink/{link.Id}",
        };
        if (link.GlobalId is { } globalId)
            json["globalId"] = globalId;
        foreach (var name in (string[])["application", "relationship", "object"])
        {
            if (link.Content[name] is { } value)
                json[name] = value.DeepClone();
        }

        return json;
    }

    private static JsonObject Head(JiraView view, IssueLink link) => new()
    {
        ["id"] = $"{link.Id}",
        ["self"] = $"{view.Rest}/issueLink/{link.Id}",
        ["type"] = view.Of(link.Type),
    };
}
