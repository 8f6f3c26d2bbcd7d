using System.Text.Json.Serialization;
using Fairlead.Reports.Json;

namespace Fairlead.Reports.Sarif;

// What of SARIF 2.1.0 is read (source: OASIS Standard "Static Analysis Results Interchange Format (SARIF) Version 2.1.0",
// 27 March 2020; § numbers are its). Settable classes for the reason given in TrivyDocument.cs.

/// <summary>§3.27.</summary>
internal sealed class SarifResult
{
    public string? RuleId { get; set; }
    public int? RuleIndex { get; set; }
    public SarifReference? Rule { get; set; }
    public string? Kind { get; set; }
    public string? Level { get; set; }
    public SarifMessage? Message { get; set; }
    public List<SarifLocation?>? Locations { get; set; }
    public List<SarifSuppression?>? Suppressions { get; set; }
    public string? BaselineState { get; set; }
    public string? CorrelationGuid { get; set; }
    public IReadOnlyDictionary<string, string>? Fingerprints { get; set; }
    public IReadOnlyDictionary<string, string>? PartialFingerprints { get; set; }
    public List<SarifReference?>? Taxa { get; set; }
    public List<SarifFix?>? Fixes { get; set; }
    public string? HostedViewerUri { get; set; }
    public SarifProvenance? Provenance { get; set; }
    public IReadOnlyDictionary<string, string>? Properties { get; set; }
}

/// <summary>§3.48.</summary>
internal sealed class SarifProvenance
{
    public int? InvocationIndex { get; set; }
}

/// <summary>§3.52, a pointer to a rule, a notification or a taxon.</summary>
internal sealed class SarifReference
{
    public string? Id { get; set; }
    public int? Index { get; set; }
    public string? Guid { get; set; }
    public SarifComponentReference? ToolComponent { get; set; }
}

/// <summary>§3.54.</summary>
internal sealed class SarifComponentReference
{
    public string? Name { get; set; }
    public int? Index { get; set; }
    public string? Guid { get; set; }

    /// <summary>By number, else by guid, else by name; null where it names none of them.</summary>
    /// <param name="first">Where number 0 is.</param>
    public SarifComponent? In(List<SarifComponent> components, int first) =>
        (Index is { } i and >= 0 && i < components.Count - first ? components[i + first] : null)
        ?? (Guid is null ? null : components.Find(c => string.Equals(c.Guid, Guid, StringComparison.OrdinalIgnoreCase)))
        ?? (Name is null ? null : components.Find(c => c.Name == Name));
}

/// <summary>§3.11 and §3.12.</summary>
internal sealed class SarifMessage
{
    public string? Text { get; set; }
    public string? Markdown { get; set; }
    public string? Id { get; set; }
    public IReadOnlyList<string>? Arguments { get; set; }
}

/// <summary>§3.28.</summary>
internal sealed class SarifLocation
{
    public SarifPhysicalLocation? PhysicalLocation { get; set; }
    public List<SarifLogicalLocation?>? LogicalLocations { get; set; }
}

internal sealed class SarifPhysicalLocation
{
    public SarifArtifactLocation? ArtifactLocation { get; set; }
    public SarifRegion? Region { get; set; }
    public SarifRegion? ContextRegion { get; set; }
}

/// <summary>§3.4.</summary>
internal sealed class SarifArtifactLocation
{
    public string? Uri { get; set; }
    public string? UriBaseId { get; set; }
    public int? Index { get; set; }
}

internal sealed class SarifRegion
{
    public int? StartLine { get; set; }
    public SarifMessage? Snippet { get; set; }
}

internal sealed class SarifLogicalLocation
{
    public string? Name { get; set; }
    public string? FullyQualifiedName { get; set; }
    public int? Index { get; set; }
}

/// <summary>§3.35.</summary>
internal sealed class SarifSuppression
{
    public string? Kind { get; set; }
    public string? Status { get; set; }
}

internal sealed class SarifFix
{
    public SarifMessage? Description { get; set; }
}

/// <summary>§3.49, a rule, a notification or a taxon.</summary>
internal sealed class SarifRule
{
    public string? Id { get; set; }
    public string? Guid { get; set; }
    public string? Name { get; set; }
    public SarifMessage? ShortDescription { get; set; }
    public SarifMessage? FullDescription { get; set; }
    public SarifMessage? Help { get; set; }
    public string? HelpUri { get; set; }
    public Dictionary<string, SarifMessage?>? MessageStrings { get; set; }
    public SarifRuleConfiguration? DefaultConfiguration { get; set; }
    public List<SarifRelationship?>? Relationships { get; set; }
    public IReadOnlyDictionary<string, string>? Properties { get; set; }
}

internal sealed class SarifRuleConfiguration
{
    public string? Level { get; set; }
}

internal sealed class SarifRelationship
{
    public SarifReference? Target { get; set; }
}

/// <summary>§3.51.</summary>
internal sealed class SarifOverride
{
    public SarifReference? Descriptor { get; set; }
    public SarifRuleConfiguration? Configuration { get; set; }
}

/// <summary>§3.58.</summary>
internal sealed class SarifNotification
{
    public SarifReference? Descriptor { get; set; }
    public string? Level { get; set; }
    public SarifMessage? Message { get; set; }
}

/// <summary>§3.15.</summary>
internal sealed class SarifFileReference
{
    public SarifArtifactLocation? Location { get; set; }
    public string? Guid { get; set; }
}

/// <summary>§3.23.</summary>
internal sealed class SarifVersionControl
{
    public string? RepositoryUri { get; set; }
    public string? RevisionId { get; set; }
    public string? Branch { get; set; }
}

/// <summary>§3.24.</summary>
internal sealed class SarifArtifact
{
    public SarifArtifactLocation? Location { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(TextConverter), typeof(TextListConverter), typeof(FlatObjectConverter), typeof(LooseNumberConverter),
        typeof(LooseIntConverter), typeof(LooseBoolConverter),
    ],
    AllowDuplicateProperties = false,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SarifResult))]
[JsonSerializable(typeof(SarifRule))]
[JsonSerializable(typeof(SarifReference))]
[JsonSerializable(typeof(SarifOverride))]
[JsonSerializable(typeof(SarifNotification))]
[JsonSerializable(typeof(SarifFileReference))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(SarifVersionControl))]
[JsonSerializable(typeof(SarifArtifact))]
[JsonSerializable(typeof(SarifLogicalLocation))]
[JsonSerializable(typeof(SarifMessage))]
[JsonSerializable(typeof(Dictionary<string, SarifArtifactLocation>))]
[JsonSerializable(typeof(string))]
internal sealed partial class SarifJson : JsonSerializerContext;
