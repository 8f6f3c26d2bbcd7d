using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>Choices of a form. What stands in the configuration and means one of them stays as it is written there.</summary>
internal static class AsWritten
{
    /// <param name="words">Words of a closed list, of which case and hyphens do not matter.</param>
    public static IEnumerable<(string Value, string Text)> Words(IEnumerable<(string Value, string Text)> words, string? written) =>
        words.Select(w => (written is not null && IsSame(w.Value, written) ? written : w.Value, w.Text));

    /// <param name="names">Things of Jira's, written by name or id.</param>
    public static IEnumerable<(string Value, string Text)> Names(IEnumerable<JiraName> names, string? written) =>
        names.Select(n => (written is not null && Is(n, written) ? written : n.Name, n.Name));

    /// <summary>Whether both are the same word of a closed list.</summary>
    public static bool IsSame(string word, string written) => written.Replace("-", "").Equals(word.Replace("-", ""), StringComparison.OrdinalIgnoreCase);

    public static bool Is(JiraName name, string written) => name.Id == written || name.Name.Equals(written, StringComparison.OrdinalIgnoreCase);

    /// <summary>What was chosen of a list whose order the form does not show: what was there before in its order, then the rest.</summary>
    public static IReadOnlyList<string>? InOrder(IReadOnlyList<string>? chosen, IReadOnlyList<string>? before) =>
        chosen is null ? null : [.. (before ?? []).Where(chosen.Contains), .. chosen.Where(c => before?.Contains(c) != true)];

    /// <summary>A map with another value under a key, in its place; without one, the key is left out.</summary>
    public static IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> map, string key, string? value)
    {
        var entries = map.Select(e => e.Key == key ? new(key, value) : new KeyValuePair<string, string?>(e.Key, e.Value)).ToList();
        if (!map.ContainsKey(key))
            entries.Add(new(key, value));
        return entries.Where(e => e.Value is not null).ToDictionary(e => e.Key, e => e.Value!);
    }
}
