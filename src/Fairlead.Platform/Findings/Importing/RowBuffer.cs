using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// Rows as bytes, in the order they were written. They are made while another transaction is being written, take a third of
/// the room that a finding's strings take, and lie in one array that the collector has nothing to do with.
/// </summary>
internal sealed class RowBuffer : IValueSink
{
    private byte[] _bytes = new byte[1 << 16];

    private enum Kind : byte
    {
        Null,
        Integer,
        Long,
        Text,
        Fingerprint,
        Uuid,
        Instant,
    }

    public int Length { get; private set; }

    public void Clear() => Length = 0;

    public void Text(string? value)
    {
        if (value is null)
        {
            Put(Kind.Null, 0);
            return;
        }

        var room = Put(Kind.Text, sizeof(int) + Encoding.UTF8.GetMaxByteCount(value.Length));
        var written = Encoding.UTF8.GetBytes(value, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(room, written);
        Length -= room.Length - sizeof(int) - written;
    }

    public void Utf8(ReadOnlyMemory<byte> value)
    {
        var room = Put(Kind.Text, sizeof(int) + value.Length);
        BinaryPrimitives.WriteInt32LittleEndian(room, value.Length);
        value.Span.CopyTo(room[sizeof(int)..]);
    }

    public void Integer(int? value)
    {
        if (value is { } number)
            BinaryPrimitives.WriteInt32LittleEndian(Put(Kind.Integer, sizeof(int)), number);
        else
            Put(Kind.Null, 0);
    }

    public void Long(long value) => BinaryPrimitives.WriteInt64LittleEndian(Put(Kind.Long, sizeof(long)), value);

    public void Bytes(Fingerprint value) => value.CopyTo(Put(Kind.Fingerprint, Fingerprint.Length));

    public void Uuid(Guid value) => value.TryWriteBytes(Put(Kind.Uuid, 16));

    public void Instant(DateTimeOffset? value)
    {
        if (value is { } instant)
            BinaryPrimitives.WriteInt64LittleEndian(Put(Kind.Instant, sizeof(long)), instant.UtcTicks);
        else
            Put(Kind.Null, 0);
    }

    /// <summary>Gives the values that were written between two lengths to another sink.</summary>
    public void Replay(int from, int to, IValueSink sink)
    {
        for (var at = from; at < to;)
            at += 1 + Replay((Kind)_bytes[at], at + 1, sink);
    }

    /// <returns>How many bytes the value took.</returns>
    private int Replay(Kind kind, int at, IValueSink sink)
    {
        var value = _bytes.AsSpan(at);
        switch (kind)
        {
            case Kind.Null:
                sink.Integer(null);
                return 0;
            case Kind.Integer:
                sink.Integer(BinaryPrimitives.ReadInt32LittleEndian(value));
                return sizeof(int);
            case Kind.Long:
                sink.Long(BinaryPrimitives.ReadInt64LittleEndian(value));
                return sizeof(long);
            case Kind.Text:
                var length = BinaryPrimitives.ReadInt32LittleEndian(value);
                sink.Utf8(_bytes.AsMemory(at + sizeof(int), length));
                return sizeof(int) + length;
            case Kind.Fingerprint:
                sink.Bytes(Fingerprint.From(value));
                return Fingerprint.Length;
            case Kind.Uuid:
                sink.Uuid(new Guid(value[..16]));
                return 16;
            case Kind.Instant:
                sink.Instant(new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(value), TimeSpan.Zero));
                return sizeof(long);
            default:
                throw new UnreachableException();
        }
    }

    private Span<byte> Put(Kind kind, int length)
    {
        var end = Length + 1 + length;
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(end, _bytes.Length * 2));
        _bytes[Length] = (byte)kind;
        var room = _bytes.AsSpan(Length + 1, length);
        Length = end;
        return room;
    }
}
