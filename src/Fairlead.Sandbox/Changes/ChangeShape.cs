using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Changes;

internal static class ChangeShape
{
    private const int EmbeddedOnCloud = 100;

    public static JsonObject Of(this JiraView view, Change change) => new()
    {
        ["id"] = $"{change.Id}",
        ["author"] = view.Of(change.Author),
        ["created"] = view.Time(change.At),
        ["items"] = view.Items(change),
    };

    public static JsonArray Items(this JiraView view, Change change) => new([.. change.Items.Select(i => Of(i, view.IsCloud))]);

    /// <summary>Newest first, as an expanded issue shows it.</summary>
    public static JsonObject ChangelogIn(this JiraView view, Issue issue)
    {
        var shown = view.IsCloud ? issue.Changes.AsEnumerable().Reverse().Take(EmbeddedOnCloud).ToList() : [.. issue.Changes];
        return new JsonObject
        {
            ["startAt"] = 0,
            ["maxResults"] = shown.Count,
            ["total"] = issue.Changes.Count,
            ["histories"] = new JsonArray([.. shown.Select(view.Of)]),
        };
    }

    /// <summary>Data Center tells no ids of fields here.</summary>
    private static JsonObject Of(ChangeItem item, bool isCloud)
    {
        var json = new JsonObject { ["field"] = item.Field, ["fieldtype"] = item.IsCustom ? "custom" : "jira" };
        if (isCloud && item.FieldId is { } id)
            json["fieldId"] = id;
        json["from"] = item.From;
        json["fromString"] = item.FromText;
        json["to"] = item.To;
        json["toString"] = item.ToText;
        return json;
    }
}
