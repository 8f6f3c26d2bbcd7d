using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Http;
using Fairlead.Platform.Tickets.Jobs;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Platform.Tickets.Undoing;
using Fairlead.Platform.Tickets.Webhooks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets;

/// <summary>Ticket configurations, runs and tickets: docs/tickets.md.</summary>
public static class TicketsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddTickets()
        {
            services.AddOptions<SyncOptions>().BindConfiguration(SyncOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<SyncOptions>, SyncOptionsValidator>();
            services.AddSingleton<ConfigurationStore>().AddSingleton<TicketStore>().AddSingleton<IssueHolders>().AddSingleton<SubTaskStore>().AddSingleton<IntentStore>()
                .AddSingleton<IssueStore>().AddSingleton<LinkStore>().AddSingleton<ManualStore>().AddSingleton<RunStore>().AddSingleton<OperationStore>().AddSingleton<OldRuns>().AddSingleton<LaneStore>().AddSingleton<RestStore>().AddSingleton<MarkStore>().AddSingleton<CircuitStore>();
            services.AddSingleton<IJiraSource, ConnectionsJira>().AddSingleton<IFindingSource, CatalogFindings>();
            services.AddSingleton<Lanes>().AddSingleton<AccountLookup>().AddSingleton<UnusableConnections>().AddSingleton<SetAside>().AddSingleton<LinkProof>().AddSingleton<SiteGuard>().AddSingleton<CreateScreens>().AddSingleton<IntentRows>().AddSingleton<BackLinks>().AddSingleton<IssueBuilder>().AddSingleton<SubTaskParents>()
                .AddSingleton<MarkerSearch>().AddSingleton<CreateResults>().AddSingleton<CreateSender>().AddSingleton<CircuitLadder>().AddSingleton<UncertainResolver>().AddSingleton<DuplicateSweep>()
                .AddSingleton<IssueObserver>().AddSingleton<ChangedIssues>().AddSingleton<DeletedIssues>().AddSingleton<Reconciler>().AddSingleton<DeltaPoll>().AddSingleton<WriteOutcomes>().AddSingleton<FreshIssues>().AddSingleton<IssueUpdater>().AddSingleton<IssueMover>().AddSingleton<BulkMover>().AddSingleton<BulkMoveStore>().AddSingleton<IssueLinker>().AddSingleton<FindingsLists>().AddSingleton<MissingMarks>()
                .AddSingleton<GroupReader>().AddSingleton<DueTickets>().AddSingleton<Neighbours>().AddSingleton<CloseReasons>().AddSingleton<PlanMaker>().AddSingleton<GuardNotes>().AddSingleton<PlanReview>().AddSingleton<RunCreates>().AddSingleton<RunApplier>().AddSingleton<CutOffRuns>().AddSingleton<RunUndoer>().AddSingleton<UndoHold>().AddSingleton<IssueRemover>().AddSingleton<IssueRestorer>().AddSingleton<RunUndos>().AddSingleton<Configuring.ConfigurationBinder>();
            services.AddSingleton<WebhookStore>().AddSingleton<WebhookSecrets>().AddSingleton<WebhookFilter>().AddSingleton<WebhookRegistration>().AddSingleton<WebhookSetUp>().AddSingleton<WebhookBell>().AddSingleton<WebhookReader>().AddSingleton<WebhookIntake>()
                .AddHostedService(s => s.GetRequiredService<WebhookIntake>());
            services.AddSingleton<CommentStore>().AddSingleton<EffectUndo>().AddSingleton<CommentReader>().AddSingleton<Statuses.StatusReader>().AddSingleton<Priorities.PriorityReader>().AddSingleton<CommentEffects>();
            services.AddSingleton<IHealthReason, TicketHealth>().AddSingleton<IHealthReason, ParkedHealth>().AddSingleton<IHealthReason, HeldHealth>().AddSingleton<FailedConfigurations>().AddSingleton<IConnectionUse, TicketsOnConnection>().AddSingleton<IConnectionTrace, WebhookTrace>().AddSingleton<IConnectionTraffic, TicketTraffic>();
            return services.AddSingleton<TicketSync>().AddSingleton<LanePauses>().AddSingleton<UnsettledWork>().AddSingleton<TicketRepairs>().AddSingleton<TicketPreviews>().AddSingleton<TemplatePreviews>().AddSingleton<TicketCatalog>().AddSingleton<ManualTickets>().AddSingleton<Manual.DraftReader>().AddSingleton<Manual.ChosenFindings>().AddSingleton<AtOnce>().AddSingleton<TicketLinks>().AddSingleton<IssueSight>().AddSingleton<TicketConversation>().AddSingleton<TicketHistory>().AddSingleton<Linking.IssueClaims>().AddSingleton<Linking.LinkWriter>().AddSingleton<MarkerWriter>().AddSingleton<TicketConfigurations>().AddSingleton<ConfigurationOverlaps>().AddSingleton<LinkBackHint>().AddSingleton<ConfigurationStandings>().AddSingleton<ConfigurationOffers>().AddSingleton<WorkflowOffers>().AddSingleton<TicketAdmissions>().AddSingleton<Sampling.SampleIssue>();
        }

        /// <summary>Wakes the connections by themselves, unless <c>Tickets:Sync:JobsEnabled</c> is false.</summary>
        public IServiceCollection AddTicketJobs(IConfiguration configuration)
        {
            var options = configuration.GetSection(SyncOptions.Section).Get<SyncOptions>() ?? new SyncOptions();
            if (!options.JobsEnabled)
                return services;
            services.AddSingleton<ConnectionWakeUp>().AddSingleton<ConnectionLook>();
            return services.AddHostedService<WebhookListener>().AddHostedService<TicketClock>().AddHostedService<LookClock>().AddHostedService<RunUpkeep>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapTickets()
        {
            routes.MapConfigurations();
            routes.MapTemplates();
            routes.MapRuns();
            routes.MapTicketList();
            routes.MapManualTickets();
            routes.MapLinks();
            routes.MapConversations();
            routes.MapIssueHistories();
            routes.MapComments();
            routes.MapWebhooks();
            routes.MapSamples();
        }
    }
}
