using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fairlead.Testing;

/// <summary>
/// Judges documents by Atlassian's JSON schema. General validators try every branch of its nested anyOf anew and take minutes for
/// one deep document; this one remembers what it judged. It knows the words of JSON Schema that this schema uses, refuses to load
/// a schema with others, and is held against NJsonSchema on small documents.
/// </summary>
public sealed class AdfSchema
{
    private static readonly HashSet<string> Known =
    [
        "$schema", "$ref", "description", "definitions", "type", "properties", "required", "additionalProperties", "items", "anyOf", "allOf",
        "enum", "minLength", "minimum", "maximum", "minItems", "maxItems", "pattern",
    ];

    private readonly JsonElement _root;
    private readonly Dictionary<(string Name, int Value), bool> _named = [];

    private AdfSchema(JsonElement root) => _root = root;

    public static AdfSchema Load(string path)
    {
        var root = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        return new AdfSchema(root);
    }

    public bool IsValid(string json)
    {
        _named.Clear();
        var document = JsonDocument.Parse(json).RootElement;
        var ids = new Dictionary<string, int>();
        return Judge(_root, document, ids);
    }

    private bool Judge(JsonElement schema, JsonElement value, Dictionary<string, int> ids)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Named(reference.GetString()!, value, ids);
        foreach (var word in schema.EnumerateObject())
        {
            if (!Known.Contains(word.Name))
                throw new NotSupportedException(word.Name);
        }

        return Type(schema, value) && Enumeration(schema, value) && Text(schema, value) && Number(schema, value)
            && Members(schema, value, ids) && Items(schema, value, ids)
            && (!schema.TryGetProperty("anyOf", out var any) || any.EnumerateArray().Any(s => Judge(s, value, ids)))
            && (!schema.TryGetProperty("allOf", out var all) || all.EnumerateArray().All(s => Judge(s, value, ids)));
    }

    private bool Named(string reference, JsonElement value, Dictionary<string, int> ids)
    {
        var raw = value.GetRawText();
        if (!ids.TryGetValue(raw, out var id))
            ids[raw] = id = ids.Count;

        if (_named.TryGetValue((reference, id), out var known))
            return known;
        var target = _root.GetProperty("definitions").GetProperty(reference["#/definitions/".Length..]);
        return _named[(reference, id)] = Judge(target, value, ids);
    }

    private static bool Type(JsonElement schema, JsonElement value) => !schema.TryGetProperty("type", out var type) || type.GetString() switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        var other => throw new NotSupportedException(other),
    };

    private static bool Enumeration(JsonElement schema, JsonElement value) =>
        !schema.TryGetProperty("enum", out var allowed) || allowed.EnumerateArray().Any(a => JsonElement.DeepEquals(a, value));

    private static bool Text(JsonElement schema, JsonElement value) =>
        value.ValueKind != JsonValueKind.String
        || (!schema.TryGetProperty("minLength", out var min) || value.GetString()!.Length >= min.GetInt32())
        && (!schema.TryGetProperty("pattern", out var pattern) || Regex.IsMatch(value.GetString()!, pattern.GetString()!, RegexOptions.NonBacktracking));

    private static bool Number(JsonElement schema, JsonElement value) =>
        value.ValueKind != JsonValueKind.Number
        || (!schema.TryGetProperty("minimum", out var min) || value.GetDouble() >= min.GetDouble())
        && (!schema.TryGetProperty("maximum", out var max) || value.GetDouble() <= max.GetDouble());

    private bool Members(JsonElement schema, JsonElement value, Dictionary<string, int> ids)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return true;
        if (schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().Any(r => !value.TryGetProperty(r.GetString()!, out _)))
            return false;
        var hasProperties = schema.TryGetProperty("properties", out var properties);
        var isClosed = schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.False;
        foreach (var member in value.EnumerateObject())
        {
            if (hasProperties && properties.TryGetProperty(member.Name, out var own))
            {
                if (!Judge(own, member.Value, ids))
                    return false;
            }
            else if (isClosed)
            {
                return false;
            }
        }

        return true;
    }

    private bool Items(JsonElement schema, JsonElement value, Dictionary<string, int> ids)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return true;
        if (schema.TryGetProperty("minItems", out var min) && value.GetArrayLength() < min.GetInt32()
            || schema.TryGetProperty("maxItems", out var max) && value.GetArrayLength() > max.GetInt32())
            return false;
        if (!schema.TryGetProperty("items", out var items))
            return true;
        return items.ValueKind == JsonValueKind.Object
            ? value.EnumerateArray().All(i => Judge(items, i, ids))
            : value.EnumerateArray().Zip(items.EnumerateArray()).All(p => Judge(p.Second, p.First, ids));
    }
}
