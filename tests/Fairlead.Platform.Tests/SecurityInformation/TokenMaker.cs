using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Kernel;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>Makes tokens, also such as no library would.</summary>
internal static class TokenMaker
{
    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Sign(string header, string claims, SecretText secret) => SignParts(Encode(header), Encode(claims), secret);

    public static string SignParts(string header, string claims, SecretText secret) =>
        $"{header}.{claims}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), Encoding.ASCII.GetBytes($"{header}.{claims}")))}";

    public static string Sign(JsonObject claims, SecretText secret) => Sign("""{"typ":"JWT","alg":"HS256"}""", claims.ToJsonString(), secret);
}
