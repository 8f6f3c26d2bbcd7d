using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
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

    /// <summary>Takes as long for values that differ at the first character as for those that differ at the last (THREATS T-16).</summary>
    public bool Equals(SecretText? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(_value.AsSpan()), MemoryMarshal.AsBytes(other._value.AsSpan()));

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
