using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fairlead.Web.Tests.Http.Bodies;

/// <summary>A body that is wrong in exactly one place, and the one answer that is right for it.</summary>
internal sealed record Mutation(string What, string Body, int Status, string Title);

/// <summary>Every way in which one place of a sound body can be wrong.</summary>
internal sealed class Mutations(BodySchemas schemas)
{
    private const string Mark = "\"@here@\"";

    private static readonly (int, string) Invalid = (422, "Validation failed");
    private static readonly (int, string) OutOfRange = (422, "Number out of range");
    private static readonly (int, string) BadDate = (422, "Invalid date");
    private static readonly (int, string) Duplicate = (400, "Duplicate property");

    private static readonly string[] Nul = ["\"a\\u0000b\"", "\"\\u0000\""];
    private static readonly string[] HalfPairs = ["\"\\ud800\"", "\"\\udc00\\ud800\"", "\"a\\udfffb\""];

    /// <summary>Wrong as a whole, whatever the schema.</summary>
    public static IReadOnlyList<Mutation> Whole { get; } =
    [
        .. Each(400, "Malformed JSON", "", " \n\t", "{", "{\"a\"", "{\"a\":", "{\"a\":1,}", "{'a':1}", "{a:1}", "{\"a\":undefined}", "{\"a\":NaN}", "{\"a\":-Infinity}",
            "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":0x1}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{}{}", "{} x", "{}]", "\uFEFF{}",
            "{/* a */}", "{} // a", "{\"a\":tru}", "\0", "{}\0"),
        .. Each(400, "Body must be an object", "null", "true", "1", "\"x\"", "[]", "[{}]"),
    ];

    public IEnumerable<Mutation> Of(JsonElement schema)
    {
        var sample = schemas.SampleOf(schema);
        return Object(schemas.Resolve(schema), sample, () => sample, "");
    }

    private IEnumerable<Mutation> Object(JsonElement schema, JsonNode root, Func<JsonNode> at, string path)
    {
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!).ToHashSet() : [];
        var here = (JsonObject)at();
        yield return With(root, here, "nobody-knows-this", "1", $"{path}: unknown", 400, "Unknown property");
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            var (name, place) = (property.Name, $"{path}/{property.Name}");
            var plain = schemas.Resolve(property.Value);
            if (required.Contains(name))
                yield return Without(root, here, name, place);
            if (!BodySchemas.AllowsNull(property.Value))
                yield return With(root, here, name, "null", $"{place} = null", Invalid);
            yield return With(root, here, name.ToUpperInvariant(), "1", $"{place} in capitals", Duplicate);
            yield return With(root, here, name, $"{schemas.SampleOf(plain).ToJsonString()},\"{name}\":{schemas.SampleOf(plain).ToJsonString()}", $"{place} twice", Duplicate);
            yield return With(root, here, name, new string('[', 100) + new string(']', 100), $"{place} deep", 400, "JSON too deep");
            foreach (var (value, (status, title)) in Wrong(plain))
                yield return With(root, here, name, value, $"{place} = {value}", status, title);
            foreach (var inner in Inside(plain, root, () => here[name]!, place))
                yield return inner;
        }
    }

    private IEnumerable<Mutation> Inside(JsonElement schema, JsonNode root, Func<JsonNode> at, string path) => BodySchemas.TypeOf(schema) switch
    {
        "object" => Object(schema, root, at, path),
        "map" => Inside(schemas.ValueOf(schema), root, () => at()[BodySchemas.Key]!, $"{path}/{BodySchemas.Key}"),
        _ => [],
    };

    /// <summary>Values that a place of this schema does not take.</summary>
    private IEnumerable<(string Value, (int Status, string Title) Answer)> Wrong(JsonElement schema)
    {
        var type = BodySchemas.TypeOf(schema);
        var values = type switch
        {
            "string" => All(Invalid, "5", "1.5", "true", "[]", "{}", "[\"x\"]"),
            "enum" => All(Invalid, "5", "0", "true", "[]", "{}", "\"\"", "\" \"", "\"nonsense\"", Capital(schema), "\"0\""),
            "date-time" => All(
                BadDate, "5", "true", "[]", "{}", "\"\"", "\"0000-00-00\"", "\"2024-02-30T00:00:00Z\"", "\"2024-01-01T00:00:00\"", "\"2024-01-01\"",
                "\"9999-12-31T23:59:59-14:00\"", "\"2024-01-01T23:59:60Z\"", "\"10000-01-01T00:00:00Z\"", "\"1706702400\"", "\"2024-01-01T24:00:00Z\"", "\"2024-13-01T00:00:00Z\""),
            "boolean" => All(Invalid, "\"true\"", "1", "0", "[]", "{}", "\"\""),
            "array" => All(Invalid, "5", "\"x\"", "true", "{}", "[null]").Concat(Items(schema)),
            "map" => All(Invalid, "5", "\"x\"", "[]", "{\"high\":null}").Concat(Entries(schema)),
            "opaque" => All(Invalid, "5", "\"x\"", "[]").Concat(All(Duplicate, "{\"a\":{\"b\":1,\"b\":2}}"))
                .Concat(All(OutOfRange, "{\"a\":1e400}", "{\"a\":[-0]}")).Concat(All((422, "Invalid characters"), "{\"a\":[\"\\u0000\"]}")),
            "integer" => All(OutOfRange, "2147483648", "-2147483649").Concat(Numbers()),
            "long" => Numbers(),
            "number" => All(Invalid, "\"0.5\"", "true", "[]", "{}", "\"\"").Concat(Insane()),
            "object" => All(Invalid, "5", "\"x\"", "[]", "true"),
            _ => throw new System.Diagnostics.UnreachableException(type),
        };
        return type is "string" or "enum" or "date-time" ? values.Concat(All((422, "Invalid characters"), Nul)).Concat(All((400, "Invalid text encoding"), HalfPairs)) : values;
    }

    private IEnumerable<(string, (int, string))> Items(JsonElement schema) =>
        Wrong(schemas.Resolve(schema.GetProperty("items"))).Select(w => ($"[{w.Value}]", w.Answer));

    private IEnumerable<(string, (int, string))> Entries(JsonElement schema)
    {
        var value = schemas.ValueOf(schema);
        var (key, sample) = (BodySchemas.Key, schemas.SampleOf(value).ToJsonString());
        return Wrong(value).Select(w => ($"{{\"{key}\":{w.Value}}}", w.Answer))
            .Concat(All(Duplicate, $"{{\"{key}\":{sample},\"{key}\":{sample}}}"))
            .Concat(All((422, "Invalid characters"), $"{{\"a\\u0000\":{sample}}}"));
    }

    private static IEnumerable<(string, (int, string))> Numbers() =>
        All(Invalid, "\"5\"", "1.0", "1.5", "1e2", "true", "[]", "{}", "\"\"").Concat(All(OutOfRange, "9223372036854775808", "-9223372036854775809")).Concat(Insane());

    private static IEnumerable<(string, (int, string))> Insane() =>
        All(OutOfRange, "1e400", "-1e400", "-0", "1E-400", "1" + new string('0', 400), "0." + new string('1', 200));

    private static string Capital(JsonElement schema)
    {
        var word = schema.GetProperty("enum")[0].GetString()!;
        return $"\"{word.ToUpperInvariant()}\"";
    }

    private static Mutation Without(JsonNode root, JsonObject here, string name, string place)
    {
        var before = here.ToList();
        here.Remove(name);
        var mutation = new Mutation($"{place} missing", root.ToJsonString(), 422, "Validation failed");
        here.Clear();
        foreach (var (key, value) in before)
            here[key] = value;
        return mutation;
    }

    private static Mutation With(JsonNode root, JsonObject here, string name, string value, string what, (int Status, string Title) answer) =>
        With(root, here, name, value, what, answer.Status, answer.Title);

    private static Mutation With(JsonNode root, JsonObject here, string name, string value, string what, int status, string title)
    {
        var before = here.TryGetPropertyValue(name, out var known) ? known!.DeepClone() : null;
        here[name] = "@here@";
        var body = root.ToJsonString().Replace(Mark, value, StringComparison.Ordinal);
        if (before is null)
            here.Remove(name);
        else
            here[name] = before;
        return new Mutation(what.Length > 100 ? what[..100] : what, body, status, title);
    }

    private static IEnumerable<(string, (int, string))> All((int, string) answer, params IEnumerable<string> values) => values.Select(v => (v, answer));

    private static IEnumerable<Mutation> Each(int status, string title, params IEnumerable<string> bodies) =>
        bodies.Select(b => new Mutation($"the body '{b}'", b, status, title));
}
