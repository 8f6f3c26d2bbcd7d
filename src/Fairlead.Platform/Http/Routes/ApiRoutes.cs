using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Http;

/// <summary>Marks a route of our API; <see cref="ApiConventions"/> holds it to the conventions.</summary>
internal sealed class ApiRoute
{
    public static readonly ApiRoute Marker = new();
}

/// <summary>The query parameters that a route declared.</summary>
internal sealed record DeclaredQuery(IReadOnlyList<QueryParameter> Parameters);

/// <summary>How rooms lay out their part of the API.</summary>
public static class ApiRoutes
{
    public const string Root = "/api/v1";

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>
        /// A group below <c>/api/v1</c>. The room adds <c>RequireAuthorization(Roles.Viewer)</c> (or another role); a route
        /// without one is refused to everybody. Queries are refused unless declared by <c>WithQuery</c>.
        /// </summary>
        /// <param name="path">Begins with a slash, for example <c>/connections</c>.</param>
        /// <param name="tag">Heading in the API's documentation.</param>
        public RouteGroupBuilder MapApi(string path, string tag)
        {
            var group = routes.MapGroup(Root + path);
            group.WithTags(tag).WithMetadata(ApiRoute.Marker);
            return group;
        }
    }

    extension(RouteHandlerBuilder route)
    {
        /// <summary>Declares the query parameters; the handler takes <see cref="QueryValues"/> and asks it for each.</summary>
        public RouteHandlerBuilder WithQuery(params IReadOnlyList<QueryParameter> parameters) =>
            route.WithMetadata(new DeclaredQuery(parameters));
    }
}

/// <summary>What a route declared, for the API's documentation.</summary>
public static class DeclaredParameters
{
    public static IReadOnlyList<QueryParameter> Of(IEnumerable<object> metadata) =>
        metadata.OfType<DeclaredQuery>().LastOrDefault()?.Parameters ?? [];
}
