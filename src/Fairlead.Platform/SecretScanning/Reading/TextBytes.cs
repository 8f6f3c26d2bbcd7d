using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>
/// Text as UTF-8 out of a file whose encoding nobody told: by its mark, else UTF-8 where it is valid, else Latin-1, in which at least
/// everything ASCII is right.
/// </summary>
internal static class TextBytes
{
    private const int LookedAtBytes = 8 * 1024;

    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(b => (byte)b).Except("\t\n\v\f\r\u001b"u8.ToArray()), 0x7F]);

    /// <returns><see langword="null"/> when it is no text. NUL, which text may hold further on, becomes a space.</returns>
    public static ReadOnlyMemory<byte>? Of(ReadOnlyMemory<byte> bytes) => bytes.Span switch
    {
        [0xEF, 0xBB, 0xBF, ..] => OfUnmarked(bytes[3..]),
        [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF8.GetBytes(Encoding.UTF32.GetString(bytes.Span[4..])),
        [0xFF, 0xFE, ..] => OfUtf16(MemoryMarshal.Cast<byte, short>(bytes.Span[2..]), isBigEndian: false),
        [0xFE, 0xFF, ..] => OfUtf16(MemoryMarshal.Cast<byte, short>(bytes.Span[2..]), isBigEndian: true),
        _ => OfUnmarked(bytes),
    };

    private static ReadOnlyMemory<byte>? OfUnmarked(ReadOnlyMemory<byte> bytes)
    {
        var start = bytes.Span[..Math.Min(bytes.Length, LookedAtBytes)];
        if (start.Contains((byte)0))
            return null;
        if (Utf8.IsValid(bytes.Span))
            return WithoutNul(bytes);
        // What is packed or encrypted has no NUL either when it is short, but one byte in nine is a control character.
        if (CountOfControls(start) > start.Length / 16)
            return null;
        return WithoutNul(OfLatin1(bytes.Span));
    }

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
