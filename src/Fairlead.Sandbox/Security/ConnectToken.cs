using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Security;

/// <summary>JSON Web Tokens between Jira and its apps. Each place names its algorithm; the token's own is only compared.</summary>
internal static class ConnectToken
{
    /// <summary>How far clocks may differ.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(3);

    public static string Hs256(JsonObject claims, string secret)
    {
        var signed = $"{Part("""{"typ":"JWT","alg":"HS256"}"""u8)}.{Part(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Part(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)))}";
    }

    /// <param name="keyId">Under which the key server has the public key.</param>
    public static string Rs256(JsonObject claims, RSA key, string keyId)
    {
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["kid"] = keyId };
        var signed = $"{Part(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Part(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Part(key.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <returns>Who the token says it is from, unproven; <see langword="null"/>: it is no token.</returns>
    public static string? IssuerOf(string token) => Claims(token) is { } claims && claims["iss"] is JsonValue issuer && issuer.TryGetValue(out string? text) ? text : null;

    /// <returns>Why it is refused; <see langword="null"/>: it holds.</returns>
    public static string? Refusal(string token, string secret, IReadOnlyCollection<string> queryHashes, DateTimeOffset now)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Json(parts[0]) is not { } header || Claims(token) is not { } claims)
            return "it is no JSON Web Token";
        if ((string?)header["alg"] != "HS256")
            return "its algorithm is not HS256";
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"));
        if (Bytes(parts[2]) is not { } given || !CryptographicOperations.FixedTimeEquals(given, expected))
            return "its signature is wrong";
        if (claims["exp"] is not JsonValue exp || !exp.TryGetValue(out long expires) || DateTimeOffset.FromUnixTimeSeconds(expires) + Leeway < now)
            return "it has expired";
        return (string?)claims["qsh"] is { } hash && queryHashes.Contains(hash) ? null : "its qsh is of another request";
    }

    private static JsonObject? Claims(string token) => token.Split('.') is { Length: 3 } parts ? Json(parts[1]) : null;

    private static JsonObject? Json(string part)
    {
        try
        {
            return Bytes(part) is { } bytes ? JsonNode.Parse(bytes) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Bytes(string part)
    {
        try
        {
            return Base64Url.DecodeFromChars(part);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Part(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
