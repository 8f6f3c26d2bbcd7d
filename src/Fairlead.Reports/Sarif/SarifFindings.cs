using Fairlead.Kernel;
using Fairlead.Reports.Content;

namespace Fairlead.Reports.Sarif;

/// <summary>Turns the results of one run into findings.</summary>
internal sealed class SarifFindings(SarifRun run)
{
    private readonly string _scanner = run.Scanner;
    private readonly string? _asset = FindingText.Word(run.VersionControl?.RepositoryUri);

    /// <summary>The part that is the same at each of the result's places; null when the result says nothing at all.</summary>
    public ReportFinding? Begin(SarifResult result)
    {
        var rule = run.FindRule(result);
        var ruleId = RuleId(result, rule);
        var message = SarifMessages.Of(result.Message, rule);
        if (ruleId is null && message is null)
            return null;

        var tags = Tags(rule, result);
        var ids = VulnerabilityNames.In(ruleId, rule?.Name);
        var kind = SarifKind.Of(_scanner, ids, tags);
        var (severity, raw, warning) = SarifSeverity.Of(result, rule, run);
        var package = SarifPackage.Of(result, rule, kind, message);
        return new ReportFinding
        {
            Kind = kind,
            Scanner = _scanner,
            RuleId = ruleId ?? "unspecified",
            Title = FindingText.Title(rule?.ShortDescription?.Text, message, rule?.Name, ruleId),
            Description = FindingText.Paragraphs(message, rule?.FullDescription?.Text),
            Severity = severity,
            SeverityRaw = raw,
            Asset = _asset,
            Package = package.Name,
            PackageVersion = package.Version,
            FixedVersion = package.FixedVersion,
            Purl = package.Purl,
            VulnerabilityIds = ids,
            Cwes = Cwes(result, rule),
            CvssScore = kind == FindingKind.Vulnerability ? package.CvssScore : null,
            CvssVector = package.CvssVector,
            ExploitMaturity = package.ExploitMaturity,
            Urls = FindingText.Urls(rule?.HelpUri, result.HostedViewerUri is { } viewer ? [viewer] : null),
            Remediation = Remediation(result, rule),
            Tags = tags,
            SourceStatus = IsSuppressed(result) ? SourceStatus.Suppressed : SourceStatus.Open,
            SourceStatusRaw = result.Suppressions is { Count: > 0 } s
                ? FindingText.Word(string.Join(' ', s.Select(x => $"{x?.Kind} {x?.Status}".Trim())))
                : result.BaselineState,
            IdentityKeys = [],
            IdentityVersion = SarifIdentity.Version,
            Warnings = warning is null ? [] : [warning],
        };
    }

    /// <summary>The finding at one place.</summary>
    public ReportFinding At(ReportFinding weakness, SarifResult result, SarifLocation? location)
    {
        var place = SarifPlace.Of(location, run);
        var rule = run.FindRule(result);
        return weakness with
        {
            Location = place.Path,
            StartLine = place.Line,
            Symbol = place.Symbol,
            IdentityKeys = SarifIdentity.Of(
                result, weakness.Kind, RuleId(result, rule), SarifMessages.Of(result.Message, rule), place, weakness.Package),
        };
    }

    /// <summary>
    /// Why the result's places are not known although the tool gave them; null when they are. Without their paths, results of one
    /// rule would pass for one finding.
    /// </summary>
    public string? PlaceMissing(SarifResult result)
    {
        foreach (var location in result.Locations ?? [])
        {
            if (location?.PhysicalLocation?.ArtifactLocation is { Uri: null or "", Index: { } i and >= 0 }
                && i >= run.Artifacts.Count && Missing("artifacts", run.AreArtifactsCut) is { } noArtifact)
                return noArtifact;
            if (location?.PhysicalLocation is null
                && location?.LogicalLocations?.Exists(l => l is { FullyQualifiedName: null, Name: null, Index: { } j and >= 0 }
                    && j >= run.LogicalLocations.Count) == true
                && Missing("logicalLocations", run.AreLogicalLocationsCut) is { } noSymbol)
                return noSymbol;
        }

        return null;
    }

    private string? Missing(string list, bool isCut) =>
        isCut ? $"Where it was found stands in {list} behind the first {SarifKept.MaxPlaces:N0} of the report, which were kept."
        : run.Elsewhere.Of(list) is { } file ? $"Where it was found stands in another file ({file}), which was not read."
        : null;

    private static string? RuleId(SarifResult result, SarifRule? rule) =>
        FindingText.Word(result.RuleId) ?? FindingText.Word(result.Rule?.Id) ?? FindingText.Word(rule?.Id);

    /// <summary>§3.27.23: suppressed when there are suppressions and none of them is under review or rejected.</summary>
    private static bool IsSuppressed(SarifResult result) =>
        result.Suppressions is { Count: > 0 } suppressions
        && suppressions.TrueForAll(s => s?.Status is null or "accepted");

    private static List<string> Tags(SarifRule? rule, SarifResult result)
    {
        var tags = new List<string>();
        foreach (var properties in (ReadOnlySpan<IReadOnlyDictionary<string, string>?>)[rule?.Properties, result.Properties])
        {
            foreach (var (name, value) in properties ?? new Dictionary<string, string>())
            {
                if (name.StartsWith("tags/", StringComparison.Ordinal)
                    && FindingText.Word(value) is { } tag && tags.Count < Limits.ListItems && !tags.Contains(tag))
                    tags.Add(tag);
            }
        }

        return tags;
    }

    private List<int> Cwes(SarifResult result, SarifRule? rule)
    {
        List<int>? cwes = null;
        foreach (var taxon in result.Taxa ?? [])
            AddTaxon(taxon, ref cwes);
        foreach (var relationship in rule?.Relationships ?? [])
            AddTaxon(relationship?.Target, ref cwes);
        foreach (var properties in (ReadOnlySpan<IReadOnlyDictionary<string, string>?>)[rule?.Properties, result.Properties])
        {
            foreach (var (name, value) in properties ?? new Dictionary<string, string>())
            {
                if (name.StartsWith("tags/", StringComparison.Ordinal) || name.StartsWith("cwe", StringComparison.OrdinalIgnoreCase))
                    VulnerabilityNames.AddCwes(value, ref cwes);
            }
        }

        return cwes ?? [];
    }

    private void AddTaxon(SarifReference? taxon, ref List<int>? cwes)
    {
        if (taxon is null)
            return;
        var component = taxon.ToolComponent;
        var taxonomy = component?.In(run.Taxonomies, 0);
        var id = taxon.Id ?? (taxonomy?.Rules.ByGuid(taxon.Guid) ?? taxonomy?.Rules.At(taxon.Index))?.Id;
        var name = taxonomy?.Name ?? component?.Name;
        if (id is null || !string.Equals(name, "CWE", StringComparison.OrdinalIgnoreCase))
            VulnerabilityNames.AddCwes(id, ref cwes);
        else if (int.TryParse(id.AsSpan(id.LastIndexOf('-') + 1), out var number))
            VulnerabilityNames.AddCwe(number, ref cwes);
    }

    private static string? Remediation(SarifResult result, SarifRule? rule)
    {
        foreach (var fix in result.Fixes ?? [])
        {
            if (FindingText.Long(SarifMessages.Of(fix?.Description, rule)) is { } text)
                return text;
        }

        return FindingText.Long(rule?.Help?.Text);
    }
}
