using System.Text.Json.Nodes;
using Fairlead.Sandbox.Attachments;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Comments;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.Links;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Fairlead.Sandbox.Text;

namespace Fairlead.Sandbox.Issues;

/// <summary>An issue as JSON.</summary>
internal static class IssueShape
{
    private const string Expandable =
        "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations";

    /// <summary>Fields that are not stored as values, each with how it is shown.</summary>
    private static readonly Dictionary<string, Func<Issue, JiraView, JsonNode?>> Derived = new()
    {
        ["issuetype"] = (i, v) => v.Of(i.Now.Type),
        ["project"] = (i, v) => v.Of(i.Now.Project),
        ["status"] = (i, v) => v.Of(i.Now.Status),
        ["creator"] = (i, v) => v.Of(i.Creator),
        ["created"] = (i, v) => v.Time(i.CreatedAt),
        ["updated"] = (i, v) => v.Time(i.Now.UpdatedAt),
        ["resolutiondate"] = (i, v) => i.Now.ResolvedAt is { } at ? v.Time(at) : null,
        ["subtasks"] = (i, v) => new JsonArray([.. i.Subtasks.Select(s => Brief(s, v))]),
        ["issuelinks"] = (i, v) => new JsonArray([.. i.Links.Select(l => v.Of(l, i))]),
        ["comment"] = (i, v) => v.CommentsIn(i),
        ["attachment"] = (i, v) => new JsonArray([.. i.Attachments.Select(v.Of)]),
        ["worklog"] = (i, v) => v.WorklogsIn(i),
        ["votes"] = (i, v) => new JsonObject { ["self"] = $"{v.Rest}/issue/{i.Key}/votes", ["votes"] = 0, ["hasVoted"] = false },
        ["watches"] = (i, v) => new JsonObject
        {
            ["self"] = $"{v.Rest}/issue/{i.Key}/watchers",
            ["watchCount"] = i.Watchers.Count,
            ["isWatching"] = i.Watchers.Contains(v.Site.Bot),
        },
        ["progress"] = (_, _) => new JsonObject { ["progress"] = 0, ["total"] = 0 },
        ["aggregateprogress"] = (_, _) => new JsonObject { ["progress"] = 0, ["total"] = 0 },
        ["timetracking"] = (_, _) => new JsonObject(),
        ["timespent"] = (i, _) => i.Worklogs.Count == 0 ? null : i.Worklogs.Sum(w => w.TimeSpentSeconds),
        ["timeestimate"] = (_, _) => null,
        ["timeoriginalestimate"] = (_, _) => null,
        ["aggregatetimespent"] = (_, _) => null,
        ["aggregatetimeestimate"] = (_, _) => null,
        ["aggregatetimeoriginalestimate"] = (_, _) => null,
        ["workratio"] = (_, _) => -1,
        ["lastViewed"] = (_, _) => null,
        ["security"] = (_, _) => null,
    };

    private static readonly Dictionary<string, Func<Issue, JiraView, JsonNode?>> DerivedOnCloud = new()
    {
        ["statusCategory"] = (i, v) => v.Of(i.Now.Status.Category),
        ["statuscategorychangedate"] = (i, v) => v.Time(i.Now.StatusCategoryChangedAt),
    };

    /// <param name="expand">What to add beside the fields.</param>
    /// <param name="properties">Keys of entity properties to add.</param>
    public static JsonObject Full(
        Issue issue, JiraView view, FieldSelection fields, IReadOnlyList<string> expand, IReadOnlyList<string>? properties = null)
    {
        var json = Head(issue, view, Expandable);
        var values = new JsonObject();
        foreach (var (id, shape) in Derived)
        {
            if (fields.Has(id))
                values[id] = shape(issue, view);
        }

        if (view.IsCloud)
        {
            foreach (var (id, shape) in DerivedOnCloud)
            {
                if (fields.Has(id))
                    values[id] = shape(issue, view);
            }
        }

        foreach (var field in view.Site.Fields.All)
        {
            if (field.Kind is not ShownKind && fields.Has(field.Id) && (field.Id != FieldIds.Parent || issue.Now.Get(field.Id) is not null))
                values[field.Id] = issue.Now.Get(field.Id) is { } value ? field.Kind.Write(value, view) : field.Kind.Empty();
        }

        if (values.Count > 0 || !fields.IsIdsOnly)
            json["fields"] = values;
        Expand(json, issue, view, expand);
        if (properties is { Count: > 0 })
            json["properties"] = Properties(issue, properties);
        return json;
    }

    /// <summary>As a parent, sub-task or linked issue is shown.</summary>
    public static JsonObject Brief(Issue issue, JiraView view) => new()
    {
        ["id"] = $"{issue.Id}",
        ["key"] = issue.Key,
        ["self"] = $"{view.Rest}/issue/{issue.Id}",
        ["fields"] = new JsonObject
        {
            ["summary"] = (string?)issue.Now.Get(FieldIds.Summary),
            ["status"] = view.Of(issue.Now.Status),
            ["priority"] = issue.Now.Get<Priority>(FieldIds.Priority) is { } priority ? view.Of(priority) : null,
            ["issuetype"] = view.Of(issue.Now.Type),
        },
    };

    /// <summary>Id and key alone.</summary>
    public static JsonObject Created(Issue issue, JiraView view) => new()
    {
        ["id"] = $"{issue.Id}",
        ["key"] = issue.Key,
        ["self"] = $"{view.Rest}/issue/{issue.Id}",
    };

    public static JsonObject IdOnly(Issue issue) => new() { ["id"] = $"{issue.Id}" };

    private static JsonObject Head(Issue issue, JiraView view, string expandable) => new()
    {
        ["expand"] = expandable,
        ["id"] = $"{issue.Id}",
        ["self"] = $"{view.Rest}/issue/{issue.Id}",
        ["key"] = issue.Key,
    };

    private static void Expand(JsonObject json, Issue issue, JiraView view, IReadOnlyList<string> expand)
    {
        if (expand.Contains("names"))
            json["names"] = new JsonObject(view.Site.Fields.All.Select(f => KeyValuePair.Create(f.Id, (JsonNode?)f.Name)));
        if (expand.Contains("schema"))
            json["schema"] = new JsonObject(view.Site.Fields.All.Select(f => KeyValuePair.Create(f.Id, (JsonNode?)f.Schema())));
        if (expand.Contains("changelog"))
            json["changelog"] = view.ChangelogIn(issue);
        if (expand.Contains("renderedFields"))
            json["renderedFields"] = Rendered(issue);
        if (expand.Contains("transitions"))
            json["transitions"] = new JsonArray([.. Workflows.TransitionShape.Open(issue, view, view.Site.Bot, withFields: false)]);
    }

    private static JsonObject Rendered(Issue issue)
    {
        var html = new JsonObject();
        foreach (var (id, value) in issue.Now.Fields)
        {
            if (value is RichText text)
                html[id] = text.Html;
        }

        return html;
    }

    private static JsonObject Properties(Issue issue, IReadOnlyList<string> keys)
    {
        var json = new JsonObject();
        foreach (var (key, value) in issue.Properties)
        {
            if (keys.Contains(key) || keys.Contains("*all"))
                json[key] = JsonNode.Parse(value);
        }

        return json;
    }
}
