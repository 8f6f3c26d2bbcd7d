using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Kernel.Text;

namespace Fairlead.Jira.Json;

/// <summary>
/// Lenient reading of what Jira answers: a member that is absent, null or of another kind than expected reads as nothing,
/// because plugins, versions and editions differ and a strange member must not stop a run.
/// </summary>
internal static class JiraJson
{
    private static readonly JsonDocumentOptions ParseOptions = new() { MaxDepth = 256 };

    private static readonly string[] InstantFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
    ];

    extension(JsonElement element)
    {
        public JsonElement? Member(string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
                && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
                ? value
                : null;

        /// <summary>A string as it stands; a number as its text, because ids are sometimes numbers.</summary>
        public string? Text(string name) => element.Member(name)?.AsText();

        public string? AsText() => element.ValueKind switch
        {
            JsonValueKind.String => StringOf(element),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };

        public bool? Flag(string name) => element.Member(name)?.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

        public long? Number(string name) =>
            element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

        public IEnumerable<JsonElement> Items(string name) => element.Member(name) is { } value ? value.Items() : [];

        public IEnumerable<JsonElement> Items() => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

        public IReadOnlyList<string> Texts(string name) => [.. element.Items(name).Select(i => i.AsText()).OfType<string>()];

        /// <summary>UTC. Jira writes <c>2025-07-25T21:06:34.639+0200</c>, without the colon of ISO 8601.</summary>
        public DateTimeOffset? Instant(string name) => element.Text(name) is { } text ? InstantOf(text) : null;
    }

    /// <returns><see langword="null"/> when it is not one JSON value.</returns>
    public static JsonElement? TryParse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        try
        {
            using var document = JsonDocument.Parse(utf8, ParseOptions);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node);

    internal static DateTimeOffset? InstantOf(string text) =>
        DateTimeOffset.TryParseExact(
            text, InstantFormats, null, System.Globalization.DateTimeStyles.AdjustToUniversal
                | System.Globalization.DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;

    private static string StringOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate written as an escape (reliability fact E10): the raw text is shown instead of failing the read.
            return PlainText.Clean(element.GetRawText().Trim('"'));
        }
    }
}
