namespace Fairlead.Secrets;

/// <summary>Tells lines and columns of places that are asked for in the order of the text, reading it once however long its lines are.</summary>
/// <param name="line">The line of the whole, counted from 1, in which this part of it begins.</param>
/// <param name="column">The column in which it begins, in bytes, counted from 1.</param>
public ref struct LineCounter(ReadOnlySpan<byte> text, long line = 1, long column = 1)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _counted;
    private long _line = line;

    /// <summary>Where the line begins that was reached; negative where that is before the text.</summary>
    private long _lineStart = 1 - column;

    /// <param name="at">In bytes; not before the place that was asked for last.</param>
    /// <returns>Both counted from 1; the column in bytes.</returns>
    public (long Line, long Column) At(int at)
    {
        var passed = _text[_counted..at];
        var last = passed.LastIndexOf((byte)'\n');
        if (last >= 0)
        {
            _line += passed[..(last + 1)].Count((byte)'\n');
            _lineStart = _counted + last + 1;
        }

        _counted = at;
        return (_line, at - _lineStart + 1);
    }
}
