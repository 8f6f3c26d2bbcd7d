using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fairlead.Secrets.Lanes;

/// <summary>What each of 64 bytes is, a bit for each, the first byte lowest.</summary>
/// <param name="Token">Letters, digits and <c>+ - . / = _ ~</c>: what secrets are made of.</param>
/// <param name="Word">Letters and digits.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ByteClasses(ulong Token, ulong Word, ulong Digit, ulong Equal, ulong Backslash, ulong Percent)
{
    public const int Size = 64;

    // Bits: 1 digit, 2 a to o, 4 p to z, 8 + - . /, 16 =, 32 _, 64 ~. A byte's bits are those that both its halves have.
    private static readonly Vector128<byte> ByLowHalf = Vector128.Create(
        (byte)(1 | 4), 1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4, 2 | 4,
        2 | 8, 2, 2 | 8 | 16, 2 | 8 | 64, 2 | 8 | 32);

    private static readonly Vector128<byte> ByHighHalf = Vector128.Create(
        (byte)0, 0, 8, 1 | 16, 2, 4 | 32, 2, 4 | 64, 0, 0, 0, 0, 0, 0, 0, 0);

    // The same where one look-up tells a whole byte: 1 digit, 2 letter, 4 another of a token, 8 =, 16 backslash, 32 percent.
    private static readonly Vector512<byte> ByByte = Vector512.Create<byte>(KindsOfBytes(), 0);
    private static readonly Vector512<byte> ByByteFrom64 = Vector512.Create<byte>(KindsOfBytes(), 64);

    /// <param name="first">64 bytes from here are read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ByteClasses Of(ref byte first)
    {
        if (Avx512Vbmi.IsSupported)
            return OfWhole(ref first);

        return Avx2.IsSupported ? OfHalves(ref first) : OfQuarters(ref first);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ByteClasses OfWhole(ref byte first)
    {
        var text = Vector512.LoadUnsafe(ref first);
        var kinds = Avx512Vbmi.PermuteVar64x8x2(ByByte, text, ByByteFrom64);
        kinds = Vector512.ConditionalSelect(Vector512.LessThan(text.AsSByte(), Vector512<sbyte>.Zero).AsByte(), Vector512<byte>.Zero, kinds);
        return new ByteClasses(Any(kinds, 15), Any(kinds, 3), Any(kinds, 1), Any(kinds, 8), Any(kinds, 16), Any(kinds, 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ByteClasses OfHalves(ref byte first)
    {
        var low = Bits(Vector256.LoadUnsafe(ref first));
        var high = Bits(Vector256.LoadUnsafe(ref first, 32));
        return new ByteClasses(
            ~Mask(Vector256.Equals(low, Vector256<byte>.Zero), Vector256.Equals(high, Vector256<byte>.Zero)),
            ~Mask(
                Vector256.Equals(low & Vector256.Create((byte)7), Vector256<byte>.Zero),
                Vector256.Equals(high & Vector256.Create((byte)7), Vector256<byte>.Zero)),
            Mask((low.AsUInt16() << 7).AsByte(), (high.AsUInt16() << 7).AsByte()),
            Mask((low.AsUInt16() << 3).AsByte(), (high.AsUInt16() << 3).AsByte()),
            Where(ref first, (byte)'\\'), Where(ref first, (byte)'%'));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Any(Vector512<byte> kinds, byte wanted) =>
        ~Vector512.Equals(kinds & Vector512.Create(wanted), Vector512<byte>.Zero).ExtractMostSignificantBits();

    private static byte[] KindsOfBytes()
    {
        var kinds = new byte[128];
        for (var value = 0; value < kinds.Length; value++)
        {
            kinds[value] = (char)value switch
            {
                >= '0' and <= '9' => 1,
                >= 'A' and <= 'Z' or >= 'a' and <= 'z' => 2,
                '+' or '-' or '.' or '/' or '_' or '~' => 4,
                '=' => 8,
                '\\' => 16,
                '%' => 32,
                _ => 0,
            };
        }

        return kinds;
    }

    internal static ByteClasses OfQuarters(ref byte first)
    {
        ulong token = 0, word = 0, digit = 0, equal = 0;
        for (var quarter = 0; quarter < 4; quarter++)
        {
            var text = Vector128.LoadUnsafe(ref first, (nuint)(quarter * 16));
            var bits = Vector128.ShuffleNative(ByLowHalf, text & Vector128.Create((byte)15)) &
                Vector128.ShuffleNative(ByHighHalf, (text.AsUInt16() >> 4).AsByte() & Vector128.Create((byte)15));
            var at = quarter * 16;
            token |= (ulong)(~Vector128.Equals(bits, Vector128<byte>.Zero)).ExtractMostSignificantBits() << at;
            word |= (ulong)(~Vector128.Equals(bits & Vector128.Create((byte)7), Vector128<byte>.Zero)).ExtractMostSignificantBits() << at;
            digit |= (ulong)(bits.AsUInt16() << 7).AsByte().ExtractMostSignificantBits() << at;
            equal |= (ulong)(bits.AsUInt16() << 3).AsByte().ExtractMostSignificantBits() << at;
        }

        return new ByteClasses(token, word, digit, equal, Where(ref first, (byte)'\\'), Where(ref first, (byte)'%'));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Bits(Vector256<byte> text)
    {
        var half = Vector256.Create((byte)15);
        return Avx2.Shuffle(Vector256.Create(ByLowHalf, ByLowHalf), text & half) &
            Avx2.Shuffle(Vector256.Create(ByHighHalf, ByHighHalf), (text.AsUInt16() >> 4).AsByte() & half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);

    /// <summary>Where <paramref name="value"/> stands among the 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Where(ref byte first, byte value) =>
        Vector256.IsHardwareAccelerated
            ? Mask(
                Vector256.Equals(Vector256.LoadUnsafe(ref first), Vector256.Create(value)),
                Vector256.Equals(Vector256.LoadUnsafe(ref first, 32), Vector256.Create(value)))
            : (ulong)Vector128.Equals(Vector128.LoadUnsafe(ref first), Vector128.Create(value)).ExtractMostSignificantBits() |
              ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref first, 16), Vector128.Create(value)).ExtractMostSignificantBits() << 16) |
              ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref first, 32), Vector128.Create(value)).ExtractMostSignificantBits() << 32) |
              ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref first, 48), Vector128.Create(value)).ExtractMostSignificantBits() << 48);
}
