using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Changes;

/// <summary>Cloud's changelogs of many issues.</summary>
internal static class BulkChangelog
{
    private const int MaxIssues = 1_000;
    private const int MaxFields = 10;
    private const int MaxResults = 10_000;

    public static JiraAnswer Fetch(JiraCall call)
    {
        var asked = BulkRoutes.Texts(call.Json["issueIdsOrKeys"]);
        var fields = BulkRoutes.Texts(call.Json["fieldIds"]);
        if (asked.Count is 0 or > MaxIssues)
            throw new JiraRefusal(400, $"Between 1 and {MaxIssues} issues must be specified.");
        if (fields.Count > MaxFields)
            throw new JiraRefusal(400, $"At most {MaxFields} field ids can be specified.");

        var size = Math.Clamp((int?)call.Json["maxResults"] ?? 1_000, 1, MaxResults);
        var start = int.TryParse((string?)call.Json["nextPageToken"], out var given) ? given : 0;
        var all = asked.Select(call.Site.Issues.Find).OfType<Issue>().Distinct().Where(call.Sees)
            .SelectMany(i => i.Changes
                .Where(c => fields.Count == 0 || c.Items.Any(x => x.FieldId is { } id && fields.Contains(id)))
                .Select(c => (Issue: i, Change: c)))
            .ToList();
        var page = all.Skip(start).Take(size).ToList();
        var json = new JsonObject
        {
            ["issueChangeLogs"] = new JsonArray([.. page.GroupBy(p => p.Issue).Select(g => new JsonObject
            {
                ["issueId"] = $"{g.Key.Id}",
                ["changeHistories"] = new JsonArray([.. g.Select(p => Of(call.View, p.Change))]),
            })]),
        };
        if (start + page.Count < all.Count)
            json["nextPageToken"] = $"{start + page.Count}";
        return JiraAnswer.Ok(json);
    }

    /// <summary>Here alone the time is a number: milliseconds since 1970.</summary>
    private static JsonObject Of(JiraView view, Change change)
    {
        var json = view.Of(change);
        json["created"] = change.At.ToUnixTimeMilliseconds();
        return json;
    }
}
