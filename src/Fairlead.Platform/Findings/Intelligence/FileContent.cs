using System.Buffers.Binary;
using System.IO.Compression;

namespace Fairlead.Platform.Findings.Intelligence;

/// <summary>The content of a file, which may be packed with gzip.</summary>
internal static class FileContent
{
    /// <summary>Of a file as it is sent, and of its content: EPSS has about 11 MB.</summary>
    public const int MaxBytes = 64 << 20;

    private const int GzipTrailer = 8;

    /// <exception cref="IntelligenceFileException">It is too large, or damaged.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream file, CancellationToken ct)
    {
        var sent = await ReadBoundedAsync(file, ct);
        if (!sent.Span.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            return WithoutMark(sent);
        try
        {
            await using var unpacking = new GZipStream(new MemoryStream(sent.ToArray(), writable: false), CompressionMode.Decompress);
            var content = await ReadBoundedAsync(unpacking, ct);
            // A file that is cut unpacks without complaint: its last four bytes tell how much was packed.
            if (sent.Length < GzipTrailer || BinaryPrimitives.ReadUInt32LittleEndian(sent.Span[^4..]) != (uint)content.Length)
                throw Damaged();
            return WithoutMark(content);
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBoundedAsync(Stream stream, CancellationToken ct)
    {
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            if (content.Length + read > MaxBytes)
                throw new IntelligenceFileException($"The file has more than {MaxBytes >> 20} MiB. No such list is that large: is it the right file?");
            content.Write(buffer, 0, read);
        }

        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> content) =>
        content.Span.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) ? content[3..] : content;

    private static IntelligenceFileException Damaged() => new("The packed file is damaged or cut. Download it again.");
}
