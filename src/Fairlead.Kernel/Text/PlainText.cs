using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fairlead.Kernel.Text;

/// <summary>
/// The one boundary sanitiser for text that comes from scanners, Jira or people and goes to a database or to Jira:
/// both databases must store the same value (SQLite keeps NUL and mends lone surrogates, PostgreSQL refuses both).
/// </summary>
public static class PlainText
{
    private const char FirstDirection = '\u202A';
    private const char LastDirection = '\u2069';

    private static readonly SearchValues<char> Control = SearchValues.Create(
        [.. Enumerable.Range(0, 128).Select(c => (char)c).Where(IsDropped)]);

    /// <summary>Replaces NUL and lone surrogates by U+FFFD and drops control characters other than tab and line breaks, and what would turn the order of reading around.</summary>
    /// <returns>The same instance when nothing had to change.</returns>
    public static string Clean(string text)
    {
        var clean = FirstBadIndex(text);
        if (clean < 0)
            return text;

        var result = new StringBuilder(text.Length).Append(text, 0, clean);
        for (var i = clean; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                result.Append(c).Append(text[++i]);
            else if (c == '\0' || char.IsSurrogate(c))
                result.Append('\uFFFD');
            else if (!IsDropped(c))
                result.Append(c);
        }

        return result.ToString();
    }

    /// <summary>Whether nothing of a text is to be seen: it is white space and characters without a shape, such as a zero-width space or a filler of Hangul or Braille.</summary>
    public static bool IsBlank(string text) =>
        Clean(text).All(c => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format || c is '\u115F' or '\u1160' or '\u2800' or '\u3164' or '\uFFA0');

    /// <summary>
    /// The first character of a text that is not to be seen, or turns the order of reading around: two names that differ by it alone look the same. White space is none; nor is what
    /// chooses the look of a symbol, nor what joins or parts the letters and symbols of scripts that need it.
    /// </summary>
    /// <returns>Such as <c>U+200B</c>; <see langword="null"/> where all is to be seen.</returns>
    public static string? HiddenIn(string text)
    {
        var (afterSymbol, before) = (false, default(Rune));
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            // Latin, Greek and Cyrillic, which come first, join no letters.
            var isJoiner = rune.Value is 0x200C or 0x200D && before.Value >= 0x0590;
            before = rune;
            var isHidden = (category == UnicodeCategory.Format && !isJoiner) || (category == UnicodeCategory.Control && !Rune.IsWhiteSpace(rune))
                || (rune.Value is >= 0xFE00 and <= 0xFE0F && !afterSymbol)
                || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0x2065 and <= 0x206F) or 0x2800 or 0x3164 or 0xFFA0
                    or (>= 0xE0000 and <= 0xE0FFF);
            if (isHidden)
                return $"U+{rune.Value:X4}";
            afterSymbol = category is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol;
        }

        return null;
    }

    /// <summary><see cref="Clean"/> on one line: every run of white space becomes one space, the ends are trimmed.</summary>
    public static string OneLine(string text)
    {
        var result = new StringBuilder(text.Length);
        var pendingSpace = false;
        foreach (var c in Clean(text))
        {
            if (char.IsWhiteSpace(c))
            {
                pendingSpace = result.Length > 0;
                continue;
            }

            if (pendingSpace)
                result.Append(' ');
            pendingSpace = false;
            result.Append(c);
        }

        return result.Equals(text) ? text : result.ToString();
    }

    /// <summary>Cuts to at most <paramref name="maxLength"/> UTF-16 code units, never inside a surrogate pair, ending in an ellipsis when cut.</summary>
    public static string Cut(string text, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        if (text.Length <= maxLength)
            return text;

        var end = maxLength - 1;
        if (end > 0 && char.IsHighSurrogate(text[end - 1]))
            end--;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    /// <summary>What somebody wrote, fit for a message: one line, cut; "(empty)" where nothing is to be seen.</summary>
    public static string Shown(string text, int maxLength = 80) => Cut(OneLine(text) is { Length: > 0 } line ? line : "(empty)", maxLength);

    private static int FirstBadIndex(string text)
    {
        // Nearly all text needs nothing, and is looked through by the vector.
        var all = text.AsSpan();
        if (!all.ContainsAny(Control) && !all.ContainsAnyInRange('\u0080', '\u009F') && !all.ContainsAnyInRange('\uD800', '\uDFFF')
            && !all.ContainsAnyInRange(FirstDirection, LastDirection))
            return -1;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (c == '\0' || char.IsSurrogate(c) || IsDropped(c))
                return i;
        }

        return -1;
    }

    /// <summary>Control characters; and those that make text read in another order than it is stored (U+202A to U+202E, U+2066 to U+2069).</summary>
    private static bool IsDropped(char c) => (char.IsControl(c) && c is not ('\t' or '\n' or '\r')) || c is (>= FirstDirection and <= '\u202E') or (>= '\u2066' and <= LastDirection);
}
