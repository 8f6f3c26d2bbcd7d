using System.Security.Cryptography;
using System.Text.Json;

namespace Fairlead.Platform.SecurityInformation.SignIn;

/// <summary>
/// A Forge invocation token, which Atlassian signs for each call of a Forge app's remote: RS256 and nothing else. Pure: it is given the time, the app and the
/// key. Claims as developer.atlassian.com/platform/forge/remote/essentials tells them, read 2026-08-22.
/// </summary>
internal sealed class ForgeToken
{
    /// <summary>In characters. What a page's context adds makes it longer than those of Connect.</summary>
    public const int MaxLength = 16_384;

    /// <summary>Between iat and exp. Atlassian's example has 25 seconds.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(15);

    public const string Issuer = "forge/invocation-token";

    private const int MaxId = 64;
    private const string JiraPath = "/ex/jira/";

    private readonly Jwt _token;
    private readonly string? _issuer;
    private readonly string? _app;
    private readonly string? _environment;
    private readonly IReadOnlyList<string>? _audience;
    private readonly JwtTimes _times;

    private ForgeToken(Jwt token)
    {
        _token = token;
        token.MustSay("RS256");
        // A key that comes with the token, or the way to one, proves nothing; what must be understood is not.
        if (token.Header.EnumerateObject().Any(m => m.Name is "jwk" or "jku" or "x5c" or "x5u" or "crit"))
            throw new FormatException("The header of a token brings no key and asks for nothing.");
        KeyId = Jwt.Text(token.Header, "kid") ?? throw new FormatException("The token has no kid, so it names no key.");
        _issuer = Jwt.Text(token.Claims, "iss");
        _audience = token.Audience();
        _times = token.Times();
        var app = Child(token.Claims, "app") ?? throw new FormatException("The token has no app.");
        _app = Jwt.Text(app, "id");
        _environment = Child(app, "environment") is { } environment ? Jwt.Text(environment, "type") : null;
        Installation = Jwt.Text(app, "installationId") ?? throw new FormatException("The token has no app.installationId.");
        var context = Child(token.Claims, "context");
        CloudId = CloudIdOf(app, context) ?? throw new FormatException("The token names no site of Jira: neither app.apiBaseUrl nor a context of the installation has Jira's path.");
        SiteUrl = context is { } told && told.TryGetProperty("siteUrl", out _) ? Jwt.Text(told, "siteUrl") : null;
    }

    /// <summary>Names the key that it is signed with.</summary>
    public string KeyId { get; }

    /// <summary>UTC, by Atlassian's clock.</summary>
    public DateTimeOffset IssuedAt => DateTimeOffset.FromUnixTimeSeconds(_times.IssuedAt);

    /// <summary>By Atlassian's clock.</summary>
    public DateTimeOffset ExpiresAt => DateTimeOffset.FromUnixTimeSeconds(_times.EndsAt);

    /// <inheritdoc cref="Jwt.Signature"/>
    public string Signature => _token.Signature;

    /// <summary>Another one after each reinstallation.</summary>
    public string Installation { get; }

    /// <summary>The site, whatever becomes of installations. At most 64 letters, digits and hyphens.</summary>
    public string CloudId { get; }

    /// <summary>Address of the site for people; <see langword="null"/>: not told.</summary>
    public string? SiteUrl { get; }

    /// <returns>The token, of which nothing is proved yet, or why it is none that is understood.</returns>
    public static (ForgeToken? Token, string? Refusal) Read(string text) => Jwt.Read(text, MaxLength, token => new ForgeToken(token));

    /// <inheritdoc cref="Jwt.IsSignedWith"/>
    public bool IsSignedWith(RSA key) => _token.IsSignedWith(key);

    /// <param name="app">Fairlead's own id at Forge, <c>ari:cloud:ecosystem::app/…</c>.</param>
    /// <param name="environment">Of the app, such as PRODUCTION: a site can have several, which are installations of their own.</param>
    /// <returns>Why a token whose signature is right does not count now; <see langword="null"/>: it does.</returns>
    public string? RefusalFor(string app, string environment, DateTimeOffset now)
    {
        if (_issuer != Issuer)
            return $"iss is not {Issuer}.";
        if (_audience?.Contains(app, StringComparer.Ordinal) != true || (_app is not null && _app != app))
            return $"The token is for another app: aud is not {app}.";
        if (_times.Lifetime > MaxLifetime)
            return $"exp must be after iat, and within {MaxLifetime.TotalMinutes:0} minutes.";
        if (_times.RefusalAt(now) is { } untimely)
            return untimely;
        return _environment is null || _environment == environment ? null : $"The token is of the app's environment {_environment}, and {environment} is what counts here.";
    }

    /// <summary>
    /// All that names the site must name the same one, and something must say that it is its Jira: the site's other products have the same cloud id, and
    /// installations of their own.
    /// </summary>
    private static string? CloudIdOf(JsonElement app, JsonElement? context)
    {
        List<string> jiras = [.. new[] { JiraOf(app) }.Concat(Contexts(app)).OfType<string>()];
        if (jiras.Count == 0 || (Jwt.Text(app, "apiBaseUrl") is not null && JiraOf(app) is null))
            return null;
        if (context is { } told && Jwt.Text(told, "cloudId") is { } cloudId)
            jiras.Add(cloudId);
        var ids = jiras.Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count > 1)
            throw new FormatException("The token names several sites.");
        return ids is [var id] && !(id.Length is > 0 and <= MaxId && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) ? throw new FormatException("The site's id is none.") : ids.FirstOrDefault();
    }

    private static IEnumerable<string?> Contexts(JsonElement app) =>
        Child(app, "installation") is { } installation && installation.TryGetProperty("contexts", out var contexts) && contexts.ValueKind == JsonValueKind.Array
            ? contexts.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Object).Select(JiraOf)
            : [];

    /// <summary>Only what follows Jira's path; where calls go is a setting, not what a token says.</summary>
    private static string? JiraOf(JsonElement element) =>
        Jwt.Text(element, "apiBaseUrl") is { } address && Uri.TryCreate(address, UriKind.Absolute, out var url) && url.AbsolutePath.StartsWith(JiraPath, StringComparison.Ordinal)
            ? url.AbsolutePath[JiraPath.Length..].TrimEnd('/')
            : null;

    private static JsonElement? Child(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;
}
