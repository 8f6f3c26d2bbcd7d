using System.Buffers;
using System.Runtime.CompilerServices;

namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>Whole lines of a file, some at once, in memory that whoever scans them gives back.</summary>
/// <param name="FirstLine">From 1.</param>
/// <param name="IsTooLong">It is the beginning of one line that is too long to be held.</param>
internal sealed record LineBatch(string Path, byte[] Buffer, int Start, int Length, long FirstLine, bool IsTooLong)
{
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(Start, Length);

    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}

internal static class LineBatches
{
    private const int BatchBytes = 1 << 20;

    /// <summary>A longer line is passed over; a text of Jira has 32,767 characters.</summary>
    private const int LongestLine = 256 << 20;

    public static async IAsyncEnumerable<LineBatch> OfAsync(Stream stream, string path, [EnumeratorCancellation] CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BatchBytes);
        var held = 0;
        var line = 1L;
        var isFirst = true;
        var isPassingOver = false;
        while (true)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(held), ct);
            held += count;
            if (isPassingOver)
            {
                var end = buffer.AsSpan(0, held).IndexOf((byte)'\n') + 1;
                isPassingOver = end == 0;
                line += isPassingOver ? 0 : 1;
                var rest = isPassingOver ? 0 : held - end;
                buffer.AsSpan(held - rest, rest).CopyTo(buffer);
                held = rest;
            }

            var whole = count == 0 ? held : held < buffer.Length ? 0 : buffer.AsSpan(0, held).LastIndexOf((byte)'\n') + 1;
            if (whole > 0 || (held == buffer.Length && held >= LongestLine))
            {
                var isTooLong = whole == 0;
                var next = ArrayPool<byte>.Shared.Rent(BatchBytes + (isTooLong ? 0 : held - whole));
                if (!isTooLong)
                    buffer.AsSpan(whole, held - whole).CopyTo(next);
                var start = isFirst && buffer.AsSpan(0, held).StartsWith("\uFEFF"u8) ? 3 : 0;
                var lines = isTooLong ? 0 : buffer.AsSpan(0, whole).Count((byte)'\n');
                yield return new LineBatch(path, buffer, start, (isTooLong ? held : whole) - start, line, isTooLong);
                line += lines;
                held = isTooLong ? 0 : held - whole;
                buffer = next;
                isFirst = false;
                isPassingOver = isTooLong;
            }
            else if (held == buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, held).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            if (count == 0)
                break;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
