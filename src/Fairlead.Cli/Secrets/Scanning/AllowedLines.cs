using Fairlead.Secrets;

namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>The lines that say of their secret that it may stand there.</summary>
internal static class AllowedLines
{
    private static readonly byte[][] Marks = ["fairlead:allow"u8.ToArray(), "gitleaks:allow"u8.ToArray()];

    /// <returns>Their numbers; <see langword="null"/>: there are none.</returns>
    public static HashSet<long>? Of(ReadOnlySpan<byte> text, long firstLine)
    {
        HashSet<long>? lines = null;
        foreach (var mark in Marks)
        {
            var counter = new LineCounter(text, firstLine);
            for (int from = 0, at; (at = text[from..].IndexOf(mark)) >= 0; from += at + mark.Length)
            {
                var end = from + at + mark.Length;
                if (end == text.Length || !char.IsAsciiLetterOrDigit((char)text[end]))
                    (lines ??= []).Add(counter.At(from + at).Line);
            }
        }

        return lines;
    }
}
