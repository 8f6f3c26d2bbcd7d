using System.Globalization;
using System.Text.Json.Nodes;
using Fairlead.Jira;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Writes a field's value in the form that Jira wants.</summary>
internal static class FieldJson
{
    public static JsonNode? Of(FieldValue field, JiraEdition edition) => field.Shape switch
    {
        FieldShape.Text or FieldShape.Date or FieldShape.DateTime or FieldShape.Url or FieldShape.Team or FieldShape.EpicLink => field.Values[0],
        FieldShape.Number => JsonValue.Create(decimal.Parse(field.Values[0], NumberStyles.Float, CultureInfo.InvariantCulture)),
        FieldShape.Option or FieldShape.Parent => Id(field.Values[0]),
        FieldShape.Options => new JsonArray([.. field.Values.Select(v => (JsonNode)Id(v))]),
        FieldShape.Cascade => FieldValue.PartsOf(field.Values[0]) is [var parent, var child]
            ? new JsonObject { ["id"] = parent, ["child"] = Id(child) }
            : Id(field.Values[0]),
        FieldShape.User => User(field.Values[0], edition),
        FieldShape.Users => new JsonArray([.. field.Values.Select(v => (JsonNode)User(v, edition))]),
        FieldShape.Texts => new JsonArray([.. field.Values.Select(v => (JsonNode)v)]),
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static JsonObject Id(string id) => new() { ["id"] = id };

    private static JsonObject User(string id, JiraEdition edition) => new() { [edition == JiraEdition.Cloud ? "accountId" : "name"] = id };
}
