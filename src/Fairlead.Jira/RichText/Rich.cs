namespace Fairlead.Jira.RichText;

/// <summary>Short spellings for building documents.</summary>
public static class Rich
{
    public static RichInline.Text Text(string text) => new(text);

    public static RichInline.Text Strong(string text) => new(text, RichMarks.Strong);

    public static RichInline.Text Emphasis(string text) => new(text, RichMarks.Emphasis);

    public static RichInline.Text Code(string text) => new(text, RichMarks.Code);

    /// <summary>Only http, https and mailto become links.</summary>
    public static RichInline.Text Link(string url, string? text = null) => new(text ?? url, RichMarks.None, url);

    public static RichInline.Status Status(string text, StatusColour colour = StatusColour.Neutral) => new(text, colour);

    public static RichBlock.Paragraph Paragraph(string text) => new([new RichInline.Text(text)]);

    public static RichBlock.Paragraph Paragraph(params RichInline[] content) => new(content);

    public static RichBlock.Heading Heading(int level, string text) => new(level, [new RichInline.Text(text)]);

    public static RichBlock.CodeBlock CodeBlock(string text, string? language = null) => new(text, language);

    public static RichBlock.BulletList Bullets(params IEnumerable<RichListItem> items) => new([.. items]);

    public static RichBlock.OrderedList Numbered(params IEnumerable<RichListItem> items) => new([.. items]);

    public static RichBlock.Quote Quote(params RichBlock[] content) => new(content);

    public static RichBlock.Panel Panel(PanelKind kind, params RichBlock[] content) => new(kind, content);

    public static RichBlock.Expand Expand(string title, params RichBlock[] content) => new(title, content);

    /// <summary>A table of plain texts under a header row.</summary>
    public static RichBlock.Table Table(IReadOnlyList<string> header, params IEnumerable<IReadOnlyList<string>> rows) => new(
    [
        new RichTableRow([.. header.Select(RichTableCell.Header)]),
        .. rows.Select(row => new RichTableRow([.. row.Select(cell => RichTableCell.Of(cell))])),
    ]);

    internal static IReadOnlyList<RichBlock> ParagraphsOf(string text)
    {
        var blocks = new List<RichBlock>();
        var line = new List<RichInline>();
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (string.IsNullOrWhiteSpace(raw))
            {
                Flush();
                continue;
            }

            if (line.Count > 0)
                line.Add(new RichInline.LineBreak());
            line.Add(new RichInline.Text(raw));
        }

        Flush();
        return blocks;

        void Flush()
        {
            if (line.Count > 0)
                blocks.Add(new RichBlock.Paragraph([.. line]));
            line.Clear();
        }
    }
}
