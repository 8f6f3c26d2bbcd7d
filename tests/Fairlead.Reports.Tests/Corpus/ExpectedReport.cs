using System.Globalization;

namespace Fairlead.Reports.Tests.Corpus;

/// <summary>One line of the corpus' expected.tsv.</summary>
internal sealed record ExpectedReport(string File, string Format, int? RawItems, string Outcome, int? Count, int[]? Severities)
{
    public static IReadOnlyList<ExpectedReport> Of(params string[] formats) =>
    [
        .. System.IO.File.ReadLines(SharedData.PathOf("data", "reports", "expected.tsv")).Skip(1)
            .Select(Parse).Where(r => formats.Contains(r.Format)),
    ];

    public string Path => SharedData.PathOf(["data", "reports", .. File.Split('/')]);

    /// <summary><c>5 (0/1/2/0/2/0)</c>; without the brackets where no severities are expected.</summary>
    public string Numbers => Severities is null ? $"{Count}" : $"{Count} ({string.Join('/', Severities)}/0)";

    private static ExpectedReport Parse(string line)
    {
        var cells = line.Split('\t');
        var severities = cells[7..12].All(c => c.Length > 0) ? cells[7..12].Select(Int).ToArray() : null;
        var count = cells[5].Length > 0 ? Int(cells[5]) : cells[6].Length > 0 ? Int(cells[6]) : (int?)null;
        var raw = new string([.. cells[3].TakeWhile(char.IsAsciiDigit)]);
        return new ExpectedReport(
            cells[0], cells[1], raw.Length > 0 ? Int(raw) : null, cells[4], count,
            severities is not null && (count == 0 || severities.Sum() > 0) ? severities : null);
    }

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
