using System.Globalization;
using Fairlead.Kernel;

namespace Fairlead.Reports.Sarif;

/// <summary>
/// The package behind a vulnerability. SARIF has no place for it, so tools put it into properties (Black Duck, Grype) or into
/// lines of the message (Trivy: <c>Package: …</c>, <c>Installed Version: …</c>, <c>Fixed Version: …</c>).
/// </summary>
internal readonly record struct SarifPackage(
    string? Name, string? Version, string? FixedVersion, string? Purl, double? CvssScore, string? CvssVector, ExploitMaturity? ExploitMaturity)
{
    private static readonly string[] ScoreProperties = ["cvssv3_baseScore", "cvssv4_baseScore", SarifSeverity.Property];

    public static SarifPackage Of(SarifResult result, SarifRule? rule, FindingKind kind, string? message)
    {
        if (kind != FindingKind.Vulnerability)
            return default;

        var (v3, v4) = (Property(result, rule, "cvssv3_vector"), Property(result, rule, "cvssv4_vector"));
        return new SarifPackage(
            Property(result, rule, "component") ?? Line(message, "Package: "),
            Property(result, rule, "componentVersion") ?? Line(message, "Installed Version: "),
            Line(message, "Fixed Version: "),
            Property(result, rule, "purls/0"),
            Score(result, rule),
            v3 ?? v4,
            ExploitMaturities.Furthest(ExploitMaturities.OfVector(v3), ExploitMaturities.OfVector(v4)));
    }

    private static string? Property(SarifResult result, SarifRule? rule, string name) =>
        FindingText.Word(result.Properties?.GetValueOrDefault(name) ?? rule?.Properties?.GetValueOrDefault(name));

    private static double? Score(SarifResult result, SarifRule? rule)
    {
        foreach (var name in ScoreProperties)
        {
            if (double.TryParse(Property(result, rule, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var score)
                && score is >= 0 and <= 10)
                return score;
        }

        return null;
    }

    private static string? Line(string? message, string label)
    {
        if (message is null)
            return null;
        var start = message.StartsWith(label, StringComparison.Ordinal)
            ? 0
            : message.IndexOf("\n" + label, StringComparison.Ordinal) + 1;
        if (start == 0 && !message.StartsWith(label, StringComparison.Ordinal))
            return null;
        start += label.Length;
        var end = message.IndexOf('\n', start);
        return FindingText.Word(end < 0 ? message[start..] : message[start..end]);
    }
}
