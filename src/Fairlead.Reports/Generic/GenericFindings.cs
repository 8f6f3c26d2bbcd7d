using System.Collections.ObjectModel;
using System.Globalization;
using Fairlead.Kernel;
using Fairlead.Reports.Content;

namespace Fairlead.Reports.Generic;

/// <summary>Turns one entry of a generic report into a finding.</summary>
internal static class GenericFindings
{
    private const int IdentityVersion = 1;

    private static readonly string[] Dates =
        ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy/MM/dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <returns>Null when the entry has no title, which is all that it must have.</returns>
    public static ReportFinding? Of(GenericEntry entry, string scanner, string? asset)
    {
        if (string.IsNullOrWhiteSpace(entry.Title))
            return null;

        var warnings = new List<string>();
        var title = FindingText.Title(entry.Title);
        var ids = Ids(entry);
        var rule = FindingText.Word(entry.RuleId ?? entry.VulnIdFromTool) ?? (ids.Count > 0 ? ids[0] : null);
        var endpoints = Endpoints(entry);
        var cwes = Cwes(entry);
        var score = Score(entry.CvssV3Score) ?? Score(entry.CvssV4Score);
        return new ReportFinding
        {
            Kind = Kind(entry, ids, warnings),
            Scanner = scanner,
            RuleId = rule ?? title,
            Title = title,
            Description = FindingText.Paragraphs(entry.Description, entry.Impact, entry.StepsToReproduce),
            Severity = SeverityOf(entry, score, warnings),
            SeverityRaw = FindingText.Word(entry.Severity),
            Asset = FindingText.Word(entry.Asset) ?? FindingText.Word(entry.Service) ?? asset,
            Location = FindingText.Word(entry.FilePath) ?? (endpoints.Count > 0 ? endpoints[0] : null),
            StartLine = entry.Line is > 0 and var line ? line : null,
            Symbol = FindingText.Word(entry.Symbol),
            Package = FindingText.Word(entry.ComponentName),
            PackageVersion = FindingText.Word(entry.ComponentVersion),
            FixedVersion = FindingText.Word(entry.FixVersion),
            Ecosystem = FindingText.Word(entry.Ecosystem),
            Purl = FindingText.Word(entry.Purl),
            VulnerabilityIds = ids,
            Cwes = cwes,
            CvssScore = score,
            CvssVector = FindingText.Word(entry.CvssV3) ?? FindingText.Word(entry.CvssV4),
            EpssScore = entry.EpssScore is >= 0 and <= 1 ? entry.EpssScore : null,
            KnownExploited = entry.KnownExploited,
            ExploitMaturity = entry.KnownExploited == true
                ? ExploitMaturity.Attacked
                : ExploitMaturities.Furthest(ExploitMaturities.OfVector(FindingText.Word(entry.CvssV3)), ExploitMaturities.OfVector(FindingText.Word(entry.CvssV4))),
            Urls = FindingText.Urls(entry.Url, [.. (entry.References ?? []).SelectMany(r => r.Split((char[]?)null)), .. endpoints]),
            Remediation = FindingText.Long(entry.Mitigation),
            Tags = Words(entry.Tags),
            Labels = entry.Labels is { Count: > 0 } labels ? Labels(labels) : ReadOnlyDictionary<string, string>.Empty,
            ReportedAt = Date(entry.Date, warnings),
            SourceStatus = StatusOf(entry, warnings),
            SourceStatusRaw = FindingText.Word(entry.Status),
            IdentityKeys = IdentityOf(entry, rule, title, endpoints),
            IdentityVersion = IdentityVersion,
            Warnings = warnings,
        };
    }

    /// <summary>
    /// The entry's own id where it states one. Else the rule and the place; and where no rule is stated, the title stands for it,
    /// for there is nothing else.
    /// </summary>
    private static IReadOnlyList<IdentityKey> IdentityOf(
        GenericEntry entry, string? rule, string title, IReadOnlyList<string> endpoints)
    {
        if (FindingText.Word(entry.Id ?? entry.UniqueIdFromTool) is { } id)
            return Identity.Of(("id", id));
        return Identity.Of(
            ("rule", rule),
            ("title", rule is null ? title : null),
            ("ecosystem", entry.Ecosystem),
            ("package", entry.ComponentName),
            ("location", entry.FilePath),
            ("symbol", entry.Symbol),
            ("endpoint", endpoints.Count > 0 ? string.Join('\n', endpoints.Order(StringComparer.Ordinal)) : null));
    }

    private static FindingKind Kind(GenericEntry entry, IReadOnlyList<string> ids, List<string> warnings)
    {
        if (FindingText.Word(entry.Kind) is { } word)
        {
            var letters = word.Replace("_", string.Empty, StringComparison.Ordinal).Replace("-", string.Empty, StringComparison.Ordinal);
            if (Enum.TryParse<FindingKind>(letters, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && char.IsLetter(word[0]))
                return kind;
            warnings.Add($"Unknown kind \"{ReportOutline.Quote(word)}\"; the kind was chosen by the other properties.");
        }

        return ids.Count == 0 && entry.ComponentName is null && !string.IsNullOrWhiteSpace(entry.FilePath)
            ? FindingKind.CodeWeakness
            : FindingKind.Vulnerability;
    }

    private static Severity SeverityOf(GenericEntry entry, double? score, List<string> warnings)
    {
        if (string.IsNullOrWhiteSpace(entry.Severity) && score is { } number)
            return SeverityWords.FromScore(number) ?? Severity.Unknown;
        if (SeverityWords.Parse(entry.Severity) is { } known)
            return known;
        warnings.Add(SeverityWords.Unknown(entry.Severity!));
        return Severity.Unknown;
    }

    private static SourceStatus StatusOf(GenericEntry entry, List<string> warnings)
    {
        switch (entry.Status?.Trim().ToLowerInvariant())
        {
            case null or "":
                break;
            case "open" or "active" or "new" or "confirmed":
                return SourceStatus.Open;
            case "suppressed" or "ignored" or "accepted" or "risk accepted" or "risk_accepted":
                return SourceStatus.Suppressed;
            case "false positive" or "false_positive" or "falsepositive":
                return SourceStatus.FalsePositive;
            case "not affected" or "not_affected" or "notaffected":
                return SourceStatus.NotAffected;
            case "fixed" or "closed" or "resolved" or "mitigated":
                return SourceStatus.Fixed;
            default:
                warnings.Add($"Unknown status \"{ReportOutline.Quote(entry.Status)}\"; the other properties say what it is, else it is open.");
                break;
        }

        if (entry.FalseP == true)
            return SourceStatus.FalsePositive;
        if (entry.IsMitigated == true)
            return SourceStatus.Fixed;
        return entry.RiskAccepted == true || entry.OutOfScope == true || entry.Duplicate == true || entry.Active == false
            ? SourceStatus.Suppressed
            : SourceStatus.Open;
    }

    private static List<string> Ids(GenericEntry entry) =>
    [
        .. (entry.VulnerabilityIds ?? []).Prepend(entry.Cve).Select(FindingText.Word).OfType<string>().Distinct()
            .Take(Limits.ListItems),
    ];

    private static List<string> Words(IReadOnlyList<string>? words) =>
        [.. (words ?? []).Select(FindingText.Word).OfType<string>().Distinct().Take(Limits.ListItems)];

    private static List<string> Endpoints(GenericEntry entry) => Words(entry.Endpoints);

    private static List<int> Cwes(GenericEntry entry)
    {
        List<int>? cwes = null;
        foreach (var text in (entry.Cwe ?? []).Concat(entry.Cwes ?? []))
        {
            if (int.TryParse(text, out var number))
                VulnerabilityNames.AddCwe(number, ref cwes);
            else
                VulnerabilityNames.AddCwes(text, ref cwes);
        }

        return cwes ?? [];
    }

    private static Dictionary<string, string> Labels(IReadOnlyDictionary<string, string> labels) =>
        labels.Take(Limits.ListItems)
            .Where(l => !string.IsNullOrWhiteSpace(l.Key) && !string.IsNullOrWhiteSpace(l.Value))
            .ToDictionary(l => FindingText.Word(l.Key)!, l => FindingText.Word(l.Value)!, StringComparer.Ordinal);

    private static double? Score(double? score) => score is >= 0 and <= 10 ? score : null;

    /// <summary>Years first, or days and months with slashes where only one reading is possible.</summary>
    private static DateTimeOffset? Date(string? text, List<string> warnings)
    {
        if (FindingText.Word(text) is not { } word)
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(word, Dates, CultureInfo.InvariantCulture, Utc, out var date))
            return date;

        var isMonthFirst = DateTimeOffset.TryParseExact(word, "M/d/yyyy", CultureInfo.InvariantCulture, Utc, out var monthFirst);
        var isDayFirst = DateTimeOffset.TryParseExact(word, "d/M/yyyy", CultureInfo.InvariantCulture, Utc, out var dayFirst);
        if (isMonthFirst != isDayFirst || (isMonthFirst && monthFirst == dayFirst))
            return isMonthFirst ? monthFirst : dayFirst;
        warnings.Add($"The date \"{ReportOutline.Quote(word)}\" was not understood and left out.");
        return null;
    }
}
