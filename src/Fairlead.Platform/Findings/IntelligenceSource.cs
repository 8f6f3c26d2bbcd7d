namespace Fairlead.Platform.Findings;

/// <summary>Whose knowledge about vulnerabilities it is.</summary>
public enum IntelligenceKind
{
    /// <summary>FIRST's scores: how likely a vulnerability is exploited within 30 days.</summary>
    Epss = 1,

    /// <summary>CISA's catalogue of known exploited vulnerabilities.</summary>
    Kev = 2,

    /// <summary>Anybody's list: how far exploitation of vulnerabilities has come, in the words of CVSS.</summary>
    ExploitMaturity = 3,
}

/// <summary>The file of a kind that is in force.</summary>
/// <param name="Version">Of the model or catalogue, as the file says; else the beginning of <paramref name="Sha256"/>.</param>
/// <param name="DatedAt">UTC, as the file says; else when it was imported.</param>
/// <param name="Sha256">Of the file's content, uncompressed.</param>
/// <param name="Revision">Grows with each file of the kind.</param>
public sealed record IntelligenceSource(
    IntelligenceKind Kind, string Version, DateTimeOffset DatedAt, long Entries, string Sha256, DateTimeOffset ImportedAt, string ImportedBy, long Revision)
{
    public string Name => Kind == IntelligenceKind.ExploitMaturity ? "Exploit maturity" : Kind.ToString().ToUpperInvariant();
}

/// <summary>What came of a file.</summary>
internal abstract record IntelligenceOutcome
{
    private IntelligenceOutcome()
    {
    }

    /// <param name="IsChanged"><see langword="false"/>: it was in force already.</param>
    public sealed record Taken(IntelligenceSource Source, bool IsChanged) : IntelligenceOutcome;

    /// <param name="Line">From 1; null where no line is to blame.</param>
    public sealed record Refused(string Message, int? Line) : IntelligenceOutcome;

    /// <summary>A later one is in force.</summary>
    public sealed record Outdated(DateTimeOffset DatedAt, IntelligenceSource InForce) : IntelligenceOutcome;
}
