namespace Fairlead.Cli.Terminal;

/// <summary>
/// Rows in columns, as wide as they are. On a terminal the widest text column gives way; on a narrow one every row is a
/// small block of its own. In a pipe nothing is cut.
/// </summary>
internal sealed class Listing(Screen screen, params IReadOnlyList<string> headings)
{
    private const int Gap = 2;
    private const int NarrowestColumn = 12;
    private readonly List<(string Text, Colour Colour)[]> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Columns that lose their beginning when there is no room: paths and long ids.</summary>
    public IReadOnlyList<string> KeepEndOf { get; init; } = [];

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
        if (widths.Sum() + (Gap * (widths.Length - 1)) <= screen.Width)
            WriteColumns(widths);
        else if (Shrunk(widths) is { } shrunk)
            WriteColumns(shrunk);
        else
            WriteBlocks();
    }

    private int[] Widths() =>
        [.. headings.Select((h, i) => Math.Max(TextWidth.Of(h), _rows.Max(r => TextWidth.Of(r[i].Text))))];

    /// <returns>Widths that fit; null when a column would become too narrow to read.</returns>
    private int[]? Shrunk(int[] widths)
    {
        var result = widths.ToArray();
        var excess = result.Sum() + (Gap * (result.Length - 1)) - screen.Width;
        while (excess > 0)
        {
            var widest = Array.IndexOf(result, result.Max());
            if (result[widest] <= Math.Max(NarrowestColumn, headings[widest].Length))
                return null;
            result[widest]--;
            excess--;
        }

        return result;
    }

    private void WriteColumns(int[] widths)
    {
        WriteRow([.. headings.Select(h => (h, Colour.Bold))], widths);
        foreach (var row in _rows)
            WriteRow(row, widths);
    }

    private void WriteRow((string Text, Colour Colour)[] row, int[] widths)
    {
        var gap = 0;
        for (var i = 0; i < row.Length; i++)
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
