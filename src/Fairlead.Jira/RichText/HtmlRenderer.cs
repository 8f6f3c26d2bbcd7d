using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using Fairlead.Kernel.Text;

namespace Fairlead.Jira.RichText;

/// <summary>
/// Renders to HTML, for a preview of what Jira shows. Only the tags that stand here are written; every text is encoded, and an address becomes a
/// link by the same rule as in Jira (<see cref="SafeLink"/>). No style and no script: what it looks like is the page's matter.
/// </summary>
public static class HtmlRenderer
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Default;

    public static string Render(RichDocument document)
    {
        var html = new StringBuilder();
        Blocks(html, document.Blocks, 0);
        return html.ToString();
    }

    private static void Blocks(StringBuilder html, IReadOnlyList<RichBlock> blocks, int depth)
    {
        if (depth > RichFlattening.MaxDepth)
            return;
        foreach (var block in blocks)
            Block(html, block, depth);
    }

    private static void Block(StringBuilder html, RichBlock block, int depth)
    {
        switch (block)
        {
            case RichBlock.Paragraph paragraph:
                Within(html, "p", () => Inlines(html, paragraph.Content));
                break;
            case RichBlock.Heading heading:
                Within(html, $"h{Math.Clamp(heading.Level, 1, 6)}", () => Inlines(html, heading.Content));
                break;
            case RichBlock.CodeBlock code:
                Within(html, "pre", () => Within(html, "code", () => Text(html, PlainText.Clean(code.Text).ReplaceLineEndings("\n"))));
                break;
            case RichBlock.Rule:
                html.Append("<hr />");
                break;
            case RichBlock.BulletList list:
                Within(html, "ul", () => Items(html, list.Items, depth));
                break;
            case RichBlock.OrderedList list:
                Within(html, "ol", () => Items(html, list.Items, depth), $" start=\"{Math.Max(0, list.Start)}\"");
                break;
            case RichBlock.Quote quote:
                Within(html, "blockquote", () => Blocks(html, quote.Content, depth + 1));
                break;
            case RichBlock.Panel panel:
                Within(html, "div", () => Blocks(html, panel.Content, depth + 1), $" class=\"panel {ClassOf(panel.Kind)}\"");
                break;
            case RichBlock.Expand expand:
                Within(html, "details", () =>
                {
                    Within(html, "summary", () => Text(html, PlainText.OneLine(expand.Title)));
                    Blocks(html, expand.Content, depth + 1);
                });
                break;
            case RichBlock.Table table:
                Table(html, table, depth);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void Items(StringBuilder html, IReadOnlyList<RichListItem> items, int depth)
    {
        foreach (var item in items)
            Within(html, "li", () => Blocks(html, item.Content, depth + 1));
    }

    private static void Table(StringBuilder html, RichBlock.Table table, int depth)
    {
        var width = table.Rows.Count == 0 ? 0 : table.Rows.Max(r => r.Cells.Count);
        if (width == 0)
            return;
        Within(html, "table", () =>
        {
            foreach (var row in table.Rows)
                Within(html, "tr", () => Row(html, row, width, depth));
        });
    }

    private static void Row(StringBuilder html, RichTableRow row, int width, int depth)
    {
        for (var c = 0; c < width; c++)
        {
            var cell = c < row.Cells.Count ? row.Cells[c] : null;
            Within(html, cell?.IsHeader == true ? "th" : "td", () => Blocks(html, cell?.Content ?? [], depth + 1));
        }
    }

    private static void Inlines(StringBuilder html, IReadOnlyList<RichInline> content)
    {
        foreach (var inline in RichFlattening.SplitLines(content))
        {
            switch (inline)
            {
                case RichInline.LineBreak:
                    html.Append("<br />");
                    break;
                case RichInline.Status status when PlainText.OneLine(status.Value) is { Length: > 0 } label:
                    Within(html, "span", () => Text(html, label), $" class=\"status {ClassOf(status.Colour)}\"");
                    break;
                case RichInline.Mention person:
                    Text(html, $"@{PlainText.OneLine(person.Name)}");
                    break;
                case RichInline.Text text when SafeLink.Of(text.Link) is { } address:
                    Within(html, "a", () => Marked(html, text, MarksOf(text)), $" href=\"{Encoder.Encode(address)}\" rel=\"noopener noreferrer nofollow\"");
                    break;
                case RichInline.Text text:
                    Marked(html, text, MarksOf(text));
                    break;
            }
        }
    }

    private static void Marked(StringBuilder html, RichInline.Text text, ReadOnlySpan<string> tags)
    {
        foreach (var tag in tags)
            html.Append('<').Append(tag).Append('>');
        Text(html, text.Value);
        for (var i = tags.Length - 1; i >= 0; i--)
            html.Append("</").Append(tags[i]).Append('>');
    }

    private static string[] MarksOf(RichInline.Text text)
    {
        if (text.Marks.HasFlag(RichMarks.Code))
            return ["code"];
        var tags = new List<string>(3);
        if (text.Marks.HasFlag(RichMarks.Strong))
            tags.Add("strong");
        if (text.Marks.HasFlag(RichMarks.Emphasis))
            tags.Add("em");
        if (text.Marks.HasFlag(RichMarks.Strike))
            tags.Add("s");
        return [.. tags];
    }

    private static void Within(StringBuilder html, string tag, Action content, string attributes = "")
    {
        html.Append('<').Append(tag).Append(attributes).Append('>');
        content();
        html.Append("</").Append(tag).Append('>');
    }

    private static void Text(StringBuilder html, string text) => html.Append(Encoder.Encode(text));

    private static string ClassOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
