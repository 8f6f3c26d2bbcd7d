using System.Runtime.InteropServices;

namespace Fairlead.Secrets.Patterns;

/// <summary>A set of byte values.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ByteSet(ulong A, ulong B, ulong C, ulong D)
{
    public static readonly ByteSet Digits = Range('0', '9');

    public static readonly ByteSet Word = Range('0', '9') | Range('A', 'Z') | Range('a', 'z') | Of('_');

    public static readonly ByteSet Blank = Of(' ') | Of('\t') | Of('\r') | Of('\n') | Of('\f') | Of('\v');

    public static readonly ByteSet NotNewLine = ~Of('\n');

    public static ByteSet Of(int value) =>
        (value >> 6) switch
        {
            0 => new(1UL << value, 0, 0, 0),
            1 => new(0, 1UL << (value & 63), 0, 0),
            2 => new(0, 0, 1UL << (value & 63), 0),
            _ => new(0, 0, 0, 1UL << (value & 63)),
        };

    public static ByteSet Range(int from, int to)
    {
        var set = default(ByteSet);
        for (var value = from; value <= to; value++)
            set |= Of(value);
        return set;
    }

    public static ByteSet operator |(ByteSet x, ByteSet y) => new(x.A | y.A, x.B | y.B, x.C | y.C, x.D | y.D);

    public static ByteSet operator ~(ByteSet x) => new(~x.A, ~x.B, ~x.C, ~x.D);

    public bool Contains(int value) =>
        ((value >> 6) switch { 0 => A, 1 => B, 2 => C, _ => D } >> (value & 63) & 1) != 0;

    public int Count => System.Numerics.BitOperations.PopCount(A) + System.Numerics.BitOperations.PopCount(B) +
        System.Numerics.BitOperations.PopCount(C) + System.Numerics.BitOperations.PopCount(D);

    public IEnumerable<byte> Values()
    {
        for (var value = 0; value < 256; value++)
        {
            if (Contains(value))
                yield return (byte)value;
        }
    }

    /// <summary>The set with each ASCII letter in both cases.</summary>
    public ByteSet WithBothCases()
    {
        var set = this;
        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            if (Contains(letter))
                set |= Of(letter - 32);
            if (Contains(letter - 32))
                set |= Of(letter);
        }

        return set;
    }
}
