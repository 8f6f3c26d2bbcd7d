using System.Collections;
using System.Globalization;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>
/// Texts and lists of a template's model, short enough for an issue. Each that is cut says how much is missing, and is known again, so that it
/// shows whether a template wrote one of them.
/// </summary>
/// <param name="tellsMore">Lists end with how much is missing; else with what there is room for, as values of fields do.</param>
internal sealed class ShortTexts(bool tellsMore)
{
    private const int MaxLine = 500;
    private const int MaxBlock = 8_000;
    private const int MaxTexts = 20;
    private readonly HashSet<object> _cut = new(ReferenceEqualityComparer.Instance);
    private bool _hasCutList;

    /// <summary>Names of the labels that are asked for.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Whether what a template wrote leaves something out.</summary>
    /// <param name="written">The values, as they were put in.</param>
    public bool LeftOut(IEnumerable<string> written) => _hasCutList || written.Any(_cut.Contains);

    public static string Line(string? text) => text is null ? "" : PlainText.Cut(PlainText.OneLine(text), MaxLine);

    /// <summary>Several lines, cut at the end of one of them, or of a word.</summary>
    public string Block(string? text)
    {
        var clean = text is null ? "" : PlainText.Clean(text).ReplaceLineEndings("\n").Trim();
        if (clean.Length <= MaxBlock)
            return clean;
        var end = EndOf(clean, "\n\n") ?? EndOf(clean, "\n") ?? EndOf(clean, " ") ?? MaxBlock;
        if (char.IsHighSurrogate(clean[end - 1]))
            end--;
        return Told(string.Concat(clean.AsSpan(0, end).TrimEnd(), "\n\n…"));
    }

    public List<string> Lines(IEnumerable<string?> texts)
    {
        var (lines, isCut) = FirstOf(texts);
        if (isCut && tellsMore)
            Told(lines[^1]);
        return lines;
    }

    /// <summary>Whoever misses one of many links finds it by the identifiers: nothing is attached for their sake.</summary>
    public List<string> Links(IEnumerable<string> links) => FirstOf(links).Lines;

    public string Joined(IEnumerable<string> texts)
    {
        var (lines, isCut) = FirstOf(texts);
        var joined = string.Join(", ", lines);
        return isCut ? Told(joined) : joined;
    }

    /// <summary>The first ones; a template that goes through them leaves the others out.</summary>
    public IEnumerable<T> First<T>(IReadOnlyList<T> items, int most) => items.Count <= most ? items : new CutList<T>(this, [.. items.Take(most)]);

    /// <summary>The first of the texts, each once, and how many more there are.</summary>
    private (List<string> Lines, bool IsCut) FirstOf(IEnumerable<string?> texts)
    {
        var all = texts.Select(Line).Where(l => l.Length > 0).Distinct().ToList();
        if (all.Count <= MaxTexts)
            return (all, false);
        List<string> first = all[..MaxTexts];
        if (tellsMore)
            first.Add($"… and {(all.Count - MaxTexts).ToString("N0", CultureInfo.InvariantCulture)} more");
        return (first, true);
    }

    private static int? EndOf(string text, string separator) =>
        text.LastIndexOf(separator, MaxBlock, MaxBlock / 2, StringComparison.Ordinal) is > 0 and var at ? at : null;

    private string Told(string text)
    {
        _cut.Add(text);
        return text;
    }

    private sealed class CutList<T>(ShortTexts texts, IReadOnlyList<T> first) : IEnumerable<T>
    {
        public IEnumerator<T> GetEnumerator()
        {
            texts._hasCutList = true;
            return first.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
