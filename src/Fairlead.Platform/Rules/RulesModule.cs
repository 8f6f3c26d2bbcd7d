using Fairlead.Platform.Operations;
using Fairlead.Platform.Rules.Http;
using Fairlead.Platform.Rules.Jobs;
using Fairlead.Platform.Rules.Storage;
using Fairlead.Platform.Tickets;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Rules;

/// <summary>What is done about findings that meet conditions: docs/rules.md.</summary>
public static class RulesModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddRules()
        {
            services.AddOptions<RulesOptions>().BindConfiguration(RulesOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<RulesOptions>, RulesOptionsValidator>();
            return services.AddSingleton<RuleStore>().AddSingleton<FindingRules>().AddSingleton<RuleDocuments>().AddSingleton<RuleRuns>()
                .AddSingleton<RuleLook>().AddSingleton<IBeforePlanning>(s => s.GetRequiredService<RuleLook>()).AddSingleton<IHealthReason, RuleHealth>();
        }

        /// <summary>Runs rules by themselves, unless <c>Rules:JobsEnabled</c> is false.</summary>
        public IServiceCollection AddRuleJobs(IConfiguration configuration) =>
            (configuration.GetSection(RulesOptions.Section).Get<RulesOptions>() ?? new RulesOptions()).JobsEnabled
                ? services.AddHostedService<RuleClock>()
                : services;
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapRules() => routes.MapRuleRoutes();
    }
}
