using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;

namespace Fairlead.Jira.Transport;

/// <summary>
/// Reads an answer's body up to a cap that counts after decompression: .NET's own decompression has none, and a bomb expands a
/// thousandfold (reliability fact E5).
/// </summary>
internal static class BodyReader
{
    /// <param name="isFile">Whether the bytes are to stay as they are; else they are text, and become UTF-8.</param>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, int maxBytes, bool isFile, CancellationToken ct)
    {
        await using var raw = await content.ReadAsStreamAsync(ct);
        await using var plain = Decompress(raw, content.Headers.ContentEncoding);
        var bytes = await ReadUpToAsync(plain, maxBytes, isFile ? content.Headers.ContentLength : null, ct);
        return isFile ? bytes : AsUtf8(bytes, content.Headers.ContentType?.CharSet);
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
    private static async Task<ReadOnlyMemory<byte>> ReadUpToAsync(Stream stream, int maxBytes, long? expected, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var whole = expected > 0 && expected <= maxBytes ? new ArrayBufferWriter<byte>((int)expected) : new ArrayBufferWriter<byte>();
            int read;
            while ((read = await stream.ReadAsync(buffer, ct)) > 0)
            {
                if (whole.WrittenCount + read > maxBytes)
                    throw new BodyTooLargeException(maxBytes);
                whole.Write(buffer.AsSpan(0, read));
            }

            return whole.WrittenMemory;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
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
