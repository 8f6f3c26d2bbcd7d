namespace Fairlead.Cli.Terminal;

/// <summary>
/// Rows in columns, as wide as they are. On a terminal the widest text column gives way, never an id, which is there to be
/// copied: on a narrow one it has a line of its own, on a very narrow one every row is a small block. In a pipe nothing is cut but
/// what is wider than a listing's <see cref="WidestColumn"/>.
/// </summary>
internal sealed class Listing(Screen screen, params IReadOnlyList<string> headings)
{
    private const int Gap = 2;
    private const int NarrowestColumn = 12;

    /// <summary>Narrower than this, texts beside an id say too little: then it goes below.</summary>
    private const int NarrowestBesideId = 18;
    private const string IdHeading = "ID";
    private static readonly int[] None = [];
    private readonly List<(string Text, Colour Colour)[]> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Columns that lose their beginning when there is no room: paths and long ids.</summary>
    public IReadOnlyList<string> KeepEndOf { get; init; } = [];

    /// <summary>Columns that no text column is wider than, in a pipe too; <c>--json</c> has the whole values. Ids are never cut.</summary>
    public int WidestColumn { get; init; } = int.MaxValue;

    public Listing Row(params IReadOnlyList<string?> cells)
    {
        _rows.Add([.. cells.Select(c => (InertText.OneLine(c ?? ""), Colour.None))]);
        return this;
    }

    /// <summary>Colours one cell of the row added last.</summary>
    public Listing Painted(int column, Colour colour)
    {
        _rows[^1][column].Colour = colour;
        return this;
    }

    public void Write()
    {
        if (_rows.Count == 0)
            return;
        var widths = Widths();
        int[] all = [.. Enumerable.Range(0, headings.Count)];
        int[] ids = [.. all.Where(i => headings[i] == IdHeading)];
        int[] texts = [.. all.Except(ids)];
        if (Shrunk(widths, all, NarrowestBesideId) is { } beside)
            WriteColumns(beside, all, None);
        else if (ids.Length > 0 && Shrunk(widths, texts, NarrowestColumn) is { } above)
            WriteColumns(above, texts, ids);
        else if (ids.Length == 0 && Shrunk(widths, all, NarrowestColumn) is { } narrow)
            WriteColumns(narrow, all, None);
        else
            WriteBlocks();
    }

    private int[] Widths() =>
        [.. headings.Select((h, i) => Math.Max(TextWidth.Of(h), Math.Min(h == IdHeading ? int.MaxValue : WidestColumn, _rows.Max(r => TextWidth.Of(r[i].Text)))))];

    /// <param name="columns">Those that stand in one line; their ids keep their width.</param>
    /// <returns>Widths that fit; null when a column would become too narrow to read.</returns>
    private int[]? Shrunk(int[] widths, int[] columns, int narrowest)
    {
        var result = widths.ToArray();
        var excess = columns.Sum(i => result[i]) + (Gap * (columns.Length - 1)) - screen.Width;
        while (excess > 0)
        {
            var widest = columns.Where(i => headings[i] != IdHeading).MaxBy(i => result[i]);
            if (result[widest] <= Math.Max(narrowest, headings[widest].Length))
                return null;
            result[widest]--;
            excess--;
        }

        return result;
    }

    /// <param name="below">Columns whose cells follow on lines of their own.</param>
    private void WriteColumns(int[] widths, int[] columns, int[] below)
    {
        WriteRow([.. headings.Select(h => (h, Colour.Bold))], widths, columns);
        foreach (var row in _rows)
        {
            WriteRow(row, widths, columns);
            foreach (var i in below.Where(i => row[i].Text.Length > 0))
                screen.Out.WriteLine("  " + row[i].Text.In(Colour.Faint, screen));
        }
    }

    private void WriteRow((string Text, Colour Colour)[] row, int[] widths, int[] columns)
    {
        var gap = 0;
        foreach (var i in columns)
        {
            var cut = KeepEndOf.Contains(headings[i])
                ? TextWidth.CutStart(row[i].Text, widths[i])
                : TextWidth.Cut(row[i].Text, widths[i]);
            if (cut.Length > 0)
                screen.Out.Write(new string(' ', gap) + cut.In(row[i].Colour, screen));
            gap = (cut.Length > 0 ? 0 : gap) + widths[i] - TextWidth.Of(cut) + Gap;
        }

        screen.Out.WriteLine();
    }

    private void WriteBlocks()
    {
        foreach (var row in _rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (row[i].Text.Length == 0)
                    continue;
                var lines = TextWidth.Wrap($"{headings[i]}: {row[i].Text}", screen.Width);
                foreach (var line in lines)
                    screen.Out.WriteLine(line.In(row[i].Colour, screen));
            }

            screen.Out.WriteLine();
        }
    }
}
