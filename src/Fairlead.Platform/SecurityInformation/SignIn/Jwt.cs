using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Kernel;

namespace Fairlead.Platform.SecurityInformation.SignIn;

/// <summary>
/// A JSON Web Token of which nothing is proved yet (RFC 7515, RFC 7519): its form, and its signature. Which algorithm counts is said by who reads it; the
/// token's own is only compared. Pure.
/// </summary>
internal sealed class Jwt
{
    private const int MaxText = 255;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private Jwt(JsonElement header, JsonElement claims, byte[] signed, byte[] signature) => (Header, Claims, _signed, _signature) = (header, claims, signed, signature);

    /// <summary>A JSON object.</summary>
    public JsonElement Header { get; }

    /// <summary>A JSON object.</summary>
    public JsonElement Claims { get; }

    /// <summary>What no other token has that is signed with the same key.</summary>
    public string Signature => Convert.ToHexStringLower(_signature);

    /// <summary>In bytes.</summary>
    public int SignatureSize => _signature.Length;

    /// <param name="maxLength">In characters.</param>
    /// <param name="read">Makes what is wanted of the token. A <see cref="FormatException"/> of it, in words for people, is why the token is none.</param>
    /// <returns>What <paramref name="read"/> made, or why the text is no token that is understood.</returns>
    public static (T? Token, string? Refusal) Read<T>(string text, int maxLength, Func<Jwt, T> read)
        where T : class
    {
        if (text.Length > maxLength)
            return (null, $"The token is longer than {maxLength:N0} characters.");
        if (text.Split('.') is not [var header, var claims, var signature])
            return (null, "That is no JWT: three parts with dots in between.");
        try
        {
            using var head = JsonDocument.Parse(StrictUtf8.GetString(Decode(header)), Strict);
            using var body = JsonDocument.Parse(StrictUtf8.GetString(Decode(claims)), Strict);
            return (read(new(ObjectOf(head, "The header is"), ObjectOf(body, "The claims are"), Encoding.ASCII.GetBytes($"{header}.{claims}"), Decode(signature))), null);
        }
        catch (FormatException e)
        {
            return (null, e.Message);
        }
        // Half of a surrogate pair in a text is what the last one is thrown for.
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return (null, "Header or claims are no JSON.");
        }
    }

    /// <summary>All are tried, so that time tells neither which one it was nor how much of it was right. HS256.</summary>
    public bool IsSignedWithOneOf(IEnumerable<SecretText> secrets)
    {
        var isSigned = false;
        foreach (var secret in secrets)
        {
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), _signed);
            isSigned |= CryptographicOperations.FixedTimeEquals(expected, _signature);
        }

        return isSigned;
    }

    /// <summary>RS256.</summary>
    public bool IsSignedWith(RSA key) => key.VerifyData(_signed, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <exception cref="FormatException">The token says that it is signed in another way.</exception>
    public void MustSay(string algorithm)
    {
        if (!Header.TryGetProperty("alg", out var own) || own.ValueKind != JsonValueKind.String || own.GetString() != algorithm)
            throw new FormatException($"Sign with {algorithm}; nothing else is taken here.");
        if (Header.TryGetProperty("typ", out var type) && (type.ValueKind != JsonValueKind.String || !"JWT".Equals(type.GetString(), StringComparison.OrdinalIgnoreCase)))
            throw new FormatException("typ is JWT.");
    }

    /// <returns><see langword="null"/>: there is no such claim.</returns>
    /// <exception cref="FormatException">It is no text of 1 to 255 characters.</exception>
    public static string? Text(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxText } text
            ? text
            : throw new FormatException($"{name} is a text of 1 to {MaxText} characters.");
    }

    /// <exception cref="FormatException">The token does not say when it was made and when it ends, or not in seconds.</exception>
    public JwtTimes Times() => new(
        Seconds("iat") ?? throw new FormatException("The token has no iat: the second in which it was made."),
        Seconds("exp") ?? throw new FormatException("The token has no exp: the second in which it ends."),
        Seconds("nbf"));

    /// <returns>Since 1970; <see langword="null"/>: there is no such claim.</returns>
    private long? Seconds(string name)
    {
        if (!Claims.TryGetProperty(name, out var value))
            return null;
        // The last second that an instant can have here.
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and <= 253_402_300_799
            ? seconds
            : throw new FormatException($"{name} is a whole number of seconds since 1970.");
    }

    /// <returns>Whom the token is for; <see langword="null"/>: it does not say.</returns>
    /// <exception cref="FormatException">It is said in no way that is understood.</exception>
    public IReadOnlyList<string>? Audience()
    {
        if (!Claims.TryGetProperty("aud", out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return [value.GetString()!];
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(v => v.GetString()!)]
            : throw new FormatException("aud is a text or a list of texts.");
    }

    private static JsonElement ObjectOf(JsonDocument json, string what) =>
        json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : throw new FormatException($"{what} no JSON object.");

    /// <summary>Only the one way in which bytes are written: no padding, no spare bits.</summary>
    private static byte[] Decode(string part)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(part);
            if (Base64Url.EncodeToString(bytes) == part)
                return bytes;
        }
        catch (FormatException)
        {
        }

        throw new FormatException("A part of the token is no base64url without padding.");
    }
}

/// <summary>When a token counts. Seconds since 1970, by the clock of whoever signed it.</summary>
/// <param name="NotBefore"><see langword="null"/>: from when it was made.</param>
internal sealed record JwtTimes(long IssuedAt, long EndsAt, long? NotBefore)
{
    /// <summary>By which the clocks of the two sides may differ.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    public TimeSpan Lifetime => TimeSpan.FromSeconds(EndsAt - IssuedAt);

    /// <returns>Why the token does not count now; <see langword="null"/>: it does.</returns>
    public string? RefusalAt(DateTimeOffset now)
    {
        var (second, leeway) = (now.ToUnixTimeSeconds(), (long)Leeway.TotalSeconds);
        if (EndsAt <= IssuedAt)
            return "exp must be after iat.";
        if (EndsAt + leeway < second)
            return "The token has expired. Make one for each request.";
        return IssuedAt - leeway > second || NotBefore - leeway > second ? "The token is from the future: the clocks differ." : null;
    }
}
