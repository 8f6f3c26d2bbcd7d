namespace Fairlead.Jira.RichText;

/// <summary>Look of a panel; ADF's panelType.</summary>
public enum PanelKind
{
    Info,
    Note,
    Tip,
    Warning,
    Error,
    Success,
}

/// <summary>
/// A block. Any nesting may be built; where ADF or wiki markup does not allow one, the renderers keep the text and give up the
/// structure (a table inside a list item becomes paragraphs, a heading inside a quote becomes a strong paragraph).
/// </summary>
public abstract record RichBlock
{
    private RichBlock()
    {
    }

    public sealed record Paragraph(IReadOnlyList<RichInline> Content) : RichBlock;

    /// <param name="Level">1 to 6; mended when outside.</param>
    public sealed record Heading(int Level, IReadOnlyList<RichInline> Content) : RichBlock;

    public sealed record BulletList(IReadOnlyList<RichListItem> Items) : RichBlock;

    /// <param name="Start">Number of the first item, 0 or more; wiki markup always starts at 1.</param>
    public sealed record OrderedList(IReadOnlyList<RichListItem> Items, int Start = 1) : RichBlock;

    /// <param name="Language">As scanners and Markdown name it; unknown ones are dropped where Jira would complain.</param>
    public sealed record CodeBlock(string Text, string? Language = null) : RichBlock;

    public sealed record Quote(IReadOnlyList<RichBlock> Content) : RichBlock;

    public sealed record Panel(PanelKind Kind, IReadOnlyList<RichBlock> Content) : RichBlock;

    public sealed record Table(IReadOnlyList<RichTableRow> Rows) : RichBlock;

    public sealed record Rule : RichBlock;

    /// <summary>Folded content; wiki markup has no such thing and shows it in a titled panel.</summary>
    public sealed record Expand(string Title, IReadOnlyList<RichBlock> Content) : RichBlock;
}

/// <summary>One item; usually one paragraph, perhaps followed by a nested list or a code block.</summary>
public sealed record RichListItem(IReadOnlyList<RichBlock> Content)
{
    public static RichListItem Of(string text) => new([Rich.Paragraph(text)]);

    public static RichListItem Of(params RichInline[] content) => new([new RichBlock.Paragraph(content)]);

    public static RichListItem Of(params RichBlock[] content) => new(content);
}

/// <summary>Rows may differ in length; the renderers fill the short ones.</summary>
public sealed record RichTableRow(IReadOnlyList<RichTableCell> Cells);

public sealed record RichTableCell(IReadOnlyList<RichBlock> Content, bool IsHeader = false)
{
    public static RichTableCell Of(string text) => new([Rich.Paragraph(text)]);

    public static RichTableCell Of(params RichInline[] content) => new([new RichBlock.Paragraph(content)]);

    public static RichTableCell Header(string text) => new([Rich.Paragraph(text)], IsHeader: true);
}
