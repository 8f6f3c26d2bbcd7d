using System.Buffers.Binary;
using System.Security.Cryptography;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// Version-7 ids that grow from one to the next within an import, so that their index grows at its end: the bits after the
/// version count, as RFC 9562 (6.2, method 1) allows; 48 bits that are random for each import keep those of the same millisecond apart.
/// </summary>
internal sealed class FindingIds(DateTimeOffset at)
{
    private const int RandomBytes = 6;
    private const int CounterLowBits = 14;

    private readonly long _milliseconds = at.ToUnixTimeMilliseconds();
    private readonly byte[] _random = RandomNumberGenerator.GetBytes(RandomBytes);
    private int _count;

    public FindingId Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        var count = _count++;
        BinaryPrimitives.WriteInt64BigEndian(bytes, _milliseconds << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | ((count >> CounterLowBits) & 0x0FFF)));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], (ushort)(0x8000 | (count & ((1 << CounterLowBits) - 1))));
        _random.CopyTo(bytes[^RandomBytes..]);
        return new FindingId(new Guid(bytes, bigEndian: true));
    }
}
