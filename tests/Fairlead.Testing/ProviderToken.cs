using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Fairlead.Testing;

/// <summary>Connect JWT as an app makes them, written down here once more, so that the server's own reading is not what proves it.</summary>
public static class ProviderToken
{
    /// <param name="canonical"><c>METHOD&amp;path&amp;query</c>.</param>
    public static JsonObject Claims(string app, string canonical, DateTimeOffset? at = null)
    {
        var now = (at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = app,
            ["iat"] = now,
            ["exp"] = now + 180,
            ["qsh"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))),
        };
    }

    public static string Sign(JsonObject claims, string secret, string header = """{"typ":"JWT","alg":"HS256"}""")
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)))}";
    }

    public static AuthenticationHeaderValue Jwt(string app, string secret, string canonical) => new("JWT", Sign(Claims(app, canonical), secret));
}
