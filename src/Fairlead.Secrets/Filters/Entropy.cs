using System.Runtime.CompilerServices;

namespace Fairlead.Secrets.Filters;

/// <summary>How evenly the characters of a text are spread (Shannon).</summary>
public static class Entropy
{
    /// <returns>Bits for each byte, 0 to 8.</returns>
    [SkipLocalsInit]
    public static double Of(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return 0;

        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var value in text)
            counts[value]++;

        double sum = 0;
        foreach (var count in counts)
        {
            if (count > 1)
                sum += count * Math.Log2(count);
        }

        return Math.Log2(text.Length) - sum / text.Length;
    }
}
