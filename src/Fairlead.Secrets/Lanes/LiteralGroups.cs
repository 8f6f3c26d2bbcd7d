using System.Numerics;

namespace Fairlead.Secrets.Lanes;

/// <summary>
/// Deals literals out to groups, and chooses the four bytes by which each is suspected, so that ordinary text raises few suspicions: a byte is told by
/// its halves, and a group believes every combination of the halves of its literals.
/// </summary>
internal sealed class LiteralGroups
{
    /// <summary>Bytes of a fingerprint; a literal of three has any byte for the fourth.</summary>
    public const int Bytes = 4;

    private const int Rounds = 2;

    /// <summary>How often a byte stands in prose, code and logs, folded to lower case; in tenths of a percent, roughly. By its halves.</summary>
    private static readonly int[] Frequency = Frequencies();

    /// <summary>How often a fingerprint is believed to stand in text that is part of a common word.</summary>
    private const double CommonCost = 0.002;

    /// <summary>Words of prose, code and logs that hold what the literals of secrets hold too.</summary>
    private static readonly byte[] Common =
        " app apps application content context control controller contract information config configuration database base64 process processing processor bind binding linked secure security current recurse optimize compile complete component program diagram histogram facebook bookmark pens depends shared prepared error permanent content document element center enter integration aspect project object subject base basic office official service device notice invoice build child field signal original passed password key keys monkey token tokens author authentication authorization secret user username client server service public private static string stringdata return import java.lang org.apache https:// http:// www. .com .org .net window windows data dates dating link links linux relation translation population animation latin lazy access account accept just us dent independent president identity encrypt decrypt crypto live deliver p in structures failures features p to entry entries manual annual .admin .cloud the and that this with from have for not are was "u8.ToArray();

    private readonly byte[][] _literals;
    private readonly int[] _group;
    private readonly int[] _offset;

    /// <summary>How many literals of a group have a half at a place of their fingerprint: 16 low halves, then 16 high ones.</summary>
    private readonly int[] _uses;
    private readonly int _groups;

    public LiteralGroups(byte[][] literals, int groups)
    {
        _literals = literals;
        _groups = groups;
        _group = new int[literals.Length];
        _offset = new int[literals.Length];
        _uses = new int[groups * Bytes * 32];
        Array.Fill(_group, -1);
        for (var round = 0; round < Rounds; round++)
        {
            for (var literal = 0; literal < literals.Length; literal++)
                Place(literal);
        }
    }

    public int GroupOf(int literal) => _group[literal];

    public int OffsetOf(int literal) => _offset[literal];

    /// <returns>-1: any byte.</returns>
    public int ByteOf(int literal, int index) => ByteAt(literal, _offset[literal], index);

    private int ByteAt(int literal, int offset, int index)
    {
        var at = offset + index;
        return at < _literals[literal].Length ? _literals[literal][at] | 0x20 : -1;
    }

    private void Place(int literal)
    {
        if (_group[literal] >= 0)
            Use(literal, -1);

        var best = double.MaxValue;
        var (group, offset) = (0, 0);
        for (var candidate = 0; candidate < _groups; candidate++)
        {
            var before = Cost(candidate, -1, 0);
            for (var at = 0; at == 0 || at + Bytes <= _literals[literal].Length; at++)
            {
                var added = Cost(candidate, literal, at) - before + (IsCommon(literal, at) ? CommonCost : 0);
                if (added < best)
                    (best, group, offset) = (added, candidate, at);
            }
        }

        (_group[literal], _offset[literal]) = (group, offset);
        Use(literal, 1);
    }

    private bool IsCommon(int literal, int offset) =>
        Common.AsSpan().IndexOf(_literals[literal].AsSpan(offset, Math.Min(Bytes, _literals[literal].Length - offset))) >= 0;

    private void Use(int literal, int times)
    {
        for (var i = 0; i < Bytes; i++)
        {
            var halves = _uses.AsSpan((_group[literal] * Bytes + i) * 32, 32);
            var value = ByteOf(literal, i);
            for (var half = 0; half < 16; half++)
            {
                halves[half] += value < 0 || (value & 15) == half ? times : 0;
                halves[16 + half] += value < 0 || value >> 4 == half ? times : 0;
            }
        }
    }

    /// <summary>How likely a group suspects a place, with one literal more.</summary>
    private double Cost(int group, int literal, int offset)
    {
        double cost = 1;
        for (var i = 0; i < Bytes; i++)
        {
            uint low = 0, high = 0;
            var halves = _uses.AsSpan((group * Bytes + i) * 32, 32);
            for (var half = 0; half < 16; half++)
            {
                low |= halves[half] > 0 ? 1u << half : 0;
                high |= halves[16 + half] > 0 ? 1u << half : 0;
            }

            if (literal >= 0)
            {
                var value = ByteAt(literal, offset, i);
                low |= value < 0 ? 0xFFFF : 1u << (value & 15);
                high |= value < 0 ? 0xFFFF : 1u << (value >> 4);
            }

            cost *= Share(low, high);
            if (cost == 0)
                return 0;
        }

        return cost;
    }

    private static double Share(uint low, uint high)
    {
        var sum = 0;
        for (; high != 0; high &= high - 1)
        {
            var row = BitOperations.TrailingZeroCount(high) << 4;
            for (var rest = low; rest != 0; rest &= rest - 1)
                sum += Frequency[row | BitOperations.TrailingZeroCount(rest)];
        }

        return sum / 1000.0;
    }

    private static int[] Frequencies()
    {
        var frequency = new int[256];
        Array.Fill(frequency, 1, 0x20, 0x60);
        foreach (var (value, share) in new (char, int)[]
        {
            ('e', 85), ('t', 65), ('a', 57), ('o', 53), ('i', 53), ('n', 50), ('s', 47), ('r', 47), ('d', 31), ('l', 31), ('c', 28), ('h', 26), ('u', 22), ('m', 20), ('p', 20), ('f', 15), ('g', 14),
            ('b', 12), ('y', 11), ('w', 10), ('v', 8), ('k', 8), ('x', 4), ('j', 3), ('q', 2), ('z', 2), (' ', 140), ('.', 16), ('/', 14), ('-', 12), (',', 7), (':', 8), ('=', 6), ('"', 8), ('(', 6), (')', 6), (';', 5), ('\'', 4),
        })
            frequency[value | 0x20] = share;
        for (var digit = '0'; digit <= '9'; digit++)
            frequency[digit] = 8;
        frequency['*'] = 20;
        return frequency;
    }
}
