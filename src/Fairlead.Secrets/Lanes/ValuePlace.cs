using System.Buffers;

namespace Fairlead.Secrets.Lanes;

/// <summary>What stands to the left of a value: quotes and blanks, an operator, and the words that may name it.</summary>
internal readonly struct ValuePlace
{
    private const int MaxGap = 24;
    private const int MaxBreaks = 2;
    private const byte Gap = 1;
    private const byte Operator = 2;

    private static readonly byte[] Kinds = KindsOfBytes();

    /// <summary>What a value may begin behind.</summary>
    public static readonly SearchValues<byte> Preceding = SearchValues.Create([.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(MayPrecede)]);

    private readonly int _value;
    private readonly int _breaks;

    private ValuePlace(bool hasOperator, int contextEnd, int value, int breaks)
    {
        HasOperator = hasOperator;
        ContextEnd = contextEnd;
        _value = value;
        _breaks = breaks;
    }

    public bool HasOperator { get; }

    /// <summary>Where the words end that may name the value.</summary>
    public int ContextEnd { get; }

    /// <summary>Up to <see cref="SecretShape.Value.ContextBytes"/> to the left, over at most two line breaks.</summary>
    public ReadOnlySpan<byte> ContextIn(ReadOnlySpan<byte> text)
    {
        var from = Math.Max(0, _value - SecretShape.Value.ContextBytes);
        if (ContextEnd <= from)
            return default;

        var context = text[from..ContextEnd];
        var breaks = _breaks;
        for (var newLine = context.LastIndexOf((byte)'\n'); newLine >= 0; newLine = context[..newLine].LastIndexOf((byte)'\n'))
        {
            if (++breaks > MaxBreaks)
                return context[(newLine + 1)..];
        }

        return context;
    }

    /// <summary>Whether a value may begin behind this byte.</summary>
    public static bool MayPrecede(byte value) => Kinds[value] != 0 || value == ';';

    public static bool IsOperator(byte value) => Kinds[value] == Operator;

    /// <param name="at">Where the value begins; not 0.</param>
    public static ValuePlace Before(ReadOnlySpan<byte> text, int at)
    {
        var hasOperator = false;
        var breaks = 0;
        var before = at;
        while (before > 0 && at - before < MaxGap)
        {
            var value = text[before - 1];
            if (value == ';' && Entity(text, before) is var length and > 0)
            {
                before -= length;
                continue;
            }

            var kind = Kinds[value];
            if (kind == 0 || value == '\n' && ++breaks > MaxBreaks)
                break;

            hasOperator |= kind == Operator;
            before--;
        }

        return new ValuePlace(hasOperator, before, at, breaks);
    }

    /// <summary>Mail handlers write quotes as entities.</summary>
    /// <returns>The length of the entity that ends before <paramref name="end"/>; 0: there is none.</returns>
    private static int Entity(ReadOnlySpan<byte> text, int end)
    {
        var before = text[..end];
        return before.EndsWith("&quot;"u8) ? 6 : before.EndsWith("&#34;"u8) || before.EndsWith("&#39;"u8) ? 5 : before.EndsWith("&gt;"u8) ? 4 : 0;
    }

    private static byte[] KindsOfBytes()
    {
        var kinds = new byte[256];
        foreach (var gap in " \t\r\n\"'`\\[{*")
            kinds[gap] = Gap;
        foreach (var sign in "=:>,|(")
            kinds[sign] = Operator;
        return kinds;
    }
}
