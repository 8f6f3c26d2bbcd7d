using System.Text;

namespace Fairlead.Reports.Content;

/// <summary>
/// A report's bytes, readable several times from the start as clean UTF-8: a format whose order of properties is free needs
/// more than one pass. A stream that cannot seek is first copied to a temporary file.
/// </summary>
internal sealed class ReportSource : IAsyncDisposable
{
    private const int PrefixBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly long _origin;
    private readonly bool _isOwned;
    private readonly ReportOptions _options;
    private readonly TextEncoding _encoding;

    private ReportSource(Stream stream, long origin, bool isOwned, ReportOptions options, TextEncoding encoding, byte[] prefix, bool isWhole)
    {
        _stream = stream;
        _origin = origin;
        _isOwned = isOwned;
        _options = options;
        _encoding = encoding;
        Prefix = prefix;
        PrefixIsWhole = isWhole;
    }

    /// <summary>The start of the report as UTF-8, without a byte order mark.</summary>
    public ReadOnlyMemory<byte> Prefix { get; }

    public bool PrefixIsWhole { get; }

    /// <exception cref="ReportException">Empty, too large, binary, or in an encoding that cannot be read.</exception>
    public static async Task<ReportSource> OpenAsync(Stream report, ReportOptions options, CancellationToken ct)
    {
        var isOwned = !report.CanSeek;
        var stream = isOwned ? await SpoolAsync(report, options, ct) : report;
        try
        {
            var origin = isOwned ? 0 : stream.Position;
            if (stream.Length - origin > options.MaxBytes)
                throw Limits.FileTooLarge(options.MaxBytes);

            var raw = new byte[PrefixBytes];
            stream.Position = origin;
            var length = await stream.ReadAtLeastAsync(raw, raw.Length, throwOnEndOfStream: false, ct);
            FileKind.RefuseBinary(raw.AsSpan(0, length));
            var encoding = TextEncoding.Detect(raw.AsSpan(0, length));

            await using var pass = OpenPass(stream, origin, encoding, options);
            var prefix = new byte[PrefixBytes];
            var prefixLength = await pass.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, ct);
            var isWhole = prefixLength < prefix.Length;
            var source = new ReportSource(stream, origin, isOwned, options, encoding, prefix[..prefixLength], isWhole);
            if (isWhole && IsBlank(source.Prefix.Span))
                throw ReportException.Empty(null);
            return source;
        }
        catch when (isOwned)
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new pass from the start; several may be open, but only one is read at a time.</summary>
    public Stream OpenPass() => OpenPass(_stream, _origin, _encoding, _options);

    /// <summary>Sets the caller's stream back to where the report starts.</summary>
    public void Rewind()
    {
        if (!_isOwned)
            _stream.Position = _origin;
    }

    public ValueTask DisposeAsync() => _isOwned ? _stream.DisposeAsync() : ValueTask.CompletedTask;

    private static Stream OpenPass(Stream stream, long origin, TextEncoding encoding, ReportOptions options)
    {
        var slice = new PassStream(stream, origin + encoding.BomBytes, options.MaxBytes);
        return encoding.Encoding is { } other
            ? Encoding.CreateTranscodingStream(slice, other, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
            : new Utf8CheckedStream(slice, encoding.BomBytes);
    }

    private static async Task<Stream> SpoolAsync(Stream report, ReportOptions options, CancellationToken ct)
    {
        var path = Path.Combine(Path.GetTempPath(), "fairlead-" + Path.GetRandomFileName());
        var file = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var spool = new FileStream(path, file);
        try
        {
            var buffer = new byte[128 * 1024];
            long total = 0;
            int read;
            while ((read = await report.ReadAsync(buffer, ct)) > 0)
            {
                total += read;
                if (total > options.MaxBytes)
                    throw Limits.FileTooLarge(options.MaxBytes);
                await spool.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            return spool;
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(" \t\r\n"u8) < 0;
}
