using System.Text;

namespace Fairlead.Secrets.Lanes;

/// <summary>Which literals hold others. One that holds none is a stem; of those that hold stems each is found by its first.</summary>
internal sealed class LiteralStems
{
    private readonly List<byte[]> _stems = [];
    private readonly List<(int Literal, int Before)>[] _holders;

    /// <param name="literals">In lower case, each of <see cref="Literals.MinLength"/> bytes and more.</param>
    public LiteralStems(byte[][] literals)
    {
        // A character for each byte, so that parts can be looked up.
        string[] texts = [.. literals.Select(Encoding.Latin1.GetString)];
        var all = texts.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        int[] lengths = [.. texts.Select(text => text.Length).Distinct().Order()];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (text, literal) in texts.Zip(literals))
        {
            if (Parts(text, lengths).Any(part => part.Length < text.Length && all.Contains(text.AsSpan(part.Start, part.Length))))
                continue;
            numbers.TryAdd(text, _stems.Count);
            _stems.Add(literal);
        }

        _holders = [.. _stems.Select(_ => new List<(int, int)>())];
        var stemNumbers = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var literal = 0; literal < texts.Length; literal++)
        {
            var (first, before) = (int.MaxValue, 0);
            foreach (var (start, length) in Parts(texts[literal], lengths))
            {
                if (stemNumbers.TryGetValue(texts[literal].AsSpan(start, length), out var stem) && stem < first)
                    (first, before) = (stem, start);
            }

            _holders[first].Add((literal, before));
        }
    }

    public IReadOnlyList<byte[]> Stems => _stems;

    /// <summary>The literals that are found by a stem, itself among them, and how far before it each begins.</summary>
    public (int Literal, int Before)[] HoldersOf(int stem) => [.. _holders[stem]];

    private static IEnumerable<(int Start, int Length)> Parts(string text, int[] lengths)
    {
        foreach (var length in lengths)
        {
            for (var start = 0; start + length <= text.Length; start++)
                yield return (start, length);
        }
    }
}
