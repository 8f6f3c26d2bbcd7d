namespace Fairlead.Reports.Content;

/// <summary>One pass over a shared seekable stream: it remembers its own position and stops at the size limit.</summary>
internal sealed class PassStream(Stream shared, long start, long maxBytes) : ReadOnlyPass
{
    private long _read;

    public override int Read(Span<byte> buffer)
    {
        shared.Position = start + _read;
        return Count(shared.Read(buffer));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        shared.Position = start + _read;
        return Count(await shared.ReadAsync(buffer, cancellationToken));
    }

    private int Count(int read)
    {
        _read += read;
        return _read > maxBytes ? throw Limits.FileTooLarge(maxBytes) : read;
    }
}
