using System.Numerics;
using System.Security.Cryptography;

namespace Fairlead.Secrets.Checks;

/// <summary>Base58Check, on Bitcoin's private keys (WIF, BIP-32): the last four bytes are of the doubled SHA-256 of the rest.</summary>
internal static class Base58
{
    private const int MaxLength = 120;

    public static bool? Holds(ReadOnlySpan<byte> secret)
    {
        if (secret.Length > MaxLength)
            return false;

        var number = BigInteger.Zero;
        foreach (var value in secret)
        {
            var digit = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"u8.IndexOf(value);
            if (digit < 0)
                return false;
            number = number * 58 + digit;
        }

        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        if (bytes.Length < 5)
            return false;

        var hash = SHA256.HashData(SHA256.HashData(bytes.AsSpan(..^4)));
        return hash.AsSpan(0, 4).SequenceEqual(bytes.AsSpan(bytes.Length - 4));
    }
}
