using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>
/// The files of a tar stream, one after the other. .NET's own reader makes room for a name of as many bytes as a header of 512 claims,
/// up to 2 GB.
/// </summary>
internal sealed class TarFile(Stream stream)
{
    public const int BlockBytes = 512;
    private const int MaxNameBytes = 64 * 1024;
    private long _unread;

    /// <summary>Of the file that <see cref="MoveNext"/> came to.</summary>
    public string Name { get; private set; } = "";

    public long Bytes { get; private set; }

    /// <summary>A header vouches for itself by the sum of its bytes.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> block)
    {
        if (block.Length < BlockBytes || block[0] == 0 || NumberOf(block[148..156]) is not { } expected)
            return false;
        var sum = 8L * ' ';
        for (var i = 0; i < BlockBytes; i++)
            sum += i is >= 148 and < 156 ? 0 : block[i];
        return sum == expected;
    }

    /// <returns>Whether there is another file; folders, links and devices have no content and are passed over.</returns>
    /// <exception cref="InvalidDataException">It is cut off or damaged.</exception>
    public bool MoveNext()
    {
        string? longName = null;
        long? longBytes = null;
        while (true)
        {
            Skip(_unread);
            _unread = 0;
            var header = ReadBlock();
            if (header.AsSpan().IndexOfAnyExcept((byte)0) < 0)
                return false;
            if (!IsHeader(header) || NumberOf(header.AsSpan(124, 12)) is not { } bytes)
                throw new InvalidDataException("The tar archive has a damaged header.");
            switch (header[156])
            {
                case (byte)'L':
                    longName = TextOf(ReadSmall(bytes));
                    break;
                case (byte)'x':
                    (longName, longBytes) = ReadExtended(Encoding.UTF8.GetString(ReadSmall(bytes)), longName);
                    break;
                case 0 or (byte)'0' or (byte)'7':
                    Bytes = longBytes ?? bytes;
                    Name = longName ?? NameOf(header);
                    _unread = checked((Bytes + BlockBytes - 1) / BlockBytes * BlockBytes);
                    return true;
                default:
                    Skip(checked((bytes + BlockBytes - 1) / BlockBytes * BlockBytes));
                    (longName, longBytes) = (null, null);
                    break;
            }
        }
    }

    /// <summary>The content of the file, which fits into memory as the caller has made sure.</summary>
    public byte[] Read()
    {
        var content = new byte[Bytes];
        stream.ReadExactly(content);
        _unread -= Bytes;
        return content;
    }

    private byte[] ReadBlock()
    {
        var block = new byte[BlockBytes];
        stream.ReadExactly(block);
        return block;
    }

    private byte[] ReadSmall(long bytes)
    {
        if (bytes > MaxNameBytes)
            throw new InvalidDataException("The tar archive has a name of excessive length.");
        var content = new byte[(bytes + BlockBytes - 1) / BlockBytes * BlockBytes];
        stream.ReadExactly(content);
        return content[..(int)bytes];
    }

    private void Skip(long bytes)
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (bytes > 0)
        {
            var read = stream.Read(buffer[..(int)Math.Min(bytes, buffer.Length)]);
            if (read == 0)
                throw new InvalidDataException("The tar archive is cut off.");
            bytes -= read;
        }
    }

    /// <summary>Lines of <c>27 path=some/long/name</c>, the number counting the whole line.</summary>
    private static (string? Name, long? Bytes) ReadExtended(string records, string? name)
    {
        long? bytes = null;
        foreach (var record in records.Split('\n'))
        {
            var (space, equal) = (record.IndexOf(' '), record.IndexOf('='));
            if (space < 0 || equal < space)
                continue;
            var value = record[(equal + 1)..];
            switch (record[(space + 1)..equal])
            {
                case "path":
                    name = value;
                    break;
                case "size" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size):
                    bytes = size;
                    break;
            }
        }

        return (name, bytes);
    }

    private static string NameOf(ReadOnlySpan<byte> header)
    {
        var name = TextOf(header[..100]);
        var prefix = header[257..262].SequenceEqual("ustar"u8) && header[263] == '0' ? TextOf(header[345..500]) : "";
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private static string TextOf(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>Octal digits, or for what needs more of them a binary number marked by its first bit.</summary>
    private static long? NumberOf(ReadOnlySpan<byte> field)
    {
        if (field[0] == 0x80 && field.Length >= 9)
            return BinaryPrimitives.ReadInt64BigEndian(field[^8..]) is var number and >= 0 and < long.MaxValue - BlockBytes ? number : null;
        var digits = field.Trim(" \0"u8);
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
                return null;
            value = value * 8 + (digit - '0');
        }

        return value;
    }
}
