namespace Fairlead.Secrets;

/// <summary>Tells lines and columns of places that are asked for in the order of the text.</summary>
public ref struct LineCounter(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _counted;
    private int _line = 1;

    /// <param name="at">In bytes; not before the place that was asked for last.</param>
    /// <returns>Both counted from 1; the column in bytes.</returns>
    public (int Line, int Column) At(int at)
    {
        _line += _text[_counted..at].Count((byte)'\n');
        _counted = at;
        return (_line, at - _text[..at].LastIndexOf((byte)'\n'));
    }
}
