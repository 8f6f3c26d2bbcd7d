using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Platform.Access;

/// <summary>Random values that are kept only as hashes: tokens, session cookies, the set-up code.</summary>
internal static class RandomToken
{
    public const string ApiTokenPrefix = "fl_";

    private const int Bytes = 32;

    /// <summary><c>fl_</c> and 43 characters of base64url.</summary>
    public static string NewApiToken() => ApiTokenPrefix + New();

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 suffices: the value has 256 random bits, so there is nothing to guess.</summary>
    public static byte[] HashOf(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));

    public static bool IsSame(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(HashOf(given), HashOf(expected));
}
