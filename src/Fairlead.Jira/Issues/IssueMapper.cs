using System.Text.Json.Nodes;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Text;

namespace Fairlead.Jira.Issues;

/// <summary>The one place where issues become request bodies.</summary>
internal static class IssueMapper
{
    public static JsonObject Create(IssueDraft draft, JiraEdition edition)
    {
        var fields = new JsonObject
        {
            ["project"] = ProjectOf(draft.Project),
            ["issuetype"] = new JsonObject { ["id"] = draft.IssueTypeId },
            ["summary"] = Summary(draft.Summary),
        };
        if (draft.Labels.Count > 0)
            fields["labels"] = new JsonArray([.. draft.Labels.Distinct().Select(Label)]);
        Shared(fields, edition, draft.Description, draft.PriorityId, draft.AssigneeId, draft.RichFields, draft.Fields);

        if (draft.ParentId is { } parent)
            fields["parent"] = new JsonObject { ["id"] = parent };
        var body = new JsonObject { ["fields"] = fields };
        AddProperties(body, draft.Properties);
        if (draft.TransitionId is { } transition)
            body["transition"] = new JsonObject { ["id"] = transition };
        return body;
    }

    public static JsonObject Edit(IssueEdit edit, JiraEdition edition)
    {
        var fields = new JsonObject();
        if (edit.Summary is { } summary)
            fields["summary"] = Summary(summary);
        Shared(fields, edition, edit.Description, edit.PriorityId, edit.AssigneeId, edit.RichFields, edit.Fields);

        var body = new JsonObject();
        if (fields.Count > 0)
            body["fields"] = fields;
        if (edit.AddLabels.Count + edit.RemoveLabels.Count > 0)
        {
            body["update"] = new JsonObject
            {
                ["labels"] = new JsonArray(
                [
                    .. edit.AddLabels.Distinct().Select(l => new JsonObject { ["add"] = Label(l) }),
                    .. edit.RemoveLabels.Distinct().Select(l => new JsonObject { ["remove"] = l }),
                ]),
            };
        }

        AddProperties(body, edit.Properties);
        return body;
    }

    public static JsonNode Rich(RichDocument document, JiraEdition edition) => edition == JiraEdition.Cloud
        ? AdfRenderer.Render(document)
        : JsonValue.Create(WikiRenderer.Render(document));

    public static JsonObject User(string id, JiraEdition edition) =>
        new() { [edition == JiraEdition.Cloud ? "accountId" : "name"] = id };

    public static string Summary(string text)
    {
        var line = PlainText.Cut(PlainText.OneLine(text), IssueDraft.MaxSummaryLength);
        return line.Length > 0 ? line : throw new ArgumentException("An issue needs a summary.", nameof(text));
    }

    public static void AddProperties(JsonObject body, IReadOnlyDictionary<string, JsonNode> properties)
    {
        if (properties.Count == 0)
            return;
        body["properties"] = new JsonArray(
            [.. properties.Select(p => new JsonObject { ["key"] = p.Key, ["value"] = p.Value.DeepClone() })]);
    }

    private static void Shared(
        JsonObject fields,
        JiraEdition edition,
        RichDocument? description,
        string? priorityId,
        string? assigneeId,
        IReadOnlyDictionary<string, RichDocument> richFields,
        IReadOnlyDictionary<string, JsonNode?> otherFields)
    {
        if (description is not null)
            fields["description"] = Rich(description, edition);
        if (priorityId is not null)
            fields["priority"] = new JsonObject { ["id"] = priorityId };
        if (assigneeId is not null)
            fields["assignee"] = User(assigneeId, edition);
        foreach (var (id, document) in richFields)
            fields[id] = Rich(document, edition);
        foreach (var (id, value) in otherFields)
            fields[id] = value?.DeepClone();
    }

    private static JsonObject ProjectOf(string idOrKey) =>
        new() { [idOrKey.All(char.IsAsciiDigit) ? "id" : "key"] = idOrKey };

    private static JsonNode Label(string label) =>
        label.Length is > 0 and <= 255 && !label.Any(char.IsWhiteSpace)
            ? JsonValue.Create(label)
            : throw new ArgumentException("A label is 1 to 255 characters without white space.", nameof(label));
}
