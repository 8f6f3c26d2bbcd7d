using System.Globalization;
using Fairlead.Kernel;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>Findings as the dictionaries that templates read. Everything is text; nothing else can be reached.</summary>
/// <param name="Unnamed">How many open findings the text does not name.</param>
/// <param name="Short">What of the values is cut.</param>
internal sealed record TicketModel(Dictionary<string, object?> Values, int Unnamed, ShortTexts Short)
{
    public const int MaxListed = 50;

    /// <param name="findings">Open ones first; the first speaks for the group.</param>
    /// <param name="labels">Names of the labels that the template asks for.</param>
    /// <param name="tellsMore">As <see cref="ShortTexts"/> has it.</param>
    public static TicketModel Of(
        TicketConfiguration configuration, TicketGroup group, IReadOnlyList<ContentFinding> findings, IReadOnlyList<string> labels, bool tellsMore = true)
    {
        var open = findings.Where(f => f.IsOpen).ToList();
        var shown = open.Count > 0 ? open : [.. findings];
        var objects = TemplateObjects.Of(configuration.Template, shown).Take(MaxListed).ToList();
        var unnamed = Math.Max(group.Open, shown.Count) - objects.Sum(o => o.Count);
        var texts = new ShortTexts(tellsMore) { Labels = labels };
        var about = Shared(texts, shown, group.Open);
        about["severity"] = group.Severity.ToString();
        about["total"] = Number(group.Total);
        about["url"] = group.Url ?? "";
        about["more"] = unnamed > 0 ? Number(unnamed) : "";
        return new(
            new Dictionary<string, object?>
            {
                ["group"] = about,
                ["configuration"] = new Dictionary<string, object?> { ["name"] = configuration.Name },
                ["findings"] = FindingsOf(texts, shown),
                [ObjectsName] = objects.Select(o => ObjectOf(texts, o)),
            },
            unnamed,
            texts);
    }

    /// <summary>What the dynamic part is written for; no placeholder.</summary>
    public const string ObjectsName = "objects";

    private static Dictionary<string, object?> ObjectOf(ShortTexts texts, IReadOnlyList<ContentFinding> findings)
    {
        var about = Shared(texts, findings, findings.Count(f => f.IsOpen));
        about["findings"] = FindingsOf(texts, findings);
        return about;
    }

    private static IEnumerable<Dictionary<string, object?>> FindingsOf(ShortTexts texts, IReadOnlyList<ContentFinding> findings) =>
        texts.First([.. findings.Take(MaxListed + 1).Select(f => Texts(texts, f))], MaxListed);

    /// <summary>What several findings have in common, and the worst of them; of one all that it says.</summary>
    private static Dictionary<string, object?> Shared(ShortTexts texts, IReadOnlyList<ContentFinding> findings, int open)
    {
        var about = Texts(texts, findings[0]);
        about["title"] = SameOrNull(findings, f => f.Title) is { } title
            ? ShortTexts.Line(title)
            : $"{ShortTexts.Line(CommonTitle(findings))} ({Number(open > 0 ? open : findings.Count)} findings)";
        about["severity"] = findings.Max(f => f.Severity).ToString();
        about["asset"] = ShortTexts.Line(SameOrNull(findings, f => f.Asset));
        about["rule"] = ShortTexts.Line(SameOrNull(findings, f => f.Rule));
        about["package"] = ShortTexts.Line(SameOrNull(findings, f => f.Package));
        about["packageVersion"] = ShortTexts.Line(SameOrNull(findings, f => f.PackageVersion));
        about["fixedVersion"] = ShortTexts.Line(SameOrNull(findings, f => f.FixedVersion));
        about["location"] = ShortTexts.Line(SameOrNull(findings, f => f.Location) ?? SameOrNull(findings, f => WithoutLineNumber(f.Location)));
        about["scanner"] = texts.Joined(findings.Select(f => f.Scanner).Order(StringComparer.Ordinal));
        about["description"] = texts.Block(SameOrNull(findings, f => f.Description));
        about["remediation"] = texts.Block(SameOrNull(findings, f => f.Remediation));
        about["identifiers"] = texts.Joined(findings.SelectMany(f => f.Identifiers));
        about["cwes"] = texts.Joined(findings.SelectMany(f => f.Cwes).Select(Cwe));
        about["cvss"] = Score(findings.Max(f => f.Cvss));
        about["exploit"] = ExploitOf(findings);
        Tell(about, Worst(findings));
        about[LabelWords.Key] = LabelWords.ValuesOf(texts.Labels, findings);
        about["open"] = Number(open);
        about["one"] = open == 1 ? "yes" : "";
        about["total"] = Number(findings.Count);
        about["assets"] = texts.Lines(findings.Select(f => f.Asset));
        about["locations"] = texts.Lines(findings.Select(f => f.Location));
        about["links"] = texts.Links(findings.SelectMany(f => f.Links));
        return about;
    }

    private static Dictionary<string, object?> Texts(ShortTexts texts, ContentFinding finding) => Tell(new()
    {
        ["title"] = ShortTexts.Line(finding.Title),
        ["severity"] = finding.Severity.ToString(),
        ["kind"] = Words(finding.Kind),
        ["asset"] = ShortTexts.Line(finding.Asset),
        ["rule"] = ShortTexts.Line(finding.Rule),
        ["package"] = ShortTexts.Line(finding.Package),
        ["packageVersion"] = ShortTexts.Line(finding.PackageVersion),
        ["fixedVersion"] = ShortTexts.Line(finding.FixedVersion),
        ["scanner"] = ShortTexts.Line(finding.Scanner),
        ["location"] = ShortTexts.Line(finding.Location),
        ["description"] = texts.Block(finding.Description),
        ["remediation"] = texts.Block(finding.Remediation),
        ["status"] = ShortTexts.Line(finding.Status),
        ["firstSeen"] = finding.FirstSeenAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["identifiers"] = texts.Joined(finding.Identifiers),
        ["cwes"] = texts.Joined(finding.Cwes.Select(Cwe)),
        ["cvss"] = Score(finding.Cvss),
        ["exploit"] = ExploitOf([finding]),
        [LabelWords.Key] = LabelWords.ValuesOf(texts.Labels, [finding]),
        ["links"] = texts.Links(finding.Links),
    }, finding.Threat);

    private static Dictionary<string, object?> Tell(Dictionary<string, object?> about, Threat threat)
    {
        about["epss"] = Part(threat.Epss);
        about["epssPercentile"] = Part(threat.EpssPercentile);
        about["kev"] = threat.IsKnownExploited ? "yes" : "";
        about["kevDueDate"] = threat.KevDueDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
        about["kevRansomware"] = threat.IsUsedByRansomware ? "yes" : "";
        about["exploitMaturity"] = threat.ExploitMaturity?.InWords() ?? "";
        return about;
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
        return findings.FirstOrDefault(f => f.IsSaidExploited) is { } said ? $"exploited (says {ShortTexts.Line(said.Scanner)})" : "";
    }

    private static string Cwe(int number) => $"CWE-{Number(number)}";

    private static string Score(double? cvss) => cvss?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";

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
