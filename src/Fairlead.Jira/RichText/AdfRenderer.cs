using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Fairlead.Jira.RichText;

/// <summary>
/// Renders to the Atlassian Document Format; always valid against Atlassian's full schema, because a document that is not is
/// refused with an error that names no place. What the schema does not allow where it stands is mended: see <see cref="RichBlock"/>.
/// </summary>
public static class AdfRenderer
{
    /// <summary>What a container allows; the rest is mended.</summary>
    [Flags]
    private enum Allowed
    {
        ParagraphListCode = 0,
        Heading = 1,
        Rule = 2,
        Quote = 4,
        Panel = 8,
        Table = 16,
        Expand = 32,
        NestedExpand = 64,

        Document = Heading | Rule | Quote | Panel | Table | Expand,
        InExpand = Heading | Rule | Quote | Panel | Table,
        InPanel = Heading | Rule,
        InCell = Heading | Rule | Quote | Panel | NestedExpand,
        InNestedExpand = Heading | Rule | Quote | Panel,
    }

    public static JsonObject Render(RichDocument document) => new()
    {
        ["version"] = 1,
        ["type"] = "doc",
        ["content"] = Blocks(document.Blocks, Allowed.Document, 0),
    };

    private static JsonArray Blocks(IReadOnlyList<RichBlock> blocks, Allowed allowed, int depth)
    {
        var result = new JsonArray();
        foreach (var node in depth > RichFlattening.MaxDepth ? [] : blocks.SelectMany(b => Block(b, allowed, depth)))
            result.Add((JsonNode)node);
        return result;
    }

    /// <summary>For containers that must hold something.</summary>
    private static JsonArray FilledBlocks(IReadOnlyList<RichBlock> blocks, Allowed allowed, int depth)
    {
        var result = Blocks(blocks, allowed, depth);
        if (result.Count == 0)
            result.Add((JsonNode)Paragraph([]));
        return result;
    }

    private static IEnumerable<JsonObject> Block(RichBlock block, Allowed allowed, int depth) => block switch
    {
        RichBlock.Paragraph p => [Paragraph(p.Content)],
        RichBlock.Heading h => allowed.HasFlag(Allowed.Heading)
            ? [Node("heading", Inlines(h.Content), new() { ["level"] = Math.Clamp(h.Level, 1, 6) })]
            : [Paragraph([.. h.Content.Select(RichFlattening.Stronger)])],
        RichBlock.CodeBlock c => [CodeBlock(c)],
        RichBlock.Rule => allowed.HasFlag(Allowed.Rule) ? [new JsonObject { ["type"] = "rule" }] : [],
        RichBlock.BulletList l => List("bulletList", l.Items, null, depth),
        RichBlock.OrderedList l => List("orderedList", l.Items, new() { ["order"] = Math.Max(0, l.Start) }, depth),
        RichBlock.Quote q => Container(q.Content, allowed, Allowed.Quote, depth, c => Node("blockquote", c), Allowed.ParagraphListCode),
        RichBlock.Panel p => Container(
            p.Content, allowed, Allowed.Panel, depth, c => Node("panel", c, new() { ["panelType"] = TypeOf(p.Kind) }), Allowed.InPanel),
        RichBlock.Table t => allowed.HasFlag(Allowed.Table) ? Table(t, depth) : [Paragraph(RichFlattening.Flatten([t]))],
        RichBlock.Expand e => Expand(e, allowed, depth),
        _ => throw new UnreachableException(),
    };

    /// <summary>The container where it may stand; else its content.</summary>
    private static IEnumerable<JsonObject> Container(
        IReadOnlyList<RichBlock> content, Allowed allowed, Allowed kind, int depth, Func<JsonArray, JsonObject> make, Allowed inside)
    {
        if (content.Count == 0)
            return [];
        return allowed.HasFlag(kind)
            ? [make(FilledBlocks(content, inside, depth + 1))]
            : Blocks(content, allowed, depth + 1).Select(n => n!.DeepClone().AsObject());
    }

    private static IEnumerable<JsonObject> Expand(RichBlock.Expand expand, Allowed allowed, int depth)
    {
        var attributes = new JsonObject { ["title"] = Kernel.Text.PlainText.OneLine(expand.Title) };
        if (allowed.HasFlag(Allowed.Expand))
            return [Node("expand", FilledBlocks(expand.Content, Allowed.InExpand, depth + 1), attributes)];
        if (allowed.HasFlag(Allowed.NestedExpand))
            return [Node("nestedExpand", FilledBlocks(expand.Content, Allowed.InNestedExpand, depth + 1), attributes)];
        return Blocks([new RichBlock.Paragraph([Rich.Strong(expand.Title)]), .. expand.Content], allowed, depth + 1)
            .Select(n => n!.DeepClone().AsObject());
    }

    private static JsonObject[] List(string type, IReadOnlyList<RichListItem> items, JsonObject? attributes, int depth)
    {
        if (items.Count == 0)
            return [];
        var nodes = new JsonArray();
        foreach (var item in items)
        {
            var content = FilledBlocks(item.Content, Allowed.ParagraphListCode, depth + 1);
            // An item starts with a line of its own, be it empty; a list first thing in an item is not allowed.
            if (content[0]!["type"]!.GetValue<string>() is "bulletList" or "orderedList")
                content.Insert(0, Paragraph([]));
            nodes.Add((JsonNode)Node("listItem", content));
        }

        return [Node(type, nodes, attributes)];
    }

    private static JsonObject[] Table(RichBlock.Table table, int depth)
    {
        var width = table.Rows.Count == 0 ? 0 : table.Rows.Max(r => r.Cells.Count);
        if (width == 0)
            return [];
        var rows = new JsonArray();
        foreach (var row in table.Rows)
        {
            var cells = new JsonArray();
            for (var c = 0; c < width; c++)
            {
                var cell = c < row.Cells.Count ? row.Cells[c] : new RichTableCell([], row.Cells.Count > 0 && row.Cells[^1].IsHeader);
                cells.Add((JsonNode)Node(cell.IsHeader ? "tableHeader" : "tableCell", FilledBlocks(cell.Content, Allowed.InCell, depth + 1)));
            }

            rows.Add((JsonNode)Node("tableRow", cells));
        }

        return [Node("table", rows)];
    }

    private static JsonObject Paragraph(IReadOnlyList<RichInline> content) => Node("paragraph", Inlines(content));

    private static JsonObject CodeBlock(RichBlock.CodeBlock code)
    {
        var text = Kernel.Text.PlainText.Clean(code.Text).ReplaceLineEndings("\n");
        var content = new JsonArray();
        if (text.Length > 0)
            content.Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = text });
        return Node("codeBlock", content, CodeLanguage.ForAdf(code.Language) is { } language ? new() { ["language"] = language } : null);
    }

    private static JsonArray Inlines(IReadOnlyList<RichInline> content)
    {
        var nodes = new JsonArray();
        foreach (var inline in RichFlattening.SplitLines(content))
        {
            if (Inline(inline) is { } node)
                nodes.Add((JsonNode)node);
        }

        return nodes;
    }

    private static JsonObject? Inline(RichInline inline) => inline switch
    {
        RichInline.Text text => Text(text),
        RichInline.LineBreak => new JsonObject { ["type"] = "hardBreak" },
        RichInline.Status status when Kernel.Text.PlainText.OneLine(status.Value) is { Length: > 0 } label => new JsonObject
        {
            ["type"] = "status",
            ["attrs"] = new JsonObject { ["text"] = label, ["color"] = status.Colour.ToString().ToLowerInvariant() },
        },
        RichInline.Mention person => new JsonObject
        {
            ["type"] = "mention",
            ["attrs"] = new JsonObject { ["id"] = person.User, ["text"] = $"@{Kernel.Text.PlainText.OneLine(person.Name)}" },
        },
        RichInline.Status => null,
        _ => throw new UnreachableException(),
    };

    private static JsonObject Text(RichInline.Text text)
    {
        var node = new JsonObject { ["type"] = "text", ["text"] = text.Value };
        var marks = new JsonArray();
        foreach (var name in MarkNames(text.Marks))
            marks.Add((JsonNode)new JsonObject { ["type"] = name });
        if (SafeLink.Of(text.Link) is { } href)
            marks.Add((JsonNode)new JsonObject { ["type"] = "link", ["attrs"] = new JsonObject { ["href"] = href } });
        if (marks.Count > 0)
            node["marks"] = marks;
        return node;
    }

    private static IEnumerable<string> MarkNames(RichMarks marks)
    {
        // Code goes together with links only.
        if (marks.HasFlag(RichMarks.Code))
            return ["code"];
        return new[] { (RichMarks.Strong, "strong"), (RichMarks.Emphasis, "em"), (RichMarks.Strike, "strike") }
            .Where(m => marks.HasFlag(m.Item1)).Select(m => m.Item2);
    }

    private static string TypeOf(PanelKind kind) => kind.ToString().ToLowerInvariant();

    private static JsonObject Node(string type, JsonArray content, JsonObject? attributes = null)
    {
        var node = new JsonObject { ["type"] = type };
        if (attributes is not null)
            node["attrs"] = attributes;
        node["content"] = content;
        return node;
    }
}
