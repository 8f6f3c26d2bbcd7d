using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Fairlead.Platform.Findings;

/// <summary>
/// Who a finding is: the first 16 bytes of a SHA-256 over its stable fields. Ten million findings meet by chance with a
/// probability of 10⁻²⁵; somebody who makes two of his own findings meet (2⁶⁴ tries) has merged two of his own findings.
/// </summary>
public readonly record struct Fingerprint(UInt128 Value) : IParsable<Fingerprint>
{
    public const int Length = 16;

    /// <param name="bytes">At least <see cref="Length"/>; the rest is not looked at.</param>
    public static Fingerprint From(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Any part of a hash is one.</summary>
    public override int GetHashCode() => (int)(ulong)Value;

    public void CopyTo(Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32");

    public static Fingerprint Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException("A fingerprint is 32 hexadecimal digits.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Fingerprint result)
    {
        result = default;
        if (s?.Length != 2 * Length || !UInt128.TryParse(s, System.Globalization.NumberStyles.AllowHexSpecifier, provider, out var value))
            return false;
        result = new Fingerprint(value);
        return true;
    }
}
