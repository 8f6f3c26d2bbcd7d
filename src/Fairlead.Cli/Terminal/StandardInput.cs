using Microsoft.Win32.SafeHandles;

namespace Fairlead.Cli.Terminal;

/// <summary>
/// Standard input that can be given up: the runtime's own read goes on until something is typed, so that Ctrl-C would wait
/// for a key. Reads into a buffer of its own, because an abandoned read may still come back.
/// </summary>
internal sealed class StandardInput : Stream
{
    private const int BufferSize = 64 * 1024;

    // On a terminal the runtime's stream edits and echoes lines itself, secrets too; the terminal does that better.
    private readonly Stream _inner = Console.IsInputRedirected
        ? Console.OpenStandardInput()
        : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var own = new byte[Math.Min(buffer.Length, BufferSize)];
        var count = await Task.Run(() => _inner.Read(own), cancellationToken).WaitAsync(cancellationToken);
        own.AsMemory(0, count).CopyTo(buffer);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
