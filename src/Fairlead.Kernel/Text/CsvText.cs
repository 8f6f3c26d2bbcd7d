namespace Fairlead.Kernel.Text;

/// <summary>
/// CSV (RFC 4180) that spreadsheets may open: no cell begins as a formula does, so that what somebody wrote is shown, never computed.
/// </summary>
public static class CsvText
{
    /// <summary>One line with its end.</summary>
    /// <param name="maxCell">In UTF-16 code units; what is longer is cut.</param>
    public static string LineOf(IEnumerable<string?> cells, int maxCell) => string.Join(',', cells.Select(cell => Cell(cell, maxCell))) + "\r\n";

    private static string Cell(string? text, int maxCell)
    {
        var clean = PlainText.Cut(PlainText.Clean(text ?? ""), maxCell);
        // A spreadsheet takes what begins so for a formula, also after spaces.
        var safe = clean.TrimStart() is ['=' or '+' or '-' or '@' or '|' or '%', ..] || clean is ['\t' or '\r' or '\n', ..] ? $"'{clean}" : clean;
        return $"\"{safe.Replace("\"", "\"\"")}\"";
    }
}
