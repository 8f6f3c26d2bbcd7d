using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>What the comment of a close says of the findings. Pure.</summary>
internal static class CloseWords
{
    /// <summary>A word of <see cref="Applying.CatalogFindings.WordsOf"/>: what was mended needs no word.</summary>
    private static readonly string Mended = Applying.CatalogFindings.WordsOf(FindingStatus.Fixed);

    /// <param name="total">Findings behind the issue; at least one.</param>
    /// <param name="detail">What became of them; <see langword="null"/>: they are gone.</param>
    public static string TextOf(int total, string? detail)
    {
        var what = detail is null ? "" : $": {detail}";
        return total == 1 ? $"The finding behind this issue is no longer open{what}." : $"None of the {total} findings behind this issue is open any longer{what}.";
    }

    /// <param name="members">All behind the issue, none of them open.</param>
    /// <returns>Such as <c>2 fixed; 1 risk accepted until 2027-02-28 by Bob</c>; <see langword="null"/> when all were mended.</returns>
    public static string? DetailOf(IReadOnlyList<ContentFinding> members)
    {
        if (members.All(m => m.Status == Mended))
            return null;
        var words = members.GroupBy(m => m.Decided is { } decided ? $"{m.Status} {decided}" : m.Status)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (words.Count == 1)
            return words[0].Key;
        var shown = words.Take(MostShown).Select(w => $"{w.Count()} {w.Key}");
        return string.Join("; ", words.Count > MostShown ? [.. shown, $"{words.Skip(MostShown).Sum(w => w.Count())} otherwise"] : shown);
    }

    private const int MostShown = 5;
}
