using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Serving;

/// <summary>Pages by <c>startAt</c> and <c>maxResults</c>.</summary>
internal static class Paging
{
    /// <summary>The common page with <c>values</c> and <c>isLast</c>.</summary>
    public static JsonObject Page<T>(JiraCall call, IReadOnlyList<T> all, int otherwise, int most, Func<T, JsonNode> shape) =>
        Page(call, all, otherwise, most, shape, "values", withIsLast: true);

    public static JsonObject Page<T>(
        JiraCall call, IReadOnlyList<T> all, int otherwise, int most, Func<T, JsonNode> shape, string listName, bool withIsLast)
    {
        var startAt = Math.Max(0, call.QueryNumber("startAt", 0));
        var size = Math.Clamp(call.QueryNumber("maxResults", otherwise), 0, most);
        var page = all.Skip(startAt).Take(size).Select(shape).ToArray();
        var json = new JsonObject { ["maxResults"] = size, ["startAt"] = startAt, ["total"] = all.Count };
        if (withIsLast)
            json["isLast"] = startAt + page.Length >= all.Count;
        json[listName] = new JsonArray(page);
        return json;
    }
}
