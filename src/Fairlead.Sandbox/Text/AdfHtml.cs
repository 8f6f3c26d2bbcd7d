using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Text;

/// <summary>ADF as HTML. Every text is encoded and only web and mail links become links, so any document is safe to show.</summary>
internal static class AdfHtml
{
    public static string Render(JsonNode? document)
    {
        var html = new StringBuilder();
        foreach (var block in AdfText.Children(document as JsonObject))
            Block(block, html);
        return html.ToString();
    }

    internal static bool IsSafe(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto";

    private static void Block(JsonObject node, StringBuilder html)
    {
        switch (AdfText.Type(node))
        {
            case "heading": In($"h{Math.Clamp(Level(node) + 1, 2, 6)}", node, html); break;
            case "bulletList" or "taskList" or "decisionList": In("ul", node, html); break;
            case "orderedList": In("ol", node, html); break;
            case "listItem" or "taskItem" or "decisionItem": In("li", node, html); break;
            case "codeBlock": html.Append("<pre><code>"); Children(node, html); html.Append("</code></pre>"); break;
            case "blockquote": In("blockquote", node, html); break;
            case "rule": html.Append("<hr>"); break;
            case "panel":
                html.Append($"<div class=\"panel panel-{WebUtility.HtmlEncode(AdfText.Attribute(node, "panelType"))}\">");
                Children(node, html);
                html.Append("</div>");
                break;
            case "table": html.Append("<div class=\"scroll\"><table>"); Children(node, html); html.Append("</table></div>"); break;
            case "tableRow": In("tr", node, html); break;
            case "tableCell": In("td", node, html); break;
            case "tableHeader": In("th", node, html); break;
            case "expand" or "nestedExpand":
                html.Append($"<details><summary>{WebUtility.HtmlEncode(AdfText.Attribute(node, "title"))}</summary>");
                Children(node, html);
                html.Append("</details>");
                break;
            case "paragraph": In("p", node, html); break;
            default: Inline(node, html); break;
        }
    }

    private static int Level(JsonObject node) => int.TryParse(AdfText.Attribute(node, "level"), out var level) ? level : 1;

    private static void In(string tag, JsonObject node, StringBuilder html)
    {
        html.Append('<').Append(tag).Append('>');
        Children(node, html);
        html.Append("</").Append(tag).Append('>');
    }

    private static void Children(JsonObject node, StringBuilder html)
    {
        foreach (var child in AdfText.Children(node))
            Block(child, html);
    }

    private static void Inline(JsonObject node, StringBuilder html)
    {
        switch (AdfText.Type(node))
        {
            case "text": Marked(node, html); break;
            case "hardBreak": html.Append("<br>"); break;
            case "status": html.Append($"<b class=\"pill\">{WebUtility.HtmlEncode(AdfText.Attribute(node, "text"))}</b>"); break;
            case "mention": html.Append($"<b class=\"mention\">{WebUtility.HtmlEncode(AdfText.Attribute(node, "text"))}</b>"); break;
            case "inlineCard" or "blockCard" or "embedCard": Link(AdfText.Attribute(node, "url"), WebUtility.HtmlEncode(AdfText.Attribute(node, "url")), html); break;
            default:
                html.Append(WebUtility.HtmlEncode(AdfText.Attribute(node, "text")));
                Children(node, html);
                break;
        }
    }

    private static void Marked(JsonObject node, StringBuilder html)
    {
        var text = WebUtility.HtmlEncode((string?)node["text"] ?? "");
        foreach (var mark in AdfText.Marks(node))
        {
            var inner = new StringBuilder();
            switch (AdfText.Type(mark))
            {
                case "strong": inner.Append($"<strong>{text}</strong>"); break;
                case "em": inner.Append($"<em>{text}</em>"); break;
                case "strike": inner.Append($"<s>{text}</s>"); break;
                case "underline": inner.Append($"<u>{text}</u>"); break;
                case "code": inner.Append($"<code>{text}</code>"); break;
                case "link": Link(AdfText.Attribute(mark, "href"), text, inner); break;
                default: inner.Append(text); break;
            }

            text = inner.ToString();
        }

        html.Append(text);
    }

    private static void Link(string url, string encodedText, StringBuilder html)
    {
        if (IsSafe(url))
            html.Append($"<a rel=\"noopener noreferrer nofollow\" href=\"{WebUtility.HtmlEncode(url)}\">{encodedText}</a>");
        else
            html.Append(encodedText);
    }
}
