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
        // The parser notices a tab only at the line before or after it.
        int[] near = [line, line + 1, line - 1];
        if (near.FirstOrDefault(n => n >= 1 && n <= lines.Length && IndentationOf(lines[n - 1]).Contains('\t')) is > 0 and var tabbed)
            return Refused(tabbed, 1, "A tab stands in the indentation; use spaces", lines[tabbed - 1]);
        var shown = lines[Math.Clamp(line, 1, lines.Length) - 1];
        return Refused(line, column, Guess(text, shown.Trim()), shown);
    }

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
