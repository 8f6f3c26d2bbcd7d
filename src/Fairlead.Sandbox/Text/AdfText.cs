using System.Text;
using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Text;

/// <summary>ADF as plain text and as wiki markup.</summary>
internal static class AdfText
{
    public static string ToPlain(JsonNode? document)
    {
        var text = new StringBuilder();
        Plain(document as JsonObject, text);
        return text.ToString().TrimEnd('\n');
    }

    public static string ToWiki(JsonNode? document)
    {
        var text = new StringBuilder();
        foreach (var block in Children(document as JsonObject))
            Block(block, text, "");
        return text.ToString().TrimEnd('\n');
    }

    internal static IEnumerable<JsonObject> Children(JsonObject? node) =>
        node?["content"] is JsonArray content ? content.OfType<JsonObject>() : [];

    internal static string Type(JsonObject node) => (string?)node["type"] ?? "";

    internal static string Attribute(JsonObject node, string name) => node["attrs"] is JsonObject attributes
        ? attributes[name] switch
        {
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            { } other => other.ToJsonString(),
            null => "",
        }
        : "";

    internal static IEnumerable<JsonObject> Marks(JsonObject node) =>
        node["marks"] is JsonArray marks ? marks.OfType<JsonObject>() : [];

    private static void Plain(JsonObject? node, StringBuilder text)
    {
        if (node is null)
            return;
        switch (Type(node))
        {
            case "text": text.Append((string?)node["text"]); break;
            case "hardBreak": text.Append('\n'); break;
            case "mention" or "emoji" or "status": text.Append(Attribute(node, "text")); break;
            case "inlineCard" or "blockCard": text.Append(Attribute(node, "url")); break;
            case "rule": text.Append("----"); break;
            default:
                foreach (var child in Children(node))
                    Plain(child, text);
                break;
        }

        if (Type(node) is "paragraph" or "heading" or "codeBlock" or "rule" or "taskItem" or "tableRow")
            text.Append('\n');
    }

    private static void Block(JsonObject node, StringBuilder text, string bullets)
    {
        switch (Type(node))
        {
            case "paragraph": Inlines(node, text); text.Append("\n\n"); break;
            case "heading": text.Append($"h{Attribute(node, "level")}. "); Inlines(node, text); text.Append("\n\n"); break;
            case "bulletList": Items(node, text, bullets + "*"); break;
            case "orderedList": Items(node, text, bullets + "#"); break;
            case "taskList": Items(node, text, bullets + "*"); break;
            case "codeBlock": Code(node, text); break;
            case "rule": text.Append("----\n\n"); break;
            case "panel": Wrapped(node, text, "{panel}\n", "{panel}\n\n"); break;
            case "blockquote": Wrapped(node, text, "{quote}\n", "{quote}\n\n"); break;
            case "expand" or "nestedExpand": Wrapped(node, text, $"h4. {Attribute(node, "title")}\n", ""); break;
            case "table": Table(node, text); break;
            case "blockCard": text.Append($"[{Attribute(node, "url")}]\n\n"); break;
            default: Wrapped(node, text, "", ""); break;
        }
    }

    private static void Wrapped(JsonObject node, StringBuilder text, string before, string after)
    {
        text.Append(before);
        foreach (var child in Children(node))
            Block(child, text, "");
        text.Append(after);
    }

    private static void Items(JsonObject list, StringBuilder text, string bullets)
    {
        foreach (var item in Children(list))
        {
            text.Append(bullets).Append(' ');
            if (Type(item) == "taskItem")
            {
                Inlines(item, text);
                text.Append('\n');
                continue;
            }

            foreach (var child in Children(item))
            {
                if (Type(child) == "paragraph")
                {
                    Inlines(child, text);
                    text.Append('\n');
                }
                else
                {
                    Block(child, text, bullets);
                }
            }
        }

        if (bullets.Length == 1)
            text.Append('\n');
    }

    private static void Code(JsonObject node, StringBuilder text)
    {
        var language = Attribute(node, "language");
        text.Append(language.Length > 0 ? $"{{code:{language}}}\n" : "{noformat}\n");
        foreach (var child in Children(node))
            text.Append((string?)child["text"]);
        text.Append(language.Length > 0 ? "\n{code}\n\n" : "\n{noformat}\n\n");
    }

    private static void Table(JsonObject table, StringBuilder text)
    {
        foreach (var row in Children(table))
        {
            var bar = "|";
            foreach (var cell in Children(row))
            {
                bar = Type(cell) == "tableHeader" ? "||" : "|";
                var inner = new StringBuilder();
                foreach (var child in Children(cell))
                    Block(child, inner, "");
                var content = inner.ToString().Trim('\n');
                text.Append(bar).Append(content.Length == 0 ? " " : content);
            }

            text.Append(bar).Append('\n');
        }

        text.Append('\n');
    }

    private static void Inlines(JsonObject node, StringBuilder text)
    {
        foreach (var child in Children(node))
        {
            switch (Type(child))
            {
                case "text": text.Append(Marked(child)); break;
                case "hardBreak": text.Append('\n'); break;
                case "mention": text.Append($"[~accountid:{Attribute(child, "id")}]"); break;
                case "status": text.Append($"*[{Attribute(child, "text")}]*"); break;
                case "inlineCard": text.Append($"[{Attribute(child, "url")}]"); break;
                case "date": text.Append(Attribute(child, "timestamp")); break;
                default: text.Append(Attribute(child, "text")); break;
            }
        }
    }

    private static string Marked(JsonObject node)
    {
        var raw = (string?)node["text"] ?? "";
        var text = Marks(node).Any(m => Type(m) == "code") ? raw : WikiText.Escape(raw);
        foreach (var mark in Marks(node))
        {
            text = Type(mark) switch
            {
                "strong" => $"*{text}*",
                "em" => $"_{text}_",
                "strike" => $"-{text}-",
                "underline" => $"+{text}+",
                "code" => $"{{{{{text}}}}}",
                "link" => $"[{text}|{Attribute(mark, "href")}]",
                "textColor" => $"{{color:{Attribute(mark, "color")}}}{text}{{color}}",
                _ => text,
            };
        }

        return text;
    }
}
