using System.Buffers;
using Fairlead.Kernel.Text;
using Fairlead.Secrets;

namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>How much of a text is held at once, in bytes.</summary>
/// <param name="Whole">A file up to this is read whole.</param>
/// <param name="Part">Of larger ones, and of what has no length, so much at a time.</param>
/// <param name="Overlap">Of one part with the next: twice the longest encoded text that is decoded, so that whatever begins in its first half ends in it.</param>
internal sealed record ScanSizes(int Whole, int Part, int Overlap)
{
    public static readonly ScanSizes Default = new(256 << 20, 64 << 20, 2 << 20);
}

/// <summary>Reads what is to be scanned into pooled memory, and scans it.</summary>
internal sealed class FileScan(TextScan scan, ScanSizes sizes)
{
    /// <summary>Where a NUL tells that a file is no text.</summary>
    private const int BinaryBytes = 8 * 1024;

    /// <summary>With how much reading begins; most files are smaller.</summary>
    private const int FirstRead = 64 * 1024;

    private delegate ValueTask<int> Read(Memory<byte> buffer, CancellationToken ct);

    /// <summary>A file that has a length. What cannot be read is told in the outcome.</summary>
    public async Task<ScanOutcome> OfFileAsync(string path, string shown, CancellationToken ct)
    {
        var outcome = new ScanOutcome();
        try
        {
            // Neither kept from it by who writes it, nor keeping them.
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            var at = 0L;
            ValueTask<int> ReadOn(Memory<byte> buffer, CancellationToken token)
            {
                var count = RandomAccess.Read(file, buffer.Span, at);
                at += count;
                return new ValueTask<int>(count);
            }

            if (length > sizes.Whole)
                await ScanPartsAsync(new ScanPlace(shown), ReadOn, outcome, ct);
            else
                await ScanWholeAsync(new ScanPlace(shown), (int)length, ReadOn, outcome, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            outcome.Missed.Add($"cannot read {shown}: {FileFailure.Reason(e)}");
        }

        return outcome;
    }

    /// <summary>What has no length: a pipe, standard input.</summary>
    public async Task<ScanOutcome> OfStreamAsync(Stream stream, string shown, CancellationToken ct)
    {
        var outcome = new ScanOutcome();
        try
        {
            await ScanPartsAsync(new ScanPlace(shown), stream.ReadAsync, outcome, ct);
        }
        catch (IOException e)
        {
            outcome.Missed.Add($"cannot read {shown}: {FileFailure.Reason(e)}");
        }

        return outcome;
    }

    private async Task ScanWholeAsync(ScanPlace place, int length, Read read, ScanOutcome outcome, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
        try
        {
            var count = await FillAsync(buffer.AsMemory(0, Math.Min(length, FirstRead)), read, ct);
            outcome.IsBinary = IsBinary(buffer.AsSpan(0, count));
            if (outcome.IsBinary)
                return;

            if (count == FirstRead)
                count += await FillAsync(buffer.AsMemory(count, length - count), read, ct);
            outcome.Texts = 1;
            outcome.Bytes = count;
            scan.Scan(buffer.AsSpan(0, count), place, TextPart.Whole, outcome);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task ScanPartsAsync(ScanPlace place, Read read, ScanOutcome outcome, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstRead, sizes.Part));
        try
        {
            var part = TextPart.Whole;
            var held = 0;
            while (true)
            {
                var size = Math.Min(buffer.Length, sizes.Part);
                held += await FillAsync(buffer.AsMemory(held, size - held), read, ct);
                if (part.Offset == 0 && (outcome.IsBinary = IsBinary(buffer.AsSpan(0, held))))
                    return;

                var isLast = held < size;
                if (!isLast && size < sizes.Part)
                {
                    buffer = Grown(buffer, held);
                    continue;
                }

                part = part with { To = isLast ? int.MaxValue : held - sizes.Overlap / 2 };
                var end = scan.Scan(buffer.AsSpan(0, held), place, part, outcome);
                outcome.Texts = 1;
                outcome.Bytes = part.Offset + held;
                if (isLast)
                    return;

                part = Next(part, buffer.AsSpan(0, held - sizes.Overlap), end);
                buffer.AsSpan(held - sizes.Overlap, sizes.Overlap).CopyTo(buffer);
                held = sizes.Overlap;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <param name="done">What the next part no longer holds of this one.</param>
    /// <param name="end">Of the last match of this one.</param>
    private TextPart Next(in TextPart part, ReadOnlySpan<byte> done, int end)
    {
        var (line, column) = new LineCounter(done, part.Line, part.Column).At(done.Length);
        return new TextPart(part.Offset + done.Length, line, column, Math.Max(sizes.Overlap / 2, end - done.Length), int.MaxValue);
    }

    private static byte[] Grown(byte[] buffer, int held)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, held).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <returns>How many bytes came; fewer than there is room for: there are no more.</returns>
    private static async ValueTask<int> FillAsync(Memory<byte> buffer, Read read, CancellationToken ct)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            ct.ThrowIfCancellationRequested();
            var count = await read(buffer[filled..], ct);
            if (count == 0)
                break;

            filled += count;
        }

        return filled;
    }

    private static bool IsBinary(ReadOnlySpan<byte> beginning) => beginning[..Math.Min(beginning.Length, BinaryBytes)].Contains((byte)0);
}
