using System.Text;

namespace Fairlead.Cli.Terminal;

/// <summary>How many columns text takes, and cutting and wrapping by columns.</summary>
internal static class TextWidth
{
    public static int Of(string text)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
            columns += Of(rune);
        return columns;
    }

    /// <summary>Cuts to at most so many columns, ending in an ellipsis when cut.</summary>
    public static string Cut(string text, int columns)
    {
        if (Of(text) <= columns)
            return text;
        var result = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (used + Of(rune) > columns - 1)
                break;
            used += Of(rune);
            result.Append(rune);
        }

        return result.Append('…').ToString();
    }

    /// <summary>Cuts the beginning off, for paths and ids whose end says most.</summary>
    public static string CutStart(string text, int columns)
    {
        if (Of(text) <= columns)
            return text;
        var runes = text.EnumerateRunes().Reverse();
        var kept = new List<Rune>();
        var used = 0;
        foreach (var rune in runes)
        {
            if (used + Of(rune) > columns - 1)
                break;
            used += Of(rune);
            kept.Add(rune);
        }

        kept.Reverse();
        return $"…{string.Concat(kept)}";
    }

    /// <summary>
    /// Breaks between words; a word longer than the width stays whole on a line of its own. So does one of our commands, up to
    /// the next punctuation: it is there to be copied.
    /// </summary>
    public static IReadOnlyList<string> Wrap(string text, int columns)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in Unbroken(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (line.Length > 0 && Of(line.ToString()) + 1 + Of(word) > columns)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0)
            lines.Add(line.ToString());
        return lines;
    }

    private static IEnumerable<string> Unbroken(string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var end = i;
            if (words[i].TrimStart('(', '"') is "fairlead" or "./fairlead")
            {
                while (end < words.Length - 1 && !".,;:)".Contains(words[end][^1]))
                    end++;
            }

            yield return string.Join(' ', words[i..(end + 1)]);
            i = end;
        }
    }

    private static int Of(Rune rune) => rune.Value switch
    {
        0x200D or (>= 0x0300 and <= 0x036F) or (>= 0xFE00 and <= 0xFE0F) => 0,
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60)
            or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) => 2,
        _ => 1,
    };
}
