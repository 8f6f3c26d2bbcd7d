using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using Fairlead.Jira.Calls;

namespace Fairlead.Jira.Transport;

/// <summary>
/// Reads an answer's body up to a cap that counts after decompression: .NET's own decompression has none, and a bomb expands a
/// thousandfold (reliability fact E5).
/// </summary>
internal static class BodyReader
{
    /// <returns>As UTF-8.</returns>
    public static async Task<ReadOnlyMemory<byte>> ReadTextAsync(HttpContent content, int maxBytes, CancellationToken ct)
    {
        await using var raw = await content.ReadAsStreamAsync(ct);
        await using var plain = Decompress(raw, content.Headers.ContentEncoding);
        return AsUtf8((await ReadUpToAsync(plain, maxBytes, null, null, ct)).Bytes, content.Headers.ContentType?.CharSet);
    }

    /// <returns>The bytes as they are, and whether they are only the beginning, because the rest was not wanted.</returns>
    public static async Task<(ReadOnlyMemory<byte> Bytes, bool IsCut)> ReadFileAsync(HttpContent content, int maxBytes, FileHead? head, CancellationToken ct)
    {
        await using var raw = await content.ReadAsStreamAsync(ct);
        await using var plain = Decompress(raw, content.Headers.ContentEncoding);
        return await ReadUpToAsync(plain, maxBytes, content.Headers.ContentLength, head, ct);
    }

    private static Stream Decompress(Stream raw, ICollection<string> encodings)
    {
        var stream = raw;
        foreach (var encoding in encodings.Reverse())
        {
            stream = encoding.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
                "br" => new BrotliStream(stream, CompressionMode.Decompress),
                "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
                "identity" or "" => stream,
                _ => throw new InvalidDataException($"The answer is encoded as {encoding}, which was not asked for."),
            };
        }

        return stream;
    }

    /// <param name="expected">So many bytes are made room for at once, so that a large file is not copied as it grows.</param>
    private static async Task<(ReadOnlyMemory<byte> Bytes, bool IsCut)> ReadUpToAsync(Stream stream, int maxBytes, long? expected, FileHead? head, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var begin = ReadOnlyMemory<byte>.Empty;
            if (head is not null)
            {
                begin = await BeginAsync(stream, head.Bytes, ct);
                if (begin.Length == head.Bytes && !head.IsWanted(begin))
                    return (begin, IsCut: true);
                if (begin.Length > maxBytes)
                    throw new BodyTooLargeException(maxBytes);
            }

            var whole = expected > 0 && expected <= maxBytes ? new ArrayBufferWriter<byte>((int)expected) : new ArrayBufferWriter<byte>();
            whole.Write(begin.Span);
            int read;
            while ((read = await stream.ReadAsync(buffer, ct)) > 0)
            {
                if (whole.WrittenCount + read > maxBytes)
                    throw new BodyTooLargeException(maxBytes);
                whole.Write(buffer.AsSpan(0, read));
            }

            return (whole.WrittenMemory, IsCut: false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>Fewer than asked for where that is all.</returns>
    private static async Task<ReadOnlyMemory<byte>> BeginAsync(Stream stream, int bytes, CancellationToken ct)
    {
        var begin = new byte[bytes];
        return begin.AsMemory(0, await stream.ReadAtLeastAsync(begin, bytes, throwOnEndOfStream: false, ct));
    }

    /// <summary>JSON is UTF-8; servers and proxies that think otherwise are understood, and broken bytes become U+FFFD.</summary>
    private static ReadOnlyMemory<byte> AsUtf8(ReadOnlyMemory<byte> bytes, string? charset)
    {
        var encoding = EncodingOf(bytes.Span, charset?.Trim('"'));
        if (encoding is UTF8Encoding && Utf8.IsValid(bytes.Span))
            return bytes;
        return Encoding.UTF8.GetBytes(encoding.GetString(bytes.Span));
    }

    private static Encoding EncodingOf(ReadOnlySpan<byte> bytes, string? charset) => bytes switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => charset?.ToLowerInvariant() switch
        {
            "iso-8859-1" or "latin1" or "windows-1252" => Encoding.Latin1,
            "utf-16" or "utf-16le" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            _ => Encoding.UTF8,
        },
    };
}

/// <summary>The body was larger than its cap.</summary>
internal sealed class BodyTooLargeException(int maxBytes) : IOException($"The answer is larger than {maxBytes} bytes.");
