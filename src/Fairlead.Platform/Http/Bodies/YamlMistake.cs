using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Http;

/// <summary>What is probably wrong with a line that no parser takes, in words for whoever wrote it.</summary>
internal static class YamlMistake
{
    /// <param name="line">1-based; where the parser gave up.</param>
    /// <param name="column">1-based.</param>
    public static YamlRefusedException Of(string text, int line, int column)
    {
        var lines = text.Split('\n');
        // The parser notices a tab only at the line before or after it, or much later; within texts no line begins with one.
        if (Tabbed(lines, [line, line + 1, line - 1, .. Enumerable.Range(1, lines.Length).Where(n => lines[n - 1].StartsWith('\t'))]) is { } tab)
            return tab;
        var shown = lines[Math.Clamp(line, 1, lines.Length) - 1];
        return Refused(line, column, Guess(text, shown.Trim()), shown);
    }

    /// <summary>A tab before a line that a parser takes for a text, or for more of the one above, although a key or an entry is meant.</summary>
    /// <param name="first">1-based, as is <paramref name="last"/>.</param>
    /// <returns><see langword="null"/> when there is none.</returns>
    public static YamlRefusedException? InIndentation(IReadOnlyList<string> lines, int first, int last) => Tabbed(lines, Enumerable.Range(first, last - first + 1));

    private static YamlRefusedException? Tabbed(IReadOnlyList<string> lines, IEnumerable<int> numbers) =>
        numbers.FirstOrDefault(n => n >= 1 && n <= lines.Count && TabOf(lines[n - 1]) > 0) is > 0 and var line
            ? Refused(line, TabOf(lines[line - 1]), "A tab stands in the indentation, where YAML allows only spaces", lines[line - 1])
            : null;

    /// <returns>Its column, from 1; 0 when the line is not indented with one.</returns>
    private static int TabOf(string line) => line.TrimStart().Length == 0 ? 0 : IndentationOf(line).IndexOf('\t') + 1;

    private static YamlRefusedException Refused(int line, int column, string what, string shown) => new(
        YamlRefusal.Malformed, line, column, shown.Trim().Length == 0 ? $"{what}." : $"{what}. The line is: {PlainText.Shown(WithoutSecret(shown.Trim()))}");

    /// <summary>Whoever put a secret into the file should not find it in a log or a terminal as well.</summary>
    private static string WithoutSecret(string line) =>
        line.IndexOf(':') is > 0 and var colon && YamlSecrets.IsNameOfOne(line[..colon]) ? $"{line[..colon]}: •••" : line;

    private static string Guess(string text, string line)
    {
        var value = line.Split(": ", 2) is [_, var right] ? right.TrimStart() : line;
        if (HasOpenQuote(value))
            return "A quote is not closed";
        if (text.Count(c => c is '[' or '{') > text.Count(c => c is ']' or '}'))
            return "A bracket is not closed";
        if (value is ['@' or '`' or '%' or '*' or '&' or '!', ..])
            return $"A value that begins with {value[0]} needs quotes";
        if (value is not ['"' or '\'', ..] && value.Contains(": "))
            return "A value that holds a colon and a space needs quotes";
        return "This is no YAML: the indentation differs from its neighbours, or a colon, a dash or a quote is missing";
    }

    private static string IndentationOf(string line) => line[..^line.TrimStart().Length];

    private static bool HasOpenQuote(string value) =>
        value is ['"' or '\'', .. var rest] && rest.Count(c => c == value[0]) % 2 == 0;
}
