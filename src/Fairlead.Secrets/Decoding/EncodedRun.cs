using System.Buffers;
using System.Buffers.Text;

namespace Fairlead.Secrets.Decoding;

/// <summary>Text that was written in base 64 or in hexadecimal. Its first bytes tell: what random bytes decode to can hardly be read.</summary>
internal static class EncodedRun
{
    private const int MinLength = 24;
    private const int MaxLength = 1_048_576;

    private static readonly SearchValues<byte> Base64Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"u8);
    private static readonly SearchValues<byte> HexCharacters = SearchValues.Create("0123456789abcdefABCDEF"u8);
    private static readonly SearchValues<byte> Readable = SearchValues.Create([.. Enumerable.Range(0x20, 95).Select(value => (byte)value), (byte)'\n', (byte)'\r', (byte)'\t']);

    /// <summary>Behind the beginning also letters beyond ASCII, by the bytes of which UTF-8 makes them.</summary>
    private static readonly SearchValues<byte> ReadableOn = SearchValues.Create(
        [.. Enumerable.Range(0x20, 95).Concat(Enumerable.Range(0x80, 128)).Select(value => (byte)value), (byte)'\n', (byte)'\r', (byte)'\t']);

    /// <param name="at">Where a run of 16 token characters and more begins.</param>
    /// <param name="length">Of the run.</param>
    /// <param name="into">Of it the room of this depth is used.</param>
    /// <returns>What it says, in that room; empty: it is not encoded text.</returns>
    public static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> text, int at, SecretMatches into, int depth, out int length, out SecretEncoding encoding)
    {
        encoding = SecretEncoding.Plain;
        length = 0;
        var run = text[at..Math.Min(text.Length, at + MaxLength)];
        Span<byte> begin = stackalloc byte[12];
        if (Base64.DecodeFromUtf8(run[..16], begin, out _, out var written, isFinalBlock: false) == OperationStatus.Done && written == 12 &&
            begin.IndexOfAnyExcept(Readable) < 0)
        {
            length = Wrapped(run, Length(run, Base64Characters));
            encoding = SecretEncoding.Base64;
            return length < MinLength ? default : FromBase64(run[..length], into.Room(depth, 2 * length));
        }

        if (run[..16].IndexOfAnyExcept(HexCharacters) >= 0)
            return default;

        length = Length(run, HexCharacters);
        if (length < 2 * MinLength || length % 2 != 0)
            return default;

        encoding = SecretEncoding.Hexadecimal;
        if (Convert.FromHexString(run[..16], begin, out _, out _) != OperationStatus.Done || begin[..8].IndexOfAnyExcept(Readable) >= 0)
            return default;

        var bytes = into.Room(depth, length / 2)[..(length / 2)];
        return Convert.FromHexString(run[..length], bytes, out _, out _) == OperationStatus.Done && bytes.IndexOfAnyExcept(ReadableOn) < 0 ? bytes : default;
    }

    /// <summary>With the lines below, where a run fills a line as MIME and PEM wrap them (RFC 2045, 6.8: 76 characters at most): what stands across the end of a line is one text.</summary>
    private static int Wrapped(ReadOnlySpan<byte> run, int first)
    {
        if (first is not (60 or 64 or 72 or 76))
            return first;

        var length = first;
        while (true)
        {
            var next = run[length..] is [(byte)'\r', (byte)'\n', ..] ? length + 2 : run[length..] is [(byte)'\n', ..] ? length + 1 : run.Length;
            var line = next < run.Length ? Length(run[next..], Base64Characters) : 0;
            if (line == 0 || line > first)
                return length;
            length = next + line;
            if (line < first)
                return length;
        }
    }

    private static int Length(ReadOnlySpan<byte> run, SearchValues<byte> characters)
    {
        var end = run.IndexOfAnyExcept(characters);
        return end < 0 ? run.Length : end;
    }

    /// <summary>Without the ends of lines.</summary>
    private static Span<byte> Unwrapped(ReadOnlySpan<byte> run, Span<byte> room)
    {
        if (run.IndexOf((byte)'\n') < 0)
        {
            run.CopyTo(room);
            return room[..run.Length];
        }

        var count = 0;
        foreach (var value in run)
        {
            if (value is not ((byte)'\r' or (byte)'\n'))
                room[count++] = value;
        }

        return room[..count];
    }

    private static ReadOnlySpan<byte> FromBase64(ReadOnlySpan<byte> run, Span<byte> room)
    {
        var copy = Unwrapped(run, room);
        if (copy.Length % 4 == 1)
            copy = copy[..^1];
        copy.Replace((byte)'+', (byte)'-');
        copy.Replace((byte)'/', (byte)'_');
        var bytes = room[run.Length..];
        if (Base64Url.DecodeFromUtf8(copy, bytes, out _, out var written) != OperationStatus.Done)
            return default;

        // The end of a run may be of something else; what can be read counts.
        bytes = bytes[..written];
        var end = bytes.IndexOfAnyExcept(ReadableOn);
        return end >= 0 && end < written / 2 ? default : bytes[..(end < 0 ? written : end)];
    }
}
