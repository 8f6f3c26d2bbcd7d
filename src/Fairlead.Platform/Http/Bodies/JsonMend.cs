using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Fairlead.Platform.Http;

/// <summary>
/// Puts nothing, or something harmless, in the place of what is wrong with a document's shape, so that the meaning of the rest can be
/// checked too and a person gets all mistakes at once. Never for what is stored.
/// </summary>
internal static class JsonMend
{
    /// <param name="pointer">Of what is wrong; nothing happens where the document has no such place.</param>
    public static void Apply(JsonNode root, JsonTypeInfo type, string pointer)
    {
        JsonNode? at = root;
        JsonTypeInfo? known = type;
        var steps = pointer.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var step in steps.SkipLast(1))
            (at, known) = (ChildOf(at, step), TypeOf(known, NameOf(step)));
        if (steps.Length == 0 || known is null)
            return;
        var last = NameOf(steps[^1]);
        if (at is JsonArray list && int.TryParse(last, out var index) && index < list.Count && TypeOf(known, last) is { } item)
            list[index] = Neutral(item);
        else if (at is JsonObject map && MemberOf(known, last) is { } member && JsonShape.IsRequired(member))
            map[last] = Neutral(known.Options.GetTypeInfo(member.PropertyType));
        else if (at is JsonObject other)
            other.Remove(last);
    }

    public static JsonTypeInfo? TypeOf(JsonTypeInfo? type, string step) => type switch
    {
        { Kind: JsonTypeInfoKind.Object } => MemberOf(type, step) is { } member ? type.Options.GetTypeInfo(member.PropertyType) : null,
        { Kind: JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary, ElementType: { } item } => type.Options.GetTypeInfo(item),
        _ => null,
    };

    private static JsonPropertyInfo? MemberOf(JsonTypeInfo type, string name) =>
        type.Kind == JsonTypeInfoKind.Object ? type.Properties.FirstOrDefault(p => p.Name == name) : null;

    private static JsonNode? ChildOf(JsonNode? at, string step) => at switch
    {
        JsonObject map => map[NameOf(step)],
        JsonArray list when int.TryParse(step, out var index) && index < list.Count => list[index],
        _ => null,
    };

    private static JsonNode? Neutral(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object => new JsonObject(type.Properties.Where(JsonShape.IsRequired).Select(p => KeyValuePair.Create(p.Name, Neutral(type.Options.GetTypeInfo(p.PropertyType))))),
        JsonTypeInfoKind.Enumerable => new JsonArray(),
        JsonTypeInfoKind.Dictionary => new JsonObject(),
        _ when type.Type == typeof(string) => "",
        _ when type.Type.IsEnum => JsonNamingPolicy.CamelCase.ConvertName(Enum.GetNames(type.Type)[0]),
        _ when type.Type == typeof(bool) => false,
        _ when type.Type.IsPrimitive => 0,
        _ => null,
    };

    private static string NameOf(string step) => step.Replace("~1", "/").Replace("~0", "~");
}
