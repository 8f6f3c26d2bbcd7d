namespace Fairlead.Reports.Tests;

/// <summary>Hands out its bytes in pieces of a given size, as a network does.</summary>
internal sealed class PieceStream(byte[] bytes, int pieceBytes, bool canSeek) : MemoryStream(bytes)
{
    public override bool CanSeek => canSeek;

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, pieceBytes));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, pieceBytes)]);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        base.ReadAsync(buffer, offset, Math.Min(count, pieceBytes), cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, pieceBytes)], cancellationToken);
}
