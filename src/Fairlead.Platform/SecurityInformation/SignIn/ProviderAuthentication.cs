using System.Security.Claims;
using System.Text.Encodings.Web;
using Fairlead.Client.Access;
using Fairlead.Client.Operations;
using Fairlead.Client.Providers;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.SignIn;

/// <summary>
/// Signs callers of the Security Information API in, by the header Authorization alone: <c>JWT</c> with a Connect JWT, <c>Bearer</c> with an
/// access token of an app or with an API token of Fairlead.
/// </summary>
internal sealed class ProviderAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AppSignIn apps)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Provider";

    private const string JwtPrefix = "JWT ";
    private const string BearerPrefix = "Bearer ";
    private const string BasicPrefix = "Basic ";
    private const string AppClaim = "fairlead:provider-app";
    private const string ScopeClaim = "fairlead:provider-scope";

    private const string NotBasic =
        "Basic, a name and a password, does not count here. A script sends an API token as Authorization: Bearer fl_…; make one on the page API tokens, or with: fairlead token create NAME --role editor. "
        + "A provider app sends a Connect JWT as Authorization: JWT …, or an access token of POST /oauth/token as Authorization: Bearer fla_…; register it on the page Providers, or with: fairlead provider add KEY";

    private string? _refusal;

    /// <summary>The policy of a route that needs a scope.</summary>
    public static string PolicyOf(ProviderScope scope) => $"provider:{scope}";

    public static void AddPolicies(AuthorizationBuilder authorization)
    {
        foreach (var scope in Enum.GetValues<ProviderScope>())
            authorization.AddPolicy(PolicyOf(scope), p => p.AddAuthenticationSchemes(SchemeName).RequireAuthenticatedUser().RequireAssertion(a => Allows(a.User, scope)));
    }

    /// <returns>The app behind a request; <see langword="null"/>: it is no app.</returns>
    public static (SecurityProvider Provider, Actor Actor)? AppOf(ClaimsPrincipal user) =>
        user.FindFirstValue(AppClaim) is { } key ? (new SecurityProvider(key, user.Identity!.Name!), new Actor(ActorKind.Token, key, user.Identity.Name!)) : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // A token in an address ends up in logs. Beside one in the header it would leave open which of them counts.
        if (Request.Query.ContainsKey("jwt"))
            return Refuse("A token in the address does not count: send it as Authorization: JWT …, and nothing as jwt.");
        var authorization = Request.Headers.Authorization;
        if (authorization is [{ } one])
        {
            if (one.StartsWith(JwtPrefix, StringComparison.OrdinalIgnoreCase))
                return Answer(await apps.OfJwtAsync(one[JwtPrefix.Length..].Trim(), Request, TargetOf(Request), Context.RequestAborted));
            if (one.StartsWith(BearerPrefix + AppSignIn.TokenPrefix, StringComparison.OrdinalIgnoreCase))
                return Answer(await apps.OfAccessTokenAsync(one[BearerPrefix.Length..].Trim(), Context.RequestAborted));
            if (one.StartsWith(BasicPrefix, StringComparison.OrdinalIgnoreCase))
                return Refuse(NotBasic);
        }

        // As on every other route.
        var fairlead = await Context.AuthenticateAsync();
        if (fairlead.Succeeded && fairlead.Principal.Identity?.AuthenticationType != Xsrf.CookieAuthenticationType)
            return AuthenticateResult.Success(new AuthenticationTicket(fairlead.Principal, SchemeName));
        // A browser sends the session's cookie whoever asks, so it does not count.
        return authorization.Count == 0
            ? AuthenticateResult.NoResult()
            : Refuse("The token is unknown, expired or revoked, or there are several. Send one as Authorization: JWT … or Authorization: Bearer …");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        (_refusal is { } why
            ? new Problem(ProblemKind.InvalidToken, why)
            : new Problem(ProblemKind.AuthenticationRequired, "Send a Connect JWT as Authorization: JWT …, or an access token or an API token as Authorization: Bearer …"))
        .WriteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        new Problem(ProblemKind.Forbidden, AppOf(Context.User) is null ? "Your role does not allow this." : "The app has not the scope that this needs.").WriteAsync(Context);

    /// <summary>READ of a Connect app is the role viewer of other callers, WRITE and DELETE are the role editor.</summary>
    private static bool Allows(ClaimsPrincipal user, ProviderScope scope) => AppOf(user) is null
        ? user.IsInRole(nameof(Role.Administrator)) || user.IsInRole(nameof(Role.Editor)) || (scope == ProviderScope.Read && user.IsInRole(nameof(Role.Viewer)))
        : user.HasClaim(ScopeClaim, scope.ToString());

    private static string TargetOf(HttpRequest request) => request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;

    private AuthenticateResult Answer(AppSignInOutcome outcome)
    {
        if (outcome is not AppSignInOutcome.SignedIn { App: var app, Scopes: var scopes })
            return Refuse(((AppSignInOutcome.Refused)outcome).Reason);
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.Name, app.Name), new(AppClaim, app.Provider.Key), .. scopes.Select(s => new Claim(ScopeClaim, s.ToString()))], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private AuthenticateResult Refuse(string reason)
    {
        _refusal = reason;
        return AuthenticateResult.Fail(reason);
    }
}
