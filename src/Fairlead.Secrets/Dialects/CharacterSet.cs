using System.Globalization;
using System.Numerics;
using System.Text;

namespace Fairlead.Secrets.Dialects;

/// <summary>A set of UTF-16 units, as a class of a regular expression says it; written again in a form that every dialect reads in the same way.</summary>
internal sealed class CharacterSet
{
    private const int Words = 65_536 / 64;

    private readonly ulong[] _bits;

    private CharacterSet(ulong[] bits) => _bits = bits;

    public static readonly CharacterSet Empty = new(new ulong[Words]);
    public static readonly CharacterSet All = ~Empty;
    public static readonly CharacterSet Digits = Range('0', '9');
    public static readonly CharacterSet LowerLetters = Range('a', 'z');
    public static readonly CharacterSet UpperLetters = Range('A', 'Z');
    public static readonly CharacterSet Word = Digits | LowerLetters | UpperLetters | Of('_');
    public static readonly CharacterSet Blanks = Of(" \t\n\v\f\r");

    /// <summary>RE2 leaves the vertical tab out.</summary>
    public static readonly CharacterSet GoBlanks = Of(" \t\n\f\r");

    public static readonly CharacterSet Horizontal = Of(" \t\u00A0\u1680\u180E\u202F\u205F\u3000") | Range('\u2000', '\u200A');
    public static readonly CharacterSet Vertical = Of("\n\v\f\r\u0085\u2028\u2029");

    /// <summary>What ends a line in Java.</summary>
    public static readonly CharacterSet LineEnds = Of("\n\r\u0085\u2028\u2029");

    public static readonly CharacterSet NewLine = Of('\n');
    private static readonly CharacterSet NonAscii = Range('\u0080', '\uFFFF');

    public int Count => _bits.Sum(BitOperations.PopCount);

    public bool IsEmpty => Array.TrueForAll(_bits, bits => bits == 0);

    public static CharacterSet Of(char character) => Range(character, character);

    public static CharacterSet Of(string characters) => Where(character => characters.Contains(character, StringComparison.Ordinal));

    public static CharacterSet Range(char from, char to)
    {
        var bits = new ulong[Words];
        for (int at = from; at <= to; at++)
            bits[at >> 6] |= 1UL << (at & 63);
        return new CharacterSet(bits);
    }

    public static CharacterSet Where(Func<char, bool> holds)
    {
        var bits = new ulong[Words];
        for (var at = 0; at < 65_536; at++)
        {
            if (holds((char)at))
                bits[at >> 6] |= 1UL << (at & 63);
        }

        return new CharacterSet(bits);
    }

    public static CharacterSet operator |(CharacterSet left, CharacterSet right) => Joined(left, right, static (x, y) => x | y);

    public static CharacterSet operator &(CharacterSet left, CharacterSet right) => Joined(left, right, static (x, y) => x & y);

    public static CharacterSet operator ~(CharacterSet set) => new([.. set._bits.Select(bits => ~bits)]);

    public bool Contains(char character) => (_bits[character >> 6] >> (character & 63) & 1) != 0;

    public bool Overlaps(CharacterSet other)
    {
        for (var i = 0; i < Words; i++)
        {
            if ((_bits[i] & other._bits[i]) != 0)
                return true;
        }

        return false;
    }

    public bool IsWithin(CharacterSet other) => !Overlaps(~other);

    public bool IsAscii => !Overlaps(NonAscii);

    public char First()
    {
        for (var i = 0; i < Words; i++)
        {
            if (_bits[i] != 0)
                return (char)(i * 64 + BitOperations.TrailingZeroCount(_bits[i]));
        }

        throw new InvalidOperationException("The set is empty.");
    }

    /// <summary>With the other case of its letters: of ASCII alone, or of all.</summary>
    public CharacterSet WithBothCases(bool ofAll)
    {
        var bits = (ulong[])_bits.Clone();
        for (var at = 0; at < (ofAll && !IsAscii ? 65_536 : 128); at++)
        {
            if (!Contains((char)at))
                continue;
            foreach (var other in (ReadOnlySpan<char>)[char.ToLowerInvariant((char)at), char.ToUpperInvariant((char)at)])
                bits[other >> 6] |= 1UL << (other & 63);
        }

        return new CharacterSet(bits);
    }

    /// <summary>As a class of .NET.</summary>
    public override string ToString()
    {
        if (Count == 1)
            return Escaped(First());

        var own = Ranges(this);
        var others = Ranges(~this);
        return others.Count == 0 ? @"[\s\S]" : own.Count <= others.Count ? $"[{Text(own)}]" : $"[^{Text(others)}]";
    }

    private static List<(char From, char To)> Ranges(CharacterSet set)
    {
        var ranges = new List<(char, char)>();
        for (var at = 0; at < 65_536; at++)
        {
            if (!set.Contains((char)at))
                continue;

            var from = at;
            while (at + 1 < 65_536 && set.Contains((char)(at + 1)))
                at++;
            ranges.Add(((char)from, (char)at));
        }

        return ranges;
    }

    private static string Text(List<(char From, char To)> ranges)
    {
        var text = new StringBuilder();
        foreach (var (from, to) in ranges)
        {
            text.Append(Escaped(from));
            if (to > from + 1)
                text.Append('-');
            if (to > from)
                text.Append(Escaped(to));
        }

        return text.ToString();
    }

    private static string Escaped(char character) =>
        char.IsAsciiLetterOrDigit(character) || character == '_' ? character.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");

    private static CharacterSet Joined(CharacterSet left, CharacterSet right, Func<ulong, ulong, ulong> join)
    {
        var bits = new ulong[Words];
        for (var i = 0; i < Words; i++)
            bits[i] = join(left._bits[i], right._bits[i]);
        return new CharacterSet(bits);
    }
}
