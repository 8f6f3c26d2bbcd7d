using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fairlead.Secrets.Lanes;

/// <summary>Which token rules can begin at a place: two bytes say "none" in most cases, eight say which.</summary>
internal sealed class PrefixTable
{
    private readonly ulong[] _firstTwo = new ulong[1024];
    private readonly ushort[] _bucketOf = new ushort[65536];
    private readonly Entry[][] _buckets;

    /// <param name="Prefix">Up to 8 bytes as a little-endian number.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Entry(ulong Prefix, ulong Mask, int Rule);

    public PrefixTable(IEnumerable<(byte[] Prefix, int Rule)> prefixes)
    {
        var buckets = new List<List<Entry>> { new() };
        foreach (var (prefix, rule) in prefixes)
        {
            var two = prefix[0] | prefix[1] << 8;
            _firstTwo[two >> 6] |= 1UL << (two & 63);
            if (_bucketOf[two] == 0)
            {
                _bucketOf[two] = checked((ushort)buckets.Count);
                buckets.Add([]);
            }

            ulong value = 0, mask = 0;
            for (var i = 0; i < prefix.Length; i++)
            {
                value |= (ulong)prefix[i] << (8 * i);
                mask |= 0xFFUL << (8 * i);
            }

            buckets[_bucketOf[two]].Add(new Entry(value, mask, rule));
        }

        _buckets = [.. buckets.Select(bucket => bucket.ToArray())];
    }

    /// <returns>What must still be compared (<see cref="Begins"/>); mostly nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<Entry> Candidates(ReadOnlySpan<byte> text, int at)
    {
        if (at + 2 > text.Length)
            return default;

        int two = MemoryMarshal.Read<ushort>(text[at..]);
        return (_firstTwo[two >> 6] >> (two & 63) & 1) == 0 ? default : _buckets[_bucketOf[two]];
    }

    /// <summary>Eight bytes from a place, zeros behind the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Eight(ReadOnlySpan<byte> text, int at)
    {
        if (at + 8 <= text.Length)
            return MemoryMarshal.Read<ulong>(text[at..]);

        ulong value = 0;
        for (var i = 0; at + i < text.Length; i++)
            value |= (ulong)text[at + i] << (8 * i);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Begins(in Entry entry, ulong eight) => (eight & entry.Mask) == entry.Prefix;
}
