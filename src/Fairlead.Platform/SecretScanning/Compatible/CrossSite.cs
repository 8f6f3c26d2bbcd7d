using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary>
/// A browser that remembers a password sends it by itself, so a change that a browser asks for must carry a header that no form of another site can
/// send (THREATS T-36). Programs need none, as with Jira.
/// </summary>
internal static class CrossSite
{
    private const string Header = "X-Atlassian-Token";

    /// <exception cref="ProblemException">Another site may be behind it.</exception>
    public static void Check(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return;

        var isForeign = request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
        var says = request.Headers[Header].ToString();
        var isUnchecked = says.Equals("no-check", StringComparison.OrdinalIgnoreCase) || says.Equals("nocheck", StringComparison.OrdinalIgnoreCase);
        if (isForeign || (!isUnchecked && LooksLikeABrowser(request)))
        {
            throw new ProblemException(new Problem(
                ProblemKind.XsrfCheckFailed, $"XSRF check failed: a browser, or another site, asks for a change. Send {Header}: no-check from programs."));
        }
    }

    private static bool LooksLikeABrowser(HttpRequest request) =>
        (request.Headers.Origin.Count > 0 && !Xsrf.IsOwnOrigin(request))
        || (request.Headers.Referer.Count > 0 && !IsOwn(request, request.Headers.Referer.ToString()))
        || request.Headers.UserAgent.ToString().Contains("Mozilla/", StringComparison.OrdinalIgnoreCase);

    private static bool IsOwn(HttpRequest request, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
