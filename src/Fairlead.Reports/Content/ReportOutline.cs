using System.Text;
using System.Text.Json;

namespace Fairlead.Reports.Content;

/// <summary>What the first 64 KiB show of a report's shape; enough to tell formats apart.</summary>
/// <param name="Keys">Of a JSON object: its property names as far as they were seen, in order.</param>
/// <param name="Texts">Of a JSON object: its short text values by name.</param>
/// <param name="ElementKeys">Of a JSON array: the property names of its first element.</param>
/// <param name="Heading">Of text: its start, up to 64 KiB; null otherwise.</param>
/// <param name="Fault">Where it stops being JSON; the reader of the format meets it too, if there is one.</param>
/// <param name="Description">In words, for a refusal: "a JSON object with the properties a, b".</param>
internal sealed record ReportOutline(
    ReportSyntax Syntax,
    IReadOnlyList<string> Keys,
    IReadOnlyDictionary<string, string> Texts,
    IReadOnlyList<string> ElementKeys,
    string Description,
    string? Heading = null,
    ReportException? Fault = null)
{
    private const int MaxKeys = 100;

    public bool IsObjectWith(string key) => Syntax == ReportSyntax.JsonObject && Keys.Contains(key, StringComparer.Ordinal);

    public string? TextOf(string key) => Texts.GetValueOrDefault(key);

    /// <exception cref="ReportException">The report is an empty list.</exception>
    public static ReportOutline Of(ReportSource source, ReportOptions options)
    {
        var text = source.Prefix.Span;
        var start = text.IndexOfAnyExcept(" \t\r\n"u8);
        return (char)text[Math.Max(start, 0)] switch
        {
            '{' or '[' => OfJson(text, source.PrefixIsWhole, options),
            'n' when text[start..].StartsWith("null"u8) && text[(start + 4)..].IndexOfAnyExcept(" \t\r\n"u8) < 0 =>
                Plain(ReportSyntax.JsonNull, "the JSON value null"),
            '<' => Plain(ReportSyntax.Markup, Markup(text[start..])),
            _ => Plain(ReportSyntax.Text, "text whose first line is \"" + Quote(FirstLine(text)) + "\"") with
            {
                Heading = Encoding.UTF8.GetString(text),
            },
        };
    }

    /// <summary>At most 80 characters of foreign text on one line.</summary>
    public static string Quote(string text) => Kernel.Text.PlainText.Cut(Kernel.Text.PlainText.OneLine(text), 80);

    private static ReportOutline Plain(ReportSyntax syntax, string description) =>
        new(syntax, [], new Dictionary<string, string>(), [], description);

    private static ReportOutline OfJson(ReadOnlySpan<byte> text, bool isWhole, ReportOptions options)
    {
        var keys = new List<string>();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(
            text, isFinalBlock: isWhole, new JsonReaderState(new JsonReaderOptions { MaxDepth = options.MaxDepth }));
        var syntax = ReportSyntax.JsonObject;
        var isEmptyArray = false;
        ReportException? fault = null;
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                syntax = ReportSyntax.JsonArray;
                isEmptyArray = reader.Read() && reader.TokenType == JsonTokenType.EndArray;
            }

            while (keys.Count < MaxKeys && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var key = Json.TextConverter.Read(ref reader)!;
                keys.Add(key);
                if (!reader.Read())
                    break;
                if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= 1_000)
                    texts[key] = Json.TextConverter.Read(ref reader)!;
                else if (!reader.TrySkip())
                    break;
            }

            // Nothing tells the format yet: whether it is JSON at all is worth knowing.
            while (keys.Count == 0 && reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            fault = Json.JsonFault.Refuse(e, options);
        }

        if (isEmptyArray)
            throw new ReportException(
                ReportFault.EmptyReport,
                "The file is an empty list; no report format of that shape is known.",
                null,
                "Run the scanner with its full JSON report, which says what was scanned even when nothing was found.");

        return syntax == ReportSyntax.JsonObject
            ? new ReportOutline(syntax, keys, texts, [], Describe("a JSON object", keys), Fault: fault)
            : new ReportOutline(syntax, [], texts, keys, Describe("a JSON list of objects", keys), Fault: fault);
    }

    private static string Describe(string what, List<string> keys)
    {
        if (keys.Contains("bomFormat"))
            return "a CycloneDX bill of materials";
        if (keys.Contains("spdxVersion"))
            return "an SPDX bill of materials";
        return keys.Count == 0
            ? what + " without properties"
            : what + " with the properties "
                + Kernel.Text.PlainText.Cut(Kernel.Text.PlainText.OneLine(string.Join(", ", keys.Take(8))), 200);
    }

    private static string Markup(ReadOnlySpan<byte> text)
    {
        var sample = Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4_096)]);
        if (sample.Contains("<html", StringComparison.OrdinalIgnoreCase))
            return "an HTML page, perhaps a login page that was saved instead of the report";
        for (var at = sample.IndexOf('<'); at >= 0; at = sample.IndexOf('<', at + 1))
        {
            if (at + 1 < sample.Length && char.IsLetter(sample[at + 1]))
                return $"XML with the root <{Quote(sample[(at + 1)..].Split([' ', '>', '/', '\r', '\n', '\t'], 2)[0])}>";
        }

        return "XML";
    }

    private static string FirstLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        return Encoding.UTF8.GetString(text[..Math.Min(end < 0 ? text.Length : end, 400)]);
    }
}

/// <summary>The syntax of a report's start.</summary>
internal enum ReportSyntax
{
    JsonObject,
    JsonArray,
    JsonNull,
    Markup,
    Text,
}
