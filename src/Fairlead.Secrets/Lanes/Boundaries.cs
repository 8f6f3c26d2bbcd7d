using System.Runtime.CompilerServices;

namespace Fairlead.Secrets.Lanes;

/// <summary>Where a secret may begin and end: within a longer word of the same characters it is none.</summary>
internal static class Boundaries
{
    private static readonly bool[] Words = [.. Enumerable.Range(0, 256).Select(value => char.IsAsciiLetterOrDigit((char)value) || value == '_')];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWord(byte value) => Words[value];

    /// <summary>No letter, digit or underscore before; an escape such as <c>\n</c> or <c>%3D</c> is a character of its own, and so is a mark of emphasis.</summary>
    public static bool Begins(ReadOnlySpan<byte> text, int at) =>
        at == 0 || !Words[text[at - 1]] || EmphasisBefore(text, at) > 0 ||
        at >= 2 && text[at - 2] == '\\' && text[at - 1] is (byte)'n' or (byte)'r' or (byte)'t' ||
        at >= 3 && text[at - 3] == '%' && char.IsAsciiHexDigit((char)text[at - 2]) && char.IsAsciiHexDigit((char)text[at - 1]);

    /// <summary>No letter, digit or underscore behind but marks of emphasis, nor a hyphen that joins one.</summary>
    public static bool Ends(ReadOnlySpan<byte> text, int end) =>
        end >= text.Length || (text[end] == '_' ? EmphasisBehind(text, end) > 0 : !Words[text[end]] && !(text[end] == '-' && IsWordAt(text, end + 1)));

    /// <summary>Wiki markup and Markdown emphasise with underscores.</summary>
    /// <returns>How many are right before it, one or two, with no word before them; else 0.</returns>
    public static int EmphasisBefore(ReadOnlySpan<byte> text, int at)
    {
        var marks = at > 0 && text[at - 1] == '_' ? at > 1 && text[at - 2] == '_' ? 2 : 1 : 0;
        return marks == 0 || at == marks || !Words[text[at - marks - 1]] ? marks : 0;
    }

    /// <returns>The same right behind.</returns>
    private static int EmphasisBehind(ReadOnlySpan<byte> text, int end)
    {
        var marks = end + 1 < text.Length && text[end + 1] == '_' ? 2 : 1;
        return IsWordAt(text, end + marks) ? 0 : marks;
    }

    /// <summary>As <see cref="Ends"/>, nor one of <c>+ / . ~</c> that joins one, nor dots that say "and so on".</summary>
    public static bool EndsValue(ReadOnlySpan<byte> text, int end) =>
        end >= text.Length || !text[end..].StartsWith(".."u8) && !Words[text[end]] && !(text[end] is (byte)'-' or (byte)'+' or (byte)'/' or (byte)'.' or (byte)'~' && IsWordAt(text, end + 1));

    private static bool IsWordAt(ReadOnlySpan<byte> text, int at) => at < text.Length && Words[text[at]];
}
