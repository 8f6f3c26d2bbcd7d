using System.Buffers;
using System.Diagnostics;
using System.Text;
using Fairlead.Kernel.Text;

namespace Fairlead.Jira.RichText;

/// <summary>
/// Renders to Data Center's wiki markup. No text of the document can become markup, mention, macro, image or link
/// (<see cref="WikiEscape"/>); the markup's own macros do not nest in themselves, so an inner quote or panel gives up its frame.
/// </summary>
public static class WikiRenderer
{
    private static readonly SearchValues<char> EndOfMention = SearchValues.Create("[]|\\\r\n");

    private const string LineBreakInLine = "\\\\ ";

    /// <summary>Whether a frame of this kind is open around; its closing tag would close the outer one.</summary>
    [Flags]
    private enum Open
    {
        None = 0,
        Quote = 1,
        Panel = 2,
    }

    public static string Render(RichDocument document) => Blocks(document.Blocks, Open.None, 0);

    private static string Blocks(IReadOnlyList<RichBlock> blocks, Open open, int depth) => depth > RichFlattening.MaxDepth
        ? ""
        : string.Join("\n\n", blocks.Select(b => Block(b, open, depth)).Where(t => t.Length > 0));

    private static string Block(RichBlock block, Open open, int depth) => block switch
    {
        RichBlock.Paragraph p => Inlines(p.Content, "\n"),
        RichBlock.Heading h when Inlines(h.Content, " ") is { Length: > 0 } text => $"h{Math.Clamp(h.Level, 1, 6)}. {text}",
        RichBlock.Heading => "",
        RichBlock.CodeBlock c => CodeBlock(c),
        RichBlock.Rule => "----",
        RichBlock.BulletList l => List(l.Items, "*", depth),
        RichBlock.OrderedList l => List(l.Items, "#", depth),
        RichBlock.Quote q => Frame("{quote}", "{quote}", q.Content, open, Open.Quote, depth),
        RichBlock.Panel p => Frame($"{{panel:bgColor={ColourOf(p.Kind)}}}", "{panel}", p.Content, open, Open.Panel, depth),
        RichBlock.Expand e => Expand(e, open, depth),
        RichBlock.Table t => Table(t),
        _ => throw new UnreachableException(),
    };

    private static string Frame(
        string opening, string closing, IReadOnlyList<RichBlock> content, Open open, Open kind, int depth)
    {
        if (open.HasFlag(kind))
            return Blocks(content, open, depth + 1);
        var inner = Blocks(content, open | kind, depth + 1);
        return inner.Length == 0 ? "" : $"{opening}\n{inner}\n{closing}";
    }

    private static string Expand(RichBlock.Expand expand, Open open, int depth)
    {
        // The title stands inside: a parameter of the macro could not be escaped.
        IReadOnlyList<RichBlock> content = [new RichBlock.Paragraph([Rich.Strong(PlainText.OneLine(expand.Title))]), .. expand.Content];
        return Frame("{panel}", "{panel}", content, open, Open.Panel, depth);
    }

    private static string CodeBlock(RichBlock.CodeBlock code)
    {
        var text = PlainText.Clean(code.Text).ReplaceLineEndings("\n").TrimEnd('\n');
        if (!text.Contains("{code", StringComparison.OrdinalIgnoreCase))
        {
            var language = CodeLanguage.ForWiki(code.Language);
            return $"{{code{(language is null ? "" : ":" + language)}}}\n{text}\n{{code}}";
        }

        // Nothing can be escaped inside; where even the other tag occurs, an invisible space keeps it from closing the block.
        var inert = text.Replace("{noformat", "{\u200Bnoformat", StringComparison.OrdinalIgnoreCase);
        return $"{{noformat}}\n{inert}\n{{noformat}}";
    }

    private static string List(IReadOnlyList<RichListItem> items, string prefix, int depth)
    {
        if (depth > RichFlattening.MaxDepth)
            return "";
        var lines = items.Select(item => ListItem(item, prefix, depth));
        return string.Join('\n', lines);
    }

    /// <summary>One line; then nested lists, and code blocks, which are all that may follow it.</summary>
    private static string ListItem(RichListItem item, string prefix, int depth)
    {
        var line = new StringBuilder();
        var following = new StringBuilder();
        foreach (var block in item.Content)
        {
            switch (block)
            {
                case RichBlock.BulletList list:
                    following.Append('\n').Append(List(list.Items, prefix + "*", depth + 1));
                    break;
                case RichBlock.OrderedList list:
                    following.Append('\n').Append(List(list.Items, prefix + "#", depth + 1));
                    break;
                case RichBlock.CodeBlock code:
                    following.Append('\n').Append(CodeBlock(code));
                    break;
                default:
                    if (Inlines(RichFlattening.Flatten([block]), LineBreakInLine) is { Length: > 0 } text)
                        line.Append(line.Length > 0 ? LineBreakInLine : "").Append(text);
                    break;
            }
        }

        // An empty item needs something to hold its bullet.
        return $"{prefix} {(line.Length > 0 ? line : "&nbsp;")}{following}";
    }

    private static string Table(RichBlock.Table table)
    {
        var width = table.Rows.Count == 0 ? 0 : table.Rows.Max(r => r.Cells.Count);
        return width == 0 ? "" : string.Join('\n', table.Rows.Select(row => Row(row, width)));
    }

    internal static string Row(RichTableRow row, int width)
    {
        var text = new StringBuilder();
        var mark = "|";
        for (var c = 0; c < width; c++)
        {
            var cell = c < row.Cells.Count ? row.Cells[c] : null;
            mark = cell?.IsHeader == true ? "||" : "|";
            var content = cell is null ? "" : Inlines(RichFlattening.Flatten(cell.Content), LineBreakInLine);
            text.Append(mark).Append(content.Length > 0 ? content : " ");
        }

        return text.Append(mark).ToString();
    }

    private static string Inlines(IReadOnlyList<RichInline> content, string lineBreak)
    {
        var result = new StringBuilder();
        var pieces = RichInline.Joined(RichFlattening.SplitLines(content));
        for (var i = 0; i < pieces.Count; i++)
        {
            switch (pieces[i])
            {
                case RichInline.LineBreak:
                    result.Append(lineBreak);
                    break;
                case RichInline.Status status when PlainText.OneLine(status.Value) is { Length: > 0 } label:
                    result.Append($"{{color:{ColourOf(status.Colour)}}}*{WikiEscape.Text(label, '*')}*{{color}}");
                    break;
                case RichInline.Mention person:
                    // A login name that would end the markup is told as text, and nobody is called.
                    result.Append(person.User.AsSpan().ContainsAny(EndOfMention) ? WikiEscape.Text(PlainText.OneLine(person.Name), LastOf(result)) : $"[~{person.User}]");
                    break;
                case RichInline.Text text:
                    result.Append(Text(text, LastOf(result), FirstOf(pieces, i + 1)));
                    break;
            }
        }

        // Space at the ends means nothing, and before a list or table sign it means something else.
        return result.ToString().Trim(' ', '\n');
    }

    private static char LastOf(StringBuilder text) => text.Length > 0 && text[^1] != '\n' ? text[^1] : '\0';

    private static char FirstOf(IReadOnlyList<RichInline> pieces, int index) =>
        index < pieces.Count && pieces[index] is RichInline.Text { Value.Length: > 0 } text ? text.Value[0] : '\0';

    private static string Text(RichInline.Text text, char before, char after)
    {
        var href = SafeLink.Of(text.Link);
        var inner = text.Value.Trim();
        if (inner.Length == 0 || text.Marks == RichMarks.None && href is null)
            return WikiEscape.Text(text.Value, before);

        // Marks stand at the text itself, not at the space around it.
        var lead = text.Value[..(text.Value.Length - text.Value.TrimStart().Length)];
        var trail = text.Value[(lead.Length + inner.Length)..];
        var body = href is not null
            ? $"[{WikiEscape.Text(inner, '[')}|{WikiHref(href)}]"
            : WikiEscape.Text(inner, ' ', text.Marks.HasFlag(RichMarks.Code));
        var isTight = lead.Length == 0 && char.IsLetterOrDigit(before) || trail.Length == 0 && char.IsLetterOrDigit(after);
        return lead + Marked(body, text.Marks, isTight) + trail;
    }

    private static string Marked(string body, RichMarks marks, bool isTight)
    {
        if (marks.HasFlag(RichMarks.Code))
            return $"{{{{{body}}}}}";
        foreach (var (mark, sign) in new[] { (RichMarks.Strike, '-'), (RichMarks.Emphasis, '_'), (RichMarks.Strong, '*') })
        {
            // In braces the sign also works in the middle of a word.
            if (marks.HasFlag(mark))
                body = isTight ? $"{{{sign}}}{body}{{{sign}}}" : $"{sign}{body}{sign}";
        }

        return body;
    }

    private static string WikiHref(string href)
    {
        var text = new StringBuilder(href.Length);
        foreach (var c in href)
        {
            if (c is '[' or ']' or '|' or '{' or '}' or '\\' or '^' or '~' or '!' or '*')
                text.Append('%').Append(((int)c).ToString("X2"));
            else
                text.Append(c);
        }

        return text.ToString();
    }

    private static string ColourOf(PanelKind kind) => kind switch
    {
        PanelKind.Info => "#deebff",
        PanelKind.Note => "#eae6ff",
        PanelKind.Tip or PanelKind.Success => "#e3fcef",
        PanelKind.Warning => "#fffae6",
        PanelKind.Error => "#ffebe6",
        _ => throw new UnreachableException(),
    };

    private static string ColourOf(StatusColour colour) => colour switch
    {
        StatusColour.Neutral => "#42526e",
        StatusColour.Purple => "#403294",
        StatusColour.Blue => "#0747a6",
        StatusColour.Red => "#bf2600",
        StatusColour.Yellow => "#974f0c",
        StatusColour.Green => "#006644",
        _ => throw new UnreachableException(),
    };
}
