using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Reports.Json;

/// <summary>A number, or text that spells one. Anything else, and what is not finite, is null: a bad score is no bad finding.</summary>
internal sealed class LooseNumberConverter : JsonConverter<double?>
{
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public static double? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.ValueSpan.Length <= 64
                    && Utf8Parser.TryParse(reader.ValueSpan, out double number, out _) && double.IsFinite(number) ? number : null;
            case JsonTokenType.String:
                return double.TryParse(
                    TextConverter.Read(ref reader), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
                    && double.IsFinite(parsed) ? parsed : null;
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

/// <summary>A whole number of 32 bits, or text that spells one; anything else is null.</summary>
internal sealed class LooseIntConverter : JsonConverter<int?>
{
    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LooseNumberConverter.Read(ref reader) is { } number and >= int.MinValue and <= int.MaxValue
            && number == Math.Floor(number) ? (int)number : null;

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

/// <summary>A truth value, as such, as a word or as 0 and 1; anything else is null.</summary>
internal sealed class LooseBoolConverter : JsonConverter<bool?>
{
    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String or JsonTokenType.Number:
                return Words.ParseBool(TextConverter.Read(ref reader));
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

/// <summary>A list of texts, or one text that stands for a list of one. Elements that are no text are left out.</summary>
internal sealed class TextListConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string>? Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public static IReadOnlyList<string>? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            throw new JsonException("a list of texts was expected.");
        if (reader.TokenType != JsonTokenType.StartArray)
            return TextConverter.Read(ref reader) is { } single ? [single] : null;

        var list = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                reader.Skip();
            else if (TextConverter.Read(ref reader) is { Length: > 0 } text)
                list.Add(text);
        }

        return list;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

/// <summary>An object as flat pairs: <c>{"a": {"b": 1}}</c> is <c>a/b = 1</c>, lists count from 0. Anything else is null.</summary>
internal sealed class FlatObjectConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    private const int MaxPairs = 200;

    public override IReadOnlyDictionary<string, string>? Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten(ref reader, string.Empty, pairs);
        return pairs;
    }

    public override void Write(
        Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    /// <summary>Depth is bounded by the parser's own limit.</summary>
    private static void Flatten(ref Utf8JsonReader reader, string name, Dictionary<string, string> pairs)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var key = TextConverter.Read(ref reader)!;
                    reader.Read();
                    Flatten(ref reader, name.Length == 0 ? key : $"{name}/{key}", pairs);
                }

                break;
            case JsonTokenType.StartArray:
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                    Flatten(ref reader, $"{name}/{i}", pairs);
                break;
            default:
                if (TextConverter.Read(ref reader) is { } text && pairs.Count < MaxPairs)
                    pairs[name] = text;
                break;
        }
    }
}
