using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fairlead.Web.Tests.Http.Bodies;

/// <summary>One operation of the API that takes a JSON body.</summary>
internal sealed record BodyOperation(string Verb, string Path, JsonElement Schema);

/// <summary>The bodies that the OpenAPI document describes, and a sound example of each.</summary>
internal sealed class BodySchemas(JsonElement document)
{
    /// <summary>A key that every map of the API takes.</summary>
    public const string Key = "high";

    public IEnumerable<BodyOperation> Operations() =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Value.TryGetProperty("requestBody", out var body)
            && body.GetProperty("content").TryGetProperty("application/json", out _)
        select new BodyOperation(
            operation.Name.ToUpperInvariant(),
            path.Name,
            operation.Value.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema"));

    /// <summary>The schema that a reference, or a choice between it and null, stands for.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        if (schema.TryGetProperty("oneOf", out var choices))
            return Resolve(choices.EnumerateArray().Single(c => !IsNull(c)));
        return schema.TryGetProperty("$ref", out var reference)
            ? Resolve(document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]))
            : schema;
    }

    /// <summary>The schema of what a map holds under each of its keys.</summary>
    public JsonElement ValueOf(JsonElement map) => Resolve(map.GetProperty("additionalProperties"));

    public static bool AllowsNull(JsonElement schema) =>
        (schema.TryGetProperty("oneOf", out var choices) && choices.EnumerateArray().Any(IsNull))
        || (schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Any(t => t.GetString() == "null"));

    public static string TypeOf(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out _))
            return "enum";
        var type = schema.GetProperty("type");
        var name = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!).Single(t => t != "null") : type.GetString()!;
        if (name == "string" && schema.TryGetProperty("format", out var format))
            return format.GetString()!;
        if (name == "object" && !schema.TryGetProperty("properties", out _))
            return schema.TryGetProperty("additionalProperties", out _) ? "map" : "opaque";
        return name == "integer" && schema.GetProperty("format").GetString() == "int64" ? "long" : name;
    }

    /// <summary>A value that the schema accepts, with every property that it knows.</summary>
    public JsonNode SampleOf(JsonElement schema)
    {
        var plain = Resolve(schema);
        return TypeOf(plain) switch
        {
            "enum" => plain.GetProperty("enum")[0].GetString()!,
            "integer" or "long" or "number" => 1,
            "boolean" => true,
            "date-time" => "2030-01-31T12:00:00Z",
            "array" => new JsonArray(SampleOf(plain.GetProperty("items"))),
            "map" => new JsonObject { [Key] = SampleOf(ValueOf(plain)) },
            "opaque" => new JsonObject { ["custom"] = "x" },
            "object" => new JsonObject(plain.GetProperty("properties").EnumerateObject().Select(p => KeyValuePair.Create(p.Name, (JsonNode?)SampleOf(p.Value)))),
            _ => "x",
        };
    }

    private static bool IsNull(JsonElement schema) =>
        schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "null";
}
