namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>How many letters two words differ in, for "did you mean".</summary>
internal static class Nearness
{
    /// <returns>Edit distance without regard to case; words longer than 64 characters are far from everything.</returns>
    public static int Distance(string a, string b)
    {
        if (a.Length > 64 || b.Length > 64)
            return int.MaxValue;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                var cost = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (same ? 0 : 1));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[b.Length];
    }

    /// <returns>The nearest of the words when it is near enough to be meant.</returns>
    public static string? Of(string word, IEnumerable<string> known) =>
        known.Select(k => (Word: k, Distance: Distance(k, word)))
            .Where(k => k.Distance <= Math.Max(2, k.Word.Length / 3))
            .OrderBy(k => k.Distance)
            .Select(k => k.Word)
            .FirstOrDefault();
}
