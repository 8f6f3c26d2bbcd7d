using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fairlead.Secrets.Lanes;

/// <summary>Which token rules can begin at a place: four bytes say "none" in nearly all cases, eight say which.</summary>
internal sealed class PrefixTable
{
    private const int FourBits = 17;

    /// <summary>Prefixes of two bytes, by these; few, of which more of the text would say nothing.</summary>
    private readonly ulong[] _firstTwo = new ulong[1024];

    /// <summary>All others, by a hash of four bytes.</summary>
    private readonly ulong[] _firstFour = new ulong[(1 << FourBits) / 64];
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
            AddFirst(prefix);
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

    private void AddFirst(byte[] prefix)
    {
        var two = prefix[0] | prefix[1] << 8;
        if (prefix.Length == 2)
        {
            _firstTwo[two >> 6] |= 1UL << (two & 63);
            return;
        }

        for (var fourth = 0; fourth < 256; fourth++)
        {
            if (prefix.Length > 3 && prefix[3] != fourth)
                continue;

            var hash = HashOfFour((uint)(two | prefix[2] << 16 | fourth << 24));
            _firstFour[hash >> 6] |= 1UL << (int)(hash & 63);
        }
    }

    private static uint HashOfFour(uint bytes) => bytes * 0x9E3779B1 >> (32 - FourBits);

    /// <summary>Whether a rule can begin with these bytes; seldom true of what is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayBegin(uint four)
    {
        var hash = HashOfFour(four);
        var two = (four & 0xFFFF);
        return ((_firstFour[hash >> 6] >> (int)(hash & 63) | _firstTwo[two >> 6] >> (int)(two & 63)) & 1) != 0;
    }

    /// <returns>What must still be compared (<see cref="Begins"/>); mostly nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<Entry> Candidates(ReadOnlySpan<byte> text, int at)
    {
        if (at + 2 > text.Length)
            return default;

        int two = MemoryMarshal.Read<ushort>(text[at..]);
        return _buckets[_bucketOf[two]];
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
