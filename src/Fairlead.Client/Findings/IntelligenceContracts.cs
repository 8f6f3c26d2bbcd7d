namespace Fairlead.Client.Findings;

/// <summary>Whose knowledge about vulnerabilities it is.</summary>
public enum IntelligenceKind
{
    /// <summary>FIRST's scores: how likely a vulnerability is exploited within 30 days.</summary>
    Epss,

    /// <summary>CISA's catalogue of known exploited vulnerabilities.</summary>
    Kev,

    /// <summary>Anybody's list: how far exploitation of vulnerabilities has come, in the words of CVSS.</summary>
    ExploitMaturity,
}

/// <summary>The file of a kind that is in force.</summary>
/// <param name="Version">Of the model or catalogue, as the file says; else of its content.</param>
/// <param name="DatedAt">As the file says; else when it was imported.</param>
public sealed record IntelligenceSourceResponse(
    IntelligenceKind Kind, string Version, DateTimeOffset DatedAt, long Entries, DateTimeOffset ImportedAt, string ImportedBy);

/// <summary>The files in force, at most one of each kind.</summary>
public sealed record IntelligenceResponse(IReadOnlyList<IntelligenceSourceResponse> Sources);

/// <summary>What came of a file.</summary>
/// <param name="Changed">False: it was in force already.</param>
public sealed record IntelligenceImportResponse(IntelligenceSourceResponse Source, bool Changed);
