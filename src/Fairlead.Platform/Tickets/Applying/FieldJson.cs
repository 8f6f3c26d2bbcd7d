using System.Globalization;
using System.Text.Json.Nodes;
using Fairlead.Jira;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Writes a configured field's value in the form that Jira wants.</summary>
internal static class FieldJson
{
    /// <param name="render">Fills the placeholders of a text.</param>
    public static JsonNode? Of(FieldValue field, JiraEdition edition, Func<string, string> render) => field.Shape switch
    {
        FieldShape.Text => render(field.Values[0]),
        FieldShape.Date => field.Values[0],
        FieldShape.Number => JsonValue.Create(decimal.Parse(field.Values[0], NumberStyles.Float, CultureInfo.InvariantCulture)),
        FieldShape.Option => Id(field.Values[0]),
        FieldShape.Options => new JsonArray([.. field.Values.Select(v => (JsonNode)Id(v))]),
        FieldShape.Cascade => field.Values.Count == 1
            ? Id(field.Values[0])
            : new JsonObject { ["id"] = field.Values[0], ["child"] = Id(field.Values[1]) },
        FieldShape.User => new JsonObject { [edition == JiraEdition.Cloud ? "accountId" : "name"] = field.Values[0] },
        FieldShape.Texts => new JsonArray([.. field.Values.Select(v => (JsonNode)render(v))]),
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static JsonObject Id(string id) => new() { ["id"] = id };
}
