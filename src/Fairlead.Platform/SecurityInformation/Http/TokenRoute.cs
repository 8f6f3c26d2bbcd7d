using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Fairlead.Client;
using Fairlead.Client.Providers;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation.Apps;
using Fairlead.Platform.SecurityInformation.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary><c>POST /oauth/token</c>: access tokens for provider apps, by client credentials (RFC 6749, 4.4), answered as 5.1 and 5.2 have it.</summary>
internal static class TokenRoute
{
    private const int MaxBody = 8_192;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void MapTokenRoute(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/oauth/token", Issue).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription().WithMetadata(new ProblemForm(WriteAsync));

    private static async Task<IResult> Issue(HttpContext http, AppSignIn apps, CancellationToken ct)
    {
        var request = http.Request;
        if (request.QueryString.HasValue)
            return Error("invalid_request", "Send everything in the body: an address ends up in logs.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || request.Headers.ContentEncoding.Count > 0)
        {
            return Error("invalid_request", "Send a form: Content-Type: application/x-www-form-urlencoded.");
        }

        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(await JsonBodies.ReadAsync(request, MaxBody, ct)));
        if (form.Values.Any(v => v.Count != 1))
            return Error("invalid_request", "A parameter was sent twice.");
        if (One(form, "grant_type") is not { } grant)
            return Error("invalid_request", "grant_type is missing.");
        if (grant != "client_credentials")
            return Error("unsupported_grant_type", "Only client_credentials are taken here.");
        if (!TryScopes(One(form, "scope"), out var scopes))
            return Error("invalid_scope", "scope holds READ, WRITE and DELETE, with spaces in between.");
        if (ClientOf(request, form) is not var (key, secret))
            return Error("invalid_request", "Send client_id and client_secret once: in the body, or as Authorization: Basic …");

        return await apps.IssueAsync(key, secret, scopes, http.Connection.RemoteIpAddress?.ToString() ?? "", ct) switch
        {
            TokenOutcome.Issued issued => TypedResults.Json(
                new TokenAnswer(issued.Token, "Bearer", (int)issued.Lifetime.TotalSeconds, ProviderApps.Words(issued.Scopes)), FairleadJson.Strict),
            TokenOutcome.ScopeRefused => Error("invalid_scope", "The app has not all of these scopes."),
            TokenOutcome.Paused paused => Paused(http, paused.Pause),
            _ => Unknown(http),
        };
    }

    /// <returns><see langword="null"/>: none, or in two places.</returns>
    private static (string Key, string Secret)? ClientOf(HttpRequest request, Dictionary<string, StringValues> form)
    {
        var inForm = One(form, "client_id") is { } id && One(form, "client_secret") is { } secret ? (id, secret) : ((string, string)?)null;
        if (request.Headers.Authorization.Count == 0)
            return inForm;
        return inForm is null && !form.ContainsKey("client_secret") && request.Headers.Authorization is [{ } header] ? OfBasic(header) : null;
    }

    private static (string Key, string Secret)? OfBasic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            var text = StrictUtf8.GetString(Convert.FromBase64String(header["Basic ".Length..].Trim()));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon > 0 && colon < text.Length - 1 ? (Uri.UnescapeDataString(text[..colon]), Uri.UnescapeDataString(text[(colon + 1)..])) : null;
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? One(Dictionary<string, StringValues> form, string name) => form.GetValueOrDefault(name) is [{ Length: > 0 } value] ? value : null;

    private static bool TryScopes(string? text, out IReadOnlyList<ProviderScope>? scopes)
    {
        scopes = null;
        if (text is null)
            return true;
        var found = text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => Enum.GetValues<ProviderScope>().Cast<ProviderScope?>().FirstOrDefault(s => s.ToString()!.Equals(word, StringComparison.OrdinalIgnoreCase))).ToList();
        if (found.Count == 0 || found.Contains(null))
            return false;
        scopes = [.. found.Select(s => s!.Value).Distinct().Order()];
        return true;
    }

    private static IResult Unknown(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"Fairlead\"";
        return Error("invalid_client", "No provider app of this client_id is let in, or its secret is another one.", StatusCodes.Status401Unauthorized);
    }

    private static IResult Paused(HttpContext http, TimeSpan pause)
    {
        http.Response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Error("temporarily_unavailable", "Too many attempts failed; wait as long as Retry-After says.", StatusCodes.Status429TooManyRequests);
    }

    private static IResult Error(string error, string description, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Json(new ErrorAnswer(error, description), FairleadJson.Strict, statusCode: status);

    private static Task WriteAsync(HttpContext http, Problem problem)
    {
        http.Response.StatusCode = problem.Kind.Status;
        return http.Response.WriteAsJsonAsync(new ErrorAnswer(problem.Kind.Status < 500 ? "invalid_request" : "server_error", problem.Detail), FairleadJson.Strict, http.RequestAborted);
    }

    internal sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("scope")] string Scope);

    internal sealed record ErrorAnswer(
        [property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description);
}
