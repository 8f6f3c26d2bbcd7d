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

    /// <param name="words">Lower case.</param>
    public NearWords(IReadOnlyList<string> words)
    {
        _words = new ContextWords(words, RuleWords.Anywhere);
        var parts = words.Select(LongestPart).Distinct().ToList();
        _anyShort = parts.Exists(part => part.Length < Literals.MinLength);
        parts.RemoveAll(part => part.Length < Literals.MinLength);
        _parts = parts.Count == 0 ? null : new Literals(parts);
    }

    /// <summary>Whether one of the words stands before a value.</summary>
    [SkipLocalsInit]
    public bool IsAnyBefore(ReadOnlySpan<byte> text, in ValuePlace place)
    {
        if (!_anyShort && _parts is not null)
        {
            var end = place.ContextEnd;
            Span<byte> copy = stackalloc byte[Bytes + Literals.Reach];
            if (end >= Bytes && end + Literals.Reach <= text.Length)
            {
                if (!IsLikely(_parts, text[(end - Bytes)..]))
                    return false;
            }
            else
            {
                copy.Clear();
                text[Math.Max(0, end - Bytes)..end].CopyTo(copy);
                if (!IsLikely(_parts, copy))
                    return false;
            }
        }

        var context = place.ContextIn(text);
        return _words.IsAnyIn(context[Math.Max(0, context.Length - Bytes)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLikely(Literals parts, ReadOnlySpan<byte> text)
    {
        for (var suspicions = parts.Suspicions(ref MemoryMarshal.GetReference(text)); suspicions != 0; suspicions &= suspicions - 1)
        {
            if (parts.IsLikely(text, System.Numerics.BitOperations.TrailingZeroCount(suspicions)))
                return true;
        }

        return false;
    }

    /// <summary>Blanks, hyphens, underscores, dots and slashes between the parts of a word are one; letters and digits stand as they are.</summary>
    private static string LongestPart(string word) => word.Split([' ', '_', '-', '.', '/']).MaxBy(part => part.Length)!;
}
