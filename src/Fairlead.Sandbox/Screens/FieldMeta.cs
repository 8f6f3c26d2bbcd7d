using System.Text.Json.Nodes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Screens;

/// <summary>A field as createmeta, editmeta and transitions describe it.</summary>
internal static class FieldMeta
{
    public static JsonObject Of(FieldScope scope, JiraView view, bool isRequired)
    {
        var field = scope.Field;
        var json = new JsonObject
        {
            ["required"] = isRequired && field.Id != FieldIds.Priority,
            ["schema"] = field.Schema(),
            ["name"] = field.Name,
            [view.IsCloud ? "key" : "fieldId"] = field.Id,
            ["hasDefaultValue"] = field.Id == FieldIds.Priority,
            ["operations"] = new JsonArray([.. Operations(field).Select(o => JsonValue.Create(o))]),
        };
        if (AutoComplete(field, scope, view) is { } url)
            json["autoCompleteUrl"] = url;
        if (field.Kind.Allowed(scope, view) is { } allowed)
            json["allowedValues"] = allowed;
        if (field.Id == FieldIds.Priority)
            json["defaultValue"] = view.Of(scope.Site.Priorities[2]);
        return json;
    }

    /// <summary>With the id under the name that the edition's createmeta by type uses as well.</summary>
    public static JsonObject Listed(FieldScope scope, JiraView view, bool isRequired)
    {
        var json = Of(scope, view, isRequired);
        json["fieldId"] = scope.Field.Id;
        return json;
    }

    /// <summary>Project and issue type, which every create screen has.</summary>
    public static JsonObject Fixed(string id, string name, JsonArray allowed, JiraView view)
    {
        var json = new JsonObject
        {
            ["required"] = true,
            ["schema"] = new JsonObject { ["type"] = id, ["system"] = id },
            ["name"] = name,
            ["fieldId"] = id,
            ["hasDefaultValue"] = false,
            ["operations"] = id == FieldIds.Project ? new JsonArray("set") : [],
            ["allowedValues"] = allowed,
        };
        if (view.IsCloud)
            json["key"] = id;
        return json;
    }

    /// <summary>Links and files are no values, but a screen offers to add them.</summary>
    private static IReadOnlyList<string> Operations(Field field) => field.Id switch
    {
        FieldIds.IssueLinks => ["add", "copy"],
        FieldIds.Attachment => ["set", "copy"],
        _ => field.Kind.Operations,
    };

    private static string? AutoComplete(Field field, FieldScope scope, JiraView view) => field.Kind switch
    {
        ShownKind when field.Id == FieldIds.IssueLinks =>
            $"{view.Rest}/issue/picker?currentProjectId=&showSubTaskParent=true&showSubTasks=true&currentIssueKey=null&query=",
        LabelsKind => $"{view.Site.BaseUrl}/rest/api/1.0/labels/suggest?query=",
        UserKind when field.Id == FieldIds.Assignee && view.IsCloud =>
            $"{view.Rest}/user/assignable/search?project={scope.Project.Key}&query=",
        UserKind when field.Id == FieldIds.Assignee => $"{view.Rest}/user/assignable/search?username=",
        UserKind when view.IsCloud => $"{view.Rest}/user/search?query=",
        UserKind => $"{view.Rest}/user/search?username=",
        _ => null,
    };
}
