using System.Globalization;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>Turns findings into the dictionaries that templates read. Everything is text; nothing else can be reached.</summary>
internal static class TicketModel
{
    public const int MaxListedFindings = 50;
    private const int MaxLine = 500;
    private const int MaxText = 8_000;
    private const int MaxLinks = 20;

    /// <param name="findings">Open ones first; the first speaks for the group.</param>
    public static Dictionary<string, object?> Of(TicketConfiguration configuration, TicketGroup group, IReadOnlyList<ContentFinding> findings)
    {
        var open = findings.Where(f => f.IsOpen).ToList();
        var shown = open.Count > 0 ? open : [.. findings];
        var first = shown[0];
        var about = Texts(first);
        about["title"] = SameOrNull(shown, f => f.Title) is { } title
            ? Line(title)
            : $"{Line(CommonTitle(shown))} ({Number(group.Open)} findings)";
        about["severity"] = group.Severity.ToString();
        about["asset"] = Line(SameOrNull(shown, f => f.Asset));
        about["rule"] = Line(SameOrNull(shown, f => f.Rule));
        about["package"] = Line(SameOrNull(shown, f => f.Package));
        about["packageVersion"] = Line(SameOrNull(shown, f => f.PackageVersion));
        about["fixedVersion"] = Line(SameOrNull(shown, f => f.FixedVersion));
        about["location"] = Line(SameOrNull(shown, f => f.Location) ?? SameOrNull(shown, f => WithoutLineNumber(f.Location)));
        about["scanner"] = Line(string.Join(", ", shown.Select(f => f.Scanner).Distinct().Order()));
        about["description"] = Block(SameOrNull(shown, f => f.Description));
        about["remediation"] = Block(SameOrNull(shown, f => f.Remediation));
        Tell(about, Worst(shown));
        about["open"] = Number(group.Open);
        about["total"] = Number(group.Total);
        var more = Math.Max(group.Open, shown.Count) - Math.Min(shown.Count, MaxListedFindings);
        about["more"] = more > 0 ? Number(more) : "";
        about["links"] = Links(shown.SelectMany(f => f.Links));
        return new Dictionary<string, object?>
        {
            ["group"] = about,
            ["configuration"] = new Dictionary<string, object?> { ["name"] = configuration.Name },
            ["findings"] = shown.Take(MaxListedFindings).Select(Texts).ToList(),
        };
    }

    private static Dictionary<string, object?> Texts(ContentFinding finding) => Tell(new()
    {
        ["title"] = Line(finding.Title),
        ["severity"] = finding.Severity.ToString(),
        ["kind"] = Words(finding.Kind),
        ["asset"] = Line(finding.Asset),
        ["rule"] = Line(finding.Rule),
        ["package"] = Line(finding.Package),
        ["packageVersion"] = Line(finding.PackageVersion),
        ["fixedVersion"] = Line(finding.FixedVersion),
        ["scanner"] = Line(finding.Scanner),
        ["location"] = Line(finding.Location),
        ["description"] = Block(finding.Description),
        ["remediation"] = Block(finding.Remediation),
        ["status"] = Line(finding.Status),
        ["firstSeen"] = finding.FirstSeenAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["links"] = Links(finding.Links),
    }, finding.Threat);

    private static Dictionary<string, object?> Tell(Dictionary<string, object?> texts, Threat threat)
    {
        texts["epss"] = Part(threat.Epss);
        texts["epssPercentile"] = Part(threat.EpssPercentile);
        texts["kev"] = threat.IsKnownExploited ? "yes" : "";
        texts["kevDueDate"] = threat.KevDueDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
        texts["kevRansomware"] = threat.IsUsedByRansomware ? "yes" : "";
        return texts;
    }

    /// <summary>Of several findings: the highest score, the first due date.</summary>
    private static Threat Worst(List<ContentFinding> findings) => (findings.MaxBy(f => f.Threat.Epss)?.Threat ?? Threat.None) with
    {
        KevDueDate = findings.Min(f => f.Threat.KevDueDate),
        IsUsedByRansomware = findings.Any(f => f.Threat.IsUsedByRansomware),
    };

    private static string Part(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Findings at several lines of one file are still all in that file.</summary>
    private static string? WithoutLineNumber(string? location) =>
        location?.LastIndexOf(':') is { } colon and > 0 && location[(colon + 1)..].All(char.IsAsciiDigit) ? location[..colon] : location;

    private static List<string> Links(IEnumerable<string> links) => [.. links.Select(Line).Where(l => l.Length > 0).Distinct().Take(MaxLinks)];

    private static string Line(string? text) => text is null ? "" : PlainText.Cut(PlainText.OneLine(text), MaxLine);

    private static string Block(string? text) =>
        text is null ? "" : PlainText.Cut(PlainText.Clean(text).ReplaceLineEndings("\n").Trim(), MaxText);

    private static string? SameOrNull(List<ContentFinding> findings, Func<ContentFinding, string?> of)
    {
        var value = of(findings[0]);
        return findings.TrueForAll(f => of(f) == value) ? value : null;
    }

    /// <summary>What the findings of a group share in words: their rule, else package, else asset, else the first title.</summary>
    private static string CommonTitle(List<ContentFinding> findings) =>
        SameOrNull(findings, f => f.Rule)
        ?? SameOrNull(findings, f => f.Package)
        ?? SameOrNull(findings, f => f.Asset)
        ?? findings[0].Title;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Words(FindingKind kind) => kind switch
    {
        FindingKind.CodeWeakness => "code weakness",
        FindingKind.PolicyViolation => "policy violation",
        FindingKind.RuntimeAlert => "runtime alert",
        FindingKind.LicenseRisk => "license risk",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
