using System.Text.Json.Nodes;

namespace Fairlead.Reports.Tests.Robustness;

/// <summary>Every way to spoil one value of a JSON document: removed, or replaced by a value of another kind.</summary>
internal static class JsonMutations
{
    private static readonly (string Name, Func<JsonNode?> Make)[] Replacements =
    [
        ("null", () => null),
        ("true", () => JsonValue.Create(true)),
        ("zero", () => JsonValue.Create(0)),
        ("negative", () => JsonValue.Create(-1)),
        ("huge", () => JsonNode.Parse("1e400")),
        ("digits", () => JsonNode.Parse(new string('9', 400))),
        ("fraction", () => JsonValue.Create(0.5)),
        ("empty text", () => JsonValue.Create(string.Empty)),
        ("text", () => JsonValue.Create("x\u0000\u202E{0}")),
        ("long text", () => JsonValue.Create(new string('ä', 70_000))),
        ("empty list", () => new JsonArray()),
        ("list", () => new JsonArray(1, "a", null, new JsonArray(), new JsonObject())),
        ("empty object", () => new JsonObject()),
        ("object", () => new JsonObject { ["text"] = 1, ["id"] = new JsonArray(), ["x"] = null }),
        ("deep", () => Deep(40)),
    ];

    /// <summary>A name for each case, and its text.</summary>
    public static IEnumerable<(string Name, string Json)> Of(string json)
    {
        foreach (var path in Paths(JsonNode.Parse(json)!, []))
        {
            yield return ($"{string.Join('.', path)} removed", Changed(json, path, remove: true, null));
            foreach (var (name, make) in Replacements)
                yield return ($"{string.Join('.', path)} = {name}", Changed(json, path, remove: false, make));
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode node, object[] here)
    {
        var children = node switch
        {
            JsonObject o => o.Select(p => ((object)p.Key, p.Value)),
            JsonArray a => a.Select((v, i) => ((object)i, v)),
            _ => [],
        };
        foreach (var (key, child) in children)
        {
            object[] path = [.. here, key];
            yield return path;
            if (child is null)
                continue;
            foreach (var deeper in Paths(child, path))
                yield return deeper;
        }
    }

    private static string Changed(string json, object[] path, bool remove, Func<JsonNode?>? make)
    {
        var root = JsonNode.Parse(json)!;
        var parent = root;
        foreach (var step in path[..^1])
            parent = step is int i ? parent![i] : parent![(string)step];
        switch (parent, path[^1])
        {
            case (JsonObject o, string name) when remove:
                o.Remove(name);
                break;
            case (JsonObject o, string name):
                o[name] = make!();
                break;
            case (JsonArray a, int index) when remove:
                a.RemoveAt(index);
                break;
            case (JsonArray a, int index):
                a[index] = make!();
                break;
            default:
                throw new InvalidOperationException("A path leads through objects and lists.");
        }

        return root.ToJsonString();
    }

    private static JsonNode Deep(int levels) => JsonNode.Parse(new string('[', levels) + new string(']', levels))!;
}
