using System.Text.Encodings.Web;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Access.SignIn;

/// <summary>
/// Recognises a bearer token or a session cookie. A request that carries a token is judged by it alone, so a browser's cookie
/// never lends its rights to a program's request.
/// </summary>
internal sealed class FairleadAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SignInDesk desk)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Fairlead";

    private const string BearerPrefix = "Bearer ";
    private const string TokenAuthenticationType = "Token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var ct = Context.RequestAborted;
        var authorization = Request.Headers.Authorization;
        if (authorization.Count > 0)
        {
            if (authorization.Count > 1 || authorization[0]?.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) != true)
                return AuthenticateResult.Fail("Only one bearer token is understood.");
            return await desk.FindTokenAsync(authorization[0]![BearerPrefix.Length..].Trim(), ct) is { } holder
                ? Success(holder, TokenAuthenticationType)
                : AuthenticateResult.Fail("The token is unknown, expired or revoked.");
        }

        if (!Request.Cookies.TryGetValue(SessionCookie.NameFor(Request), out var cookie))
            return AuthenticateResult.NoResult();
        return await desk.FindSessionAsync(cookie, ct) is { } caller
            ? Success(caller, Xsrf.CookieAuthenticationType)
            : AuthenticateResult.Fail("The session is over.");
    }

    /// <summary>A person goes to the sign-in page, a program gets 401.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (IsPage(Request))
        {
            Response.Redirect($"/sign-in?returnUrl={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
            return Task.CompletedTask;
        }

        Response.Headers.WWWAuthenticate = "Bearer realm=\"Fairlead\"";
        var problem = Request.Headers.Authorization.Count > 0
            ? new Problem(ProblemKind.InvalidToken, "The API token is unknown, expired or revoked. Make a new one with: fairlead token create.")
            : new Problem(ProblemKind.AuthenticationRequired, "Send an API token as Authorization: Bearer …, or sign in.");
        return problem.WriteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        new Problem(ProblemKind.Forbidden, "Your role does not allow this.").WriteAsync(Context);

    private static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && !request.Path.StartsWithSegments("/api")
        && request.Headers.Authorization.Count == 0
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static AuthenticateResult Success(Caller caller, string type) =>
        AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(type), SchemeName));
}
