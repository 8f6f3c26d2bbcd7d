using System.Security.Cryptography;
using System.Text;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Sandbox.Accounts;

/// <summary>Who a request comes from, in every way that the edition knows.</summary>
internal sealed class SignIn(Site site)
{
    private readonly Dictionary<string, (DateTimeOffset ExpiresAt, bool IsApp)> _accessTokens = [];
    private readonly HashSet<string> _revoked = [];
    private readonly HashSet<string> _made = [];
    private string _refreshToken = site.Accounts.AppRefreshToken;
    private int _failures;

    /// <summary>Whether Data Center wants a person to solve a captcha before any password is looked at.</summary>
    public bool WantsCaptcha { get; set; }

    /// <summary>The bot's account no longer signs in.</summary>
    public bool IsBotDisabled { get; set; }

    /// <returns>The account, or the refusal in the edition's shape.</returns>
    public (Account? Account, JiraAnswer? Refusal) Of(HttpContext http, bool viaGateway)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var (account, refusal) = header switch
        {
            _ when header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) => Basic(header["Basic ".Length..].Trim(), viaGateway),
            _ when header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) => Bearer(header["Bearer ".Length..].Trim(), viaGateway),
            _ => (null, Refusals.Anonymous(site, viaGateway)),
        };
        return account is not null && IsBotDisabled && account == site.Bot
            ? (null, Refusals.BadCredentials(site, viaGateway))
            : (account, refusal);
    }

    /// <summary>Credentials of all kinds that stop working until <see cref="Restore"/>.</summary>
    public void Revoke() => _revoked.UnionWith(
        [site.Accounts.ApiToken, site.Accounts.ScopedToken, site.Accounts.PersonalAccessToken, site.Accounts.Password,
            site.Accounts.ClientSecret, site.Accounts.AppClientSecret, .. _accessTokens.Keys]);

    /// <summary>This one token, for good.</summary>
    public void RevokeToken(string token)
    {
        if (!_made.Remove(token))
            _revoked.Add(token);
    }

    /// <summary>One more API token or personal access token of the bot, beside the first; <see cref="Revoke"/> leaves it.</summary>
    public string MakeToken()
    {
        var token = SandboxAccounts.Random(64);
        _made.Add(token);
        return token;
    }

    /// <summary>Only access tokens that were handed out so far.</summary>
    public void ExpireAccessTokens() => _accessTokens.Clear();

    public void Restore()
    {
        _revoked.Clear();
        WantsCaptcha = false;
        IsBotDisabled = false;
        _failures = 0;
        _refreshToken = site.Accounts.AppRefreshToken;
    }

    /// <returns>Null when client or secret is wrong.</returns>
    public string? Grant(string? clientId, string? clientSecret)
    {
        if (clientId != site.Accounts.ClientId || clientSecret is null || _revoked.Contains(clientSecret)
            || !Same(clientSecret, site.Accounts.ClientSecret))
        {
            return null;
        }

        return NewAccessToken(isApp: false);
    }

    /// <returns>An access token and the next refresh token; null when client, secret or refresh token is wrong or was used.</returns>
    public (string AccessToken, string RefreshToken)? Refresh(string? clientId, string? clientSecret, string? refreshToken)
    {
        if (clientId != site.Accounts.AppClientId || clientSecret is null || refreshToken is null
            || !Works(clientSecret, site.Accounts.AppClientSecret) || !Same(refreshToken, _refreshToken))
        {
            return null;
        }

        _refreshToken = SandboxAccounts.Random(64);
        return (NewAccessToken(isApp: true), _refreshToken);
    }

    /// <summary>Whether the request comes from the OAuth 2.0 (3LO) app.</summary>
    public bool IsApp(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && _accessTokens.TryGetValue(header["Bearer ".Length..].Trim(), out var token) && token.IsApp;
    }

    private string NewAccessToken(bool isApp)
    {
        var token = SandboxAccounts.Random(64);
        _accessTokens[token] = (site.Now + site.Options.AccessTokenLifetime, isApp);
        return token;
    }

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private (Account?, JiraAnswer?) Basic(string encoded, bool viaGateway)
    {
        var (user, secret) = Decode(encoded);
        if (site.IsCloud)
        {
            var account = viaGateway
                ? user == site.Accounts.Email && Works(secret, site.Accounts.ScopedToken) ? site.Bot : null
                : user == site.Accounts.Email && (Works(secret, site.Accounts.ApiToken) || _made.Contains(secret)) ? site.Bot
                : user == site.Accounts.AdministratorEmail && Works(secret, site.Accounts.AdministratorSecret) ? site.Person
                : null;
            return account is null ? (null, Refusals.BadCredentials(site, viaGateway)) : (account, null);
        }

        if (!(site.Options.BasicAuthentication ?? site.Options.DataCenterVersion.Major < 11))
            return (null, Refusals.BasicIsOff());
        if (WantsCaptcha)
            return (null, Refusals.Captcha(site));
        var found = user == site.Accounts.UserName && Works(secret, site.Accounts.Password) ? site.Bot
            : user == site.Accounts.AdministratorUserName && Works(secret, site.Accounts.AdministratorSecret) ? site.Person
            : null;
        if (found is not null)
        {
            _failures = 0;
            return (found, null);
        }

        _failures++;
        WantsCaptcha = site.Options.CaptchaAfterFailures > 0 && _failures >= site.Options.CaptchaAfterFailures;
        return (null, Refusals.BadCredentials(site, viaGateway));
    }

    private (Account?, JiraAnswer?) Bearer(string token, bool viaGateway)
    {
        var isPersonal = !site.IsCloud && (Works(token, site.Accounts.PersonalAccessToken) || _made.Contains(token));
        var isGranted = viaGateway == site.IsCloud && !_revoked.Contains(token)
            && _accessTokens.TryGetValue(token, out var granted) && granted.ExpiresAt > site.Now;
        return isPersonal || isGranted ? (site.Bot, null) : (null, Refusals.BadToken(site, viaGateway));
    }

    private bool Works(string given, string expected) => !_revoked.Contains(given) && Same(given, expected);

    private static (string User, string Secret) Decode(string encoded)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
            var colon = text.IndexOf(':');
            return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        }
        catch (FormatException)
        {
            return ("", "");
        }
    }
}
