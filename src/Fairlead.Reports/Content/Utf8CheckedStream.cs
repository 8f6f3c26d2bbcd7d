using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Fairlead.Reports.Content;

/// <summary>Passes UTF-8 through and refuses the first byte that is none, so that no reader ever has to guess.</summary>
/// <param name="firstByte">The file offset of the first byte of <paramref name="inner"/>, for messages.</param>
internal sealed class Utf8CheckedStream(Stream inner, long firstByte) : ReadOnlyPass
{
    private readonly byte[] _split = new byte[4];
    private int _splitLength;
    private long _offset = firstByte;

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Check(buffer[..read], isEnd: read == 0 && buffer.Length > 0);
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span[..read], isEnd: read == 0 && buffer.Length > 0);
        return read;
    }

    private void Check(ReadOnlySpan<byte> chunk, bool isEnd)
    {
        if (isEnd && _splitLength > 0)
            throw Invalid(_offset - _splitLength);

        var rest = chunk;
        while (_splitLength > 0 && rest.Length > 0)
        {
            _split[_splitLength++] = rest[0];
            rest = rest[1..];
            _offset++;
            var status = Rune.DecodeFromUtf8(_split.AsSpan(0, _splitLength), out _, out _);
            if (status == OperationStatus.Done)
                _splitLength = 0;
            else if (status == OperationStatus.InvalidData)
                throw Invalid(_offset - _splitLength);
        }

        var tail = IncompleteTail(rest);
        var whole = rest[..^tail];
        if (!Utf8.IsValid(whole))
            throw Invalid(_offset + FirstInvalid(whole));

        rest[^tail..].CopyTo(_split.AsSpan(_splitLength));
        _splitLength += tail;
        _offset += rest.Length;
    }

    /// <summary>How many bytes at the end start a character whose rest is still to come.</summary>
    private static int IncompleteTail(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(3, text.Length); back++)
        {
            var b = text[^back];
            if (b < 0x80)
                return 0;
            if (b >= 0xC0)
            {
                var needed = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
                return needed > back ? back : 0;
            }
        }

        return 0;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && Rune.DecodeFromUtf8(text[at..], out _, out var used) == OperationStatus.Done)
            at += used;
        return at;
    }

    private static ReportException Invalid(long offset) => new(
        ReportFault.InvalidEncoding,
        "The text is not valid UTF-8.",
        $"byte {offset}",
        "Save the report as UTF-8, or as UTF-16 with a byte order mark.");
}
