using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Kernel.Identity;

/// <summary>Writes a typed id as its text form and refuses every other form when reading.</summary>
public sealed class TypedIdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct, ITypedId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TypedId.TryParse<TId>(reader.GetString(), out var id)
            ? id
            : throw new JsonException($"Not a {typeof(TId).Name}: expected a string of 36 lower-case characters with hyphens.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
