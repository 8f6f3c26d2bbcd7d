using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Links;

/// <summary>Adds and removes links between issues.</summary>
internal static class LinkRules
{
    /// <summary>Reads <c>type</c> with either end; the end left out is the issue being written.</summary>
    public static Func<Issue, IssueLink> Read(Site site, JsonObject json)
    {
        var type = TypeOf(site, json["type"] as JsonObject);
        var inward = End(site, json["inwardIssue"]);
        var outward = End(site, json["outwardIssue"]);
        return issue => new IssueLink(site.NextId("link"), type, inward ?? issue, outward ?? issue);
    }

    public static void Add(Site site, IssueLink link)
    {
        if (link.Inward.Links.Exists(l => l.Type == link.Type && l.Inward == link.Inward && l.Outward == link.Outward))
            return;
        link.Inward.Links.Add(link);
        link.Outward.Links.Add(link);
        IssueEditor.Touch(site, link.Inward);
        IssueEditor.Touch(site, link.Outward);
    }

    public static void Remove(IssueLink link)
    {
        link.Inward.Links.Remove(link);
        link.Outward.Links.Remove(link);
    }

    private static IssueLinkType TypeOf(Site site, JsonObject? json)
    {
        var name = (string?)json?["name"];
        var id = json?["id"]?.ToString();
        return site.LinkTypes.Find(t => t.Name == name || $"{t.Id}" == id || t.Inward == name || t.Outward == name)
            ?? throw new JiraRefusal(404, $"No issue link type with name '{name ?? id}' found.");
    }

    private static Issue? End(Site site, JsonNode? end) => end is not JsonObject json
        ? null
        : (json["key"] ?? json["id"])?.ToString() is { } idOrKey && site.Issues.Find(idOrKey) is { } issue
            ? issue
            : throw new JiraRefusal(404, site.IsCloud
                ? "Issue does not exist or you do not have permission to see it."
                : "Issue Does Not Exist");
}
