namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// How many entries of a report each occurrence of a scope had: one byte each, by ordinal, so that ten million findings
/// take ten megabytes. Counting stops at 255.
/// </summary>
internal sealed class Tally
{
    private byte[] _counts = [];

    public int this[long ordinal] => ordinal < _counts.Length ? _counts[ordinal] : 0;

    /// <returns>Whether this was the first entry.</returns>
    public bool Add(long ordinal)
    {
        if (ordinal >= _counts.Length)
            Array.Resize(ref _counts, checked((int)Math.Max(ordinal + 1, Math.Min(_counts.Length * 2L, _counts.Length + (16L << 20)))));
        var before = _counts[ordinal];
        if (before < byte.MaxValue)
            _counts[ordinal]++;
        return before == 0;
    }
}
