namespace Fairlead.Secrets.Allowing;

/// <summary>The lines that say of their secret that it may stand there.</summary>
public static class AllowedLines
{
    private static readonly byte[][] Marks = ["fairlead:allow"u8.ToArray(), "gitleaks:allow"u8.ToArray()];

    /// <param name="firstLine">The number of the first one.</param>
    /// <returns>Their numbers.</returns>
    public static HashSet<long> Of(ReadOnlySpan<byte> text, long firstLine = 1)
    {
        HashSet<long> lines = [];
        foreach (var mark in Marks)
        {
            var counter = new LineCounter(text, firstLine);
            for (int from = 0, at; (at = text[from..].IndexOf(mark)) >= 0; from += at + mark.Length)
            {
                var end = from + at + mark.Length;
                if (end == text.Length || !char.IsAsciiLetterOrDigit((char)text[end]))
                    lines.Add(counter.At(from + at).Line);
            }
        }

        return lines;
    }

    /// <summary>Whether one of the lines is among them on which a match stands.</summary>
    /// <param name="line">In which it begins.</param>
    public static bool Cover(HashSet<long> lines, long line, ReadOnlySpan<byte> match)
    {
        if (lines.Count == 0)
            return false;

        var last = line + match.Count((byte)'\n');
        for (var at = line; at <= last; at++)
        {
            if (lines.Contains(at))
                return true;
        }

        return false;
    }
}
