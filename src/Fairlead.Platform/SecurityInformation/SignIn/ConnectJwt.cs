using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Jira.SignIn;
using Fairlead.Kernel;

namespace Fairlead.Platform.SecurityInformation.SignIn;

/// <summary>
/// A Connect JWT: HS256 and nothing else, whatever the token says of itself, but for what Atlassian signs when an app is installed, which is RS256 and
/// nothing else. Pure: it is given the time, the secrets and what is asked. Claims as Atlassian's libraries of Connect make them.
/// </summary>
internal sealed class ConnectJwt
{
    /// <summary>In characters; those of Atlassian's libraries have about 300.</summary>
    public const int MaxLength = 8_192;

    /// <summary>Between iat and exp. Atlassian's libraries use 3 minutes.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(15);

    private const int MaxKeyId = 100;

    private readonly Jwt _token;
    private readonly JwtTimes _times;
    private readonly string? _hash;
    private readonly IReadOnlyList<string>? _audience;

    private ConnectJwt(Jwt token, string? keyId)
    {
        (_token, KeyId) = (token, keyId);
        Issuer = Jwt.Text(token.Claims, "iss") ?? throw new FormatException("The token has no iss: the key of the app.");
        _times = token.Times();
        _hash = Jwt.Text(token.Claims, "qsh");
        Id = Jwt.Text(token.Claims, "jti");
        _audience = token.Audience();
    }

    /// <summary>The key of the app, as the token claims.</summary>
    public string Issuer { get; }

    /// <summary>Of what Atlassian signs: names the key. <see langword="null"/> of other tokens.</summary>
    public string? KeyId { get; }

    /// <summary>By the clock of whoever signed it.</summary>
    public DateTimeOffset IssuedAt => DateTimeOffset.FromUnixTimeSeconds(_times.IssuedAt);

    public DateTimeOffset ExpiresAt => DateTimeOffset.FromUnixTimeSeconds(_times.EndsAt);

    /// <summary>What makes the token one that is used once; <see langword="null"/>: it may be used until it ends.</summary>
    public string? Id { get; }

    /// <inheritdoc cref="Jwt.Signature"/>
    public string Signature => _token.Signature;

    /// <returns>The token, of which nothing is proved yet, or why it is none that is understood.</returns>
    public static (ConnectJwt? Token, string? Refusal) Read(string text) => Read(text, isOfAtlassian: false);

    /// <summary>What comes with installed and uninstalled: RS256, signed by Atlassian's key that <see cref="KeyId"/> names.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static (ConnectJwt? Token, string? Refusal) ReadOfAtlassian(string text) => Read(text, isOfAtlassian: true);

    private static (ConnectJwt? Token, string? Refusal) Read(string text, bool isOfAtlassian) => Jwt.Read(text, MaxLength, token =>
    {
        var keyId = CheckHeader(token, isOfAtlassian);
        return isOfAtlassian || token.SignatureSize == HMACSHA256.HashSizeInBytes ? new ConnectJwt(token, keyId) : throw new FormatException("The signature is none of HS256.");
    });

    /// <inheritdoc cref="Jwt.IsSignedWithOneOf"/>
    public bool IsSignedWithOneOf(IEnumerable<SecretText> secrets) => _token.IsSignedWithOneOf(secrets);

    /// <inheritdoc cref="Jwt.IsSignedWith"/>
    public bool IsSignedWith(RSA key) => _token.IsSignedWith(key);

    /// <summary>Whether it says that it is for this server; most tokens say nothing of it.</summary>
    /// <param name="ownAddress">Without a slash at its end.</param>
    public bool IsFor(string ownAddress) => _audience?.Any(a => a.TrimEnd('/') == ownAddress) == true;

    /// <param name="canonicalRequests">What is asked: <see cref="QueryStringHash.CanonicalRequests"/>.</param>
    /// <param name="ownAddress">This server's, without a slash at its end.</param>
    /// <returns>Why a token whose signature is right does not count for this request now; <see langword="null"/>: it does.</returns>
    public string? RefusalFor(IReadOnlyList<string> canonicalRequests, string ownAddress, DateTimeOffset now)
    {
        if (_times.Lifetime > MaxLifetime)
            return $"exp must be after iat, and within {MaxLifetime.TotalMinutes:0} minutes.";
        if (_times.RefusalAt(now) is { } untimely)
            return untimely;
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
    private static string? CheckHeader(Jwt token, bool isOfAtlassian)
    {
        token.MustSay(isOfAtlassian ? "RS256" : "HS256");
        // A key that comes with the token, or the way to one, proves nothing.
        if (token.Header.EnumerateObject().Any(member => member.Name is not ("alg" or "typ") && !(isOfAtlassian && member.Name == "kid")))
            throw new FormatException($"The header of a token holds {(isOfAtlassian ? "alg, typ and kid" : "alg and typ")}, and nothing else.");
        if (!isOfAtlassian)
            return null;
        // It becomes part of an address.
        return token.Header.TryGetProperty("kid", out var kid) && kid.ValueKind == JsonValueKind.String && kid.GetString() is { Length: > 0 and <= MaxKeyId } keyId
            && keyId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                ? keyId
                : throw new FormatException("kid names no key of Atlassian.");
    }
}
