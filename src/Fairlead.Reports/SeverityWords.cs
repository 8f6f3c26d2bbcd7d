using System.Globalization;
using Fairlead.Kernel;
using Fairlead.Reports.Content;

namespace Fairlead.Reports;

/// <summary>The one table from the words and scores of reports to <see cref="Severity"/>; docs/reports.md prints it.</summary>
internal static class SeverityWords
{
    /// <returns>Null when the word is not known, which deserves a warning; an absent word is <see cref="Severity.Unknown"/>.</returns>
    public static Severity? Parse(string? word)
    {
        if (string.IsNullOrWhiteSpace(word))
            return Severity.Unknown;

        return word.Trim().ToLowerInvariant() switch
        {
            "critical" or "crit" or "blocker" or "kritisch" or "very high" => Severity.Critical,
            "high" or "important" or "major" or "severe" or "hoch" => Severity.High,
            "medium" or "moderate" or "med" or "mittel" or "warning" => Severity.Medium,
            "low" or "minor" or "niedrig" => Severity.Low,
            "info" or "informational" or "information" or "note" or "none" or "negligible" => Severity.Informational,
            "unknown" or "undefined" or "unassigned" or "n/a" => Severity.Unknown,
            _ => null,
        };
    }

    /// <summary>What is told of a word that <see cref="Parse"/> does not know.</summary>
    public static string Unknown(string word) => $"Unknown severity \"{ReportOutline.Quote(word)}\", read as unknown.";

    /// <summary>The bands of CVSS 3 and 4: from 9.0 critical, from 7.0 high, from 4.0 medium, above 0 low, 0 informational.</summary>
    public static Severity? FromScore(double score) => score switch
    {
        < 0 or > 10 or double.NaN => null,
        >= 9 => Severity.Critical,
        >= 7 => Severity.High,
        >= 4 => Severity.Medium,
        > 0 => Severity.Low,
        _ => Severity.Informational,
    };

    /// <summary>A word or a score written as text.</summary>
    public static Severity? ParseWordOrScore(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) ? FromScore(score) : Parse(text);
}
