using System.Text.Json;

namespace Fairlead.Sandbox.Tests.Contract;

/// <summary>
/// One of Atlassian's OpenAPI documents, as far as answers go. It reads what the documents use of JSON Schema, and knows where
/// Data Center's document is wrong: it declares the element of a list, or of a page, as the whole answer, and every field of an
/// issue as an object.
/// </summary>
internal sealed class Specification(JsonElement document, string prefix, bool isLoose)
{
    private const int MaxDepth = 30;

    public static Specification Load(SandboxEdition edition)
    {
        var isCloud = edition == SandboxEdition.Cloud;
        var path = SharedData.PathOf("specs", isCloud ? "jira-cloud-platform-v3.json" : "jira-dc-v2.json");
        var document = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        return new Specification(document, isCloud ? "/rest/api/3" : "/api/2", isLoose: !isCloud);
    }

    /// <summary>What is wrong with an answer; nothing when it is as documented.</summary>
    public IEnumerable<string> ProblemsOf(string method, string template, int status, string body)
    {
        var where = $"{method} {template} {status}";
        if (!document.GetProperty("paths").TryGetProperty(prefix + template, out var path)
            || !path.TryGetProperty(method.ToLowerInvariant(), out var operation))
            return [$"{where}: the document has no such operation"];
        if (!operation.GetProperty("responses").TryGetProperty($"{status}", out var response))
            return [$"{where}: not a documented status"];
        if (!response.TryGetProperty("content", out var content) || !content.TryGetProperty("application/json", out var json)
            || !json.TryGetProperty("schema", out var schema))
            return [];
        if (body.Length == 0)
            return Resolve(schema).EnumerateObject().Any() ? [$"{where}: no body"] : [];

        using var answer = JsonDocument.Parse(body);
        return [.. Judge(schema, Element(answer.RootElement, schema), where, 0)];
    }

    private JsonElement Element(JsonElement answer, JsonElement schema)
    {
        if (!isLoose || TypeOf(Resolve(schema)) != "object")
            return answer;
        if (answer.ValueKind == JsonValueKind.Array)
            return answer.GetArrayLength() > 0 ? answer[0] : JsonDocument.Parse("{}").RootElement;
        return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("values", out var values)
            && Resolve(schema).TryGetProperty("properties", out var properties) && !properties.TryGetProperty("values", out _)
            ? values[0]
            : answer;
    }

    private JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        return schema;
    }

    private static string? TypeOf(JsonElement schema) =>
        schema.TryGetProperty("type", out var type) ? type.GetString()
        : schema.TryGetProperty("properties", out _) ? "object"
        : null;

    private IEnumerable<string> Judge(JsonElement unresolved, JsonElement value, string where, int depth)
    {
        var schema = Resolve(unresolved);
        if (depth > MaxDepth || (isLoose && where.EndsWith(".fields", StringComparison.Ordinal)) || schema.ValueKind != JsonValueKind.Object)
            return [];
        if (Alternatives(schema) is { } alternatives)
            return alternatives.Any(a => !Judge(a, value, where, depth + 1).Any()) ? [] : [$"{where}: none of the alternatives"];
        if (schema.TryGetProperty("allOf", out var all))
            return all.EnumerateArray().SelectMany(s => Judge(s, value, where, depth + 1));
        if (value.ValueKind == JsonValueKind.Null)
            return [];
        if (TypeOf(schema) is { } type && !IsOf(type, value))
            return [$"{where}: {type} expected, {value.ValueKind} found"];
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(a => a.ToString() == value.ToString()))
            return [$"{where}: '{value}' is none of {allowed}"];
        return value.ValueKind switch
        {
            JsonValueKind.Object => Members(schema, value, where, depth),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().SelectMany(v => Judge(items, v, $"{where}[]", depth + 1)),
            _ => [],
        };
    }

    private static IEnumerable<JsonElement>? Alternatives(JsonElement schema) =>
        schema.TryGetProperty("oneOf", out var one) ? one.EnumerateArray()
        : schema.TryGetProperty("anyOf", out var any) ? any.EnumerateArray()
        : null;

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => throw new NotSupportedException(type),
    };

    private IEnumerable<string> Members(JsonElement schema, JsonElement value, string where, int depth)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(r => r.GetString()!))
            {
                if (!value.TryGetProperty(name, out _))
                    yield return $"{where}: {name} is missing";
            }
        }

        var hasProperties = schema.TryGetProperty("properties", out var properties);
        var hasRest = schema.TryGetProperty("additionalProperties", out var rest);
        foreach (var member in value.EnumerateObject())
        {
            var isKnown = hasProperties && properties.TryGetProperty(member.Name, out _);
            if (!isKnown && hasRest && rest.ValueKind == JsonValueKind.False)
                yield return $"{where}: no {member.Name} is documented";
            if (!isKnown && (!hasRest || rest.ValueKind != JsonValueKind.Object))
                continue;
            foreach (var problem in Judge(isKnown ? properties.GetProperty(member.Name) : rest, member.Value, $"{where}.{member.Name}", depth + 1))
                yield return problem;
        }
    }
}
