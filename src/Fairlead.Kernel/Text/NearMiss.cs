namespace Fairlead.Kernel.Text;

/// <summary>Finds what somebody meant to type.</summary>
public static class NearMiss
{
    private const int LongestWord = 64;
    private const int ShortestPart = 3;
    private const StringComparison Alike = StringComparison.OrdinalIgnoreCase;

    /// <returns>
    /// The nearest of the known words; else the only one that begins with what was typed, or holds it; null when none is near enough to be meant.
    /// </returns>
    public static string? Of(string typed, IEnumerable<string> known)
    {
        var bare = typed.TrimStart('-');
        var words = known.ToList();
        return Nearest(bare, words) ?? (bare.Length < ShortestPart ? null : TheOnlyOne(words, w => w.StartsWith(bare, Alike)) ?? TheOnlyOne(words, w => w.Contains(bare, Alike)));
    }

    private static string? TheOnlyOne(IEnumerable<string> words, Func<string, bool> fits) =>
        words.Where(w => fits(w.TrimStart('-'))).Distinct().Take(2).ToList() is [var only] ? only : null;

    private static string? Nearest(string bare, IEnumerable<string> known)
    {
        var best = known
            .Select(word => (Word: word, Distance: Distance(bare, word.TrimStart('-'))))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
            .FirstOrDefault();
        if (best.Word is null)
            return null;
        var tolerated = Math.Max(1, Math.Max(bare.Length, best.Word.Length) / 3);
        return best.Distance <= tolerated ? best.Word : null;
    }

    /// <summary>Edits between two words, whatever their case: insert, delete, replace, and swap of neighbours.</summary>
    /// <returns>Words longer than 64 characters are far from everything.</returns>
    public static int Distance(string a, string b)
    {
        if (a.Length > LongestWord || b.Length > LongestWord)
            return int.MaxValue;
        var beforeLast = new int[b.Length + 1];
        var last = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last) = (last, current);
        }

        return last[b.Length];
    }
}
