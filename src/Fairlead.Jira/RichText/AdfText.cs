using System.Text.Json;
using Fairlead.Jira.Json;
using Fairlead.Kernel.Text;

namespace Fairlead.Jira.RichText;

/// <summary>
/// The text of an ADF document as a person would read it aloud: one line per paragraph, item and row. Lenient: an unknown node
/// gives its children's text. Nesting is bounded by the JSON reader.
/// </summary>
public sealed class AdfText
{
    private readonly Utf8Text _text = new();

    /// <summary>What does not show; <see langword="null"/> where it is of no interest.</summary>
    private readonly List<JsonElement>? _hidden;

    private readonly bool _isOwn;

    private AdfText(bool isWhole = false, bool isOwn = false) => (_hidden, _isOwn) = (isWhole ? [] : null, isOwn);

    public static string ToPlainText(JsonElement document) => Read(document, new());

    /// <summary>Without quotes, code and what is struck out.</summary>
    public static string ToOwnText(JsonElement document) => Read(document, new(isOwn: true));

    private static string Read(JsonElement document, AdfText reading)
    {
        reading.Write(document, "");
        return PlainText.Clean(reading._text.ToString().Trim('\n', ' '));
    }

    /// <summary>
    /// All text in it, as UTF-8: a line for each cell of a table as well, and descriptions of images. What does not show, such as the
    /// targets of links and the parameters of macros, follows beneath, a line for each, so that lines and columns stay those that a
    /// person sees.
    /// </summary>
    internal static ReadOnlyMemory<byte> ToUtf8(JsonElement document)
    {
        var reading = new AdfText(isWhole: true);
        reading.Write(document, "");
        var text = reading._text;
        text.TrimEnd((byte)'\n');
        var written = new HashSet<string>();
        foreach (var hidden in reading._hidden!)
        {
            if (written.Add(hidden.GetRawText()))
                text.Line().Append(hidden);
        }

        return text.Memory;
    }

    private void Write(JsonElement node, string indent)
    {
        switch (node.Text("type"))
        {
            case "blockquote" or "codeBlock" when _isOwn:
                _text.Line();
                break;
            case "text" when _isOwn && node.Items("marks").Any(m => m.Text("type") == "strike"):
                break;
            case "text":
                _text.Append(node.Member("text"));
                Hide(node.Items("marks").Where(m => m.Text("type") == "link").Select(m => Attribute(m, "href")), node.Member("text"));
                break;
            case "hardBreak":
                _text.Append("\n"u8);
                break;
            case "mention" or "emoji" or "status":
                _text.Append(Attribute(node, "text") ?? Attribute(node, "shortName"));
                break;
            case "inlineCard" or "blockCard" or "embedCard":
                _text.Append(Attribute(node, "url"));
                HideAll(Attribute(node, "data"));
                break;
            case "date":
                _text.Append(DateOf(node.Member("attrs")?.Text("timestamp")));
                break;
            case "rule":
                _text.Line().Append("----\n"u8);
                break;
            case "bulletList":
                Items(node, indent, _ => "- ");
                break;
            case "orderedList":
                Items(node, indent, i => $"{i + 1}. ");
                break;
            case "tableRow" when _hidden is null:
                Row(node);
                break;
            case "paragraph" or "heading" or "codeBlock" or "taskItem" or "decisionItem" or "caption":
                _text.Line();
                Children(node, indent);
                _text.Append("\n"u8);
                break;
            case "expand" or "nestedExpand":
                if (node.Member("attrs")?.Text("title") is { Length: > 0 } title)
                    _text.Line().Append(title).Append("\n"u8);
                Children(node, indent);
                break;
            case "media" or "mediaInline" or "placeholder" or "extension" or "inlineExtension" or "bodiedExtension" when _hidden is not null:
                Aside(node);
                Children(node, indent);
                break;
            default:
                Children(node, indent);
                break;
        }
    }

    /// <summary>What a person may see, but not as running text.</summary>
    private void Aside(JsonElement node)
    {
        var isBlock = node.Text("type") is "media" or "extension" or "bodiedExtension";
        if ((node.Member("attrs")?.Text("alt") ?? node.Member("attrs")?.Text("text")) is { Length: > 0 } shown)
        {
            if (isBlock)
                _text.Line();
            _text.Append(shown);
            if (isBlock)
                _text.Append("\n"u8);
        }

        Hide([Attribute(node, "url")], null);
        HideAll(Attribute(node, "parameters"));
    }

    private void Hide(IEnumerable<JsonElement?> texts, JsonElement? shown)
    {
        if (_hidden is null)
            return;
        foreach (var text in texts)
        {
            if (text is { ValueKind: JsonValueKind.String } some && some.GetRawText() != shown?.GetRawText())
                _hidden.Add(some);
        }
    }

    private void HideAll(JsonElement? json)
    {
        if (_hidden is null || json is not { } some)
            return;
        Hide([some], null);
        foreach (var item in some.Items())
            HideAll(item);
        if (some.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in some.EnumerateObject())
            HideAll(member.Value);
    }

    private void Children(JsonElement node, string indent)
    {
        foreach (var child in node.Items("content"))
            Write(child, indent);
    }

    private void Items(JsonElement list, string indent, Func<int, string> lead)
    {
        var index = 0;
        foreach (var item in list.Items("content"))
        {
            _text.Line().Append(indent).Append(lead(index++));
            var start = _text.Length;
            foreach (var child in item.Items("content"))
            {
                var isFirst = _text.Length == start;
                if (isFirst && child.Text("type") == "paragraph")
                    Children(child, indent);
                else
                    Write(child, indent + "  ");
            }
        }

        _text.Line();
    }

    private void Row(JsonElement row)
    {
        _text.Line();
        var isFirst = true;
        foreach (var cell in row.Items("content"))
        {
            if (!isFirst)
                _text.Append("\t"u8);
            isFirst = false;
            var start = _text.Length;
            Children(cell, "");
            _text.MakeOneLine(start);
        }

        _text.Append("\n"u8);
    }

    private static JsonElement? Attribute(JsonElement node, string name) => node.Member("attrs")?.Member(name);

    private static string DateOf(string? milliseconds) =>
        long.TryParse(milliseconds, out var ms) && ms is > -62_135_596_800_000 and < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd")
            : "";
}
