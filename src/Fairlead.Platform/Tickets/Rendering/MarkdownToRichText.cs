using Fairlead.Jira.RichText;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>Markdown of a template, with tokens for values, as Jira's rich text. HTML is text; links are http, https or mailto.</summary>
/// <param name="ours">The one value that may be an address: Fairlead's own.</param>
internal sealed class MarkdownToRichText(IReadOnlyList<string> values, string? ours)
{
    private static readonly MarkdownPipeline OfText = Dialect().Build();

    /// <summary>An address that the author wrote is a link by itself.</summary>
    private static readonly MarkdownPipeline OfTemplate = Dialect().UseAutoLinks().Build();

    /// <summary>Of a template, whose values are not read as Markdown.</summary>
    public static RichDocument ConvertTemplate(string markdown, IReadOnlyList<string> values, string? ours) =>
        new([.. new MarkdownToRichText(values, ours).Blocks(Markdown.Parse(markdown, OfTemplate))]);

    /// <summary>Of a text that a person edited. What a scanner wrote stands in it: an address by itself stays text.</summary>
    public static RichDocument ConvertText(string markdown) => new([.. new MarkdownToRichText([], null).Blocks(Markdown.Parse(markdown, OfText))]);

    private static MarkdownPipelineBuilder Dialect() => new MarkdownPipelineBuilder().UsePipeTables().UseEmphasisExtras().DisableHtml();

    private IEnumerable<RichBlock> Blocks(IEnumerable<Block> blocks) => blocks.SelectMany(BlockOf);

    private IEnumerable<RichBlock> BlockOf(Block block) => block switch
    {
        ParagraphBlock paragraph when LoneValue(paragraph) is { } text => RichDocument.FromPlainText(text).Blocks,
        ParagraphBlock paragraph => [new RichBlock.Paragraph(Inlines(paragraph.Inline))],
        HeadingBlock heading => [new RichBlock.Heading(heading.Level, Inlines(heading.Inline))],
        ListBlock { IsOrdered: true } list => [new RichBlock.OrderedList(Items(list), StartOf(list))],
        ListBlock list => [new RichBlock.BulletList(Items(list))],
        FencedCodeBlock code => [new RichBlock.CodeBlock(Resolve(code.Lines.ToString()), code.Info is { Length: > 0 } i ? i : null)],
        CodeBlock code => [new RichBlock.CodeBlock(Resolve(code.Lines.ToString()))],
        QuoteBlock quote => [new RichBlock.Quote([.. Blocks(quote)])],
        ThematicBreakBlock => [new RichBlock.Rule()],
        Table table => TableOf(table),
        ContainerBlock other => Blocks(other),
        LeafBlock { Inline: not null } other => [new RichBlock.Paragraph(Inlines(other.Inline))],
        _ => [],
    };

    /// <summary>A value that stands alone keeps its own paragraphs.</summary>
    private string? LoneValue(ParagraphBlock paragraph)
    {
        if (paragraph.Inline?.FirstChild is not LiteralInline { NextSibling: null } literal)
            return null;
        var pieces = ValueTokens.Pieces(literal.Content.ToString(), values).ToList();
        return pieces is [{ IsValue: true }] ? pieces[0].Text : null;
    }

    private IReadOnlyList<RichListItem> Items(ListBlock list) =>
        [.. list.OfType<ListItemBlock>().Select(item => new RichListItem([.. Blocks(item)]))];

    private static int StartOf(ListBlock list) => int.TryParse(list.OrderedStart, out var start) ? start : 1;

    /// <summary>A header row of nothing but empty cells is how Markdown spells a table without one.</summary>
    private IEnumerable<RichBlock> TableOf(Table table)
    {
        var rows = table.OfType<TableRow>()
            .Select(row => new RichTableRow(
                [.. row.OfType<TableCell>().Select(cell => new RichTableCell([.. Blocks(cell)], row.IsHeader))]))
            .Where(row => row.Cells.Any(HasText))
            .ToList();
        return rows.Count > 0 ? [new RichBlock.Table(rows)] : [];
    }

    private static bool HasText(RichTableCell cell) => cell.Content.Any(b => b is not RichBlock.Paragraph { Content.Count: 0 });

    private IReadOnlyList<RichInline> Inlines(ContainerInline? container)
    {
        var result = new List<RichInline>();
        if (container is not null)
            AddAll(container, RichMarks.None, null, result);
        return result;
    }

    private void AddAll(ContainerInline inlines, RichMarks marks, string? link, List<RichInline> result)
    {
        foreach (var inline in inlines)
            Add(inline, marks, link, result);
    }

    private void Add(Inline inline, RichMarks marks, string? link, List<RichInline> result)
    {
        switch (inline)
        {
            case LiteralInline literal:
                AddText(literal.Content.ToString(), marks, link, result);
                break;
            case CodeInline code:
                AddText(code.Content, RichMarks.Code, link, result);
                break;
            case LineBreakInline { IsHard: true }:
                result.Add(new RichInline.LineBreak());
                break;
            case LineBreakInline:
                result.Add(new RichInline.Text(" ", marks, link));
                break;
            case EmphasisInline emphasis:
                AddAll(emphasis, marks | MarkOf(emphasis), link, result);
                break;
            case LinkInline target:
                AddAll(target, marks, target.IsImage ? null : LinkOf(target.Url), result);
                break;
            case AutolinkInline target:
                AddText(target.Url, marks, LinkOf(target.Url), result);
                break;
            case HtmlEntityInline { Transcoded: var line } when line.Length == 1 && line[0] == '\n':
                result.Add(new RichInline.LineBreak());
                break;
            case HtmlEntityInline entity:
                AddText(entity.Transcoded.ToString(), marks, link, result);
                break;
            case ContainerInline other:
                AddAll(other, marks, link, result);
                break;
            default:
                break;
        }
    }

    private void AddText(string text, RichMarks marks, string? link, List<RichInline> result)
    {
        foreach (var (piece, isValue) in ValueTokens.Pieces(text, values))
        {
            var lines = isValue ? piece.Split('\n') : [piece];
            for (var i = 0; i < lines.Length; i++)
            {
                if (i > 0)
                    result.Add(new RichInline.LineBreak());
                if (lines[i].Length > 0)
                    result.Add(new RichInline.Text(lines[i], marks, link));
            }
        }
    }

    private static RichMarks MarkOf(EmphasisInline emphasis) => emphasis.DelimiterChar switch
    {
        '~' => emphasis.DelimiterCount == 2 ? RichMarks.Strike : RichMarks.None,
        '*' or '_' => emphasis.DelimiterCount == 2 ? RichMarks.Strong : RichMarks.Emphasis,
        _ => RichMarks.None,
    };

    /// <summary>
    /// The author of a template may link. A value may be a part of an address behind the host that the author wrote, and Fairlead's own may be one as a whole.
    /// </summary>
    private string? LinkOf(string? url)
    {
        if (url is not null && ours is not null && url.StartsWith(ValueTokens.Begin) && Resolve(url) == ours)
            return ours;
        if (url is null || !AddressText.MayLead(url.Split(ValueTokens.Begin)[0], isWhole: !url.Contains(ValueTokens.Begin)))
            return null;
        var pieces = ValueTokens.Pieces(url, values).ToList();
        // Dots alone would lead out of the folder that the author wrote.
        return pieces.Exists(p => p.IsValue && p.Text.AsSpan().Trim('.').IsEmpty)
            ? null
            : string.Concat(pieces.Select(p => p.IsValue ? Uri.EscapeDataString(p.Text) : p.Text));
    }

    private string Resolve(string text) => ValueTokens.Resolve(text, values);
}
