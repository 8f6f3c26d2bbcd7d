using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Kernel.Text;

namespace Fairlead.Reports.Json;

/// <summary>
/// Reads text as reports hold it: lone surrogates are mended, control characters go, and a number or a truth value where text
/// belongs is taken by its spelling.
/// </summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader);

    public static string? Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String or JsonTokenType.PropertyName => Text(ref reader),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, 64)]),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => null,
        _ => throw new JsonException("text was expected."),
    };

    public override string ReadAsPropertyName(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader)!;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    private static string Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            var text = Encoding.UTF8.GetString(reader.ValueSpan);

            // JSON allows no raw control characters below U+0020, and valid UTF-8 holds no surrogates: what is left to clean
            // is DEL and the C1 controls, whose first bytes these are.
            return reader.ValueSpan.IndexOfAny((byte)0x7F, (byte)0xC2) < 0 ? text : PlainText.Clean(text);
        }

        try
        {
            return PlainText.Clean(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return PlainText.Clean(Unescape(Encoding.UTF8.GetString(reader.ValueSpan)));
        }
    }

    /// <summary>The text of a string with an escaped half of a surrogate pair, which the parser refuses to hand over.</summary>
    private static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            var escape = raw[++i];
            if (escape == 'u')
            {
                text.Append((char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }

            text.Append(escape switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => escape });
        }

        return text.ToString();
    }
}
