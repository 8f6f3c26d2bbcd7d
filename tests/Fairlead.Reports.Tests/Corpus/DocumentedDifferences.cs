namespace Fairlead.Reports.Tests.Corpus;

/// <summary>The tables of docs/reports.md that say where we count otherwise, and what we chose where a choice was left.</summary>
internal sealed record DocumentedDifferences(string File, string? Others, string Ours)
{
    public static IReadOnlyList<DocumentedDifferences> All { get; } =
    [
        .. System.IO.File.ReadLines(Path.Combine(SharedData.RepositoryRoot, "docs", "reports.md"))
            .SkipWhile(l => !l.StartsWith("## Where we count otherwise", StringComparison.Ordinal))
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries)[1..^1])
            .Select(c => c.Length == 4
                ? new DocumentedDifferences(c[0].Trim('`'), c[1], c[2])
                : new DocumentedDifferences(c[0].Trim('`'), null, c[1])),
    ];

    public static DocumentedDifferences? Find(string file) => All.SingleOrDefault(d => d.File == file);
}
