using Microsoft.Win32.SafeHandles;

namespace Fairlead.Cli.Terminal;

/// <summary>
/// A terminal, a pipe or a device, whose reading can be given up: the runtime's own read goes on until something comes, so that
/// Ctrl-C would wait for it. Reads into a buffer of its own, because an abandoned read may still come back.
/// </summary>
internal sealed class InterruptibleInput(Stream inner) : Stream
{
    private const int BufferSize = 64 * 1024;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What is typed, or comes through a pipe.</summary>
    public static InterruptibleInput Standard() => new(
        // On a terminal the runtime's stream edits and echoes lines itself, secrets too; the terminal does that better.
        Console.IsInputRedirected
            ? Console.OpenStandardInput()
            : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0));

    /// <summary>Opens a file. A named pipe opens when somebody writes to it, which may be never.</summary>
    /// <returns>Seekable where it is an ordinary file.</returns>
    public static async Task<Stream> OpenAsync(string path, CancellationToken ct)
    {
        var options = new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 };
        var file = await Task.Run(() => new FileStream(path, options), CancellationToken.None).WaitAsync(ct);
        return file.CanSeek ? file : new InterruptibleInput(file);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var own = new byte[Math.Min(buffer.Length, BufferSize)];
        var count = await Task.Run(() => inner.Read(own), cancellationToken).WaitAsync(cancellationToken);
        own.AsMemory(0, count).CopyTo(buffer);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
