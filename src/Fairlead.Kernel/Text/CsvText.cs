using System.Buffers;
using System.Globalization;

namespace Fairlead.Kernel.Text;

/// <summary>
/// CSV (RFC 4180) that spreadsheets may open: no cell begins as a formula does, so that what somebody wrote is shown, never computed.
/// </summary>
public static class CsvText
{
    private static readonly SearchValues<char> Signs = SearchValues.Create("=+-@|%＝＋－＠｜％﹦﹢﹣﹫−");

    private static readonly SearchValues<char> Unseen = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(value => (char)value).Where(value => char.IsWhiteSpace(value) || char.IsControl(value) || char.GetUnicodeCategory(value) == UnicodeCategory.Format)]);

    /// <summary>One line with its end.</summary>
    /// <param name="maxCell">In UTF-16 code units; what is longer is cut.</param>
    public static string LineOf(IEnumerable<string?> cells, int maxCell) => string.Join(',', cells.Select(cell => Cell(cell, maxCell))) + "\r\n";

    private static string Cell(string? text, int maxCell)
    {
        var clean = PlainText.Cut(PlainText.Clean(text ?? ""), maxCell);
        var safe = IsFormula(clean) ? $"'{clean}" : clean;
        return $"\"{safe.Replace("\"", "\"\"")}\"";
    }

    /// <summary>
    /// Whether a spreadsheet may take it for a formula: by its first sign, in its wide form too, also behind blanks and behind what is not seen, such as a byte order mark.
    /// </summary>
    private static bool IsFormula(string text)
    {
        if (text is ['\t' or '\r' or '\n', ..])
            return true;
        var first = text.AsSpan().IndexOfAnyExcept(Unseen);
        return first >= 0 && Signs.Contains(text[first]);
    }
}
