using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Search;

/// <summary>Search in each edition's way: tokens on Cloud, offsets on Data Center.</summary>
internal static class SearchRoutes
{
    private const int MaxWithFields = 100;
    private const int MaxIdsOnly = 5_000;
    private const int MaxReconciled = 50;
    private const int MaxProperties = 5;
    private const int MaxOnDataCenter = 1_000;

    private const string Removed =
        "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is "
        + "available at https://developer.atlassian.com/changelog/#CHANGE-2046";

    public static void Map(RouteTable routes)
    {
        if (routes.IsCloud)
        {
            routes.Get("/search", Gone);
            routes.Post("/search", Gone);
            routes.Get("/search/jql", c => ByToken(c, FromQuery(c)));
            routes.Post("/search/jql", c => ByToken(c, FromBody(c)));
            routes.Post("/search/approximate-count", Count);
        }
        else
        {
            routes.Get("/search", c => ByOffset(c, FromQuery(c)));
            routes.Post("/search", c => ByOffset(c, FromBody(c)));
        }
    }

    private static JiraAnswer Gone(JiraCall call) => throw new JiraRefusal(410, Removed);

    private static JiraAnswer ByToken(JiraCall call, SearchRequest request)
    {
        var fields = new FieldSelection(request.Fields, "id");
        var properties = request.Properties;
        if (properties.Count > MaxProperties)
            throw new JiraRefusal(400, $"At most {MaxProperties} properties can be requested.");
        if (request.Reconcile.Count > MaxReconciled)
            throw new JiraRefusal(400, $"At most {MaxReconciled} issues can be reconciled.");
        if (request.MaxResults is < 1)
            throw new JiraRefusal(400, "The value of maxResults must be greater than 0.");

        var most = fields.IsIdsOnly && request.Expand.Count == 0 && properties.Count == 0 ? MaxIdsOnly : MaxWithFields;
        var size = Math.Min(request.MaxResults ?? 50, most);
        var (found, start) = request.Token is { Length: > 0 } token
            ? call.Site.Index.Cursors.Take(token, call.Site.Now)
                ?? throw new JiraRefusal(400, "The provided next page token is invalid or expired.")
            : (JqlSearch.Run(
                call.Site, call.User, request.Jql, mustBeBounded: true,
                [.. request.Reconcile.Select(call.Site.Issues.Find).OfType<Issue>()]), 0);

        var page = found.Skip(start).Take(size).Where(i => !i.IsDeleted && call.Sees(i)).ToList();
        var isLast = start + size >= found.Count;
        var json = new JsonObject { ["issues"] = new JsonArray([.. page.Select(i => Shape(call, i, fields, request))]) };
        if (!isLast)
            json["nextPageToken"] = call.Site.Index.Cursors.Keep(found, start + size, call.Site.Now);
        json["isLast"] = isLast;
        AddNames(call, json, request.Expand);
        return JiraAnswer.Ok(json);
    }

    private static JsonObject Shape(JiraCall call, Issue issue, FieldSelection fields, SearchRequest request)
    {
        if (!fields.IsIdsOnly)
            return IssueShape.Full(issue, call.View, fields, request.Expand, request.Properties);
        if (request.Properties.Count > 0 || request.Expand.Count > 0)
            return IssueShape.Full(issue, call.View, fields, request.Expand, request.Properties);
        return fields.Has("key") || fields.Has("issuekey") ? IssueShape.Created(issue, call.View) : IssueShape.IdOnly(issue);
    }

    private static JiraAnswer Count(JiraCall call)
    {
        var found = JqlSearch.Run(call.Site, call.User, (string?)call.Json["jql"], mustBeBounded: true, []);
        return JiraAnswer.Ok(new JsonObject { ["count"] = found.Count });
    }

    private static JiraAnswer ByOffset(JiraCall call, SearchRequest request)
    {
        var fields = new FieldSelection(request.Fields, "*navigable");
        IReadOnlyList<Issue> found;
        try
        {
            found = JqlSearch.Run(call.Site, call.User, request.Jql, mustBeBounded: false, []);
        }
        catch (JiraRefusal) when (!request.Validates)
        {
            // With validateQuery=false Data Center answers a query it cannot fulfil with nothing.
            found = [];
        }

        var startAt = Math.Max(0, request.StartAt);
        var size = Math.Clamp(request.MaxResults ?? 50, 0, MaxOnDataCenter);
        var json = new JsonObject
        {
            ["expand"] = "names,schema",
            ["startAt"] = startAt,
            ["maxResults"] = size,
            ["total"] = found.Count,
            ["issues"] = new JsonArray([.. found.Skip(startAt).Take(size).Select(i =>
                IssueShape.Full(i, call.View, fields, request.Expand, request.Properties))]),
        };
        AddNames(call, json, request.Expand);
        return JiraAnswer.Ok(json);
    }

    private static void AddNames(JiraCall call, JsonObject json, IReadOnlyList<string> expand)
    {
        if (expand.Contains("names"))
            json["names"] = new JsonObject(call.Site.Fields.All.Select(f => KeyValuePair.Create(f.Id, (JsonNode?)f.Name)));
        if (expand.Contains("schema"))
            json["schema"] = new JsonObject(call.Site.Fields.All.Select(f => KeyValuePair.Create(f.Id, (JsonNode?)f.Schema())));
    }

    private static SearchRequest FromQuery(JiraCall call) => new(
        call.Query("jql"), call.Query("nextPageToken"), call.QueryNumber("startAt", 0),
        call.Query("maxResults") is { Length: > 0 } ? call.QueryNumber("maxResults", 50) : null,
        call.QueryList("fields"), call.QueryList("expand"), call.QueryList("properties"), call.QueryList("reconcileIssues"),
        Validates(call.Query("validateQuery")));

    private static SearchRequest FromBody(JiraCall call)
    {
        var json = call.Json;
        try
        {
            return new SearchRequest(
                (string?)json["jql"], (string?)json["nextPageToken"], (int?)json["startAt"] ?? 0, (int?)json["maxResults"],
                BulkRoutes.Texts(json["fields"]), BulkRoutes.Texts(json["expand"]), BulkRoutes.Texts(json["properties"]),
                BulkRoutes.Texts(json["reconcileIssues"]), Validates(json["validateQuery"]?.ToString()));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JiraRefusal(400, call.Site.IsCloud
                ? "Invalid request payload. Refer to the REST API documentation and try again."
                : $"Can not deserialize instance: {e.Message}");
        }
    }

    private static bool Validates(string? text) => text?.ToLowerInvariant() switch
    {
        null or "" or "true" or "strict" => true,
        "false" or "none" or "warn" => false,
        _ => throw new JiraRefusal(400, $"The value '{text}' of validateQuery is not valid."),
    };
}

/// <summary>What a search asks, from a query string or a body.</summary>
internal sealed record SearchRequest(
    string? Jql,
    string? Token,
    int StartAt,
    int? MaxResults,
    IReadOnlyList<string> Fields,
    IReadOnlyList<string> Expand,
    IReadOnlyList<string> Properties,
    IReadOnlyList<string> Reconcile,
    bool Validates);
