using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Client;

/// <summary>How the contract is written as JSON, once for the server and for its clients.</summary>
/// <remarks>
/// Names in camelCase, enums as camelCase strings, instants as ISO 8601 with an offset, no number where a string is due.
/// The server reads strictly; a client reads tolerantly, so that it survives members that a newer server adds.
/// </remarks>
public static class FairleadJson
{
    public const int MaxDepth = 64;

    /// <summary>For what a server reads and writes: unknown and duplicate members are refused.</summary>
    public static JsonSerializerOptions Strict { get; } = Make(JsonUnmappedMemberHandling.Disallow);

    /// <summary>For what a client reads.</summary>
    public static JsonSerializerOptions Tolerant { get; } = Make(JsonUnmappedMemberHandling.Skip);

    /// <summary>Sets the contract's rules on options that somebody else made, such as the web framework's.</summary>
    public static void Apply(JsonSerializerOptions options, JsonUnmappedMemberHandling unmapped)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.UnmappedMemberHandling = unmapped;
        options.MaxDepth = MaxDepth;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Make(JsonUnmappedMemberHandling unmapped)
    {
        var options = new JsonSerializerOptions();
        Apply(options, unmapped);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
