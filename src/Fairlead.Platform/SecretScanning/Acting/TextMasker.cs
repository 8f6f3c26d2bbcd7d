using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.RichText;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Secrets;

namespace Fairlead.Platform.SecretScanning.Acting;

/// <summary>What came of masking one value in one text.</summary>
internal abstract record MaskedText
{
    private MaskedText()
    {
    }

    /// <param name="Body">The text as Jira is to hold it.</param>
    /// <param name="Mark">Tells this text, once Jira holds it, from any other.</param>
    public sealed record Done(JsonNode Body, int Count, byte[] Mark) : MaskedText;

    /// <summary>Nothing may be written.</summary>
    public sealed record Refused(string Reason) : MaskedText;
}

/// <summary>
/// Takes one value, known by its keyed hash alone, out of a text of Jira: out of wiki markup by its place, out of an ADF document within text nodes.
/// Nothing else of the text changes. It does no I/O.
/// </summary>
internal sealed class TextMasker(SecretHasher hasher)
{
    /// <summary>Above what Jira itself takes by default, many times over.</summary>
    private const int MaxBytes = 4 << 20;

    /// <summary>Each costs one reading of the whole document.</summary>
    private const int MaxCandidates = 500;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1_000 };

    private const string Elsewhere = "it also stands outside running text, as in a link, a macro or across formats; edit it in Jira";

    public static string Replacement(string rule) => $"[secret removed: {rule}]";

    public MaskedText Mask(SecretScanner scanner, JsonElement body, string rule, byte[] valueHash)
    {
        var utf8 = RichTextReader.ToUtf8(body);
        if (utf8.Length > MaxBytes)
            return new MaskedText.Refused($"the text is larger than {MaxBytes >> 20} MB; edit it in Jira");
        var hits = HitsIn(scanner, utf8.Span, rule, valueHash);
        if (hits is null)
            return new MaskedText.Refused("it is written in base 64 or hexadecimal there, with what else was encoded; edit it in Jira");
        if (hits.Count == 0)
            return new MaskedText.Refused("it does not stand there any more, or its rule is off: nothing was changed");

        if (body.ValueKind == JsonValueKind.String && hits.Exists(hit => IsInMarkup(utf8.Span, hit)))
            return new MaskedText.Refused(Elsewhere);

        var (masked, count) = body.ValueKind switch
        {
            JsonValueKind.String => (InWiki(body, utf8, hits, Replacement(rule)), hits.Count),
            JsonValueKind.Object => InDocument(body, utf8, hits, Replacement(rule)),
            _ => throw new UnreachableException(),
        };
        if (masked is null)
            return new MaskedText.Refused("the text has characters that cannot be written back as they are, or too many places; edit it in Jira");
        var after = Utf8Of(masked);
        return HitsIn(scanner, after.Span, rule, valueHash) is not { Count: 0 }
            ? new MaskedText.Refused(Elsewhere)
            : new MaskedText.Done(masked, count, MarkOf(after));
    }

    /// <summary>Of a text as Jira holds it now. Line ends and white space at the end are Jira's own business.</summary>
    public byte[] MarkOf(JsonElement body) => MarkOf(RichTextReader.ToUtf8(body));

    private byte[] MarkOf(ReadOnlyMemory<byte> utf8) => hasher.HashOf(Encoding.UTF8.GetString(utf8.Span).Replace("\r", "", StringComparison.Ordinal).TrimEnd());

    /// <summary>Where it stands, in order and apart from each other.</summary>
    /// <returns><see langword="null"/>: also where it cannot be taken out alone, because it is encoded with what stands around it.</returns>
    private List<Range>? HitsIn(SecretScanner scanner, ReadOnlySpan<byte> utf8, string rule, byte[] valueHash)
    {
        var matches = new SecretMatches();
        scanner.Scan(utf8, matches);
        var hits = new List<(int Start, int End)>();
        foreach (ref readonly var match in matches.All)
        {
            if (match.Rule.Id != rule || !CryptographicOperations.FixedTimeEquals(hasher.HashOf(match.SecretIn(utf8)), valueHash))
                continue;
            if (!match.IsAloneIn(utf8))
                return null;
            hits.Add((match.Start, match.End));
        }

        var (apart, end) = (new List<Range>(), 0);
        foreach (var (from, to) in hits.Distinct().OrderBy(hit => hit.Start))
        {
            if (from < end)
                continue;
            apart.Add(from..to);
            end = to;
        }

        return apart;
    }

    private static bool IsInMarkup(ReadOnlySpan<byte> utf8, Range hit)
    {
        var start = Encoding.UTF8.GetCharCount(utf8[..hit.Start.Value]);
        return WikiMarkup.Holds(Encoding.UTF8.GetString(utf8), start, start + Encoding.UTF8.GetCharCount(utf8[hit]));
    }

    /// <returns><see langword="null"/> when what is not masked would change as well.</returns>
    private static JsonValue? InWiki(JsonElement body, ReadOnlyMemory<byte> utf8, List<Range> hits, string replacement)
    {
        // NUL and lone surrogates are read as U+FFFD, which may not be written back.
        if (TextOf(body) != Encoding.UTF8.GetString(utf8.Span))
            return null;
        var masked = new StringBuilder();
        var from = 0;
        foreach (var hit in hits)
        {
            masked.Append(Encoding.UTF8.GetString(utf8.Span[from..hit.Start.Value])).Append(replacement);
            from = hit.End.Value;
        }

        return JsonValue.Create(masked.Append(Encoding.UTF8.GetString(utf8.Span[from..])).ToString());
    }

    /// <summary>
    /// A place in the text of a document is found in its nodes by trying: a node in which one character is another changes the text exactly where that
    /// character stands.
    /// </summary>
    private static (JsonNode? Masked, int Count) InDocument(JsonElement body, ReadOnlyMemory<byte> utf8, List<Range> hits, string replacement)
    {
        try
        {
            var document = JsonNode.Parse(body.GetRawText(), null, Deep)!;
            var starts = hits.Select(hit => hit.Start.Value).ToHashSet();
            var values = hits.Select(hit => Encoding.UTF8.GetString(utf8.Span[hit])).Distinct().ToList();
            var masked = new List<(JsonObject Node, string Text)>();
            var (count, tried) = (0, 0);
            foreach (var node in TextNodes(document))
            {
                var text = node["text"]!.GetValue<string>();
                var found = new List<(int At, int Length)>();
                foreach (var value in values)
                {
                    for (var at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.Ordinal))
                    {
                        if (++tried > MaxCandidates)
                            return (null, 0);
                        node["text"] = string.Concat(text.AsSpan(0, at), text[at] == '\uE000' ? "\uE001" : "\uE000", text.AsSpan(at + 1));
                        if (starts.Contains(Utf8Of(document).Span.CommonPrefixLength(utf8.Span)))
                            found.Add((at, value.Length));
                        node["text"] = text;
                    }
                }

                count += found.Count;
                foreach (var (at, length) in found.OrderByDescending(one => one.At))
                    text = string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + length));
                if (found.Count > 0)
                    masked.Add((node, text));
            }

            // Not before all places are known: they are places in the text as it was.
            foreach (var (node, text) in masked)
                node["text"] = text;
            return (document, count);
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            return (null, 0);
        }
    }

    private static IEnumerable<JsonObject> TextNodes(JsonNode node)
    {
        if (node is not JsonObject element)
            yield break;
        if (KindOf(element) == "text" && element["text"] is JsonValue text && text.GetValueKind() == JsonValueKind.String)
            yield return element;
        foreach (var child in element["content"] as JsonArray ?? [])
        {
            foreach (var inner in child is null ? [] : TextNodes(child))
                yield return inner;
        }
    }

    private static string? KindOf(JsonObject node) => node["type"] is JsonValue kind && kind.GetValueKind() == JsonValueKind.String ? kind.GetValue<string>() : null;

    private static ReadOnlyMemory<byte> Utf8Of(JsonNode body)
    {
        using var json = JsonDocument.Parse(body.ToJsonString(), Deep);
        return RichTextReader.ToUtf8(json.RootElement);
    }

    private static string? TextOf(JsonElement body)
    {
        try
        {
            return body.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
