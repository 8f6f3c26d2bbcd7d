namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>What is left of the limits on unpacking one attachment.</summary>
internal sealed class Unpacking(AttachmentLimits limits)
{
    private int _entries;
    private long _bytes;

    public bool TakeEntry() => ++_entries <= limits.MaxEntries;

    /// <summary>The unpacked side of a packed stream; reading past a limit throws <see cref="UnpackLimitException"/>.</summary>
    /// <param name="maxBytes"><see langword="null"/> for a stream that holds many files.</param>
    public Stream Meter(Stream unpacked, long packedBytes, int? maxBytes) => new MeteredStream(unpacked, read =>
    {
        _bytes += read.Now;
        if (read.All > maxBytes)
            return UnpackLimit.EntryBytes;
        if (read.All > limits.FreeBytes && read.All > packedBytes * limits.MaxRatio)
            return UnpackLimit.Ratio;
        return _bytes > limits.MaxTotalBytes ? UnpackLimit.TotalBytes : null;
    });

    private sealed class MeteredStream(Stream inner, Func<(long All, int Now), UnpackLimit?> limitOf) : Stream
    {
        private long _all;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _all;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            _all += read;
            return limitOf((_all, read)) is { } limit ? throw new UnpackLimitException(limit) : read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>Unpacking met one of its limits.</summary>
internal sealed class UnpackLimitException(UnpackLimit limit) : Exception($"Unpacking met the limit {limit}.")
{
    public UnpackLimit Limit { get; } = limit;
}
