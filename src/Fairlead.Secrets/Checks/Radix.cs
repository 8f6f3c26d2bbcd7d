namespace Fairlead.Secrets.Checks;

/// <summary>A number in the digits of an alphabet.</summary>
internal static class Radix
{
    /// <summary>Fills <paramref name="to"/> from its end, with the first digit of the alphabet where the number is short.</summary>
    public static void Write(ulong value, ReadOnlySpan<byte> alphabet, Span<byte> to)
    {
        for (var i = to.Length - 1; i >= 0; i--)
        {
            to[i] = alphabet[(int)(value % (uint)alphabet.Length)];
            value /= (uint)alphabet.Length;
        }
    }
}
