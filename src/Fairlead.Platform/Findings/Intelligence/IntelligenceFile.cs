using System.Runtime.InteropServices;
using Fairlead.Kernel;

namespace Fairlead.Platform.Findings.Intelligence;

/// <summary>A file that was read. In force it becomes an <see cref="IntelligenceSource"/>.</summary>
/// <param name="Version">Null where a file of the kind does not tell it.</param>
/// <param name="DatedAt">UTC. Null as for the version.</param>
internal abstract record IntelligenceFile(string? Version, DateTimeOffset? DatedAt)
{
    /// <summary>Of any kind; today there are about 300,000 scores and 1,500 known exploited ones.</summary>
    public const int MaxEntries = 1_000_000;

    public sealed record Epss(string? Version, DateTimeOffset? DatedAt, IReadOnlyList<EpssScore> Scores) : IntelligenceFile(Version, DatedAt);

    public sealed record Kev(string? Version, DateTimeOffset? DatedAt, IReadOnlyList<KevEntry> Entries) : IntelligenceFile(Version, DatedAt);

    public sealed record Maturity(IReadOnlyList<MaturityEntry> Entries) : IntelligenceFile(null, null);

    /// <exception cref="IntelligenceFileException">It is none of them, or not in order.</exception>
    public static IntelligenceFile Read(ReadOnlyMemory<byte> content)
    {
        var start = content.Span.TrimStart(" \t\r\n"u8);
        return start.IsEmpty ? throw new IntelligenceFileException("The file is empty.")
            : start[0] == (byte)'{' ? KevReader.Read(content)
            : start[0] == (byte)'#' || start.StartsWith("cve,epss"u8) ? EpssReader.Read(content.Span)
            : MaturityReader.Recognises(content) ? MaturityReader.Read(content)
            : throw new IntelligenceFileException(
                "This is none of the files. Give FIRST's epss_scores-YYYY-MM-DD.csv, also as .csv.gz, CISA's known_exploited_vulnerabilities.json, "
                + "or CSV with the columns cve and exploit_maturity.");
    }
}

/// <param name="Cve">As <see cref="CveNumber"/>.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Percentile">0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EpssScore(long Cve, double Score, double Percentile);

/// <param name="Cve">As <see cref="CveNumber"/>.</param>
internal sealed record KevEntry(long Cve, DateOnly DueOn, bool Ransomware);

/// <param name="Cve">As <see cref="CveNumber"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MaturityEntry(long Cve, ExploitMaturity Maturity);

/// <summary>A file is not taken in.</summary>
/// <param name="line">From 1.</param>
internal sealed class IntelligenceFileException(string message, int? line = null) : Exception(message)
{
    public int? Line { get; } = line;
}
