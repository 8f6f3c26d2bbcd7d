using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Reports.Json;

namespace Fairlead.Reports.Generic;

/// <summary>
/// One finding of the generic formats, whose fields docs/formats/ describes; JSON names are these in snake case, CSV columns are
/// listed in <see cref="GenericColumns"/>. Names are those of DefectDojo's generic import where it has the field.
/// </summary>
internal sealed class GenericEntry
{
    public string? Id { get; set; }
    public string? Kind { get; set; }
    public string? RuleId { get; set; }
    public string? Title { get; set; }
    public string? Severity { get; set; }
    public string? Description { get; set; }
    public string? Impact { get; set; }
    public string? StepsToReproduce { get; set; }
    public string? Mitigation { get; set; }
    public string? Asset { get; set; }
    public string? Service { get; set; }
    public string? FilePath { get; set; }
    public int? Line { get; set; }
    public string? Symbol { get; set; }
    public string? ComponentName { get; set; }
    public string? ComponentVersion { get; set; }
    public string? FixVersion { get; set; }
    public string? Ecosystem { get; set; }
    public string? Purl { get; set; }
    public string? Cve { get; set; }
    public IReadOnlyList<string>? VulnerabilityIds { get; set; }
    public IReadOnlyList<string>? Cwe { get; set; }
    public IReadOnlyList<string>? Cwes { get; set; }

    [JsonPropertyName("cvssv3")]
    public string? CvssV3 { get; set; }

    [JsonPropertyName("cvssv3_score")]
    public double? CvssV3Score { get; set; }

    [JsonPropertyName("cvssv4")]
    public string? CvssV4 { get; set; }

    [JsonPropertyName("cvssv4_score")]
    public double? CvssV4Score { get; set; }

    public double? EpssScore { get; set; }
    public bool? KnownExploited { get; set; }
    public string? Url { get; set; }
    public IReadOnlyList<string>? References { get; set; }

    [JsonConverter(typeof(EndpointListConverter))]
    public IReadOnlyList<string>? Endpoints { get; set; }

    public string? Date { get; set; }
    public IReadOnlyList<string>? Tags { get; set; }
    public IReadOnlyDictionary<string, string>? Labels { get; set; }
    public string? UniqueIdFromTool { get; set; }
    public string? VulnIdFromTool { get; set; }

    public string? Status { get; set; }
    public bool? Active { get; set; }
    public bool? FalseP { get; set; }
    public bool? RiskAccepted { get; set; }
    public bool? OutOfScope { get; set; }
    public bool? Duplicate { get; set; }
    public bool? IsMitigated { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>Addresses as text, or as DefectDojo's objects of <c>protocol</c>, <c>host</c>, <c>port</c>, <c>path</c>.</summary>
internal sealed class EndpointListConverter : JsonConverter<IReadOnlyList<string>>
{
    private static readonly FlatObjectConverter Flat = new();

    public override IReadOnlyList<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                return [Address(Flat.Read(ref reader, typeToConvert, options)!)];
            return TextConverter.Read(ref reader) is { Length: > 0 } single ? [single] : null;
        }

        var list = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
                reader.Skip();
            else if (reader.TokenType == JsonTokenType.StartObject)
                list.Add(Address(Flat.Read(ref reader, typeToConvert, options)!));
            else if (TextConverter.Read(ref reader) is { Length: > 0 } text)
                list.Add(text);
        }

        return list;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    private static string Address(IReadOnlyDictionary<string, string> parts)
    {
        var protocol = parts.TryGetValue("protocol", out var p) ? p + "://" : string.Empty;
        var port = parts.TryGetValue("port", out var n) ? ":" + n : string.Empty;
        var path = parts.TryGetValue("path", out var t) ? "/" + t.TrimStart('/') : string.Empty;
        return protocol + parts.GetValueOrDefault("host") + port + path;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(TextConverter), typeof(TextListConverter), typeof(FlatObjectConverter), typeof(LooseNumberConverter),
        typeof(LooseIntConverter), typeof(LooseBoolConverter),
    ],
    AllowDuplicateProperties = false,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(GenericEntry))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool?))]
internal sealed partial class GenericJson : JsonSerializerContext;
