using System.Text.Json;

namespace Fairlead.Platform.SecurityInformation.Merging;

/// <summary>
/// What a provider took back of a vulnerability by names that nothing was associated by. Which issue a name is, only Jira knows: until it was asked, the names are kept, in the
/// order in which they were said, each as <c>-NAME</c>, between them as <c>+NAME</c> what was added since, which none that was said before concerns.
/// </summary>
internal static class TakeBacks
{
    private const char Removed = '-';
    private const char Added = '+';

    /// <summary>As many as are read back of a vulnerability are taken back at once; of more, the last count.</summary>
    private const int Most = 1_000;

    public static IReadOnlyList<string> None { get; } = [];

    /// <param name="json"><see langword="null"/>: there is none.</param>
    public static IReadOnlyList<string> Parse(string? json) => json is null ? None : JsonSerializer.Deserialize<string[]>(json)!;

    /// <inheritdoc cref="Parse"/>
    public static string? JsonOf(IReadOnlyList<string> said) => said.Count == 0 ? null : JsonSerializer.Serialize(said);

    /// <param name="removed">Names that nothing was associated by.</param>
    /// <param name="added">After those were taken back.</param>
    /// <param name="associations">What is associated now.</param>
    public static IReadOnlyList<string> After(IReadOnlyList<string> before, IEnumerable<string> removed, IEnumerable<string> added, IReadOnlyList<string> associations)
    {
        List<string> more = [.. removed.Select(r => Removed + Upper(r)).Distinct(StringComparer.Ordinal)];
        if (before.Count + more.Count == 0)
            return before;
        var again = added.Select(Upper).ToHashSet(StringComparer.Ordinal);
        more.RemoveAll(r => again.Contains(r[1..]));
        more.AddRange(again.Select(a => Added + a));
        var names = more.Select(m => m[1..]).ToHashSet(StringComparer.Ordinal);
        return Pruned([.. before.Where(b => !names.Contains(b[1..])), .. more], associations);
    }

    /// <summary>What one of the names may concern, of what is associated.</summary>
    public static IReadOnlyList<string> ConcernedBy(string name, IReadOnlyList<string> said, IReadOnlyList<string> associations)
    {
        var at = said.ToList().IndexOf(Removed + Upper(name));
        if (at < 0)
            return [];
        var since = said.Skip(at + 1).Where(s => s[0] == Added).Select(s => s[1..]).ToHashSet(StringComparer.Ordinal);
        return [.. associations.Where(a => !since.Contains(Upper(a)))];
    }

    /// <summary>The names, in capitals.</summary>
    public static IEnumerable<string> NamesIn(IReadOnlyList<string> said) => said.Where(s => s[0] == Removed).Select(s => s[1..]);

    /// <summary>Once it is known which issue a name is.</summary>
    /// <param name="associations">What is left.</param>
    public static IReadOnlyList<string> Without(string name, IReadOnlyList<string> said, IReadOnlyList<string> associations) =>
        Pruned([.. said.Where(s => s != Removed + Upper(name))], associations);

    /// <summary>Names that can concern nothing any more are forgotten, and so is what was added before the first of the others.</summary>
    private static IReadOnlyList<string> Pruned(IReadOnlyList<string> said, IReadOnlyList<string> associations)
    {
        var addedAt = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < said.Count; i++)
        {
            if (said[i][0] == Added)
                addedAt[said[i][1..]] = i;
        }

        var kept = associations.Select(Upper).ToHashSet(StringComparer.Ordinal);
        var oldest = kept.Count == 0 ? -1 : kept.Min(a => addedAt.GetValueOrDefault(a, -1));
        var pruned = new List<string>();
        for (var i = 0; i < said.Count; i++)
        {
            if (said[i][0] == Removed ? kept.Count > 0 && oldest < i : pruned.Count > 0 && kept.Contains(said[i][1..]))
                pruned.Add(said[i]);
        }

        return pruned.Exists(s => s[0] == Removed) ? [.. pruned.TakeLast(Most)] : None;
    }

    private static string Upper(string name) => name.ToUpperInvariant();
}
