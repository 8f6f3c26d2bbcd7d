namespace Fairlead.Reports.Content;

/// <summary>Keeps what is written to itself until it is released or grows beyond 16 MiB; from then on it passes everything through.</summary>
internal sealed class HeldBackStream(Stream output) : Stream
{
    private const int MaxHeldBytes = 16 << 20;

    private MemoryStream? _held = new();

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public async Task ReleaseAsync(CancellationToken ct)
    {
        if (_held is { } held)
        {
            _held = null;
            held.Position = 0;
            await held.CopyToAsync(output, ct);
        }

        await output.FlushAsync(ct);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_held is { } held && held.Length + buffer.Length <= MaxHeldBytes)
        {
            held.Write(buffer.Span);
            return;
        }

        if (_held is not null)
            await ReleaseAsync(cancellationToken);
        await output.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writing is asynchronous; a JSON writer calls this only when it is disposed of after a failure.</summary>
    public override void Write(byte[] buffer, int offset, int count) => _held?.Write(buffer, offset, count);

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _held is null ? output.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
