using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Platform.Http;

/// <summary>What holds for every route of the API, checked after authorisation and before the handler.</summary>
internal sealed class ApiConventions(RequestDelegate next)
{
    private static readonly DeclaredQuery NoQuery = new([]);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata is not { } metadata || metadata.GetMetadata<ApiRoute>() is null)
            return next(context);

        context.Response.Headers.CacheControl = "no-store";
        CheckAccept(context.Request);
        CheckOrigin(context);
        var declared = metadata.GetMetadata<DeclaredQuery>() ?? NoQuery;
        context.Features.Set(QueryValues.Read(context.Request, declared.Parameters));
        return next(context);
    }

    /// <summary>A header that cannot be parsed says nothing and is passed over.</summary>
    private static void CheckAccept(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0 || !MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept!], out var wanted))
            return;
        var json = new MediaTypeHeaderValue("application/json");
        if (!wanted.Any(w => w.Quality is not 0 && (json.IsSubsetOf(w) || w.SubType.EndsWith("json", StringComparison.OrdinalIgnoreCase))))
            throw new ProblemException(new Problem(ProblemKind.NotAcceptable, "This API answers in application/json."));
    }

    /// <summary>A browser sends the cookie by itself, so a change must prove that our own page asked for it.</summary>
    private static void CheckOrigin(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return;

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var signedInByCookie = context.User.Identity?.AuthenticationType == Xsrf.CookieAuthenticationType;
        var isOurs = site is "same-origin" || (site.Length == 0 && Xsrf.IsOwnOrigin(request));
        if (site is "cross-site" or "same-site" || (signedInByCookie && !isOurs))
        {
            throw new ProblemException(new Problem(
                ProblemKind.XsrfCheckFailed, "The request came from another site. Use an API token from programs."));
        }
    }
}

/// <summary>Names and checks that the cookie's owner and the conventions share.</summary>
public static class Xsrf
{
    /// <summary>Authentication type of an identity that came from the session cookie.</summary>
    public const string CookieAuthenticationType = "Cookies";

    /// <summary>The Origin header names this server itself.</summary>
    public static bool IsOwnOrigin(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
        && origin.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
