using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Kernel;
using Fairlead.Reports.Content;
using Fairlead.Reports.Json;

namespace Fairlead.Reports.Trivy;

/// <summary>Turns one entry of Trivy's into a finding.</summary>
internal sealed class TrivyFindings(string? asset)
{
    public const string Scanner = "Trivy";
    private const int IdentityVersion = 1;

    /// <summary>Which of several CVSS assessments is taken when the severity's own source has none.</summary>
    private static readonly string[] CvssSources = ["nvd", "ghsa", "redhat"];

    public ReportItem Vulnerability(JsonValue json, TrivyContext context) =>
        Vulnerability(TrivyVulnerabilityReader.Read(json.Json), context, json);

    public ReportItem Misconfiguration(TrivyMisconfiguration m, TrivyContext context, JsonValue json)
    {
        if (FindingText.Word(m.ID ?? m.AVDID) is not { } rule)
            return json.Problem("ID", "The misconfiguration has no ID.");

        var severity = SeverityWords.Parse(m.Severity);
        return new ReportFinding
        {
            Kind = FindingKind.Misconfiguration,
            Scanner = Scanner,
            RuleId = rule,
            Title = FindingText.Title(m.Title, m.Message, rule),
            Description = FindingText.Paragraphs(m.Message, m.Description),
            Severity = severity ?? Severity.Unknown,
            SeverityRaw = FindingText.Word(m.Severity),
            Asset = AssetOf(context),
            Location = FindingText.Word(context.Target),
            StartLine = m.CauseMetadata?.StartLine is > 0 and var line ? line : null,
            Symbol = FindingText.Word(m.CauseMetadata?.Resource),
            Ecosystem = context.Type,
            Urls = FindingText.Urls(m.PrimaryURL, m.References),
            Remediation = FindingText.Long(m.Resolution),
            SourceStatusRaw = FindingText.Word(m.Status),
            IdentityKeys = Identity.Of(
                ("kind", "misconfiguration"),
                ("rule", StableRule(m, rule)),
                ("resource", context.Resource),
                ("location", context.Target),
                ("symbol", m.CauseMetadata?.Resource)),
            IdentityVersion = IdentityVersion,
            Warnings = WarnOf(severity, m.Severity),
        };
    }

    public ReportItem Secret(TrivySecret s, TrivyContext context, JsonValue json)
    {
        if (FindingText.Word(s.RuleID) is not { } rule)
            return json.Problem("RuleID", "The secret has no RuleID.");

        var severity = SeverityWords.Parse(s.Severity);
        return new ReportFinding
        {
            Kind = FindingKind.Secret,
            Scanner = Scanner,
            RuleId = rule,
            Title = FindingText.Title(s.Title, s.Category, rule),
            Severity = severity ?? Severity.Unknown,
            SeverityRaw = FindingText.Word(s.Severity),
            Asset = AssetOf(context),
            Location = FindingText.Word(context.Target),
            StartLine = s.StartLine is > 0 and var line ? line : null,
            Remediation = "Revoke the secret, then remove it.",
            IdentityKeys = Identity.Of(
                ("kind", "secret"), ("rule", rule), ("resource", context.Resource), ("location", context.Target)),
            IdentityVersion = IdentityVersion,
            Warnings = WarnOf(severity, s.Severity),
        };
    }

    public ReportItem License(TrivyLicense l, TrivyContext context, JsonValue json)
    {
        if (FindingText.Word(l.Name) is not { } name)
            return json.Problem("Name", "The licence has no name.");

        var severity = SeverityWords.Parse(l.Severity);
        var location = FindingText.Word(l.FilePath) ?? (context.IsOperatingSystem ? null : FindingText.Word(context.Target));
        return new ReportFinding
        {
            Kind = FindingKind.LicenseRisk,
            Scanner = Scanner,
            RuleId = name,
            Title = FindingText.Title(l.PkgName is null ? $"Licence {name}" : $"{l.PkgName}: licence {name}"),
            Severity = severity ?? Severity.Unknown,
            SeverityRaw = FindingText.Word(l.Severity),
            Asset = AssetOf(context),
            Location = location,
            Package = FindingText.Word(l.PkgName),
            Tags = FindingText.Word(l.Category) is { } category ? [category] : [],
            Urls = FindingText.Urls(l.Link, null),
            IdentityKeys = Identity.Of(
                ("kind", "license"),
                ("rule", name),
                ("resource", context.Resource),
                ("image", context.Image),
                ("package", l.PkgName),
                ("location", location)),
            IdentityVersion = IdentityVersion,
            Warnings = WarnOf(severity, l.Severity),
        };
    }

    /// <summary>A finding that Trivy set aside; null where it is of a kind that is not read.</summary>
    public ReportItem? Modified(TrivyModified modified, TrivyContext context, JsonValue json)
    {
        if (modified.Finding is not { ValueKind: JsonValueKind.Object } inner)
            return json.Problem("Finding", "The set-aside finding holds no finding.");

        var item = modified.Type switch
        {
            "vulnerability" => Vulnerability(TrivyVulnerabilityReader.Read(JsonMarshal.GetRawUtf8Value(inner)), context, json),
            "misconfiguration" => Misconfiguration(inner.Deserialize(TrivyJson.Default.TrivyMisconfiguration)!, context, json),
            "secret" => Secret(inner.Deserialize(TrivyJson.Default.TrivySecret)!, context, json),
            "license" => License(inner.Deserialize(TrivyJson.Default.TrivyLicense)!, context, json),
            _ => null,
        };
        return item is ReportFinding finding
            ? finding with
            {
                SourceStatus = modified.Status switch
                {
                    "not_affected" => SourceStatus.NotAffected,
                    "fixed" => SourceStatus.Fixed,
                    _ => SourceStatus.Suppressed,
                },
                SourceStatusRaw = FindingText.Word(modified.Status),
            }
            : item;
    }

    private ReportItem Vulnerability(TrivyVulnerability v, TrivyContext context, JsonValue json)
    {
        if (FindingText.Word(v.VulnerabilityID) is not { } id)
            return json.Problem("VulnerabilityID", "The vulnerability has no VulnerabilityID.");

        var severity = SeverityWords.Parse(v.Severity);
        var package = FindingText.Word(v.PkgName);
        var path = FindingText.Word(v.PkgPath) ?? (context.IsOperatingSystem ? null : FindingText.Word(context.Target));
        var cvss = Cvss(v);
        return new ReportFinding
        {
            Kind = FindingKind.Vulnerability,
            Scanner = Scanner,
            RuleId = id,
            Title = FindingText.Title(v.Title, package is null ? id : $"{package}: {id}"),
            Description = FindingText.Long(v.Description),
            Severity = severity ?? Severity.Unknown,
            SeverityRaw = FindingText.Word(v.Severity),
            Asset = AssetOf(context),
            Location = FindingText.Word(v.PkgPath) ?? FindingText.Word(context.Target),
            Package = package,
            PackageVersion = FindingText.Word(v.InstalledVersion),
            FixedVersion = FindingText.Word(v.FixedVersion),
            Ecosystem = context.Type,
            Purl = FindingText.Word(v.Purl),
            VulnerabilityIds = Ids(id, v.VendorIDs),
            Cwes = Cwes(v.CweIDs),
            CvssScore = cvss.Score,
            CvssVector = cvss.Vector,
            ExploitMaturity = Maturity(v),
            Urls = FindingText.Urls(v.PrimaryURL, v.References),
            Remediation = package is not null && FindingText.Word(v.FixedVersion) is { } version
                ? $"Update {package} to {version}."
                : null,
            SourceStatus = v.Status == "not_affected" ? SourceStatus.NotAffected : SourceStatus.Open,
            SourceStatusRaw = FindingText.Word(v.Status),
            IdentityKeys = Identity.Of(
                ("kind", "vulnerability"),
                ("rule", id),
                ("resource", context.Resource),
                ("image", context.IsOperatingSystem ? context.Image : null),
                ("ecosystem", context.Type),
                ("package", package),
                ("location", path)),
            IdentityVersion = IdentityVersion,
            Warnings = WarnOf(severity, v.Severity),
        };
    }

    /// <summary>
    /// Trivy spelled its checks <c>DS002</c> beside <c>AVD-DS-0002</c> and since 0.66 only <c>DS-0002</c>: the part of the
    /// long form that both share is what stays.
    /// </summary>
    private static string StableRule(TrivyMisconfiguration m, string rule)
    {
        var stable = FindingText.Word(m.AVDID) ?? rule;
        return stable.StartsWith("AVD-", StringComparison.Ordinal) ? stable[4..] : stable;
    }

    private static (double? Score, string? Vector) Cvss(TrivyVulnerability v)
    {
        if (v.Cvss is not { Count: > 0 } all)
            return default;

        TrivyCvss? chosen = null;
        var rank = int.MaxValue;
        foreach (var score in all)
        {
            var its = score.Source == v.SeveritySource ? -1 : Array.IndexOf(CvssSources, score.Source) is >= 0 and var known ? known : CvssSources.Length;
            if (its < rank)
                (chosen, rank) = (score, its);
        }

        return chosen switch
        {
            null => default,
            { V3Vector.Length: > 0 } => (Score(chosen.V3Score), FindingText.Word(chosen.V3Vector)),
            { V40Vector.Length: > 0 } => (Score(chosen.V40Score), FindingText.Word(chosen.V40Vector)),
            { V2Vector.Length: > 0 } => (Score(chosen.V2Score), FindingText.Word(chosen.V2Vector)),
            _ => (Score(chosen.V3Score ?? chosen.V40Score ?? chosen.V2Score), null),
        };
    }

    /// <summary>The furthest over all who scored it: the score is the one source's, but what is known of attacks is known.</summary>
    private static ExploitMaturity? Maturity(TrivyVulnerability v)
    {
        ExploitMaturity? furthest = null;
        foreach (var score in v.Cvss ?? [])
        {
            furthest = ExploitMaturities.Furthest(furthest, ExploitMaturities.OfVector(score.V40Vector));
            furthest = ExploitMaturities.Furthest(furthest, ExploitMaturities.OfVector(score.V3Vector));
        }

        return furthest;
    }

    private static string[] Ids(string id, IReadOnlyList<string>? vendor) => vendor switch
    {
        null or { Count: 0 } => [id],
        { Count: 1 } when vendor[0] != id => [id, vendor[0]],
        _ => [.. vendor.Prepend(id).Distinct().Take(Limits.ListItems)],
    };

    private static double? Score(double? score) => score is >= 0 and <= 10 ? score : null;

    private static List<int> Cwes(IReadOnlyList<string>? ids)
    {
        if (ids is null or { Count: 0 })
            return [];
        List<int>? numbers = null;
        foreach (var id in ids)
        {
            if (id.StartsWith("CWE-", StringComparison.Ordinal) && int.TryParse(id.AsSpan(4), out var number))
                VulnerabilityNames.AddCwe(number, ref numbers);
        }

        return numbers ?? [];
    }

    private static IReadOnlyList<string> WarnOf(Severity? severity, string? raw) =>
        severity is null ? [SeverityWords.Unknown(raw!)] : [];

    private string? AssetOf(TrivyContext context) =>
        context.Resource is null || asset is null ? context.Resource ?? asset : $"{asset}/{context.Resource}";
}
