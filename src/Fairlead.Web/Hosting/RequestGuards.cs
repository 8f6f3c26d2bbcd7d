using System.Net;
using Fairlead.Platform.Http;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Web.Hosting;

/// <summary>What every request passes before it reaches a room.</summary>
internal static class RequestGuards
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; script-src 'self'; connect-src 'self'; "
        + "font-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    extension(WebApplication app)
    {
        /// <summary>Set at the last moment, so that an error answer, which begins anew, has them too.</summary>
        public void UseSecurityHeaders() => app.Use((context, next) =>
        {
            context.Response.OnStarting(SetSecurityHeaders, context);
            return next(context);
        });

        /// <summary>
        /// Refuses a Host header that is not ours: a name that an attacker points here would otherwise make a browser treat us as his.
        /// </summary>
        public void UseKnownHosts(FairleadHostOptions options)
        {
            var endpoint = Listening.Parse(options.Listen);
            var known = new HashSet<string>(options.AllowedHosts, StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };
            var any = endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any);
            if (!any)
                known.Add(endpoint.Address.ToString());
            app.Use((context, next) =>
            {
                var host = context.Request.Host;
                var isSound = host.HasValue && host.Port is null or (> 0 and <= 65535) && IsWellFormed(host);
                // Listening everywhere without named hosts: any address of this machine, but no names.
                var isKnown = known.Contains(host.Host) || (any && options.AllowedHosts.Count == 0 && IPAddress.TryParse(host.Host.Trim('[', ']'), out _));
                if (HasTwoLengths(context.Request))
                    throw new ProblemException(new Problem(ProblemKind.MalformedRequest, "The request gives its length twice."));
                return isSound && isKnown
                    ? next(context)
                    : throw new ProblemException(new Problem(
                        ProblemKind.InvalidHost, "This server does not go by that name. Name it with --allowed-host, or call it by its address."));
            });
        }

        /// <summary>
        /// An address that leads nowhere is answered before sign-in is asked for: the policy that guards unnamed routes would
        /// otherwise turn 404 and 405 into 401.
        /// </summary>
        public void UseUnrouted() => app.Use(async (context, next) =>
        {
            switch (context.GetEndpoint())
            {
                case RouteEndpoint:
                    await next(context);
                    break;
                case { RequestDelegate: { } answer }:
                    await answer(context);
                    break;
                default:
                    context.Response.StatusCode = HttpMethods.IsConnect(context.Request.Method) || HttpMethods.IsTrace(context.Request.Method)
                        ? StatusCodes.Status405MethodNotAllowed
                        : StatusCodes.Status404NotFound;
                    break;
            }
        });
    }

    private static Task SetSecurityHeaders(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        // Everything but style and icons is somebody's; an error answer has lost what its route said.
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        return Task.CompletedTask;
    }

    /// <summary>Kestrel reads such a request as chunked and puts the other length aside; a proxy in front may have read it otherwise.</summary>
    private static bool HasTwoLengths(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0 && request.Headers.ContainsKey("X-Content-Length");

    private static bool IsWellFormed(HostString host) =>
        HeaderUtilities.RemoveQuotes(host.Value).Length == host.Value!.Length
        && Uri.CheckHostName(host.Host.Trim('[', ']')) is not UriHostNameType.Unknown
        && (!host.Value.Contains(':') || host.Port is not null || host.Value.EndsWith(']'));
}
