using Fairlead.Platform.Notifications.Http;
using Fairlead.Platform.Notifications.Jobs;
using Fairlead.Platform.Notifications.Sending;
using Fairlead.Platform.Notifications.Storage;
using Fairlead.Platform.Notifications.Troubles;
using Fairlead.Platform.Operations;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Notifications;

/// <summary>Messages to webhooks and people: docs/notifications.md.</summary>
public static class NotificationsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddNotifications()
        {
            services.AddOptions<NotificationOptions>().BindConfiguration(NotificationOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<NotificationOptions>, NotificationOptionsValidator>();
            services.AddSingleton<NotificationStore>().AddSingleton<Notifier>().AddSingleton<Receivers>();
            services.AddSingleton<ReceiverSecrets>().AddSingleton<WebhookPost>().AddSingleton<MailSend>().AddSingleton<Outbox>();
            services.AddSingleton<TroubleStore>().AddSingleton<TroubleTeller>();
            return services.AddSingleton<IHealthReason, ReceiverHealth>();
        }

        /// <summary>Sends by itself, unless <c>Notifications:JobsEnabled</c> is false, and tells of troubles, unless <c>TellTroubles</c> is.</summary>
        public IServiceCollection AddNotificationJobs(IConfiguration configuration)
        {
            var options = configuration.GetSection(NotificationOptions.Section).Get<NotificationOptions>() ?? new NotificationOptions();
            if (options.JobsEnabled)
                services.AddHostedService<OutboxClock>();
            if (options.TellTroubles)
                services.AddHostedService<TroubleClock>();
            return services;
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapNotifications() => routes.MapNotificationRoutes();
    }
}
