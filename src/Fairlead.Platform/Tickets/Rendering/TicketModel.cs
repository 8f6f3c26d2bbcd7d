using System.Globalization;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>Findings as the dictionaries that templates read. Everything is text; nothing else can be reached.</summary>
/// <param name="Unnamed">How many open findings the text does not name.</param>
internal sealed record TicketModel(Dictionary<string, object?> Values, int Unnamed)
{
    public const int MaxListed = 50;
    private const int MaxLine = 500;
    private const int MaxText = 8_000;
    private const int MaxTexts = 20;

    /// <param name="findings">Open ones first; the first speaks for the group.</param>
    public static TicketModel Of(TicketConfiguration configuration, TicketGroup group, IReadOnlyList<ContentFinding> findings)
    {
        var open = findings.Where(f => f.IsOpen).ToList();
        var shown = open.Count > 0 ? open : [.. findings];
        var objects = TemplateObjects.Of(configuration.Template, shown).Take(MaxListed).ToList();
        var unnamed = Math.Max(group.Open, shown.Count) - objects.Sum(o => o.Count);
        var about = Shared(shown, group.Open);
        about["severity"] = group.Severity.ToString();
        about["total"] = Number(group.Total);
        about["url"] = group.Url ?? "";
        about["more"] = unnamed > 0 ? Number(unnamed) : "";
        return new(
            new Dictionary<string, object?>
            {
                ["group"] = about,
                ["configuration"] = new Dictionary<string, object?> { ["name"] = configuration.Name },
                ["findings"] = shown.Take(MaxListed).Select(Texts).ToList(),
                [ObjectsName] = objects.Select(ObjectOf),
            },
            unnamed);
    }

    /// <summary>What the dynamic part is written for; no placeholder.</summary>
    public const string ObjectsName = "objects";

    private static Dictionary<string, object?> ObjectOf(IReadOnlyList<ContentFinding> findings)
    {
        var about = Shared(findings, findings.Count(f => f.IsOpen));
        about["findings"] = findings.Take(MaxListed).Select(Texts).ToList();
        return about;
    }

    /// <summary>What several findings have in common, and the worst of them; of one all that it says.</summary>
    private static Dictionary<string, object?> Shared(IReadOnlyList<ContentFinding> findings, int open)
    {
        var about = Texts(findings[0]);
        about["title"] = SameOrNull(findings, f => f.Title) is { } title
            ? Line(title)
            : $"{Line(CommonTitle(findings))} ({Number(open > 0 ? open : findings.Count)} findings)";
        about["severity"] = findings.Max(f => f.Severity).ToString();
        about["asset"] = Line(SameOrNull(findings, f => f.Asset));
        about["rule"] = Line(SameOrNull(findings, f => f.Rule));
        about["package"] = Line(SameOrNull(findings, f => f.Package));
        about["packageVersion"] = Line(SameOrNull(findings, f => f.PackageVersion));
        about["fixedVersion"] = Line(SameOrNull(findings, f => f.FixedVersion));
        about["location"] = Line(SameOrNull(findings, f => f.Location) ?? SameOrNull(findings, f => WithoutLineNumber(f.Location)));
        about["scanner"] = Joined(findings.Select(f => f.Scanner).Order(StringComparer.Ordinal));
        about["description"] = Block(SameOrNull(findings, f => f.Description));
        about["remediation"] = Block(SameOrNull(findings, f => f.Remediation));
        about["identifiers"] = Joined(findings.SelectMany(f => f.Identifiers));
        about["cwes"] = Joined(findings.SelectMany(f => f.Cwes).Select(Cwe));
        about["cvss"] = Score(findings.Max(f => f.Cvss));
        about["exploit"] = ExploitOf(findings);
        Tell(about, Worst(findings));
        about["open"] = Number(open);
        about["total"] = Number(findings.Count);
        about["assets"] = Lines(findings.Select(f => f.Asset));
        about["locations"] = Lines(findings.Select(f => f.Location));
        about["links"] = Lines(findings.SelectMany(f => f.Links));
        return about;
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
        ["identifiers"] = Joined(finding.Identifiers),
        ["cwes"] = Joined(finding.Cwes.Select(Cwe)),
        ["cvss"] = Score(finding.Cvss),
        ["exploit"] = ExploitOf([finding]),
        ["links"] = Lines(finding.Links),
    }, finding.Threat);

    private static Dictionary<string, object?> Tell(Dictionary<string, object?> texts, Threat threat)
    {
        texts["epss"] = Part(threat.Epss);
        texts["epssPercentile"] = Part(threat.EpssPercentile);
        texts["kev"] = threat.IsKnownExploited ? "yes" : "";
        texts["kevDueDate"] = threat.KevDueDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
        texts["kevRansomware"] = threat.IsUsedByRansomware ? "yes" : "";
        texts["exploitMaturity"] = threat.ExploitMaturity?.InWords() ?? "";
        return texts;
    }

    /// <summary>Of several findings: the highest score, the first due date, the furthest exploitation.</summary>
    private static Threat Worst(IReadOnlyList<ContentFinding> findings) => (findings.MaxBy(f => f.Threat.Epss)?.Threat ?? Threat.None) with
    {
        KevDueDate = findings.Min(f => f.Threat.KevDueDate),
        IsUsedByRansomware = findings.Any(f => f.Threat.IsUsedByRansomware),
        ExploitMaturity = findings.Max(f => f.Threat.ExploitMaturity),
    };

    private static string Part(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Findings at several lines of one file are still all in that file.</summary>
    private static string? WithoutLineNumber(string? location) =>
        location?.LastIndexOf(':') is { } colon and > 0 && location[(colon + 1)..].All(char.IsAsciiDigit) ? location[..colon] : location;

    /// <summary>As far as the imported files and the scanners know it.</summary>
    private static string ExploitOf(IReadOnlyList<ContentFinding> findings)
    {
        if (findings.Any(f => f.Threat.IsUsedByRansomware))
            return "exploited, also by ransomware (CISA KEV)";
        if (findings.Any(f => f.Threat.IsKnownExploited))
            return "exploited (CISA KEV)";
        return findings.FirstOrDefault(f => f.IsSaidExploited) is { } said ? $"exploited (says {Line(said.Scanner)})" : "";
    }

    private static string Cwe(int number) => $"CWE-{Number(number)}";

    private static string Score(double? cvss) => cvss?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";

    private static List<string> Lines(IEnumerable<string?> texts) => [.. texts.Select(Line).Where(l => l.Length > 0).Distinct().Take(MaxTexts)];

    private static string Joined(IEnumerable<string> texts) => string.Join(", ", Lines(texts));

    private static string Line(string? text) => text is null ? "" : PlainText.Cut(PlainText.OneLine(text), MaxLine);

    private static string Block(string? text) =>
        text is null ? "" : PlainText.Cut(PlainText.Clean(text).ReplaceLineEndings("\n").Trim(), MaxText);

    private static string? SameOrNull(IReadOnlyList<ContentFinding> findings, Func<ContentFinding, string?> of)
    {
        var value = of(findings[0]);
        return findings.All(f => of(f) == value) ? value : null;
    }

    /// <summary>What the findings of a group share in words: their rule, else package, else asset, else the first title.</summary>
    private static string CommonTitle(IReadOnlyList<ContentFinding> findings) =>
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
