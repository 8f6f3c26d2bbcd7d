using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Jira.SignIn;
using Fairlead.Kernel;

namespace Fairlead.Platform.SecurityInformation.SignIn;

/// <summary>
/// A Connect JWT: HS256 and nothing else, whatever the token says of itself, but for what Atlassian signs when an app is installed, which is RS256 and
/// nothing else. Pure: it is given the time, the secrets and what is asked. RFC 7515, RFC 7519; claims as Atlassian's libraries of Connect make them.
/// </summary>
internal sealed class ConnectJwt
{
    /// <summary>In characters; those of Atlassian's libraries have about 300.</summary>
    public const int MaxLength = 8_192;

    /// <summary>Between iat and exp. Atlassian's libraries use 3 minutes.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(15);

    /// <summary>By which the clocks of the two sides may differ.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    private const int MaxText = 255;
    private const int MaxKeyId = 100;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly long _issuedAt;
    private readonly long? _notBefore;
    private readonly string? _hash;
    private readonly IReadOnlyList<string>? _audience;

    private ConnectJwt(byte[] signed, byte[] signature, JsonElement claims, string? keyId)
    {
        (_signed, _signature, KeyId) = (signed, signature, keyId);
        Issuer = Text(claims, "iss") ?? throw new FormatException("The token has no iss: the key of the app.");
        _issuedAt = Seconds(claims, "iat") ?? throw new FormatException("The token has no iat: the second in which it was made.");
        ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(Seconds(claims, "exp") ?? throw new FormatException("The token has no exp: the second in which it ends."));
        _notBefore = Seconds(claims, "nbf");
        _hash = Text(claims, "qsh");
        Id = Text(claims, "jti");
        _audience = Audience(claims);
    }

    /// <summary>The key of the app, as the token claims.</summary>
    public string Issuer { get; }

    /// <summary>Of what Atlassian signs: names the key. <see langword="null"/> of other tokens.</summary>
    public string? KeyId { get; }

    public DateTimeOffset ExpiresAt { get; }

    /// <summary>What makes the token one that is used once; <see langword="null"/>: it may be used until it ends.</summary>
    public string? Id { get; }

    /// <summary>What no other token of an app has.</summary>
    public string Signature => Convert.ToHexStringLower(_signature);

    /// <returns>The token, of which nothing is proved yet, or why it is none that is understood.</returns>
    public static (ConnectJwt? Token, string? Refusal) Read(string text) => Read(text, isOfAtlassian: false);

    /// <summary>What comes with installed and uninstalled: RS256, signed by Atlassian's key that <see cref="KeyId"/> names.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static (ConnectJwt? Token, string? Refusal) ReadOfAtlassian(string text) => Read(text, isOfAtlassian: true);

    private static (ConnectJwt? Token, string? Refusal) Read(string text, bool isOfAtlassian)
    {
        if (text.Length > MaxLength)
            return (null, $"The token is longer than {MaxLength:N0} characters.");
        if (text.Split('.') is not [var header, var claims, var signature])
            return (null, "That is no JWT: three parts with dots in between.");
        try
        {
            using var head = JsonDocument.Parse(StrictUtf8.GetString(Decode(header)), Strict);
            var keyId = CheckHeader(head.RootElement, isOfAtlassian);
            var code = Decode(signature);
            if (!isOfAtlassian && code.Length != HMACSHA256.HashSizeInBytes)
                return (null, "The signature is none of HS256.");
            using var body = JsonDocument.Parse(StrictUtf8.GetString(Decode(claims)), Strict);
            return body.RootElement.ValueKind == JsonValueKind.Object
                ? (new ConnectJwt(Encoding.ASCII.GetBytes($"{header}.{claims}"), code, body.RootElement, keyId), null)
                : (null, "The claims are no JSON object.");
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

    /// <summary>All are tried, so that time tells neither which one it was nor how much of it was right.</summary>
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

    public bool IsSignedWith(RSA key) => key.VerifyData(_signed, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>Whether it says that it is for this server; most tokens say nothing of it.</summary>
    /// <param name="ownAddress">Without a slash at its end.</param>
    public bool IsFor(string ownAddress) => _audience?.Any(a => a.TrimEnd('/') == ownAddress) == true;

    /// <param name="canonicalRequests">What is asked: <see cref="QueryStringHash.CanonicalRequests"/>.</param>
    /// <param name="ownAddress">This server's, without a slash at its end.</param>
    /// <returns>Why a token whose signature is right does not count for this request now; <see langword="null"/>: it does.</returns>
    public string? RefusalFor(IReadOnlyList<string> canonicalRequests, string ownAddress, DateTimeOffset now)
    {
        var (second, leeway) = (now.ToUnixTimeSeconds(), (long)Leeway.TotalSeconds);
        var end = ExpiresAt.ToUnixTimeSeconds();
        if (end <= _issuedAt || end - _issuedAt > MaxLifetime.TotalSeconds)
            return $"exp must be after iat, and within {MaxLifetime.TotalMinutes:0} minutes.";
        if (end + leeway < second)
            return "The token has expired. Make one for each request.";
        if (_issuedAt - leeway > second || _notBefore - leeway > second)
            return "The token is from the future: the clocks differ.";
        if (_audience is not null && !IsFor(ownAddress))
            return $"The token is for another server: aud is not {ownAddress}.";
        return _hash switch
        {
            null => "The token has no qsh, so it is good for no request.",
            "context-qsh" => "That is a context token of a page; it is good for no request to a server.",
            _ => QueryStringHash.IsOneOf(_hash, canonicalRequests) ? null : "qsh is that of another request: method, path and query must be those that are sent.",
        };
    }

    /// <returns>The id of Atlassian's key.</returns>
    private static string? CheckHeader(JsonElement header, bool isOfAtlassian)
    {
        var (wanted, others) = isOfAtlassian ? ("RS256", "alg, typ and kid") : ("HS256", "alg and typ");
        if (header.ValueKind != JsonValueKind.Object || !header.TryGetProperty("alg", out var algorithm) || algorithm.ValueKind != JsonValueKind.String || algorithm.GetString() != wanted)
            throw new FormatException($"Sign with {wanted}; nothing else is taken here.");
        string? keyId = null;
        foreach (var member in header.EnumerateObject())
        {
            // A key that comes with the token, or the way to one, proves nothing.
            if (member.Name is not ("alg" or "typ") && !(isOfAtlassian && member.Name == "kid"))
                throw new FormatException($"The header of a token holds {others}, and nothing else.");
            if (member.Name == "typ" && (member.Value.ValueKind != JsonValueKind.String || !"JWT".Equals(member.Value.GetString(), StringComparison.OrdinalIgnoreCase)))
                throw new FormatException("typ is JWT.");
            if (member.Name == "kid")
                keyId = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : "";
        }

        // It becomes part of an address.
        return !isOfAtlassian || (keyId is { Length: > 0 and <= MaxKeyId } && keyId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            ? keyId
            : throw new FormatException("kid names no key of Atlassian.");
    }

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

    private static string? Text(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxText } text
            ? text
            : throw new FormatException($"{name} is a text of 1 to {MaxText} characters.");
    }

    private static long? Seconds(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value))
            return null;
        // The last second that an instant can have here.
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and <= 253_402_300_799
            ? seconds
            : throw new FormatException($"{name} is a whole number of seconds since 1970.");
    }

    private static IReadOnlyList<string>? Audience(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return [value.GetString()!];
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(v => v.GetString()!)]
            : throw new FormatException("aud is a text or a list of texts.");
    }
}
