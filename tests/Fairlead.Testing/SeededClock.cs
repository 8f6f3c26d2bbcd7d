using System.Buffers.Binary;
using Fairlead.Kernel.Identity;

namespace Fairlead.Testing;

/// <summary>A clock that a test moves by hand and whose ids come from a seed: the same acts have the same ids each time.</summary>
public sealed class SeededClock(DateTimeOffset start, int seed) : TestClock(start), IIdSource
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    public Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
            _random.NextBytes(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)GetUtcNow().ToUnixTimeMilliseconds() << 16) | 0x7000 | (ushort)(((bytes[6] << 8) | bytes[7]) & 0x0FFF));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
