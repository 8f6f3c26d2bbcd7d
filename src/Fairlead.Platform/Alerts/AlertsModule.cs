using Fairlead.Platform.Alerts.Http;
using Fairlead.Platform.Alerts.Jobs;
using Fairlead.Platform.Alerts.Releasing;
using Fairlead.Platform.Alerts.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Alerts;

/// <summary>Runtime alerts in, findings for tickets out: docs/alerts.md.</summary>
public static class AlertsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddAlerts()
        {
            services.AddOptions<AlertsOptions>().BindConfiguration(AlertsOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<AlertsOptions>, AlertsOptionsValidator>();
            services.AddSingleton<AlertStore>().AddSingleton<AlertRecorder>().AddSingleton<AlertIntake>().AddSingleton<AlertStreams>().AddSingleton<AlertCatalog>();
            services.AddSingleton<TriggerStore>().AddSingleton<AlertLook>().AddSingleton<AlertTriggers>().AddSingleton<AlertReleases>().AddSingleton<AlertChannels>();
            return services.AddHostedService<AlertUpkeep>();
        }

        /// <summary>Runs triggers by themselves, unless <c>Alerts:JobsEnabled</c> is false.</summary>
        public IServiceCollection AddAlertJobs(IConfiguration configuration) =>
            (configuration.GetSection(AlertsOptions.Section).Get<AlertsOptions>() ?? new AlertsOptions()).JobsEnabled
                ? services.AddHostedService<TriggerClock>()
                : services;
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapAlerts()
        {
            routes.MapAlertList();
            routes.MapTriggers();
            routes.MapChannels();
        }
    }
}
