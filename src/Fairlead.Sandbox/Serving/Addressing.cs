using Fairlead.Sandbox.Accounts;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Sandbox.Serving;

/// <summary>Takes the context path and the gateway's prefix off, so that routes are the same wherever the site lives.</summary>
internal sealed class Addressing(SandboxOptions options, SandboxAccounts accounts)
{
    private static readonly object Gateway = "gateway";
    private readonly PathString _context = options.ContextPath.Trim('/') is { Length: > 0 } path ? $"/{path}" : PathString.Empty;
    private readonly PathString _gateway = $"/ex/jira/{accounts.CloudId}";

    /// <summary>The sandbox's own pages and controls, which meet no faults and are not counted.</summary>
    public static bool IsOurs(HttpContext http) =>
        http.Request.Path.Value is "/" or ""
        || http.Request.Path.StartsWithSegments("/sandbox")
        || http.Request.Path.StartsWithSegments("/browse");

    public static bool IsViaGateway(HttpContext http) => http.Items.ContainsKey(Gateway);

    public Task Rewrite(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path;
        if (IsFromElsewhere(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        if (options.Edition == SandboxEdition.Cloud && path.StartsWithSegments(_gateway, out var rest))
        {
            http.Items[Gateway] = true;
            http.Request.Path = rest;
        }
        else if (path.StartsWithSegments("/oauth") || path.StartsWithSegments("/sandbox"))
        {
            // The token endpoint is not the site's, and the controls are easier to find at the root.
        }
        else if (_context.HasValue && path.StartsWithSegments(_context, out rest))
        {
            http.Request.PathBase = _context;
            http.Request.Path = rest.HasValue ? rest : "/";
        }
        else if (_context.HasValue)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(http);
    }

    /// <summary>
    /// Another site's page in a browser on this machine: it may neither drive the sandbox nor, under a name of its own that leads
    /// here, read it. Programs send no such header and name the address.
    /// </summary>
    private static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] == "cross-site"
        || (request.Headers.ContainsKey("Sec-Fetch-Site") && request.Host.Host is not ("127.0.0.1" or "localhost"));
}
