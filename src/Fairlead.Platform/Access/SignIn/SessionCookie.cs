using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.Access.SignIn;

/// <summary>How the session's value travels: not readable by scripts, not sent from other sites' forms, over TLS only where there is TLS.</summary>
internal static class SessionCookie
{
    /// <summary>The <c>__Host-</c> prefix makes browsers refuse a cookie that a neighbouring host planted; it demands TLS.</summary>
    public static string NameFor(HttpRequest request) => request.IsHttps ? "__Host-fairlead" : "fairlead";

    public static void Write(HttpContext context, string value) => context.Response.Cookies.Append(
        NameFor(context.Request), value, Options(context.Request));

    public static void Clear(HttpContext context)
    {
        context.Response.Cookies.Delete(NameFor(context.Request), Options(context.Request));
        context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
    }

    private static CookieOptions Options(HttpRequest request) => new()
    {
        HttpOnly = true,
        Secure = request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
    };
}
