using System.Security.Cryptography;
using Fairlead.Client.Providers;
using Fairlead.Jira.SignIn;
using Fairlead.Kernel;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation.Http;
using Fairlead.Platform.SecurityInformation.SignIn;
using Fairlead.Platform.SecurityInformation.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Says which Jira site calls that has Fairlead as a Connect app. Installed and uninstalled are signed by Atlassian (RS256), so that nobody who knows only a shared secret can install; all
/// else is signed with the secret of the site (HS256). Only <c>Authorization: JWT …</c> counts.
/// </summary>
internal sealed class SiteSignIn(ProviderSites sites, InstallKeys keys, AppStore used, OwnAddress address, TimeProvider clock)
{
    public const int MaxClientKey = 255;

    private const string Prefix = "JWT ";

    /// <summary>Checked where there is no site, so that this takes as long as a wrong signature.</summary>
    private static readonly SecretText Nobodys = new(RandomToken.New());

    /// <summary>Sites that have the Forge app have keys that no Connect app has.</summary>
    public static bool IsClientKey(string text) => !text.StartsWith(ProviderSite.ForgePrefix, StringComparison.Ordinal) && text.Length is > 0 and <= MaxClientKey && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');

    /// <summary>Of a request that Atlassian signed, once.</summary>
    /// <param name="body">Its bytes: the same token may come again with the same ones only.</param>
    /// <returns>The client key for which it is signed, and when.</returns>
    /// <exception cref="ProblemException">401, or 503 where the key cannot be had.</exception>
    public async Task<(string ClientKey, SiteWord Word)> OfAtlassianAsync(HttpRequest request, byte[] body, CancellationToken ct)
    {
        var own = address.Text;
        var (token, refusal) = ConnectJwt.ReadOfAtlassian(TokenOf(request));
        if (token is null)
            throw Refused(refusal!);
        var now = clock.GetUtcNow();
        if (!token.IsFor(own))
            throw Refused($"aud is not {own}: Tickets:Sync:PublicUrl of Fairlead must be the address by which it was installed.");
        // Before a key is asked for, so that old tokens cause no calls.
        if (token.RefusalFor(CanonicalOf(request, own), own, now) is { } reason)
            throw Refused(reason);
        using (var key = await keys.FindAsync(token.KeyId!, request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "", ct) ?? throw Refused("The key server knows no key of this kid."))
        {
            if (!token.IsSignedWith(key))
                throw Refused("The token is signed with another key than that of its kid.");
        }

        if (!IsClientKey(token.Issuer))
            throw Refused("iss is no client key.");
        // Whoever catches a token cannot say something else with it: by its qsh it is bound to the address, and not to the body.
        var isNew = await used.UseForAsync($"install\n{token.Signature}", Convert.ToHexStringLower(SHA256.HashData(body)), now, token.ExpiresAt, isShared: false, ct)
            ?? throw Refused("The token was used before, for something else.");
        return (token.Issuer, new(token.IssuedAt, isNew));
    }

    /// <summary>Of a request that a site signed.</summary>
    /// <exception cref="ProblemException">401.</exception>
    public async Task<ProviderSite> OfSiteAsync(HttpRequest request, CancellationToken ct) => (await WordOfSiteAsync(request, ct)).Site;

    /// <summary>The same, and when it was signed.</summary>
    /// <inheritdoc cref="OfSiteAsync"/>
    public async Task<(ProviderSite Site, SiteWord Word)> WordOfSiteAsync(HttpRequest request, CancellationToken ct)
    {
        var own = address.Text;
        var (token, refusal) = ConnectJwt.Read(TokenOf(request));
        if (token is null)
            throw Refused(refusal!);
        var site = IsClientKey(token.Issuer) ? await sites.FindAsync(token.Issuer, ct) : null;
        var secret = site is { State: ProviderSiteState.Enabled or ProviderSiteState.Disabled } ? await sites.SecretAsync(site.ClientKey, ct) : null;
        if (!token.IsSignedWithOneOf([secret ?? Nobodys]) || site is null || secret is null)
            throw Refused("No site of this iss has Fairlead installed, or it signs with another secret.");
        var now = clock.GetUtcNow();
        if (token.RefusalFor(CanonicalOf(request, own), own, now) is { } reason)
            throw Refused(reason);
        // By its qsh it is bound to the address, and not to the body: whoever catches it can send the very same again, and nothing else. Jira names no jti, so that two calls of the same
        // address within one second have one token; they are told apart from a caught one by coming right then.
        var body = await JsonBodies.ReadAsync(request, ProviderActions.MaxBody, ct);
        request.Body = new MemoryStream(body);
        var isShared = token.Id is null && now - token.IssuedAt <= JwtTimes.Leeway;
        return await used.UseForAsync($"site\n{site.ClientKey}\n{token.Signature}", Convert.ToHexStringLower(SHA256.HashData(body)), now, token.ExpiresAt, isShared, ct) is null
            ? throw Refused("The token was used before, for something else.")
            : (site, new(token.IssuedAt));
    }

    private static IReadOnlyList<string> CanonicalOf(HttpRequest request, string own) => QueryStringHash.CanonicalRequests(
        request.Method, request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget, new Uri(own).AbsolutePath.TrimEnd('/'));

    private static string TokenOf(HttpRequest request)
    {
        if (request.Query.ContainsKey("jwt"))
            throw Refused("A token in the address does not count: it is sent as Authorization: JWT …");
        return request.Headers.Authorization is [{ } one] && one.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? one[Prefix.Length..].Trim()
            : throw Refused("Send the token of a Connect app once, as Authorization: JWT …");
    }

    private static ProblemException Refused(string reason) => new(new Problem(ProblemKind.InvalidToken, reason));
}
