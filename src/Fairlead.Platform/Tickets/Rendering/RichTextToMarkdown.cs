using System.Text;
using Fairlead.Jira.RichText;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>
/// A document as Markdown for people to edit, which <see cref="MarkdownToRichText"/> reads as the same document: all that is text is
/// escaped where it would be markup. Knows what that makes; not panels, expands and statuses, of which the text is kept.
/// </summary>
internal static class RichTextToMarkdown
{
    private const int MaxEntity = 40;
    private const string EmptyHeading = " |";

    public static string Write(RichDocument document) => Blocks(document.Blocks);

    private static string Blocks(IReadOnlyList<RichBlock> blocks)
    {
        var parts = new List<string>();
        var isAlternate = false;
        for (var i = 0; i < blocks.Count; i++)
        {
            // Two lists in a row would be one, but for their other marks.
            isAlternate = i > 0 && blocks[i].GetType() == blocks[i - 1].GetType() && !isAlternate;
            if (Block(blocks[i], isAlternate) is { Length: > 0 } part)
                parts.Add(part);
        }

        return string.Join("\n\n", parts);
    }

    private static string Block(RichBlock block, bool isAlternate) => block switch
    {
        RichBlock.Paragraph paragraph => Inlines(paragraph.Content, isCell: false),
        RichBlock.Heading heading => $"{new string('#', Math.Clamp(heading.Level, 1, 6))} {HeadingOf(Inlines(heading.Content, isCell: true))}",
        RichBlock.BulletList list => List(list.Items, _ => isAlternate ? "* " : "- "),
        RichBlock.OrderedList list => List(list.Items, i => $"{list.Start + i}{(isAlternate ? ')' : '.')} "),
        RichBlock.CodeBlock code => Fenced(code),
        RichBlock.Quote quote => Indented(Blocks(quote.Content), "> ", "> "),
        RichBlock.Panel panel => Indented(Blocks(panel.Content), "> ", "> "),
        RichBlock.Expand expand => $"**{Escaped(expand.Title, isCell: true)}**\n\n{Blocks(expand.Content)}",
        RichBlock.Table table => Table(table),
        RichBlock.Rule => "---",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Number signs at the end of a heading close it.</summary>
    private static string HeadingOf(string text) => text.EndsWith('#') ? $"{text[..^1]}\\#" : text;

    private static string List(IReadOnlyList<RichListItem> items, Func<int, string> mark) =>
        string.Join("\n", items.Select((item, i) => Indented(Blocks(item.Content), mark(i), new string(' ', mark(i).Length))));

    private static string Indented(string text, string first, string others) =>
        first + string.Join("\n", text.Split('\n').Select((line, i) => i == 0 ? line : line.Length == 0 ? others.TrimEnd() : others + line));

    private static string Fenced(RichBlock.CodeBlock code)
    {
        var fence = new string('`', Math.Max(3, LongestRun(code.Text) + 1));
        return $"{fence}{code.Language}\n{code.Text}\n{fence}";
    }

    /// <summary>Markdown has no table without a heading; one of empty cells is read as none.</summary>
    private static string Table(RichBlock.Table table)
    {
        var width = table.Rows.Max(r => r.Cells.Count);
        var rows = table.Rows.Select(r => "|" + string.Concat(r.Cells.Select(c => $" {Cell(c)} |"))).ToList();
        var hasHeading = table.Rows[0].Cells.All(c => c.IsHeader);
        if (!hasHeading)
            rows.Insert(0, "|" + string.Concat(Enumerable.Repeat(EmptyHeading, width)));
        rows.Insert(1, "|" + string.Concat(Enumerable.Repeat("---|", width)));
        return string.Join("\n", rows);
    }

    private static string Cell(RichTableCell cell) => string.Join(Lines.InCell, cell.Content.Select(b => b switch
    {
        RichBlock.Paragraph paragraph => Inlines(paragraph.Content, isCell: true),
        var other => Inlines([new RichInline.Text(WikiRenderer.Render(RichDocument.Of(other)))], isCell: true),
    }));

    private static string Inlines(IReadOnlyList<RichInline> parts, bool isCell)
    {
        var inlines = RichInline.Joined(parts);
        var text = new StringBuilder();
        for (var i = 0; i < inlines.Count; i++)
        {
            var isEnd = i == inlines.Count - 1 || inlines[i + 1] is RichInline.LineBreak;
            text.Append(inlines[i] switch
            {
                RichInline.Text piece => Piece(piece, isCell, isStart: text.Length == 0 || text[^1] == '\n', isEnd),
                RichInline.LineBreak => isCell ? Lines.InCell : Lines.InText,
                RichInline.Status status => Escaped(status.Value, isCell),
                RichInline.Mention person => Escaped(person.Name, isCell),
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        }

        return text.ToString();
    }

    private static string Piece(RichInline.Text piece, bool isCell, bool isStart, bool isEnd)
    {
        var text = piece.Marks.HasFlag(RichMarks.Code) ? Code(piece.Value) : Escaped(piece.Value, isCell);
        var isPlain = piece is { Marks: RichMarks.None, Link: null };
        if (!piece.Marks.HasFlag(RichMarks.Code))
        {
            // Space at the edge of a line, or of what is marked, would be lost.
            if (isStart || !isPlain)
                text = EntityAtStart(text);
            if (isEnd || !isPlain)
                text = EntityAtEnd(text);
            if (isStart && isPlain)
                text = WithoutBlockMark(text);
        }

        foreach (var (mark, sign) in (ReadOnlySpan<(RichMarks, string)>)[(RichMarks.Emphasis, "*"), (RichMarks.Strong, "**"), (RichMarks.Strike, "~~")])
        {
            if (piece.Marks.HasFlag(mark))
                text = sign + text + sign;
        }

        return piece.Link is { } link ? $"[{text}](<{link.Replace("&", "&amp;").Replace("<", "%3C").Replace(">", "%3E").Replace("\\", "%5C").Replace("|", "%7C")}>)" : text;
    }

    private static string Code(string text)
    {
        var fence = new string('`', LongestRun(text) + 1);
        var needsRoom = text.StartsWith('`') || text.EndsWith('`') || (text.StartsWith(' ') && text.EndsWith(' ') && text.Trim().Length > 0);
        return needsRoom ? $"{fence} {text} {fence}" : fence + text + fence;
    }

    private static string Escaped(string text, bool isCell)
    {
        var result = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\n':
                    result.Append(isCell ? Lines.InCell : Lines.InText);
                    break;
                case '_' when IsWord(text, i - 1) && IsWord(text, i + 1):
                    result.Append(c);
                    break;
                case '&' when text.AsSpan(i, Math.Min(MaxEntity, text.Length - i)).Contains(';'):
                case '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '|' or '~' or '^':
                case '+' or '=' or '"' when i > 0 && text[i - 1] == c:
                    result.Append('\\').Append(c);
                    break;
                default:
                    result.Append(c);
                    break;
            }
        }

        return result.ToString();
    }

    /// <summary>What makes a list, a heading, a quote, a rule or a code block at the start of a line only.</summary>
    private static string WithoutBlockMark(string text)
    {
        if (text.Length > 0 && text[0] is '#' or '>' or '-' or '+' or '=' or ':')
            return "\\" + text;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return digits is > 0 and < 10 && digits < text.Length && text[digits] is '.' or ')' ? text.Insert(digits, "\\") : text;
    }

    private static string EntityAtStart(string text) => text.Length > 0 && text[0] is ' ' or '\t' ? $"&#{(int)text[0]};{text[1..]}" : text;

    private static string EntityAtEnd(string text) => text.Length > 0 && text[^1] is ' ' or '\t' ? $"{text[..^1]}&#{(int)text[^1]};" : text;

    private static bool IsWord(string text, int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    /// <summary>How lines end within a block. A cell is one line, so that it needs a name for the other.</summary>
    private static class Lines
    {
        public const string InText = "\\\n";
        public const string InCell = "&#10;";
    }
}
