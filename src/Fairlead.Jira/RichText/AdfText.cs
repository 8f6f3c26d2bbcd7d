using System.Text;
using System.Text.Json;
using Fairlead.Jira.Json;
using Fairlead.Kernel.Text;

namespace Fairlead.Jira.RichText;

/// <summary>
/// The text of an ADF document as a person would read it aloud: one line per paragraph, item and row. Lenient: an unknown node
/// gives its children's text. Nesting is bounded by the JSON reader.
/// </summary>
public static class AdfText
{
    public static string ToPlainText(JsonElement document)
    {
        var text = new StringBuilder();
        Write(document, text, "");
        return PlainText.Clean(text.ToString().Trim('\n', ' '));
    }

    private static void Write(JsonElement node, StringBuilder text, string indent)
    {
        switch (node.Text("type"))
        {
            case "text":
                text.Append(node.Text("text"));
                break;
            case "hardBreak":
                text.Append('\n');
                break;
            case "mention" or "emoji" or "status":
                text.Append(Attribute(node, "text") ?? Attribute(node, "shortName"));
                break;
            case "inlineCard" or "blockCard" or "embedCard":
                text.Append(Attribute(node, "url"));
                break;
            case "date":
                text.Append(DateOf(Attribute(node, "timestamp")));
                break;
            case "rule":
                Line(text).Append("----\n");
                break;
            case "bulletList":
                Items(node, text, indent, _ => "- ");
                break;
            case "orderedList":
                Items(node, text, indent, i => $"{i + 1}. ");
                break;
            case "tableRow":
                Row(node, text);
                break;
            case "paragraph" or "heading" or "codeBlock" or "taskItem" or "decisionItem" or "caption":
                Line(text);
                Children(node, text, indent);
                text.Append('\n');
                break;
            case "expand" or "nestedExpand":
                if (Attribute(node, "title") is { Length: > 0 } title)
                    Line(text).Append(title).Append('\n');
                Children(node, text, indent);
                break;
            default:
                Children(node, text, indent);
                break;
        }
    }

    private static void Children(JsonElement node, StringBuilder text, string indent)
    {
        foreach (var child in node.Items("content"))
            Write(child, text, indent);
    }

    private static void Items(JsonElement list, StringBuilder text, string indent, Func<int, string> lead)
    {
        var index = 0;
        foreach (var item in list.Items("content"))
        {
            Line(text).Append(indent).Append(lead(index++));
            var start = text.Length;
            foreach (var child in item.Items("content"))
            {
                var isFirst = text.Length == start;
                if (isFirst && child.Text("type") == "paragraph")
                    Children(child, text, indent);
                else
                    Write(child, text, indent + "  ");
            }
        }

        Line(text);
    }

    private static void Row(JsonElement row, StringBuilder text)
    {
        Line(text);
        var isFirst = true;
        foreach (var cell in row.Items("content"))
        {
            if (!isFirst)
                text.Append('\t');
            isFirst = false;
            var inner = new StringBuilder();
            Children(cell, inner, "");
            text.Append(inner.ToString().Trim('\n', ' ').Replace('\n', ' '));
        }

        text.Append('\n');
    }

    /// <summary>Starts a line unless one was just started.</summary>
    private static StringBuilder Line(StringBuilder text) => text.Length > 0 && text[^1] != '\n' ? text.Append('\n') : text;

    private static string? Attribute(JsonElement node, string name) => node.Member("attrs")?.Text(name);

    private static string DateOf(string? milliseconds) =>
        long.TryParse(milliseconds, out var ms) && ms is > -62_135_596_800_000 and < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd")
            : "";
}
