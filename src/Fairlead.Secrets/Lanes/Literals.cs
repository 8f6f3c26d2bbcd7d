using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Fairlead.Secrets.Lanes;

/// <summary>
/// Finds a few dozen literals, without case, by four of their bytes at once (the method is called Teddy, after the Hyperscan project). What it
/// names is a suspicion: <see cref="At"/> proves it.
/// </summary>
internal sealed class Literals
{
    /// <summary>How far behind its first byte a suspicion reads.</summary>
    public const int Reach = LiteralGroups.Bytes;

    /// <summary>The shortest literal that is taken.</summary>
    public const int MinLength = 3;

    private const int HashBits = 4_096;

    private readonly byte[][] _literals;
    private readonly int[] _offsets;
    private readonly int[][] _ofGroup;
    private readonly Vector128<byte>[] _tables = new Vector128<byte>[2 * Reach];
    private readonly ulong[] _byThree = new ulong[HashBits / 64];
    private readonly ulong[] _byFour = new ulong[HashBits / 64];
    private readonly Vector256<byte>[] _wide = new Vector256<byte>[2 * Reach];

    /// <param name="literals">Each of 3 bytes and more.</param>
    public Literals(IReadOnlyList<string> literals)
    {
        _literals = [.. literals.Select(literal => Encoding.UTF8.GetBytes(literal.ToLowerInvariant()))];
        var groups = new LiteralGroups(_literals);
        _offsets = [.. Enumerable.Range(0, _literals.Length).Select(groups.OffsetOf)];
        _ofGroup = [.. Enumerable.Range(0, LiteralGroups.Count).Select(
            group => Enumerable.Range(0, _literals.Length).Where(literal => groups.GroupOf(literal) == group).ToArray())];

        var tables = new byte[2 * Reach][];
        for (var i = 0; i < tables.Length; i++)
            tables[i] = new byte[16];
        for (var literal = 0; literal < _literals.Length; literal++)
        {
            var group = (byte)(1 << groups.GroupOf(literal));
            AddHash(literal, groups);
            for (var i = 0; i < Reach; i++)
            {
                var value = groups.ByteOf(literal, i);
                for (var half = 0; half < 16; half++)
                {
                    if (value < 0 || (value & 15) == half)
                        tables[2 * i][half] |= group;
                    if (value < 0 || value >> 4 == half)
                        tables[2 * i + 1][half] |= group;
                }
            }
        }

        for (var i = 0; i < tables.Length; i++)
        {
            _tables[i] = Vector128.Create(tables[i]);
            _wide[i] = Vector256.Create(_tables[i], _tables[i]);
        }
    }

    private void AddHash(int literal, LiteralGroups groups)
    {
        uint value = 0;
        for (var i = 0; i < Reach; i++)
            value |= (uint)(groups.ByteOf(literal, i) is var known and >= 0 ? known : 0) << (8 * i);
        var isShort = groups.ByteOf(literal, Reach - 1) < 0;
        var hash = isShort ? HashOfThree(value) : HashOfFour(value);
        (isShort ? _byThree : _byFour)[hash >> 6] |= 1UL << (int)(hash & 63);
    }

    private static uint HashOfFour(uint folded) => folded * 0x9E3779B1 >> 20;

    private static uint HashOfThree(uint folded) => (folded & 0xFFFFFF) * 0x85EBCA6B >> 20;

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

    public int Count => _literals.Length;

    public int LengthOf(int literal) => _literals[literal].Length;

    /// <param name="first">64 bytes and <see cref="Reach"/> more are read from here.</param>
    /// <returns>A bit for each byte that may belong to a literal.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Suspicions(ref byte first)
    {
        if (Avx2.IsSupported)
            return Half(ref first) | ((ulong)Half(ref Unsafe.Add(ref first, 32)) << 32);

        ulong all = 0;
        for (var quarter = 0; quarter < 4; quarter++)
            all |= (ulong)Quarter(ref Unsafe.Add(ref first, quarter * 16)) << (quarter * 16);
        return all;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Half(ref byte first)
    {
        var half = Vector256.Create((byte)15);
        var fold = Vector256.Create((byte)0x20);
        var tables = _wide;
        var groups = Vector256<byte>.AllBitsSet;
        for (var i = 0; i < Reach; i++)
        {
            var text = Vector256.LoadUnsafe(ref first, (nuint)i) | fold;
            groups &= Avx2.Shuffle(tables[2 * i], text & half) & Avx2.Shuffle(tables[2 * i + 1], (text.AsUInt16() >> 4).AsByte() & half);
        }

        return ~Vector256.Equals(groups, Vector256<byte>.Zero).ExtractMostSignificantBits();
    }

    private uint Quarter(ref byte first)
    {
        var half = Vector128.Create((byte)15);
        var groups = Vector128<byte>.AllBitsSet;
        for (var i = 0; i < Reach; i++)
        {
            var text = Vector128.LoadUnsafe(ref first, (nuint)i) | Vector128.Create((byte)0x20);
            groups &= Vector128.ShuffleNative(_tables[2 * i], text & half) &
                Vector128.ShuffleNative(_tables[2 * i + 1], (text.AsUInt16() >> 4).AsByte() & half);
        }

        return ~Vector128.Equals(groups, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }

    /// <summary>The literals that stand where a suspicion is.</summary>
    /// <param name="at">Of the suspicion.</param>
    /// <param name="after">The last that was told; -1 to begin.</param>
    /// <param name="start">Where the literal begins.</param>
    /// <returns>The literal; -1: no other.</returns>
    public int At(ReadOnlySpan<byte> text, int at, int after, out int start)
    {
        var groups = GroupsAt(text, at);
        for (var group = 0; group < LiteralGroups.Count; group++)
        {
            if ((groups >> group & 1) == 0)
                continue;

            foreach (var literal in _ofGroup[group])
            {
                if (literal <= after)
                    continue;

                start = at - _offsets[literal];
                var bytes = _literals[literal];
                if (start >= 0 && start + bytes.Length <= text.Length && IsSame(text.Slice(start, bytes.Length), bytes))
                    return literal;
            }
        }

        start = -1;
        return -1;
    }

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

    private int GroupsAt(ReadOnlySpan<byte> text, int at)
    {
        var groups = 0xFF;
        for (var i = 0; i < Reach; i++)
        {
            var value = at + i < text.Length ? text[at + i] | 0x20 : 0x20;
            groups &= _tables[2 * i][value & 15] & _tables[2 * i + 1][value >> 4];
        }

        return groups;
    }
}
