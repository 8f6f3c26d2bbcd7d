using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Properties;

/// <summary>What Jira allows as an entity property.</summary>
internal static class PropertyRules
{
    public const int MaxKey = 255;
    public const int MaxValue = 32_768;

    /// <summary>The <c>properties</c> of a create or edit.</summary>
    public static IReadOnlyDictionary<string, string> ReadMany(JsonNode? properties)
    {
        var read = new Dictionary<string, string>();
        if (properties is null)
            return read;
        if (properties is not JsonArray list)
            throw JiraRefusal.OfField("properties", "data was not an array");
        foreach (var item in list)
        {
            if (item is not JsonObject json || json["key"] is not JsonValue key || !key.TryGetValue<string>(out var name))
                throw new JiraRefusal(400, "The property key is required.");
            read[Key(name)] = Value(json["value"]);
        }

        return read;
    }

    public static string Key(string key) => key.Length is > 0 and <= MaxKey
        ? key
        : throw new JiraRefusal(400, "The property key length must be less than 255 characters.");

    public static string Value(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? throw new JiraRefusal(400, "The property value cannot be empty.");
        return text.Length > MaxValue
            ? throw new JiraRefusal(400, "The property value length must be less than 32768 characters.")
            : text;
    }
}
