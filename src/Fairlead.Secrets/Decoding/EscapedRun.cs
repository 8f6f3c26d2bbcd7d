namespace Fairlead.Secrets.Decoding;

/// <summary>Text in which signs are written as <c>%3D</c>, as in addresses and forms (RFC 3986, 2.1).</summary>
internal static class EscapedRun
{
    /// <summary>How far before the first sign its text is looked for.</summary>
    private const int MaxBefore = 4_096;

    /// <summary>A longer one is read in parts: places are counted from the beginning of each.</summary>
    private const int MaxLength = 16_384;

    /// <summary>What joins names and values, what values hold that must be escaped, and the sign of escapes themselves.</summary>
    private const string Signs = "=:\"'&|{,;+/%";

    private static readonly bool[] Delimiters = [.. Enumerable.Range(0, 256).Select(value => value is <= ' ' or >= 127 || "\"'`<>(){}[]\\|^".Contains((char)value))];

    /// <summary>Whether one of the signs is escaped there.</summary>
    /// <param name="at">Of a percent sign.</param>
    public static bool IsSign(ReadOnlySpan<byte> text, int at) => Escaped(text, at) is var value and >= 0 && Signs.Contains((char)value);

    /// <param name="at">Of a percent sign.</param>
    /// <param name="from">It does not begin before.</param>
    /// <returns>The run around it without blanks and quotes.</returns>
    public static (int Start, int Length) Around(ReadOnlySpan<byte> text, int at, int from)
    {
        var start = at;
        for (var limit = Math.Max(from, at - MaxBefore); start > limit && !Delimiters[text[start - 1]]; start--) { }

        var end = at;
        for (var limit = Math.Min(text.Length, start + MaxLength); end < limit && !Delimiters[text[end]]; end++) { }

        return (start, end - start);
    }

    /// <param name="into">As long as the run at least.</param>
    /// <returns>How many bytes it says.</returns>
    public static int Decode(ReadOnlySpan<byte> run, Span<byte> into)
    {
        var length = 0;
        for (var at = 0; at < run.Length; at += LengthAt(run, at))
            into[length++] = Escaped(run, at) is var value and >= 0 ? (byte)value : run[at];
        return length;
    }

    /// <summary>Where a decoded byte stands in the run.</summary>
    public static int PlaceOf(ReadOnlySpan<byte> run, int decoded)
    {
        var at = 0;
        for (; decoded > 0; decoded--)
            at += LengthAt(run, at);
        return at;
    }

    private static int LengthAt(ReadOnlySpan<byte> run, int at) => Escaped(run, at) >= 0 ? 3 : 1;

    /// <returns>-1: nothing is.</returns>
    private static int Escaped(ReadOnlySpan<byte> text, int at) =>
        at + 2 < text.Length && text[at] == '%' && char.IsAsciiHexDigit((char)text[at + 1]) && char.IsAsciiHexDigit((char)text[at + 2])
            ? Half(text[at + 1]) << 4 | Half(text[at + 2])
            : -1;

    private static int Half(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
