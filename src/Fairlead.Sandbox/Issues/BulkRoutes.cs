using System.Text.Json.Nodes;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Issues;

/// <summary>Many issues at once: bulk create (both editions), bulk fetch and bulk changelogs (Cloud).</summary>
internal static class BulkRoutes
{
    private const int MaxCreates = 50;
    private const int MaxFetches = 100;
    private const int MaxLightFetches = 1_000;
    private const int MaxLightFields = 100;
    private const int MaxProperties = 5;

    public static void Map(RouteTable routes)
    {
        routes.Post("/issue/bulk", Create);
        if (!routes.IsCloud)
            return;
        routes.Post("/issue/bulkfetch", Fetch);
        routes.Post("/changelog/bulkfetch", BulkChangelog.Fetch);
    }

    private static JiraAnswer Create(JiraCall call)
    {
        if (call.Json["issueUpdates"] is not JsonArray { Count: > 0 } updates)
            throw new JiraRefusal(400, "The list of issues to create is empty.");
        if (updates.Count > MaxCreates)
            throw new JiraRefusal(400, $"You can create at most {MaxCreates} issues at once.");

        var fault = call.Http.Items[FaultPlayer.BulkItem] as FaultBehaviour;
        var created = new JsonArray();
        var errors = new JsonArray();
        foreach (var i in BulkOrder.Of(fault, updates.Count))
        {
            if (fault is FaultBehaviour.BulkCommitThenDrop cut && i >= cut.Count)
                break;
            try
            {
                if (fault is FaultBehaviour.BulkPartial partial && partial.FailedElements.Contains(i))
                    throw JiraRefusal.OfField("summary", partial.Message);
                var update = updates[i] as JsonObject ?? throw new JiraRefusal(400, "data was not an object");
                var issue = IssueCreator.Create(call.Site, update, call.User, call.View.SpeaksAdf);
                created.Add(IssueShape.Created(issue, call.View));
            }
            catch (JiraRefusal refusal)
            {
                errors.Add(new JsonObject
                {
                    ["status"] = refusal.Status,
                    ["elementErrors"] = refusal.Body(),
                    ["failedElementNumber"] = i,
                });
            }
        }

        var answer = new JsonObject { ["issues"] = created, ["errors"] = errors };
        return new JiraAnswer(created.Count > 0 ? 201 : 400, answer);
    }

    private static JiraAnswer Fetch(JiraCall call)
    {
        var asked = Texts(call.Json["issueIdsOrKeys"]);
        if (asked.Count == 0)
            throw new JiraRefusal(400, "The issueIdsOrKeys field is required.");
        var limit = IsLight(call, Texts(call.Json["fields"]), Texts(call.Json["expand"])) ? MaxLightFetches : MaxFetches;
        if (asked.Count > limit)
            throw new JiraRefusal(400, $"The number of issues requested exceeds the maximum of {limit}.");
        var properties = Texts(call.Json["properties"]);
        if (properties.Count > MaxProperties)
            throw new JiraRefusal(400, $"At most {MaxProperties} properties can be requested.");

        var fields = new FieldSelection(Texts(call.Json["fields"]), "*navigable");
        var expand = Texts(call.Json["expand"]);
        var issues = new JsonArray();
        var seen = new HashSet<Issue>();
        foreach (var idOrKey in asked)
        {
            // Who does not exist or may not be seen is left out. Errors are for what Jira could give at another time.
            if (call.Site.Issues.Find(idOrKey) is { } issue && call.Sees(issue) && seen.Add(issue))
                issues.Add(IssueShape.Full(issue, call.View, fields, expand, properties));
        }

        return JiraAnswer.Ok(new JsonObject
        {
            ["expand"] = "names,schema",
            ["issueErrors"] = new JsonArray(),
            ["issues"] = issues,
        });
    }

    /// <summary>A thousand issues are given where few fields are named, each of a single value, and no heavy expansion.</summary>
    private static bool IsLight(JiraCall call, IReadOnlyList<string> fields, IReadOnlyList<string> expand) =>
        fields.Count is > 0 and <= MaxLightFields
        && !fields.Any(f => f is FieldIds.Comment || f.StartsWith('*') || IsList(call.Site.Fields.Find(f)))
        && !expand.Any(e => e is "changelog" or "editmeta" or "operations" or "renderedFields" or "transitions");

    private static bool IsList(Field? field) => (string?)field?.Schema()["type"] == "array";

    internal static IReadOnlyList<string> Texts(JsonNode? node) => node switch
    {
        JsonArray array => [.. array.Where(n => n is not null).Select(n => n!.ToString())],
        JsonValue value => value.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        _ => [],
    };
}
