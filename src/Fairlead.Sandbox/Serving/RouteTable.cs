using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Sandbox.Serving;

/// <summary>What an endpoint does and what it asks of the caller.</summary>
internal sealed record JiraRoute(string Template, Func<JiraCall, JiraAnswer> Handle)
{
    public bool IsAnonymous { get; init; }

    /// <summary>The body may be something else than JSON.</summary>
    public bool TakesAnyBody { get; init; }

    /// <summary>Data Center's limiter leaves it alone.</summary>
    public bool IsUnlimited { get; init; }
}

/// <summary>Puts handlers at their paths, once for each API version of the edition.</summary>
internal sealed class RouteTable(IEndpointRouteBuilder app, SandboxEdition edition)
{
    private static readonly string[] CloudVersions = ["3", "2", "latest"];
    private static readonly string[] DataCenterVersions = ["2", "latest"];

    public bool IsCloud => edition == SandboxEdition.Cloud;

    public void Get(string path, Func<JiraCall, JiraAnswer> handle) => Api("GET", path, handle);

    public void Post(string path, Func<JiraCall, JiraAnswer> handle) => Api("POST", path, handle);

    public void Put(string path, Func<JiraCall, JiraAnswer> handle) => Api("PUT", path, handle);

    public void Delete(string path, Func<JiraCall, JiraAnswer> handle) => Api("DELETE", path, handle);

    /// <summary>Below <c>/rest/api/{version}</c>.</summary>
    public void Api(string method, string path, Func<JiraCall, JiraAnswer> handle, Func<JiraRoute, JiraRoute>? with = null)
    {
        foreach (var version in IsCloud ? CloudVersions : DataCenterVersions)
            At(method, $"/rest/api/{version}{path}", handle, with);
    }

    /// <summary>At exactly this path.</summary>
    public void At(string method, string path, Func<JiraCall, JiraAnswer> handle, Func<JiraRoute, JiraRoute>? with = null)
    {
        var route = new JiraRoute(path, handle);
        // The pipeline runs the handler itself, inside faults and limits; the delegate is only there for routing.
        app.MapMethods(path, [method], static _ => Task.CompletedTask).WithMetadata(with?.Invoke(route) ?? route);
    }
}
