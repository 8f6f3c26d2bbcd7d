using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>
/// Text as UTF-8 out of a file whose encoding nobody told: by its mark, else UTF-8 where it is valid, else UTF-16 where it plainly is that, else Latin-1,
/// in which at least everything ASCII is right.
/// </summary>
internal static class TextBytes
{
    /// <summary>By so many at the beginning it is decided whether it is text.</summary>
    public const int LookedAtBytes = 8 * 1024;

    private const int MinUtf16Units = 4;
    private const int ManyUtf16Units = 64;

    private static readonly UTF32Encoding BigEndianUtf32 = new(bigEndian: true, byteOrderMark: false);

    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(b => (byte)b).Except("\t\n\v\f\r\u001b"u8.ToArray()), 0x7F]);

    /// <returns><see langword="null"/> when it is no text. NUL, which text may hold further on, becomes a space.</returns>
    public static ReadOnlyMemory<byte>? Of(ReadOnlyMemory<byte> bytes) => bytes.Span switch
    {
        [0xEF, 0xBB, 0xBF, ..] => OfUnmarked(bytes[3..]),
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF8.GetBytes(Encoding.UTF32.GetString(bytes.Span[4..])),
        [0, 0, 0xFE, 0xFF, ..] => Encoding.UTF8.GetBytes(BigEndianUtf32.GetString(bytes.Span[4..])),
        [0xFF, 0xFE, ..] => OfUtf16(MemoryMarshal.Cast<byte, short>(bytes.Span[2..]), isBigEndian: false),
        [0xFE, 0xFF, ..] => OfUtf16(MemoryMarshal.Cast<byte, short>(bytes.Span[2..]), isBigEndian: true),
        _ => OfUnmarked(bytes),
    };

    /// <summary>Whether a file that begins so has the mark of a text, or holds no NUL and next to no other control characters.</summary>
    /// <param name="head">As many bytes as are looked at, or all.</param>
    public static bool IsPlain(ReadOnlySpan<byte> head) => head switch
    {
        [0xEF, 0xBB, 0xBF, .. var rest] => IsPlain(rest),
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..] => true,
        _ => !Start(head).Contains((byte)0) && (Utf8.IsValid(Start(head)) || CountOfControls(Start(head)) <= Start(head).Length / 16),
    };

    /// <summary>Whether a file that begins so is UTF-16 without its mark.</summary>
    /// <inheritdoc cref="IsPlain"/>
    public static bool IsUtf16(ReadOnlySpan<byte> head) => Utf16Order(Start(head)) is not null;

    private static ReadOnlyMemory<byte>? OfUnmarked(ReadOnlyMemory<byte> bytes)
    {
        var start = Start(bytes.Span);
        var hasNul = start.Contains((byte)0);
        if (!hasNul && Utf8.IsValid(bytes.Span))
            return WithoutNul(bytes);
        // What is packed or encrypted has no NUL either when it is short, but one byte in nine is a control character.
        if (!hasNul && CountOfControls(start) <= start.Length / 16)
            return WithoutNul(OfLatin1(bytes.Span));
        if (Utf16Order(start) is { } isBigEndian)
            return OfUtf16(MemoryMarshal.Cast<byte, short>(bytes.Span), isBigEndian);
        return null;
    }

    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, LookedAtBytes)];

    /// <summary>Whether the high bytes come first, where it plainly is UTF-16; else <see langword="null"/>.</summary>
    private static bool? Utf16Order(ReadOnlySpan<byte> start)
    {
        var (little, big) = (AsciiInUtf16(start, isBigEndian: false), AsciiInUtf16(start, isBigEndian: true));
        return (little, big) is (null, null) ? null : (big ?? -1) > (little ?? -1);
    }

    /// <summary>How many of the characters are ASCII, where bytes read as UTF-16 are a text; else <see langword="null"/>.</summary>
    /// <remarks>
    /// A text has no characters that mean nothing. Of units at random one in four does, so that what holds none and is not short is a text in any script; what
    /// is short must be ASCII for three quarters of it.
    /// </remarks>
    private static int? AsciiInUtf16(ReadOnlySpan<byte> start, bool isBigEndian)
    {
        var (ascii, units) = (0, start.Length / 2);
        // A text that was written with its end.
        while (units > 0 && start[(units * 2) - 2] == 0 && start[(units * 2) - 1] == 0)
            units--;
        for (var i = 0; i < units; i++)
        {
            var unit = UnitAt(start, i, isBigEndian);
            if (unit < 0x80)
            {
                if (char.IsControl(unit) && unit is not ('\t' or '\n' or '\v' or '\f' or '\r' or '\u001b'))
                    return null;
                ascii++;
            }
            else if (char.IsHighSurrogate(unit))
            {
                // The second half may be behind what is looked at.
                if (++i < units && !char.IsLowSurrogate(UnitAt(start, i, isBigEndian)))
                    return null;
            }
            else if (char.GetUnicodeCategory(unit) is UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate)
            {
                return null;
            }
        }

        return units >= MinUtf16Units && (ascii >= units * 3 / 4 || (ascii > 0 && units >= ManyUtf16Units)) ? ascii : null;
    }

    private static char UnitAt(ReadOnlySpan<byte> bytes, int index, bool isBigEndian) => (char)(isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(index * 2)..])
        : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(index * 2)..]));

    private static int CountOfControls(ReadOnlySpan<byte> bytes)
    {
        var controls = 0;
        foreach (var b in bytes)
            controls += Controls.Contains(b) ? 1 : 0;
        return controls;
    }

    private static byte[] OfUtf16(ReadOnlySpan<short> units, bool isBigEndian)
    {
        if (isBigEndian == BitConverter.IsLittleEndian)
        {
            var swapped = new short[units.Length];
            BinaryPrimitives.ReverseEndianness(units, swapped);
            units = swapped;
        }

        var chars = MemoryMarshal.Cast<short, char>(units);
        var utf8 = new byte[Encoding.UTF8.GetByteCount(chars)];
        Encoding.UTF8.GetBytes(chars, utf8);
        utf8.AsSpan().Replace((byte)0, (byte)' ');
        return utf8;
    }

    private static byte[] OfLatin1(ReadOnlySpan<byte> bytes)
    {
        var beyond = 0;
        foreach (var b in bytes)
            beyond += b >> 7;
        var utf8 = new byte[bytes.Length + beyond];
        var at = 0;
        foreach (var b in bytes)
        {
            if (b < 0x80)
            {
                utf8[at++] = b;
                continue;
            }

            utf8[at++] = (byte)(0xC0 | b >> 6);
            utf8[at++] = (byte)(0x80 | b & 0x3F);
        }

        return utf8;
    }

    private static ReadOnlyMemory<byte> WithoutNul(ReadOnlyMemory<byte> utf8)
    {
        if (!utf8.Span.Contains((byte)0))
            return utf8;
        var clean = new byte[utf8.Length];
        utf8.Span.Replace(clean, (byte)0, (byte)' ');
        return clean;
    }
}
