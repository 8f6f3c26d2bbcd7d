using CsvHelper;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Findings.Intelligence;

/// <summary>
/// Exploit maturity as a table with headings: a column <c>cve</c>, and one with words, letters or vectors of CVSS. Other columns are theirs
/// who made it.
/// </summary>
internal static class MaturityReader
{
    private const int MaxRowBytes = 1 << 16;
    private const int MaxShown = 60;

    /// <summary>Whether the first row is a heading with a column for CVE ids.</summary>
    public static bool Recognises(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var csv = Open(content);
            return csv.Read() && Headings(csv).Contains("cve");
        }
        catch (CsvFormatException)
        {
            return false;
        }
    }

    /// <exception cref="IntelligenceFileException">A row is not in order.</exception>
    public static IntelligenceFile.Maturity Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var csv = Open(content);
            csv.Read();
            return new(Entries(csv));
        }
        catch (CsvFormatException e)
        {
            throw new IntelligenceFileException("The row is too long. Look for a quote that is never closed.", (int)e.LineNumber);
        }
    }

    private static List<MaturityEntry> Entries(CsvReader csv)
    {
        var headings = Headings(csv);
        var cveAt = headings.IndexOf("cve");
        if (headings.LastIndexOf("cve") != cveAt)
            throw Wrong(csv, "Two columns are called cve. Rename or remove one.");
        var maturityAt = headings.FindIndex(IsOfMaturity);
        if (maturityAt < 0)
            throw Wrong(csv, "There is no column of exploit maturity. Call it exploit_maturity, maturity or e.");
        if (headings.FindLastIndex(IsOfMaturity) != maturityAt)
            throw Wrong(csv, "Two columns are of exploit maturity. Rename or remove one.");
        var entries = new List<MaturityEntry>();
        var seen = new HashSet<long>();
        while (csv.Read())
        {
            if (csv.FieldCount != headings.Count)
                throw Wrong(csv, $"The row has {csv.FieldCount} cells; the heading has {headings.Count}.");
            if (!CveNumber.TryParse(csv.GetString(cveAt), out var cve))
                throw Wrong(csv, $"\"{Shown(csv, cveAt)}\" is no CVE id.");
            if (!ExploitMaturities.TryParse(csv.GetString(maturityAt), out var maturity))
            {
                throw Wrong(
                    csv,
                    $"\"{Shown(csv, maturityAt)}\" is no exploit maturity. Write attacked, functional, proofOfConcept, unreported or notDefined, a letter of CVSS "
                    + "(A, H, F, P, U, X), or a vector such as CVSS:4.0/…/E:A.");
            }

            if (!seen.Add(cve))
                throw Wrong(csv, $"{CveNumber.ToText(cve)} is there twice.");
            if (seen.Count > IntelligenceFile.MaxEntries)
                throw Wrong(csv, $"There are more than {IntelligenceFile.MaxEntries:N0} rows.");
            if (maturity is { } known)
                entries.Add(new(cve, known));
        }

        return entries.Count > 0 ? entries : throw new IntelligenceFileException("No row says how far exploitation has come.");
    }

    private static CsvReader Open(ReadOnlyMemory<byte> content) => CsvReader.Create(
        content,
        new CsvReaderOptions
        {
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MaxRecordSize = MaxRowBytes,
            OnMalformedRecord = record =>
            {
                if (record.Reason == CsvMalformedReason.UnterminatedQuote)
                    throw new IntelligenceFileException("A quote is opened and never closed.", (int)record.LineNumber);
            },
        });

    /// <summary>Whatever their case, and what stands between their words.</summary>
    private static List<string> Headings(CsvReader csv) =>
        [.. Enumerable.Range(0, csv.FieldCount).Select(i => string.Concat(csv.GetString(i).Where(char.IsAsciiLetter)).ToLowerInvariant())];

    private static bool IsOfMaturity(string heading) => heading is "exploitmaturity" or "maturity" or "e";

    private static string Shown(CsvReader csv, int cell) => PlainText.Shown(csv.GetString(cell), MaxShown);

    private static IntelligenceFileException Wrong(CsvReader csv, string message) => new(message, (int)csv.LineNumber);
}
