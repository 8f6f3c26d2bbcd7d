using System.Security.Cryptography;
using System.Text;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>
/// Tells one secret from another without keeping it: HMAC-SHA-256 under a key of this instance, so that who has the database alone cannot try values
/// (THREATS T-68, T-69).
/// </summary>
internal sealed class SecretHasher(InstanceIdentity instance)
{
    private readonly byte[] _key = instance.DeriveKey("secret-values");

    public byte[] HashOf(ReadOnlySpan<byte> secret) => HMACSHA256.HashData(_key, secret);

    public byte[] HashOf(string secret) => HashOf(Encoding.UTF8.GetBytes(secret));
}
