using Fairlead.Platform.Http;
using Fairlead.Web.Assets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages;

/// <summary>The web pages: rendered on the server, working without script.</summary>
internal static class PagesModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddPages()
        {
            services.AddRazorComponents();
            return services.AddSingleton<IProblemRenderer, ProblemPages>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapPages()
        {
            PageAssets.Map(routes);
            SignInRoutes.Map(routes);
            PageRoutes.Map(routes);
        }
    }
}
