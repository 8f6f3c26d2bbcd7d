using Fairlead.Kernel.Text;

namespace Fairlead.Jira.RichText;

/// <param name="WasCut">Whether anything was left out; the document then ends with a line that says so.</param>
public sealed record BudgetedDocument(RichDocument Document, bool WasCut);

/// <summary>
/// Cuts a document to what Jira accepts. Jira counts characters of the text that it stores, on Cloud after its own conversion from
/// ADF, so the length of the JSON is no measure; the length as wiki markup, which holds every character plus its markup, is the
/// measure here for both editions. Cuts between blocks, table rows, list items and lines, in a text only when it is the first.
/// </summary>
public static class RichTextBudget
{
    /// <summary>Jira's limit of a rich text field, counted in its own stored text.</summary>
    public const int JiraLimit = 32_767;

    /// <summary>The limit less a reserve for what Jira adds when it converts.</summary>
    public const int DefaultLimit = 30_000;

    public const string DefaultNotice = "Cut here: the text is longer than Jira accepts.";

    private const int BetweenBlocks = 2;

    /// <summary>Characters from which a paragraph is cut within; a shorter one is left out as a whole.</summary>
    private const int LongParagraph = 4_000;

    /// <param name="notice">The closing line of a cut document; say where the rest is.</param>
    public static BudgetedDocument Fit(RichDocument document, int limit = DefaultLimit, string notice = DefaultNotice)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 200);
        var room = limit;
        foreach (var block in document.Blocks)
        {
            var size = Measure(block) + BetweenBlocks;
            if (size > room)
                return Cut(document, limit, notice);
            room -= size;
        }

        return new(document, WasCut: false);
    }

    private static BudgetedDocument Cut(RichDocument document, int limit, string notice)
    {
        var closing = new RichBlock.Paragraph([Rich.Emphasis(notice)]);
        var kept = new List<RichBlock>();
        var room = limit - Measure(closing) - BetweenBlocks;
        foreach (var block in document.Blocks)
        {
            var size = Measure(block) + BetweenBlocks;
            if (size <= room)
            {
                kept.Add(block);
                room -= size;
                continue;
            }

            if (Shorten(block, room - BetweenBlocks) is { } part)
                kept.Add(part);
            break;
        }

        // A heading would promise what is left out.
        while (kept is [.., RichBlock.Heading])
            kept.RemoveAt(kept.Count - 1);
        return new(new RichDocument([.. kept, closing]), WasCut: true);
    }

    private static int Measure(RichBlock block) => WikiRenderer.Render(new RichDocument([block])).Length;

    /// <returns>As much of the block as fits, or <see langword="null"/> when no useful part does.</returns>
    private static RichBlock? Shorten(RichBlock block, int room) => block switch
    {
        RichBlock.Table table => Whole(table.Rows, room, rows => new RichBlock.Table(rows), keepAtLeast: 2),
        RichBlock.BulletList list => Whole(list.Items, room, items => new RichBlock.BulletList(items), keepAtLeast: 1),
        RichBlock.OrderedList list => Whole(list.Items, room, items => new RichBlock.OrderedList(items, list.Start), keepAtLeast: 1),
        RichBlock.Quote quote => Whole(quote.Content, room, content => new RichBlock.Quote(content), keepAtLeast: 1),
        RichBlock.Panel panel => Whole(panel.Content, room, content => new RichBlock.Panel(panel.Kind, content), keepAtLeast: 1),
        RichBlock.Expand expand => Whole(expand.Content, room, content => new RichBlock.Expand(expand.Title, content), keepAtLeast: 1),
        RichBlock.CodeBlock code => Whole(
            code.Text.ReplaceLineEndings("\n").Split('\n'), room, lines => code with { Text = string.Join('\n', lines) }, keepAtLeast: 1)
            ?? Text(code.Text, room, text => code with { Text = text }),
        RichBlock.Paragraph { Content: [RichInline.Text { Value.Length: > LongParagraph } text, ..] } => Text(
            text.Value, room, value => new RichBlock.Paragraph([text with { Value = value }])),
        _ => null,
    };

    /// <summary>The longest run of whole parts that fits, found by halving.</summary>
    private static RichBlock? Whole<T>(IReadOnlyList<T> parts, int room, Func<IReadOnlyList<T>, RichBlock> make, int keepAtLeast)
    {
        var fitting = LongestFit(parts.Count, n => make([.. parts.Take(n)]), room);
        return fitting >= keepAtLeast ? make([.. parts.Take(fitting)]) : null;
    }

    private static RichBlock? Text(string text, int room, Func<string, RichBlock> make)
    {
        var fitting = LongestFit(Math.Min(text.Length, Math.Max(0, room)), n => make(n == 0 ? "" : PlainText.Cut(text, n)), room);
        return fitting > 1 ? make(PlainText.Cut(text, fitting)) : null;
    }

    private static int LongestFit(int count, Func<int, RichBlock> make, int room)
    {
        var (fits, fails) = (0, count + 1);
        while (fails - fits > 1)
        {
            var middle = fits + (fails - fits) / 2;
            if (Measure(make(middle)) <= room)
                fits = middle;
            else
                fails = middle;
        }

        return fits;
    }
}
