using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Kernel;

/// <summary>
/// A value that must not leak: it prints as dots and serialises to an empty object.
/// The callers of <see cref="Reveal"/> are the complete list of places that can leak it.
/// </summary>
[DebuggerDisplay("•••")]
[JsonConverter(typeof(SecretTextJsonConverter))]
public sealed class SecretText(string value) : IEquatable<SecretText>
{
    private readonly string _value = value ?? throw new ArgumentNullException(nameof(value));

    public bool IsEmpty => _value.Length == 0;

    public string Reveal() => _value;

    public override string ToString() => "•••";

    public bool Equals(SecretText? other) => other is not null && other._value == _value;

    public override bool Equals(object? obj) => Equals(obj as SecretText);

    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);
}

internal sealed class SecretTextJsonConverter : JsonConverter<SecretText>
{
    public override SecretText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? string.Empty);

    public override void Write(Utf8JsonWriter writer, SecretText value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}
