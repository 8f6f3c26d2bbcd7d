using System.Collections.ObjectModel;
using Fairlead.Kernel;

namespace Fairlead.Reports;

/// <summary>
/// One weakness exactly as a report states it: text is cleaned (no NUL, no lone surrogates) and bounded, nothing else is changed.
/// </summary>
public sealed record ReportFinding : ReportItem
{
    public required FindingKind Kind { get; init; }

    /// <summary>The tool that found it, as the report names it; the format's name where it names none.</summary>
    public required string Scanner { get; init; }

    /// <summary>The rule, check or advisory id in the scanner's own words. Never empty.</summary>
    public required string RuleId { get; init; }

    /// <summary>One line, at most 1,000 characters. Never empty.</summary>
    public required string Title { get; init; }

    /// <summary>Plain text or Markdown of the scanner, at most 64 Ki characters.</summary>
    public string? Description { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>The severity in the report's own words, such as <c>MODERATE</c> or <c>7.5</c>; null where it states none.</summary>
    public string? SeverityRaw { get; init; }

    /// <summary>What was scanned: image, repository, host, cluster resource. Null where the report does not say.</summary>
    public string? Asset { get; init; }

    /// <summary>A path inside the asset, or a URI.</summary>
    public string? Location { get; init; }

    /// <summary>From 1.</summary>
    public int? StartLine { get; init; }

    /// <summary>Function, class or resource around the place.</summary>
    public string? Symbol { get; init; }

    public string? Package { get; init; }
    public string? PackageVersion { get; init; }

    /// <summary>The first version without the weakness, as stated; may list several.</summary>
    public string? FixedVersion { get; init; }

    /// <summary>The scanner's word for the package's origin: <c>debian</c>, <c>npm</c>, <c>gomod</c> …</summary>
    public string? Ecosystem { get; init; }

    /// <summary>Package URL, as stated.</summary>
    public string? Purl { get; init; }

    /// <summary>CVE, GHSA, OSV and similar ids, without repetition, in the report's order.</summary>
    public IReadOnlyList<string> VulnerabilityIds { get; init; } = [];

    /// <summary>Numbers of the Common Weakness Enumeration.</summary>
    public IReadOnlyList<int> Cwes { get; init; } = [];

    /// <summary>0.0 to 10.0.</summary>
    public double? CvssScore { get; init; }

    public string? CvssVector { get; init; }

    /// <summary>Probability of exploitation, 0.0 to 1.0.</summary>
    public double? EpssScore { get; init; }

    /// <summary>Null where the report does not say.</summary>
    public bool? KnownExploited { get; init; }

    /// <summary>
    /// The furthest that the report states: by the CVSS vectors of the finding, also those beside <see cref="CvssVector"/>, and attacked
    /// where it is known exploited. Null where it states nothing.
    /// </summary>
    public ExploitMaturity? ExploitMaturity { get; init; }

    /// <summary>Absolute http and https addresses to read more, the scanner's main one first; at most 50.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>What to do about it, in the scanner's words.</summary>
    public string? Remediation { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Further facts of the format by name, such as <c>target</c> or <c>layer</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>When the report says that this finding was seen or published; UTC.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    public SourceStatus SourceStatus { get; init; }

    /// <summary>The state in the report's own words, such as <c>will_not_fix</c>.</summary>
    public string? SourceStatusRaw { get; init; }

    /// <summary>
    /// The stable parts, in a fixed order per format, from which the fingerprint is made. They never hold severity, title,
    /// description or line number. The asset scope and the scanner are not among them: who imports puts them in front.
    /// </summary>
    public required IReadOnlyList<IdentityKey> IdentityKeys { get; init; }

    /// <summary>The version of the rule that chose <see cref="IdentityKeys"/>, per format, from 1.</summary>
    public required int IdentityVersion { get; init; }

    /// <summary>Empty while the rule never changed. Who imports maps the old ones, so that a change of the rule opens and closes nothing.</summary>
    public IReadOnlyList<FormerIdentity> FormerIdentities { get; init; } = [];

    /// <summary>What was read but not understood, such as an unknown severity word.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
