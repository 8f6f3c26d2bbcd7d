using Fairlead.Sandbox.Sites;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Sandbox.Pages;

internal static class PageRoutes
{
    public static void Map(IEndpointRouteBuilder app, Site site)
    {
    }
}
