using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fairlead.Secrets.Lanes;

/// <summary>Words of which one must stand near a value. Most places have none, and that is seen by looking at 64 bytes at once.</summary>
internal sealed class NearWords
{
    /// <summary>How much of a value's context is looked at.</summary>
    private const int Bytes = 64;

    private readonly ContextWords _words;
    private readonly Literals? _parts;
    private readonly bool _anyShort;

    /// <summary>The words that have a part, and where in them it begins.</summary>
    private readonly (int Word, int Offset)[][] _wordsOfPart;

    /// <param name="words">Lower case.</param>
    public NearWords(IReadOnlyList<string> words)
    {
        _words = new ContextWords(words, RuleWords.Anywhere);
        var parts = words.Select((word, number) => (Word: number, Part: LongestPart(word))).ToLookup(one => one.Part, one => (one.Word, words[one.Word].IndexOf(one.Part, StringComparison.Ordinal)));
        string[] known = [.. parts.Select(part => part.Key).Where(part => part.Length >= Literals.MinLength)];
        _anyShort = known.Length < parts.Count;
        _parts = known.Length == 0 ? null : new Literals(known);
        _wordsOfPart = [.. known.Select(part => parts[part].ToArray())];
    }

    /// <summary>Whether one of the words stands before a value.</summary>
    [SkipLocalsInit]
    public bool IsAnyBefore(ReadOnlySpan<byte> text, in ValuePlace place)
    {
        if (_anyShort || _parts is null)
        {
            var context = place.ContextIn(text);
            return _words.IsAnyIn(context[Math.Max(0, context.Length - Bytes)..]);
        }

        var end = place.ContextEnd;
        if (end >= Bytes && end + Literals.Reach <= text.Length)
            return IsAny(_parts, text[(end - Bytes)..], Bytes, text, place);

        Span<byte> copy = stackalloc byte[Bytes + Literals.Reach];
        copy.Clear();
        var from = Math.Max(0, end - Bytes);
        text[from..end].CopyTo(copy);
        return IsAny(_parts, copy, end - from, text, place);
    }

    /// <param name="block">Its first 64 bytes are looked at.</param>
    /// <param name="length">How many of them are before the value.</param>
    private bool IsAny(Literals parts, ReadOnlySpan<byte> block, int length, ReadOnlySpan<byte> text, in ValuePlace place)
    {
        for (var suspicions = parts.Suspicions(ref MemoryMarshal.GetReference(block)); suspicions != 0; suspicions &= suspicions - 1)
        {
            var at = System.Numerics.BitOperations.TrailingZeroCount(suspicions);
            if (parts.IsLikely(block, at) && IsWordAt(parts, block[..length], at, text, place))
                return true;
        }

        return false;
    }

    private bool IsWordAt(Literals parts, ReadOnlySpan<byte> near, int at, ReadOnlySpan<byte> text, in ValuePlace place)
    {
        var (part, hasMore) = (-1, true);
        while (hasMore && (part = parts.At(near, at, part, out var start, out hasMore)) >= 0)
        {
            // Line breaks bound the context: few places get so far.
            var context = place.ContextIn(text);
            var skipped = near.Length - Math.Min(near.Length, context.Length);
            foreach (var (word, offset) in _wordsOfPart[part])
            {
                if (start - offset >= skipped && _words.IsAt(near[skipped..], word, start - offset - skipped))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Blanks, hyphens, underscores, dots and slashes between the parts of a word are one; letters and digits stand as they are.</summary>
    private static string LongestPart(string word) => word.Split([' ', '_', '-', '.', '/']).MaxBy(part => part.Length)!;
}
