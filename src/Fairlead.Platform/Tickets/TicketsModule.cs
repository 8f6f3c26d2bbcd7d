using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets;

public static class TicketsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddTickets()
        {
            services.AddOptions<SyncOptions>().BindConfiguration(SyncOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<SyncOptions>, SyncOptionsValidator>();
            services.AddSingleton<ConfigurationStore>().AddSingleton<TicketStore>().AddSingleton<IntentStore>()
                .AddSingleton<IssueStore>().AddSingleton<RunStore>().AddSingleton<LaneStore>().AddSingleton<CircuitStore>();
            services.AddSingleton<Lanes>().AddSingleton<CreateScreens>().AddSingleton<IssueBuilder>().AddSingleton<MarkerReader>()
                .AddSingleton<MarkerSearch>().AddSingleton<CreateSender>().AddSingleton<UncertainResolver>().AddSingleton<DuplicateSweep>()
                .AddSingleton<Reconciler>().AddSingleton<WriteOutcomes>().AddSingleton<IssueUpdater>().AddSingleton<IssueMover>()
                .AddSingleton<IssueCommenter>().AddSingleton<RunApplier>();
            return services.AddSingleton<TicketSync>().AddSingleton<TicketCatalog>();
        }
    }
}
