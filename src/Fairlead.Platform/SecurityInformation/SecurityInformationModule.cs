using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Apps;
using Fairlead.Platform.SecurityInformation.Associating;
using Fairlead.Platform.SecurityInformation.Http;
using Fairlead.Platform.SecurityInformation.Jobs;
using Fairlead.Platform.SecurityInformation.Providing;
using Fairlead.Platform.SecurityInformation.Reporting;
using Fairlead.Platform.SecurityInformation.SignIn;
using Fairlead.Platform.SecurityInformation.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation;

/// <summary>Jira's Security Information API, as tools that push to Jira speak it: docs/security-information.md.</summary>
public static class SecurityInformationModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddSecurityInformation()
        {
            services.AddOptions<SecurityInformationOptions>().BindConfiguration(SecurityInformationOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<SecurityInformationOptions>, SecurityInformationOptionsValidator>();
            services.AddSingleton<ReportStore>().AddSingleton<ProviderReporter>().AddSingleton<AssociationStore>().AddSingleton<OtherNames>().AddSingleton<TakeBackResolver>().AddTransient<Waker>().AddSingleton<IssueFinder>().AddSingleton<IssueTickets>().AddSingleton<AssociationLinker>().AddSingleton<IHealthReason, SecurityHealth>();
            services.AddSingleton<AppStore>().AddSingleton<AppSecrets>().AddSingleton<ProviderApps>().AddSingleton<AppSignIn>();
            services.AddSingleton<ProviderSiteStore>().AddSingleton<ProviderSites>().AddSingleton<OwnAddress>().AddSingleton<KeyDownload>().AddSingleton<InstallKeys>().AddSingleton<SiteSignIn>()
                .AddSingleton<ForgeKeys>().AddSingleton<ForgeSignIn>().AddSingleton<ForgeConnection>().AddSingleton<ActionSignIn>()
                .AddSingleton<SubmissionStore>().AddSingleton<SubmissionSender>().AddSingleton<SubmissionVerifier>().AddSingleton<ChangeStore>().AddSingleton<SiteLeaseStore>()
                .AddSingleton<SubmissionCandidates>().AddSingleton<SubmissionRemover>().AddSingleton<SiteSubmitter>().AddSingleton<Submitter>().AddSingleton<SiteLinker>();
            services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ProviderAuthentication>(ProviderAuthentication.SchemeName, null);
            ProviderAuthentication.AddPolicies(services.AddAuthorizationBuilder());
            return services.AddSingleton<SecurityStore>().AddSingleton<ProviderTurns>().AddSingleton<PushBurst>().AddSingleton<SecurityHub>().AddSingleton<RequestLimit>().AddSingleton<BodyBudget>().AddSingleton(ProviderApi.Forms);
        }

        /// <summary>Makes findings and links of what is told by itself, unless <c>SecurityInformation:JobsEnabled</c> is false.</summary>
        public IServiceCollection AddSecurityInformationJobs(IConfiguration configuration) =>
            (configuration.GetSection(SecurityInformationOptions.Section).Get<SecurityInformationOptions>() ?? new SecurityInformationOptions()).JobsEnabled
                ? services.AddHostedService<ReportClock>().AddHostedService<AssociationClock>().AddHostedService<SubmitClock>().AddHostedService<SiteLinkClock>()
                : services;
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapSecurityInformation()
        {
            routes.MapProviderApi();
            routes.MapProviderApps();
            routes.MapTokenRoute();
            routes.MapConnect();
            routes.MapForge();
            routes.MapProviderSites();
        }
    }
}
