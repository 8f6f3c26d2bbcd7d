using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Acting;
using Fairlead.Platform.SecretScanning.Compatible;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Http;
using Fairlead.Platform.SecretScanning.Jobs;
using Fairlead.Platform.SecretScanning.Reporting;
using Fairlead.Platform.SecretScanning.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecretScanning;

/// <summary>Secrets in Jira's own content: docs/secrets.md.</summary>
public static class SecretScanningModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddSecretScanning()
        {
            services.AddOptions<SecretScanningOptions>().BindConfiguration(SecretScanningOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<SecretScanningOptions>, SecretScanningOptionsValidator>();
            services.AddSingleton<ScannerInUse>().AddSingleton<SecretHasher>().AddSingleton<IssueScanner>().AddSingleton<AttachmentScanner>().AddSingleton<GoneIssues>().AddSingleton<ReadingPlanner>().AddSingleton<CrawlRefusals>().AddSingleton<IssueLook>().AddSingleton<ProjectCrawler>();
            services.AddSingleton<SecretSettingsStore>().AddSingleton<OwnRuleStore>().AddSingleton<AllowStore>().AddSingleton<SecretAllowList>().AddSingleton<SecretRules>().AddSingleton<SecretSettings>().AddSingleton<AutoScan>().AddSingleton<ChangedIssues>();
            services.AddSingleton<MaskingStore>().AddSingleton<TextMasker>().AddSingleton<SecretMasking>().AddSingleton<NoticeStore>().AddSingleton<SecretNotices>();
            services.AddSingleton<ProjectReportStore>().AddSingleton<ProjectReporter>().AddSingleton<IHealthReason, ReportHealth>();
            services.TryAddSingleton(new ScannerLogLevel());
            services.AddSingleton<SecretAccessStore>().AddSingleton<ScannerSignIn>().AddSingleton<ScannerAccess>().AddSingleton<ScanStanding>();
            return services.AddSingleton<SecretScanStore>().AddSingleton<SecretFindingStore>().AddSingleton<ToldDeletionStore>().AddSingleton<SecretAttachmentStore>().AddSingleton<SeenIssueStore>().AddSingleton<UnsettledStore>().AddSingleton<SecretScans>().AddSingleton<SecretFindings>();
        }

        /// <summary>Carries out scans by itself, unless <c>SecretScanning:JobsEnabled</c> is false.</summary>
        public IServiceCollection AddSecretScanningJobs(IConfiguration configuration) =>
            (configuration.GetSection(SecretScanningOptions.Section).Get<SecretScanningOptions>() ?? new SecretScanningOptions()).JobsEnabled
                ? services.AddHostedService<ScanClock>().AddHostedService<ChangeClock>().AddHostedService<AutoScanClock>()
                : services;
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapSecretScanning()
        {
            routes.MapSecretScans();
            routes.MapSecretFindings();
            routes.MapSecretMasking();
            routes.MapSecretNotices();
            routes.MapSecretRules();
            routes.MapSecretAllowList();
            routes.MapScannerApi();
        }
    }
}
