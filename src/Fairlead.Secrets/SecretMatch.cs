using Fairlead.Secrets.Decoding;

namespace Fairlead.Secrets;

/// <summary>How a secret stood in the text.</summary>
public enum SecretEncoding
{
    Plain,
    Base64,
    Hexadecimal,

    /// <summary>As in addresses: <c>%3D</c>.</summary>
    Percent,
}

/// <summary>A secret in a text.</summary>
/// <param name="Start">In bytes from the beginning of the text, of what stands there: the encoded text where it was encoded.</param>
/// <param name="Length">In bytes.</param>
/// <param name="CheckHolds">Whether its structural check holds; <see langword="null"/>: the kind, or this form of it, has none.</param>
/// <param name="Decoded">The secret itself where it was encoded; else <see langword="null"/>: it is the text.</param>
public readonly record struct SecretMatch(
    SecretRule Rule, int Start, int Length, bool? CheckHolds, SecretEncoding Encoding, ReadOnlyMemory<byte>? Decoded)
{
    public int End => Start + Length;

    /// <summary>The rule's, one step lower where the check does not hold.</summary>
    public Kernel.Severity Severity =>
        CheckHolds == false && Rule.Severity > Kernel.Severity.Informational ? Rule.Severity - 1 : Rule.Severity;

    /// <summary>Whether what stands there is the secret and nothing else, with percent escapes perhaps: what is in base 64 or hexadecimal may hold more than the secret.</summary>
    /// <param name="text">The text that was scanned.</param>
    public bool IsAloneIn(ReadOnlySpan<byte> text)
    {
        if (Decoded is not { } decoded)
            return true;
        if (Encoding != SecretEncoding.Percent)
            return false;

        var written = text.Slice(Start, Length);
        Span<byte> said = new byte[written.Length];
        return said[..EscapedRun.Decode(written, said)].SequenceEqual(decoded.Span);
    }

    /// <param name="text">The text that was scanned.</param>
    public ReadOnlySpan<byte> SecretIn(ReadOnlySpan<byte> text) => Decoded is { } decoded ? decoded.Span : text.Slice(Start, Length);
}
