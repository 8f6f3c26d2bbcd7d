using System.Numerics;
using System.Runtime.InteropServices;

namespace Fairlead.Secrets.Lanes;

/// <summary>
/// Deals literals out to groups, and chooses the four bytes by which each is suspected, so that ordinary text raises few suspicions. What is counted is how
/// often a group would suspect a place of a sample of such text, and besides, since a sample is small, how often by chance.
/// </summary>
internal sealed class LiteralGroups
{
    /// <summary>Bytes of a fingerprint; a literal of three has any byte for the fourth.</summary>
    public const int Bytes = 4;

    private const int Rounds = 3;

    /// <summary>How much chance counts beside the sample. Measured: with less the sample is learned by heart, with more its words count for nothing.</summary>
    private const double Chance = 10;

    /// <summary>Prose, code, logs and settings, folded as text is (<c>| 0x20</c>).</summary>
    private static readonly byte[] Sample = ReadSample();

    private readonly byte[][] _literals;
    private readonly int _groups;
    private readonly bool _isExact;
    private readonly int[] _group;
    private readonly int[] _offset;

    /// <summary>Where in the sample, seen from the beginning of a fingerprint, a byte or a half of one stands; a bit for each place. By index and value.</summary>
    private readonly ulong[]?[] _where;
    private readonly ulong[] _anywhere;
    private readonly int[] _count;

    /// <summary>How many literals of a group have a value at an index, and where the sample has one that any has.</summary>
    private readonly int[] _uses;
    private readonly ulong[][] _union;
    private readonly int[] _share;
    private readonly double[] _cost;

    /// <param name="isExact">Whether a whole byte is looked up; else its halves are, each by itself, and a group believes every combination of those of its literals.</param>
    public LiteralGroups(byte[][] literals, int groups, bool isExact)
    {
        (_literals, _groups, _isExact) = (literals, groups, isExact);
        _group = new int[literals.Length];
        _offset = new int[literals.Length];
        Array.Fill(_group, -1);
        _where = new ulong[Bytes * Values][];
        _count = new int[Values];
        var words = (Sample.Length + 63) / 64;
        _anywhere = new ulong[words];
        Array.Fill(_anywhere, ulong.MaxValue);
        for (var at = 0; at < Sample.Length; at++)
        {
            for (var part = 0; part < Parts; part++)
            {
                var value = ValueOf(Sample[at], part);
                _count[value]++;
                for (var index = 0; index < Bytes && index <= at; index++)
                    (_where[index * Values + value] ??= new ulong[words])[(at - index) >> 6] |= 1UL << ((at - index) & 63);
            }
        }

        _uses = new int[groups * Bytes * (Values + 1)];
        _union = new ulong[groups * Bytes * Parts][];
        _share = new int[groups * Bytes * Parts];
        for (var i = 0; i < _union.Length; i++)
            _union[i] = new ulong[words];
        _cost = new double[groups];
        for (var round = 0; round < Rounds; round++)
        {
            for (var literal = 0; literal < literals.Length; literal++)
                Place(literal);
        }
    }

    /// <summary>A byte, or its lower and its higher half.</summary>
    private int Parts => _isExact ? 1 : 2;

    private int Values => _isExact ? 256 : 32;

    public int GroupOf(int literal) => _group[literal];

    public int OffsetOf(int literal) => _offset[literal];

    /// <returns>-1: any byte.</returns>
    public int ByteOf(int literal, int index) => ByteAt(literal, _offset[literal], index);

    private int ByteAt(int literal, int offset, int index)
    {
        var at = offset + index;
        return at < _literals[literal].Length ? _literals[literal][at] | 0x20 : -1;
    }

    private int ValueOf(int value, int part) => _isExact ? value : part == 0 ? value & 15 : 16 + (value >> 4);

    private void Place(int literal)
    {
        if (_group[literal] >= 0)
            Use(literal, -1);

        var best = double.MaxValue;
        var (group, offset) = (0, 0);
        for (var candidate = 0; candidate < _groups; candidate++)
        {
            for (var at = 0; at == 0 || at + Bytes <= _literals[literal].Length; at++)
            {
                var added = Cost(candidate, literal, at) - _cost[candidate];
                if (added < best)
                    (best, group, offset) = (added, candidate, at);
            }
        }

        (_group[literal], _offset[literal]) = (group, offset);
        Use(literal, 1);
    }

    private void Use(int literal, int times)
    {
        var group = _group[literal];
        for (var index = 0; index < Bytes; index++)
        {
            var uses = _uses.AsSpan((group * Bytes + index) * (Values + 1), Values + 1);
            var value = ByteOf(literal, index);
            for (var part = 0; part < Parts; part++)
            {
                if (value < 0)
                    uses[Values] += part == 0 ? times : 0;
                else
                    uses[ValueOf(value, part)] += times;
                Unite(group, index, part, uses);
            }
        }

        _cost[group] = Cost(group, -1, 0);
    }

    private void Unite(int group, int index, int part, ReadOnlySpan<int> uses)
    {
        var union = _union[(group * Bytes + index) * Parts + part];
        ref var share = ref _share[(group * Bytes + index) * Parts + part];
        Array.Clear(union);
        share = 0;
        var (from, to) = _isExact ? (0, Values) : part == 0 ? (0, 16) : (16, 32);
        for (var value = from; value < to; value++)
        {
            if (uses[value] == 0 && uses[Values] == 0)
                continue;
            share += _count[value];
            if (_where[index * Values + value] is { } where)
                Or(union, where);
        }
    }

    private static void Or(ulong[] into, ulong[] more)
    {
        var left = MemoryMarshal.Cast<ulong, Vector<ulong>>(into.AsSpan());
        var right = MemoryMarshal.Cast<ulong, Vector<ulong>>(more.AsSpan());
        for (var i = 0; i < left.Length; i++)
            left[i] |= right[i];
        for (var i = left.Length * Vector<ulong>.Count; i < into.Length; i++)
            into[i] |= more[i];
    }

    /// <summary>At how many places of the sample a group suspects something, with one literal more.</summary>
    /// <param name="literal">-1: none.</param>
    private double Cost(int group, int literal, int offset)
    {
        Span<ulong> left = stackalloc ulong[_anywhere.Length];
        left.Fill(ulong.MaxValue);
        var chance = Chance * Sample.Length;
        for (var index = 0; index < Bytes; index++)
        {
            var value = literal < 0 ? -1 : ByteAt(literal, offset, index);
            for (var part = 0; part < Parts; part++)
            {
                var union = _union[(group * Bytes + index) * Parts + part];
                var share = _share[(group * Bytes + index) * Parts + part];
                ulong[]? more = null;
                if (literal >= 0 && value < 0)
                    (more, share) = (_anywhere, Sample.Length);
                else if (literal >= 0 && ValueOf(value, part) is var one && _uses[(group * Bytes + index) * (Values + 1) + one] == 0)
                    (more, share) = (_where[index * Values + one], share + _count[one]);
                And(left, union, more);
                chance *= (Math.Min(share, Sample.Length) + 1.0) / Sample.Length;
            }
        }

        var sum = 0;
        foreach (var places in left)
            sum += BitOperations.PopCount(places);
        return sum + chance;
    }

    private static void And(Span<ulong> left, ulong[] union, ulong[]? more)
    {
        var wide = MemoryMarshal.Cast<ulong, Vector<ulong>>(left);
        var united = MemoryMarshal.Cast<ulong, Vector<ulong>>(union.AsSpan());
        var others = MemoryMarshal.Cast<ulong, Vector<ulong>>(more.AsSpan());
        for (var i = 0; i < wide.Length; i++)
            wide[i] &= more is null ? united[i] : united[i] | others[i];
        for (var i = wide.Length * Vector<ulong>.Count; i < left.Length; i++)
            left[i] &= more is null ? union[i] : union[i] | more[i];
    }

    private static byte[] ReadSample()
    {
        using var stream = typeof(LiteralGroups).Assembly.GetManifestResourceStream("ordinary-text")!;
        var sample = new byte[stream.Length];
        stream.ReadExactly(sample);
        for (var i = 0; i < sample.Length; i++)
            sample[i] |= 0x20;
        return sample;
    }
}
