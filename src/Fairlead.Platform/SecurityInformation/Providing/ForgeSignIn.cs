using Fairlead.Kernel;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Says which Jira site calls by way of the Forge app: Atlassian signs each call (RS256) for the app alone, and sends the token along with which the site
/// can be called. Only <c>Authorization: Bearer …</c> counts.
/// </summary>
internal sealed class ForgeSignIn(ProviderSites sites, ForgeKeys keys, IOptions<SecurityInformationOptions> options, TimeProvider clock)
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
    /// <returns>What the site is known by; <see langword="null"/>: another installation is there by now, or none was ever.</returns>
    /// <inheritdoc cref="OfSiteAsync"/>
    public async Task<string?> GoneAsync(HttpRequest request, CancellationToken ct)
    {
        var token = await OfAtlassianAsync(request, ct);
        return await sites.FindAsync(ProviderSite.KeyOf(token.CloudId), ct) is { } site && site.Forge?.Id == token.Installation ? site.ClientKey : null;
    }

    private async Task<ForgeToken> OfAtlassianAsync(HttpRequest request, CancellationToken ct)
    {
        if (options.Value.ForgeApp is not { Length: > 0 } app)
            throw new ProblemException(new Problem(ProblemKind.NotFound, "Fairlead is no Forge app while SecurityInformation:ForgeApp is not set: the id in the app's manifest."));
        var (token, refusal) = ForgeToken.Read(TokenOf(request));
        if (token is null)
            throw Refused(refusal!);
        // Before keys are asked for, so that old tokens cause no calls.
        if (token.RefusalFor(app, options.Value.ForgeEnvironment, clock.GetUtcNow()) is { } reason)
            throw Refused(reason);
        using var key = await keys.FindAsync(token.KeyId, ct) ?? throw Refused("Atlassian's keys have none of this kid.");
        return token.IsSignedWith(key) ? token : throw Refused("The token is signed with another key than that of its kid.");
    }

    private static string TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } one] && one.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? one[Prefix.Length..].Trim()
            : throw Refused("Send the Forge invocation token once, as Authorization: Bearer …");

    /// <summary>Not read, and told to nobody.</summary>
    private static SecretText? SystemTokenOf(HttpRequest request) =>
        request.Headers[SystemToken] is [{ Length: > 0 and <= MaxSystemToken } one] && one.All(c => c is > ' ' and <= '~') ? new SecretText(one) : null;

    private static ProblemException Refused(string reason) => new(new Problem(ProblemKind.InvalidToken, reason));
}
