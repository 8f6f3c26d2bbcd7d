using System.Text.Json.Serialization;
using Fairlead.Reports.Json;

namespace Fairlead.Reports.Trivy;

// What of Trivy's JSON is read (source: pkg/types and pkg/fanal/types of Trivy 0.50 to 0.66). Settable classes, because the
// parser fills those without boxing every value, which constructor parameters and init properties make it do.

/// <summary>Read by <see cref="TrivyVulnerabilityReader"/>.</summary>
internal sealed class TrivyVulnerability
{
    public string? VulnerabilityID { get; set; }
    public IReadOnlyList<string>? VendorIDs { get; set; }
    public string? PkgName { get; set; }
    public string? PkgPath { get; set; }
    public string? Purl { get; set; }
    public string? InstalledVersion { get; set; }
    public string? FixedVersion { get; set; }
    public string? Status { get; set; }
    public string? Severity { get; set; }
    public string? SeveritySource { get; set; }
    public string? PrimaryURL { get; set; }
    public string? Title { get; set; }
    public string? Description { get; set; }
    public IReadOnlyList<string>? CweIDs { get; set; }
    public List<TrivyCvss>? Cvss { get; set; }
    public IReadOnlyList<string>? References { get; set; }
}

/// <summary>One source's score of a vulnerability.</summary>
internal sealed class TrivyCvss
{
    public required string Source { get; init; }
    public string? V2Vector { get; set; }
    public string? V3Vector { get; set; }
    public string? V40Vector { get; set; }
    public double? V2Score { get; set; }
    public double? V3Score { get; set; }
    public double? V40Score { get; set; }
}

internal sealed class TrivyMisconfiguration
{
    public string? ID { get; set; }
    public string? AVDID { get; set; }
    public string? Type { get; set; }
    public string? Title { get; set; }
    public string? Description { get; set; }
    public string? Message { get; set; }
    public string? Resolution { get; set; }
    public string? Severity { get; set; }
    public string? PrimaryURL { get; set; }
    public IReadOnlyList<string>? References { get; set; }
    public string? Status { get; set; }
    public TrivyCause? CauseMetadata { get; set; }
}

internal sealed class TrivyCause
{
    public string? Resource { get; set; }
    public string? Provider { get; set; }
    public string? Service { get; set; }
    public int? StartLine { get; set; }
}

/// <summary>A found secret. Its match and the code around it are not read at all.</summary>
internal sealed class TrivySecret
{
    public string? RuleID { get; set; }
    public string? Category { get; set; }
    public string? Severity { get; set; }
    public string? Title { get; set; }
    public int? StartLine { get; set; }
}

internal sealed class TrivyLicense
{
    public string? Severity { get; set; }
    public string? Category { get; set; }
    public string? PkgName { get; set; }
    public string? FilePath { get; set; }
    public string? Name { get; set; }
    public string? Link { get; set; }
}

/// <summary>A finding that Trivy itself set aside: an ignore file, or a VEX statement.</summary>
internal sealed class TrivyModified
{
    public string? Type { get; set; }
    public string? Status { get; set; }
    public string? Statement { get; set; }
    public string? Source { get; set; }
    public System.Text.Json.JsonElement? Finding { get; set; }
}

[JsonSourceGenerationOptions(
    Converters =
    [
        typeof(TextConverter), typeof(TextListConverter), typeof(LooseNumberConverter), typeof(LooseIntConverter),
    ],
    AllowDuplicateProperties = false,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TrivyMisconfiguration))]
[JsonSerializable(typeof(TrivySecret))]
[JsonSerializable(typeof(TrivyLicense))]
[JsonSerializable(typeof(TrivyModified))]
[JsonSerializable(typeof(string))]
internal sealed partial class TrivyJson : JsonSerializerContext;
