using Fairlead.Platform.SecurityInformation.Http;
using Fairlead.Platform.SecurityInformation.Storage;
using Microsoft.AspNetCore.Routing;
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
            return services.AddSingleton<SecurityStore>().AddSingleton<SecurityHub>().AddSingleton<RequestLimit>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapSecurityInformation() => routes.MapProviderApi();
    }
}
