using System.Security.Cryptography;
using System.Text;
using Fairlead.Kernel;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation.Http;
using Fairlead.Platform.SecurityInformation.SignIn;
using Fairlead.Platform.SecurityInformation.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Says which Jira site calls by way of the Forge app: Atlassian signs each call (RS256) for the app alone, and sends the token along with which the site
/// can be called. Only <c>Authorization: Bearer …</c> counts.
/// </summary>
internal sealed class ForgeSignIn(ProviderSites sites, ForgeKeys keys, AppStore used, IOptions<SecurityInformationOptions> options, TimeProvider clock)
{
    private const string Prefix = "Bearer ";
    private const string SystemToken = "x-forge-oauth-system";
    private const int MaxSystemToken = 8_192;

    /// <param name="told">What is asked says that the app is installed.</param>
    /// <exception cref="ProblemException">401; 404 while Fairlead is no Forge app; 503 where the keys cannot be had.</exception>
    public async Task<ProviderSite> OfSiteAsync(HttpRequest request, bool told, CancellationToken ct)
    {
        var (token, system) = (await OfAtlassianAsync(request, ct), SystemTokenOf(request));
        return await sites.HearAsync(new(token.CloudId, token.Installation, null), token.SiteUrl, token.IssuedAt, system, told, ct)
            ?? throw Refused("The installation that the token is of is over.");
    }

    /// <summary>The app is about to be uninstalled: nothing is kept of what comes along.</summary>
    /// <returns>What the site is known by, and which installation is meant, of which none may be known.</returns>
    /// <inheritdoc cref="OfSiteAsync"/>
    public async Task<(string ClientKey, SiteWord Word)> GoneAsync(HttpRequest request, CancellationToken ct)
    {
        var token = await OfAtlassianAsync(request, ct);
        return (ProviderSite.KeyOf(token.CloudId), new(token.IssuedAt, ForgeInstallation: token.Installation));
    }

    private async Task<ForgeToken> OfAtlassianAsync(HttpRequest request, CancellationToken ct)
    {
        if (options.Value.ForgeApp is not { Length: > 0 } app)
            throw new ProblemException(new Problem(ProblemKind.NotFound, "Fairlead is no Forge app while SecurityInformation:ForgeApp is not set: the id in the app's manifest."));
        var (token, refusal) = ForgeToken.Read(TokenOf(request));
        if (token is null)
            throw Refused(refusal!);
        // Before keys are asked for, so that old tokens cause no calls.
        var now = clock.GetUtcNow();
        if (token.RefusalFor(app, options.Value.ForgeEnvironment, now) is { } reason)
            throw Refused(reason);
        using (var key = await keys.FindAsync(token.KeyId, ct) ?? throw Refused("Atlassian's keys have none of this kid."))
        {
            if (!token.IsSignedWith(key))
                throw Refused("The token is signed with another key than that of its kid.");
        }

        // It says neither what is asked nor of which body, nor with which token of the app: whoever catches it can send the very same again, which changes nothing, and nothing else.
        var body = await JsonBodies.ReadAsync(request, ProviderActions.MaxBody, ct);
        request.Body = new MemoryStream(body);
        var what = $"{request.Method} {request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}\n{Convert.ToHexStringLower(SHA256.HashData(body))}\n{HashOfSystemToken(request)}";
        return await used.UseForAsync($"forge\n{token.Signature}", what, now, token.ExpiresAt, isShared: false, ct) is null ? throw Refused("The token was used before, for something else.") : token;
    }

    private static string TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } one] && one.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? one[Prefix.Length..].Trim()
            : throw Refused("Send the Forge invocation token once, as Authorization: Bearer …");

    /// <summary>Not read, and told to nobody.</summary>
    private static SecretText? SystemTokenOf(HttpRequest request) =>
        request.Headers[SystemToken] is [{ Length: > 0 and <= MaxSystemToken } one] && one.All(c => c is > ' ' and <= '~') ? new SecretText(one) : null;

    private static string HashOfSystemToken(HttpRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers[SystemToken].ToString())));

    private static ProblemException Refused(string reason) => new(new Problem(ProblemKind.InvalidToken, reason));
}
