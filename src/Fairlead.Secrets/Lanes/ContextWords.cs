namespace Fairlead.Secrets.Lanes;

/// <summary>
/// Finds all words of value rules in the few bytes to the left of a candidate, in one pass (Aho and Corasick 1975), without case; blanks, hyphens,
/// underscores, dots and slashes are one.
/// </summary>
internal sealed class ContextWords
{
    public const int MaxWords = 4_096;
    private const int Classes = 38;
    private const byte Separator = 37;

    /// <summary>A word of up to so many letters needs its end too: "line" is no part of "linear".</summary>
    private const int ShortWord = 5;

    private static readonly byte[] ClassOf = ClassesOfBytes();

    private readonly ushort[] _next;
    private readonly int[][] _ends;
    private readonly bool[] _isEnd;
    private readonly int[] _lengths;
    private readonly bool[] _anywhere;
    private readonly byte[][] _anywhereWords;

    /// <summary>Each word, a class for each character.</summary>
    private readonly byte[][] _classes;

    /// <param name="words">Lower case.</param>
    /// <param name="anywhere">Which of them count in the middle of a word as well ("key" in "apikey").</param>
    public ContextWords(IReadOnlyList<string> words, IReadOnlySet<string> anywhere)
    {
        if (words.Count > MaxWords)
            throw new ArgumentException($"More than {MaxWords} words.", nameof(words));

        _classes = [.. words.Select(word => word.Select(ClassIn).ToArray())];
        _lengths = [.. words.Select(word => word.Length)];
        _anywhere = [.. words.Select(anywhere.Contains)];
        _anywhereWords = [.. anywhere.Select(System.Text.Encoding.ASCII.GetBytes)];
        var next = new List<int[]> { new int[Classes] };
        var ends = new List<List<int>> { new() };
        for (var word = 0; word < words.Count; word++)
        {
            var state = 0;
            foreach (var letter in words[word])
            {
                var kind = ClassIn(letter);
                if (next[state][kind] == 0)
                {
                    next[state][kind] = next.Count;
                    next.Add(new int[Classes]);
                    ends.Add([]);
                }

                state = next[state][kind];
            }

            ends[state].Add(word);
        }

        _next = Complete(next, ends);
        _ends = [.. ends.Select(list => list.ToArray())];
        _isEnd = [.. ends.Select(list => list.Count > 0)];
    }

    private static ushort[] Complete(List<int[]> next, List<List<int>> ends)
    {
        var fallback = new int[next.Count];
        var queue = new Queue<int>(next[0].Where(state => state != 0));
        while (queue.TryDequeue(out var state))
        {
            ends[state].AddRange(ends[fallback[state]]);
            for (var kind = 0; kind < Classes; kind++)
            {
                var child = next[state][kind];
                if (child == 0)
                {
                    next[state][kind] = next[fallback[state]][kind];
                }
                else
                {
                    fallback[child] = next[fallback[state]][kind];
                    queue.Enqueue(child);
                }
            }
        }

        return [.. next.SelectMany(row => row.Select(state => checked((ushort)state)))];
    }

    private static byte ClassIn(char letter) => letter < 128 && ClassOf[letter] != 0 ? ClassOf[letter] : Separator;

    /// <summary>Whether a word stands at a place of a context, and is no part of another one.</summary>
    public bool IsAt(ReadOnlySpan<byte> context, int word, int at)
    {
        var classes = _classes[word];
        if (at + classes.Length > context.Length)
            return false;
        for (var i = 0; i < classes.Length; i++)
        {
            if (ClassOf[context[at + i]] != classes[i])
                return false;
        }

        return _anywhere[word] || IsWord(context, at, at + classes.Length);
    }

    /// <param name="found">A bit for each word; at least <see cref="MaxWords"/> bits or as many as there are words.</param>
    /// <returns>Whether any was found.</returns>
    public bool Find(ReadOnlySpan<byte> context, Span<ulong> found)
    {
        var any = false;
        var state = 0;
        for (var at = 0; at < context.Length; at++)
        {
            state = _next[state * Classes + ClassOf[context[at]]];
            if (!_isEnd[state])
                continue;

            foreach (var word in _ends[state])
            {
                if (_anywhere[word] || IsWord(context, at + 1 - _lengths[word], at + 1))
                {
                    found[word >> 6] |= 1UL << (word & 63);
                    any = true;
                }
            }
        }

        return any;
    }

    /// <summary>Whether one of the words stands there.</summary>
    public bool IsAnyIn(ReadOnlySpan<byte> context)
    {
        var state = 0;
        for (var at = 0; at < context.Length; at++)
        {
            state = _next[state * Classes + ClassOf[context[at]]];
            if (!_isEnd[state])
                continue;

            foreach (var word in _ends[state])
            {
                if (_anywhere[word] || IsWord(context, at + 1 - _lengths[word], at + 1))
                    return true;
            }
        }

        return false;
    }

    private bool IsWord(ReadOnlySpan<byte> context, int start, int end)
    {
        if (start > 0 && char.IsAsciiLetter((char)context[start - 1]) &&
            !(char.IsAsciiLetterLower((char)context[start - 1]) && char.IsAsciiLetterUpper((char)context[start])))
        {
            return false;
        }

        if (end - start > ShortWord || end >= context.Length || !char.IsAsciiLetter((char)context[end]))
            return true;
        if (char.IsAsciiLetterLower((char)context[end - 1]) && char.IsAsciiLetterUpper((char)context[end]))
            return true;

        foreach (var word in _anywhereWords)
        {
            if (context.Length - end >= word.Length && System.Text.Ascii.EqualsIgnoreCase(context.Slice(end, word.Length), word))
                return true;
        }

        return false;
    }

    private static byte[] ClassesOfBytes()
    {
        var classes = new byte[256];
        for (var i = 0; i < 26; i++)
            classes['a' + i] = classes['A' + i] = (byte)(1 + i);
        for (var i = 0; i < 10; i++)
            classes['0' + i] = (byte)(27 + i);
        foreach (var separator in " _-./")
            classes[separator] = Separator;
        return classes;
    }
}
