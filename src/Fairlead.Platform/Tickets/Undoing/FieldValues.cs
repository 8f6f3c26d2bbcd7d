using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Issues;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>Turns the value of a field as Jira gives it into the one that Jira takes. Pure.</summary>
internal static class FieldValues
{
    /// <summary>By which Jira takes people, options, versions, components and priorities; the first that a value has.</summary>
    private static readonly string[] Names = ["accountId", "id", "name", "value"];

    /// <returns><see langword="null"/> for an empty field.</returns>
    public static JsonNode? Of(JiraIssue issue, string id, TicketConfiguration configuration)
    {
        var value = Writable(issue.Field(id));
        // Jira tells a team whole, and takes its id.
        var isTeam = configuration.Fields.Any(f => f.Id == id && f.Shape == FieldShape.Team) || configuration.DoneFields.Any(f => f.Id == id && f.Shape == FieldShape.Team);
        return isTeam && value is JsonObject team ? team["id"]?.DeepClone() : value;
    }

    private static JsonNode? Writable(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Array } list => new JsonArray([.. list.EnumerateArray().Select(v => Writable(v))]),
        { ValueKind: JsonValueKind.Object } one when !IsDocument(one) => Named(one),
        { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } other => JsonNode.Parse(other.GetRawText()),
        _ => null,
    };

    /// <summary>Whether they are the same to Jira: an empty list is an empty field, and lists have no order.</summary>
    public static bool AreSame(JsonNode? one, JsonNode? other) => (one, other) switch
    {
        (JsonArray { Count: 0 }, null) or (null, JsonArray { Count: 0 }) => true,
        (JsonArray some, JsonArray others) => some.Count == others.Count && some.All(s => others.Any(o => JsonNode.DeepEquals(s, o))),
        _ => JsonNode.DeepEquals(one, other),
    };

    private static bool IsDocument(JsonElement value) =>
        value.TryGetProperty("type", out var type) && type.ValueEquals("doc") && value.TryGetProperty("content", out _);

    private static JsonNode? Named(JsonElement value)
    {
        if (Array.Find(Names, n => value.TryGetProperty(n, out _)) is not { } name)
            return JsonNode.Parse(value.GetRawText());
        var named = new JsonObject { [name] = JsonNode.Parse(value.GetProperty(name).GetRawText()) };
        if (value.TryGetProperty("child", out var child) && child.ValueKind == JsonValueKind.Object)
            named["child"] = Named(child);
        return named;
    }
}
