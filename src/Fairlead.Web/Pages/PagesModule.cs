using Fairlead.Platform.Http;
using Fairlead.Web.Assets;
using Fairlead.Web.Pages.Comments;
using Fairlead.Web.Pages.Configurations;
using Fairlead.Web.Pages.Configurations.Form;
using Fairlead.Web.Pages.Connections;
using Fairlead.Web.Pages.Notifications;
using Fairlead.Web.Pages.Providers;
using Fairlead.Web.Pages.Rules;
using Fairlead.Web.Pages.Runs;
using Fairlead.Web.Pages.Secrets;
using Fairlead.Web.Pages.Templates;
using Fairlead.Web.Pages.Tickets;
using Fairlead.Web.Pages.Triggers;
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
            return services.AddSingleton<FormWork>().AddSingleton<ConfigurationView>().AddSingleton<ConfigurationFormDesk>().AddSingleton<TicketView>().AddSingleton<SecretsDesk>().AddSingleton<RuleView>()
                .AddSingleton<IProblemRenderer, ProblemPages>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapPages()
        {
            PageAssets.Map(routes);
            SignInRoutes.Map(routes);
            PageRoutes.Map(routes);
            ConnectionPageRoutes.Map(routes);
            ConfigurationPageRoutes.Map(routes);
            CommentPageRoutes.Map(routes);
            SecretPageRoutes.Map(routes);
            SecretAllowRoutes.Map(routes);
            ProviderPageRoutes.Map(routes);
            RunPageRoutes.Map(routes);
            TemplatePageRoutes.Map(routes);
            TicketPageRoutes.Map(routes);
            NewTicketRoutes.Map(routes);
            RulePageRoutes.Map(routes);
            ReceiverPageRoutes.Map(routes);
            TriggerPageRoutes.Map(routes);
        }
    }
}
