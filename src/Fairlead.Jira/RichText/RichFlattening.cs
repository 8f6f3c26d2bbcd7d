namespace Fairlead.Jira.RichText;

/// <summary>Blocks as one run of inlines, for the places where a format allows nothing else. All text is kept.</summary>
internal static class RichFlattening
{
    public const int MaxDepth = 48;

    public static IReadOnlyList<RichInline> Flatten(IReadOnlyList<RichBlock> blocks)
    {
        var result = new List<RichInline>();
        Add(result, blocks, 0);
        return result;
    }

    /// <summary>Texts without line breaks inside; empty ones are gone.</summary>
    public static IEnumerable<RichInline> SplitLines(IReadOnlyList<RichInline> content)
    {
        foreach (var inline in content)
        {
            if (inline is not RichInline.Text text)
            {
                yield return inline;
                continue;
            }

            var lines = Kernel.Text.PlainText.Clean(text.Value).ReplaceLineEndings("\n").Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                if (i > 0)
                    yield return new RichInline.LineBreak();
                if (lines[i].Length > 0)
                    yield return text with { Value = lines[i] };
            }
        }
    }

    private static void Add(List<RichInline> result, IReadOnlyList<RichBlock> blocks, int depth)
    {
        if (depth > MaxDepth)
            return;
        foreach (var block in blocks)
        {
            if (result.Count > 0 && result[^1] is not RichInline.LineBreak)
                result.Add(new RichInline.LineBreak());
            Add(result, block, depth);
        }

        while (result.Count > 0 && result[^1] is RichInline.LineBreak)
            result.RemoveAt(result.Count - 1);
    }

    private static void Add(List<RichInline> result, RichBlock block, int depth)
    {
        switch (block)
        {
            case RichBlock.Paragraph paragraph:
                result.AddRange(paragraph.Content);
                break;
            case RichBlock.Heading heading:
                result.AddRange(heading.Content.Select(Stronger));
                break;
            case RichBlock.CodeBlock code:
                result.Add(new RichInline.Text(code.Text.TrimEnd('\n', '\r'), RichMarks.Code));
                break;
            case RichBlock.BulletList list:
                AddItems(result, list.Items, _ => "• ", depth);
                break;
            case RichBlock.OrderedList list:
                AddItems(result, list.Items, i => $"{list.Start + i}. ", depth);
                break;
            case RichBlock.Quote quote:
                Add(result, quote.Content, depth + 1);
                break;
            case RichBlock.Panel panel:
                Add(result, panel.Content, depth + 1);
                break;
            case RichBlock.Expand expand:
                result.Add(new RichInline.Text(expand.Title, RichMarks.Strong));
                result.Add(new RichInline.LineBreak());
                Add(result, expand.Content, depth + 1);
                break;
            case RichBlock.Table table:
                AddRows(result, table, depth);
                break;
            case RichBlock.Rule:
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public static RichInline Stronger(RichInline inline) =>
        inline is RichInline.Text text && !text.Marks.HasFlag(RichMarks.Code) ? text with { Marks = text.Marks | RichMarks.Strong } : inline;

    private static void AddItems(List<RichInline> result, IReadOnlyList<RichListItem> items, Func<int, string> lead, int depth)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                result.Add(new RichInline.LineBreak());
            result.Add(new RichInline.Text(lead(i)));
            var inner = new List<RichInline>();
            Add(inner, items[i].Content, depth + 1);
            result.AddRange(inner);
        }
    }

    private static void AddRows(List<RichInline> result, RichBlock.Table table, int depth)
    {
        for (var r = 0; r < table.Rows.Count; r++)
        {
            if (r > 0)
                result.Add(new RichInline.LineBreak());
            for (var c = 0; c < table.Rows[r].Cells.Count; c++)
            {
                if (c > 0)
                    result.Add(new RichInline.Text(" | "));
                var inner = new List<RichInline>();
                Add(inner, table.Rows[r].Cells[c].Content, depth + 1);
                result.AddRange(inner);
            }
        }
    }
}
