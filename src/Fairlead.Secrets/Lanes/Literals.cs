using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Fairlead.Secrets.Lanes;

/// <summary>
/// Finds literals, without case, by four of their bytes at once (the method is called Teddy, after the Hyperscan project). What it names is a
/// suspicion: <see cref="At"/> proves it. A literal that holds another one is looked for only where that stands.
/// </summary>
internal sealed class Literals
{
    /// <summary>How far behind its first byte a suspicion reads.</summary>
    public const int Reach = LiteralGroups.Bytes;

    /// <summary>The shortest literal that is taken.</summary>
    public const int MinLength = 3;

    /// <summary>Eight groups fit into a byte; two bytes tell more literals apart for half as much time again.</summary>
    private const int GroupsOfByte = 8;
    private const int Tables = 2;

    private const int HashBits = 65_536;
    private const int Buckets = 4_096;

    private readonly byte[][] _literals;

    /// <summary>Those that are looked for by themselves: literal, where its fingerprint begins, and those that hold it with where they begin before it.</summary>
    private readonly Stem[] _stems;

    /// <summary>Which of them have a fingerprint, by its hash: those of a bucket lie in a row, from its first to that of the next.</summary>
    private readonly Entry[] _entries;
    private readonly ushort[] _firstByThree = new ushort[Buckets + 1];
    private readonly ushort[] _firstByFour = new ushort[Buckets + 1];
    private readonly Vector128<byte>[] _tables = new Vector128<byte>[Tables * 2 * Reach];
    private readonly Vector256<byte>[] _wide = new Vector256<byte>[Tables * 2 * Reach];

    /// <summary>The same where one look-up tells seven bits of a byte: the first 64 values, then the others.</summary>
    private readonly Vector512<byte>[] _exact = new Vector512<byte>[Tables * 2 * Reach];
    private readonly ulong[] _byThree = new ulong[HashBits / 64];
    private readonly ulong[] _byFour = new ulong[HashBits / 64];

    /// <param name="Eight">The stem's first bytes, folded as text is (<c>| 0x20</c>).</param>
    /// <param name="Mask">Of as many bytes as it has, up to eight.</param>
    /// <param name="Offset">Where its fingerprint begins.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(ulong Eight, ulong Mask, int Offset, int Stem)
    {
        /// <summary>Seldom true of what is another; at the end of a text it is left open.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MayBe(ReadOnlySpan<byte> text, int start) =>
            start >= 0 && (start + 8 > text.Length || ((MemoryMarshal.Read<ulong>(text[start..]) | 0x2020202020202020) & Mask) == Eight);
    }

    private sealed record Stem(byte[] Bytes, int Offset, (int Literal, int Before)[] Holders);

    /// <param name="literals">Each of 3 bytes and more.</param>
    public Literals(IReadOnlyList<string> literals)
    {
        _literals = [.. literals.Select(literal => Encoding.UTF8.GetBytes(literal.ToLowerInvariant()))];
        var found = new LiteralStems(_literals);
        byte[][] stems = [.. found.Stems];
        var groups = new LiteralGroups(stems, Tables * GroupsOfByte, Avx512Vbmi.IsSupported);
        _stems = [.. stems.Select((stem, number) => new Stem(stem, groups.OffsetOf(number), found.HoldersOf(number)))];
        var entries = new List<Entry>();
        AddHashes(groups, entries);
        _entries = [.. entries];

        var tables = new byte[Tables * 2 * Reach][];
        for (var i = 0; i < tables.Length; i++)
            tables[i] = new byte[16];
        var exact = new byte[Tables * Reach][];
        for (var i = 0; i < exact.Length; i++)
            exact[i] = new byte[128];
        for (var stem = 0; stem < stems.Length; stem++)
        {
            var (table, bit) = Math.DivRem(groups.GroupOf(stem), GroupsOfByte);
            for (var i = 0; i < Reach; i++)
            {
                var value = groups.ByteOf(stem, i);
                for (var seven = 0; seven < 128; seven++)
                {
                    if (value < 0 || (value & 127) == seven)
                        exact[table * Reach + i][seven] |= (byte)(1 << bit);
                }

                for (var half = 0; half < 16; half++)
                {
                    if (value < 0 || (value & 15) == half)
                        tables[(table * Reach + i) * 2][half] |= (byte)(1 << bit);
                    if (value < 0 || value >> 4 == half)
                        tables[(table * Reach + i) * 2 + 1][half] |= (byte)(1 << bit);
                }
            }
        }

        for (var i = 0; i < tables.Length; i++)
        {
            _tables[i] = Vector128.Create(tables[i]);
            _wide[i] = Vector256.Create(_tables[i], _tables[i]);
            _exact[i] = Vector512.Create<byte>(exact[i / 2], i % 2 * 64);
        }
    }

    public int LengthOf(int literal) => _literals[literal].Length;

    private static uint FoldedOf(int stem, LiteralGroups groups)
    {
        uint value = 0;
        for (var i = 0; i < Reach; i++)
            value |= (uint)(groups.ByteOf(stem, i) is var known and >= 0 ? known : 0) << (8 * i);
        return value;
    }

    private void AddHashes(LiteralGroups groups, List<Entry> entries)
    {
        Fill(_firstByThree, _byThree, stem => groups.ByteOf(stem, Reach - 1) < 0, HashOfThree);
        Fill(_firstByFour, _byFour, stem => groups.ByteOf(stem, Reach - 1) >= 0, HashOfFour);

        void Fill(ushort[] firsts, ulong[] bits, Func<int, bool> isMine, Func<uint, uint> hashOf)
        {
            var byBucket = Enumerable.Range(0, _stems.Length).Where(isMine).Select(stem => (Stem: stem, Hash: hashOf(FoldedOf(stem, groups)))).ToLookup(one => one.Hash & (Buckets - 1));
            for (var bucket = 0u; bucket < Buckets; bucket++)
            {
                firsts[bucket] = checked((ushort)entries.Count);
                foreach (var (stem, hash) in byBucket[bucket])
                {
                    bits[hash >> 6] |= 1UL << (int)(hash & 63);
                    entries.Add(EntryOf(stem));
                }
            }

            firsts[Buckets] = checked((ushort)entries.Count);
        }
    }

    private Entry EntryOf(int number)
    {
        var stem = _stems[number];
        ulong eight = 0, mask = 0;
        for (var i = 0; i < Math.Min(stem.Bytes.Length, 8); i++)
        {
            eight |= (ulong)(byte)(stem.Bytes[i] | 0x20) << (8 * i);
            mask |= 0xFFUL << (8 * i);
        }

        return new(eight, mask, stem.Offset, number);
    }

    private static uint HashOfFour(uint folded) => folded * 0x9E3779B1 >> 16;

    private static uint HashOfThree(uint folded) => (folded & 0xFFFFFF) * 0x85EBCA6B >> 16;

    /// <summary>Whether a suspicion is worth a look: its bytes, and not only their halves, are those of a literal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsLikely(ReadOnlySpan<byte> text, int at)
    {
        if (at + Reach > text.Length)
            return at < text.Length;

        var folded = MemoryMarshal.Read<uint>(text[at..]) | 0x20202020;
        var four = HashOfFour(folded);
        var three = HashOfThree(folded);
        return ((_byFour[four >> 6] >> (int)(four & 63) | _byThree[three >> 6] >> (int)(three & 63)) & 1) != 0;
    }

    /// <param name="first">64 bytes and <see cref="Reach"/> more are read from here.</param>
    /// <returns>A bit for each byte that may belong to a literal.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Suspicions(ref byte first)
    {
        if (Avx512Vbmi.IsSupported)
            return Whole(ref first);

        return Avx2.IsSupported ? Halves(ref first) : Quarters(ref first);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Halves(ref byte first) => Half(ref first) | ((ulong)Half(ref Unsafe.Add(ref first, 32)) << 32);

    internal ulong Quarters(ref byte first)
    {
        ulong all = 0;
        for (var quarter = 0; quarter < 4; quarter++)
            all |= (ulong)Quarter(ref Unsafe.Add(ref first, quarter * 16)) << (quarter * 16);
        return all;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Whole(ref byte first)
    {
        var fold = Vector512.Create((byte)0x20);
        ref var exact = ref MemoryMarshal.GetArrayDataReference(_exact);
        var groups = Vector512<byte>.AllBitsSet;
        var more = Vector512<byte>.AllBitsSet;
        for (var i = 0; i < Reach; i++)
        {
            var text = Vector512.LoadUnsafe(ref first, (nuint)i) | fold;
            groups &= Avx512Vbmi.PermuteVar64x8x2(Unsafe.Add(ref exact, 2 * i), text, Unsafe.Add(ref exact, 2 * i + 1));
            more &= Avx512Vbmi.PermuteVar64x8x2(Unsafe.Add(ref exact, 2 * (Reach + i)), text, Unsafe.Add(ref exact, 2 * (Reach + i) + 1));
        }

        return ~Vector512.Equals(groups | more, Vector512<byte>.Zero).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Half(ref byte first)
    {
        var half = Vector256.Create((byte)15);
        var fold = Vector256.Create((byte)0x20);
        ref var tables = ref MemoryMarshal.GetArrayDataReference(_wide);
        var groups = Vector256<byte>.AllBitsSet;
        var more = Vector256<byte>.AllBitsSet;
        for (var i = 0; i < Reach; i++)
        {
            var text = Vector256.LoadUnsafe(ref first, (nuint)i) | fold;
            var low = text & half;
            var high = (text.AsUInt16() >> 4).AsByte() & half;
            groups &= Avx2.Shuffle(Unsafe.Add(ref tables, 2 * i), low) & Avx2.Shuffle(Unsafe.Add(ref tables, 2 * i + 1), high);
            more &= Avx2.Shuffle(Unsafe.Add(ref tables, 2 * (Reach + i)), low) & Avx2.Shuffle(Unsafe.Add(ref tables, 2 * (Reach + i) + 1), high);
        }

        return ~Vector256.Equals(groups | more, Vector256<byte>.Zero).ExtractMostSignificantBits();
    }

    private uint Quarter(ref byte first)
    {
        var half = Vector128.Create((byte)15);
        var groups = Vector128<byte>.AllBitsSet;
        var more = Vector128<byte>.AllBitsSet;
        for (var i = 0; i < Reach; i++)
        {
            var text = Vector128.LoadUnsafe(ref first, (nuint)i) | Vector128.Create((byte)0x20);
            var low = text & half;
            var high = (text.AsUInt16() >> 4).AsByte() & half;
            groups &= Vector128.ShuffleNative(_tables[2 * i], low) & Vector128.ShuffleNative(_tables[2 * i + 1], high);
            more &= Vector128.ShuffleNative(_tables[2 * (Reach + i)], low) & Vector128.ShuffleNative(_tables[2 * (Reach + i) + 1], high);
        }

        return ~Vector128.Equals(groups | more, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }

    private static uint FoldedAt(ReadOnlySpan<byte> text, int at)
    {
        uint folded = 0;
        for (var i = 0; i < Reach; i++)
            folded |= (at + i < text.Length ? (uint)(text[at + i] | 0x20) : 0x20) << (8 * i);
        return folded;
    }

    /// <summary>The literals that stand where a suspicion is.</summary>
    /// <param name="at">Of the suspicion.</param>
    /// <param name="after">The last that was told; -1 to begin.</param>
    /// <param name="start">Where the literal begins.</param>
    /// <param name="hasMore">Whether another one stands there.</param>
    /// <returns>The literal; -1: no other.</returns>
    public int At(ReadOnlySpan<byte> text, int at, int after, out int start, out bool hasMore)
    {
        var best = int.MaxValue;
        start = -1;
        hasMore = false;
        var folded = FoldedAt(text, at);
        Best(text, at, after, Bucket(_firstByThree, HashOfThree(folded)), ref best, ref start, ref hasMore);
        Best(text, at, after, Bucket(_firstByFour, HashOfFour(folded)), ref best, ref start, ref hasMore);
        return best == int.MaxValue ? -1 : best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<Entry> Bucket(ushort[] firsts, uint hash)
    {
        var bucket = hash & (Buckets - 1);
        int first = firsts[bucket];
        return _entries.AsSpan(first, firsts[bucket + 1] - first);
    }

    private void Best(ReadOnlySpan<byte> text, int at, int after, ReadOnlySpan<Entry> entries, ref int best, ref int start, ref bool hasMore)
    {
        foreach (ref readonly var entry in entries)
        {
            var stemStart = at - entry.Offset;
            if (!entry.MayBe(text, stemStart))
                continue;

            var stem = _stems[entry.Stem];
            if (!IsAt(text, stemStart, stem.Bytes))
                continue;

            foreach (var (literal, before) in stem.Holders)
            {
                if (literal <= after || _literals[literal].Length > stem.Bytes.Length && !IsAt(text, stemStart - before, _literals[literal]))
                    continue;
                hasMore |= best != int.MaxValue;
                if (literal < best)
                    (best, start) = (literal, stemStart - before);
            }
        }
    }

    private static bool IsAt(ReadOnlySpan<byte> text, int start, byte[] lower) =>
        start >= 0 && start + lower.Length <= text.Length && IsSame(text.Slice(start, lower.Length), lower);

    /// <summary>Case is passed over in ASCII only.</summary>
    private static bool IsSame(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        for (var i = 0; i < lower.Length; i++)
        {
            if (text[i] != lower[i] && !(char.IsAsciiLetterLower((char)lower[i]) && (text[i] | 0x20) == lower[i]))
                return false;
        }

        return true;
    }
}
